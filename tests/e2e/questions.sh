#!/usr/bin/env bash
# certify --signed, --threshold, --worst, --output: what is asked besides one norm, on functions whose answers are known.
source "$(dirname "${BASH_SOURCE[0]}")/support.sh"

# between POINTER-PREFIX NUMBER: the enclosure under the prefix contains the number.
between() {
  holds "$(json "$1/lower")" '<=' "$2"
  holds "$(json "$1/upper")" '>=' "$2"
}

# --signed: x - x^2 on [-1, 1] goes from -2 to 1/4; both ends with points that prove them, and the sup norm beside them.
exits 0 certify 'expr:x1' --target 'expr:x1^2' --domain=-1,1 --signed --json -
same schema relugap.certify/1 "$(json /schema)"
between /maximum 0.25
between /minimum -2
between '' 2
same norm inf "$(json /norm)"
same status converged "$(json /status)"
same "status of the maximum" converged "$(json /maximum/status)"
same "where the minimum is" -1.0 "$(json /minimum/witness/0)"
holds "$(json /maximum/witness/0)" '>=' 0.4
holds "$(json /maximum/witness/0)" '<=' 0.6
for key in boxes peak_open_boxes memory_bytes seconds cpu_seconds threads inputs version rel_gap; do json "/$key" >/dev/null || complain "no key $key"; done
# The output range of a network; of either sign, or all of one.
exits 0 certify abs.onnx --domain=-0.5,0.25 --signed --json -
between /maximum 0.5
between /minimum 0
exits 0 certify abs.onnx --domain=0.125,0.25 --signed --json -
between /maximum 0.25
between /minimum 0.125
exits 0 certify zero --target abs.onnx --domain=0.125,0.25 --signed --json -
between /maximum -0.125
between /minimum -0.25
between '' 0.25
exits 0 certify abs.onnx --domain=-0.5,0.25 --signed --quiet
matches .stdout 'f\(x\) in \[.*, .*\] for every x of D'
exits 0 certify abs.onnx --target abs.onnx --domain=-1,1 --signed --json -
between /maximum 0
between /minimum 0

# --threshold: proved below, above with a point, and a run that is stopped before it knows.
exits 0 certify abs.onnx --domain=-1,1 --threshold 1.001 --json -
same status below-threshold "$(json /status)"
same threshold 1.001 "$(json /threshold)"
holds "$(json /upper)" '<=' 1.001
exits 1 certify abs.onnx --domain=-1,1 --threshold 0.999 --json -
same status above-threshold "$(json /status)"
holds "$(json /lower)" '>=' 0.999
json /witness/0 >/dev/null || complain "no witness above the threshold"
exits 0 certify abs.onnx --domain=-1,1 --threshold 1.5 --quiet
matches .stdout 'proved: sup \|f - g\| <= 1.5'
exits 1 certify abs.onnx --domain=-1,1 --threshold 0.5 --quiet
matches .stdout 'refuted: sup \|f - g\| > 0.5'
exits 1 certify hard-f.onnx --target hard-g.onnx --domain=-1,1 --threshold 1.3 --time-limit 0.5 --json -
if [[ $(json /status) == time-limit ]]; then
  [[ -n $(json /explanation/reason) ]] || complain "no reason for a threshold that is not decided"
else
  same "status of a hard threshold" above-threshold "$(json /status)"
fi
# An integral that is 0 without a search answers a threshold too.
for question in '--target abs.onnx --domain=-1,1' '--domain=1/2,1/2'; do
  exits 0 certify abs.onnx $question --norm 1 --threshold 0 --json -
  same "status of an integral that is 0" below-threshold "$(json /status)"
done
exits 0 certify abs.onnx --target abs.onnx --domain=-1,1 --threshold 0 --json -
same "identical functions, threshold 0" below-threshold "$(json /status)"
exits 1 certify abs.onnx --domain=-1,1 --threshold 0 --json -
same "different functions, threshold 0" above-threshold "$(json /status)"

# --worst: |x| on [-1, 1] is worst at the ends; then, a tenth of the edge away from both, at 0.8 from the middle.
exits 0 certify abs.onnx --domain=-1,1 --worst 3 --separation 0.1 --json -
same separation 0.1 "$(json /separation)"
between /places/0 1
between /places/1 1
between /places/2 0.8
same "rim of the first place" false "$(json /places/0/on_rim)"
same "rim of the third place" true "$(json /places/2/on_rim)"
same "lower beside the places" "$(json /places/0/lower)" "$(json /lower)"
for key in lower upper rel_gap witness status; do json "/places/1/$key" >/dev/null || complain "no key $key of a place"; done
! json /places/3 >/dev/null || complain "more places than asked for"
exits 0 certify abs.onnx --domain=-1,1 --worst 2 --quiet
matches .stdout '^ +2 '

# Why a gap is open: as JSON and as text.
exits 1 certify hard-f.onnx --target hard-g.onnx --domain=-1,1 --rel-gap 1e-9 --time-limit 0.5 --json -
same status time-limit "$(json /status)"
for key in cause reason advice open_boxes layers median_edges; do json "/explanation/$key" >/dev/null || complain "no key $key of the explanation"; done
exits 1 certify hard-f.onnx --target hard-g.onnx --domain=-1,1 --rel-gap 1e-9 --time-limit 0.5 --quiet
matches .stdout '^  why: '
matches .stdout '^  what helps: '
exits 0 certify abs.onnx --domain=-1,1 --json -
! json /explanation >/dev/null || complain "an explanation where nothing is open"

# Several outputs, x and 1 - 3x: the maximum over them, each one's range, or one of them.
exits 0 certify two-outputs.onnx --domain=-1,1 --json -
encloses 4
same "output that attains it" 1 "$(json /output)"
same "point that proves it" -1.0 "$(json /witness/0)"
exits 0 certify two-outputs.onnx --output 0 --domain=-1,1 --json -
encloses 1
same "the chosen output" 0 "$(json /inputs/0/output)"
exits 0 certify two-outputs.onnx --domain=-1,1 --signed --json -
between /maximum 4
between /minimum -2
same "output of the maximum" 1 "$(json /maximum/output)"
between /outputs/0/maximum 1
between /outputs/0/minimum -1
between /outputs/1/maximum 4
between /outputs/1/minimum -2
exits 1 certify two-outputs.onnx --domain=-1,1 --threshold 3 --json -
same "status of the outputs together" above-threshold "$(json /status)"
exits 0 certify two-outputs.onnx --target two-outputs.onnx --domain=-1,1 --threshold 0.1 --json -
same "status of equal outputs" below-threshold "$(json /status)"
exits 0 certify two-outputs.onnx --domain=-1,1 --quiet
matches .stdout '2 outputs'
refused 'outputs.*two-outputs\.onnx|as many outputs' certify abs.onnx --target two-outputs.onnx --domain=-1,1
refused 'outputs' certify two-outputs.onnx --target 'expr:x1' --domain=-1,1
refused '--output I' certify two-outputs.onnx --domain=-1,1 --norm 2
refused '--output I' certify two-outputs.onnx --domain=-1,1 --norm inf,2
refused '--output I' certify two-outputs.onnx --domain=-1,1 --worst 2

# Questions that do not go together, and values that are none.
ask=(certify abs.onnx --domain=-1,1)
refused 'signed.*--norm' "${ask[@]}" --signed --norm 2
refused 'signed.*--norm' "${ask[@]}" --signed --norm inf,1
refused 'signed.*--threshold' "${ask[@]}" --signed --threshold 1
refused 'signed.*--worst' "${ask[@]}" --signed --worst 2
refused 'worst' "${ask[@]}" --worst 2 --threshold 1
refused 'worst.*--norm' "${ask[@]}" --worst 2 --norm 1
refused 'threshold.*norm' "${ask[@]}" --threshold 1 --norm inf,1
refused 'threshold.*gap' "${ask[@]}" --threshold 1 --rel-gap 1e-3
refused 'threshold.*gap' "${ask[@]}" --threshold 1 --abs-gap 1e-3
refused 'separation' "${ask[@]}" --separation 0.1
for bad in '' 0 -1 1.5 x 1e9; do refused 'worst' "${ask[@]}" --worst="$bad"; done
for bad in '' -1 nan inf x; do refused 'threshold' "${ask[@]}" --threshold="$bad"; done
for bad in '' 0 -1 2 x; do refused 'separation' "${ask[@]}" --worst 2 --separation="$bad"; done
for bad in '' 0 -1 x 4X 4GG G 0.1 1e30; do refused 'memory-limit' "${ask[@]}" --memory-limit="$bad"; done
for other in '--signed' '--threshold=1' '--worst=2' '--plot=p.svg'; do
  refused 'samples' certify abs.onnx --domain=-1,1 --samples x.csv --labels y.csv --class '1-2-1;q=2;c=1' "$other"
done
finish
