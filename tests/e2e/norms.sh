#!/usr/bin/env bash
# certify --norm: L^p norms whose integrals are known exactly, one at a time and several at once, and lists that are none.
source "$(dirname "${BASH_SOURCE[0]}")/support.sh"

# |x| on [-1,1], Lebesgue measure not normalised: (2/(p+1))^(1/p).
exits 0 certify abs.onnx --target zero --domain=-1,1 --norm 1 --rel-gap 1e-6 --json -
same schema relugap.certify/1 "$(json /schema)"
same norm 1 "$(json /norm)"
same status converged "$(json /status)"
same witness null "$(json /witness)"
encloses 1
holds "$(json /rel_gap)" '<=' 1e-6
for key in domain rel_gap boxes seconds cpu_seconds threads inputs version; do json "/$key" >/dev/null || complain "no key $key"; done
exits 0 certify abs.onnx --target zero --domain=-1,1 --norm 2 --json -
holds "$(json /lower)" '<=' 0.8164965809277261
holds "$(json /upper)" '>=' 0.8164965809277260
for p in 1.5 3/2; do
  exits 0 certify abs.onnx --target zero --domain=-1,1 --norm $p --json -
  same norm 3/2 "$(json /norm)"
  holds "$(json /lower)" '<=' 0.861773876012754
  holds "$(json /upper)" '>=' 0.861773876012753
done

# Several norms: one result each, in the order asked, the shared keys once.
exits 0 certify abs.onnx --target zero --domain=-1,1 --norm 2,inf,1 --json -
same schema relugap.certify/1 "$(json /schema)"
for i in 0 1 2; do same status converged "$(json /results/$i/status)"; done
same "first norm" 2 "$(json /results/0/norm)"
same "second norm" inf "$(json /results/1/norm)"
same "third norm" 1 "$(json /results/2/norm)"
same "witness of an integral" null "$(json /results/0/witness)"
json /results/1/witness/0 >/dev/null || complain "no witness of the sup norm"
holds "$(json /results/1/lower)" '<=' 1
holds "$(json /results/1/upper)" '>=' 1
holds "$(json /results/2/lower)" '<=' 1
holds "$(json /results/2/upper)" '>=' 1
for key in domain boxes seconds cpu_seconds threads inputs version; do json "/$key" >/dev/null || complain "no key $key"; done
for key in norm lower upper; do ! json "/$key" >/dev/null || complain "key $key beside results"; done

# As text: the norms by name, and which measure.
exits 0 certify abs.onnx --target zero --domain=-1,1 --norm inf,1 --quiet
matches .stdout '<= sup \|f - g\| <='
matches .stdout '<= \|\|f - g\|\|_1 <='
matches .stdout 'not normalised'
same "standard error with --quiet" '' "$(<.stderr)"
exits 0 certify abs.onnx --target zero --domain=-1,1
lacks .stdout 'normalised'

# Formulas, a domain whose ends are no doubles, and one without volume: int_{1/10}^{7/10} x dx = 0.24.
exits 0 certify expr:x1 --target zero --domain=0.1,0.7 --norm 1 --rel-gap 1e-9 --json -
encloses 0.24
exits 0 certify plane.onnx --target zero --domain='[0,1]x[1/2,1/2]' --norm 1,5/2 --json -
same "norm of a face" 0.0 "$(json /results/0/upper)"
same "norm of a face" 0.0 "$(json /results/1/upper)"

# A valid answer that falls short.
exits 1 certify 'expr:sin(50*x1)' --target zero --domain=0,10 --norm 1 --rel-gap 1e-12 --time-limit 0.2 --json -
same status time-limit "$(json /status)"

exits 0 certify --help
matches .stdout 'not normalised'
for bad in '' , 1, ,1 1,,2 0 0.5 -1 99/100 nan foo 1/0 l2 1,1 inf,inf 2,4/2 '1 2' inf,0; do
  refused 'norm' certify abs.onnx --target zero --domain=-1,1 --norm="$bad"
done
refused 'undefined|defined' certify expr:1/x1 --target zero --domain=-1,1 --norm 1
finish
