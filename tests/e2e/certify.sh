#!/usr/bin/env bash
# certify on functions whose norm is known exactly: the enclosure, its JSON, its exit codes.
source "$(dirname "${BASH_SOURCE[0]}")/support.sh"

# sup of |x| on [-1/2, 1/4] is 1/2, at -1/2. Standard output holds the JSON and nothing else.
exits 0 certify abs.onnx --target zero --domain=-0.5,0.25 --json -
same schema relugap.certify/1 "$(json /schema)"
same norm inf "$(json /norm)"
same status converged "$(json /status)"
same "lower end of the domain" -0.5 "$(json /domain/0/0)"
same "upper end of the domain" 0.25 "$(json /domain/0/1)"
same witness -0.5 "$(json /witness/0)"
same role network "$(json /inputs/0/role)"
same path abs.onnx "$(json /inputs/0/path)"
same sha256 "$(sha256sum abs.onnx | cut -d' ' -f1)" "$(json /inputs/0/sha256)"
same widths '[1,2,1]' "$(json /inputs/0/widths)"
same parameters 7 "$(json /inputs/0/parameters)"
for key in rel_gap boxes seconds cpu_seconds threads version; do json "/$key" >/dev/null || complain "no key $key"; done
encloses 0.5
holds "$(json /rel_gap)" '<=' 1e-3

# The same to a file: standard output stays readable, the file holds the same claim.
exits 0 certify abs.onnx --target zero --domain=-0.5,0.25 --json out.json
same "lower in the file" "$("$bin/json_value" out.json /lower)" 0.5
same "no other file" '' "$(find . -newer .stdout -type f ! -name out.json ! -name '.std*')"
exits 0 certify abs.onnx --target zero --domain=-0.5,0.25 --quiet --json out.json
same "standard error with --quiet" '' "$(<.stderr)"

# Network against network and formula; either side may be a formula or zero.
exits 0 certify abs.onnx --target 'expr:x1^2' --domain=-1,1 --json -
encloses 0.25
exits 0 certify 'expr:x1^2' --target abs.onnx --domain=-1,1 --json -
encloses 0.25
exits 0 certify zero --target abs.onnx --domain=-1,1 --json -
encloses 1
exits 0 certify 'expr:x1*x2' --target zero --domain=-1,1/3 --json -
encloses 1
exits 0 certify plane.onnx --target 'expr:x1+2*x2' --domain=-1,1 --json -
encloses 0.5

# Identical functions: lower = 0, upper the rounding floor, and the run ends by itself.
for pair in 'abs.onnx abs.onnx' 'abs.onnx abs-swapped.onnx' 'abs.onnx expr:abs(x1)' 'hard-f.onnx hard-f.onnx'; do
  read -r f g <<<"$pair"
  run certify "$f" --target "$g" --domain=-1/8,1/8 --time-limit 20 --json -
  [[ $code == 0 || $code == 1 ]] || complain "exit code $code for $f against $g"
  encloses 0
  [[ $f == hard-f.onnx ]] && continue # sup is found by symmetry only; any valid enclosure will do
  holds "$(json /upper)" '<=' 1e-12
  [[ $(json /status) == precision-limit || $(json /upper) == 0.0 ]] || complain "status $(json /status) for $f against $g"
done

# Absorption: exactly 1000 times the float32 nearest to 1e-3, which sums in floating point lose beside 1e9 or 1e17.
sup=1.000000047497451305389404296875
for network in absorption-w1e9-bias absorption-w1e17-neuron; do
  exits 0 certify $network.onnx --target zero --domain 0,1 --json -
  encloses $sup
  holds "$(json /upper)" '<=' 1.0011
  exits 0 certify $network.onnx --target zero --domain 0.5,0.6 --json -
  encloses $sup
  run certify $network.onnx --target zero --domain 0,0.02 --json -
  encloses 0
  holds "$(json /upper)" '<=' 1e-3
done
finish
