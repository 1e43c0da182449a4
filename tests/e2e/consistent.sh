#!/usr/bin/env bash
# certify --samples --labels --class: every target of a class that agrees with data, and data that no target agrees with.
source "$(dirname "${BASH_SOURCE[0]}")/support.sh"

# Zeros at 0, 1, 5/2 and slope at most 1 (q = 2, c = 1): the widest gap allows 3/4. The fourth row repeats the second.
printf 'x\n0\n1\n2.5\n1\n' >x.csv
printf 'y\n0\n0\n0\n0\n' >y.csv
data=(--samples x.csv --labels y.csv)
class='1-2-1-1;q=2;c=1'
exits 0 certify zero "${data[@]}" --class "$class" --domain 0,5/2 --json -
same schema relugap.consistent-targets/1 "$(json /schema)"
same theorem consistent-targets "$(json /theorem)"
same samples 3 "$(json /samples)"
same duplicates 1 "$(json /duplicates)"
same "q of the class" 2 "$(json /class/q)"
same "norm of x" 2 "$(json /lipschitz_norm)"
same "Lipschitz constant" 1 "$(json /lipschitz/1)"
same "bound at 0" 3 "$(json /at_zero/1)"
encloses 0.75
holds "$(json /upper)" '<=' 0.751
for key in claim rel_gap witness side status boxes seconds cpu_seconds threads version inputs/1/sha256 inputs/2/sha256; do
  json "/$key" >/dev/null || complain "no key $key"
done
exits 0 certify zero "${data[@]}" --class "$class" --domain 0,5/2
matches .stdout 'repeated, kept once'
matches .stdout 'for every such u'

# f = |x| against zeros: at 2.5 the network itself is off by 2.5; at 7/4 hi - f is less.
exits 0 certify abs.onnx "${data[@]}" --class "$class" --domain 0,5/2 --json -
encloses 2.5
# Any q: slope 1 in every norm of one coordinate.
for q in 1 3/2 7 inf; do
  exits 0 certify zero "${data[@]}" --class "1-1-1-1;q=$q;c=1" --domain 0,5/2 --json -
  encloses 0.75
done
# Corners of a square, q = inf: distance in l1, 1 at the centre; q = 1: in the max norm, 1/2.
printf '0,0\n0,1\n1,0\n1,1\n' >x2.csv
printf '0\n0\n0\n0\n' >y2.csv
exits 0 certify zero --samples x2.csv --labels y2.csv --class '2-1-1-1;q=inf;c=1' --domain 0,1 --json -
encloses 1
exits 0 certify zero --samples x2.csv --labels y2.csv --class '2-1-1-1;q=1;c=1' --domain 0,1 --json -
encloses 0.5

# What cannot be answered.
consistent() { refused "$1" certify zero --samples "$2" --labels "$3" --class "$4" --domain "$5" "${@:6}"; }
printf '0\n5\n0\n0\n' >steep.csv
consistent 'line [0-9]+, .*line [0-9]+.*found 5|found 0 at .* and 5|found 5' x2.csv steep.csv '2-1-1-1;q=2;c=1' 0,1
printf '0\n1/2\n0\n1/3\n' >twice.csv
printf '0\n1\n2.5\n1\n' >x3.csv
consistent 'line 4.*line 2' x3.csv twice.csv "$class" 0,5/2
printf '9\n9\n9\n9\n' >high.csv
consistent 'at most 3 ' x3.csv high.csv "$class" 0,5/2
consistent 'x\.csv: line 4.*in the domain' x.csv y.csv "$class" 0,2
consistent '1 \(one label' x.csv x2.csv "$class" 0,3
printf '0\n0\n' >few.csv
consistent 'few\.csv: rows: expected 4' x.csv few.csv "$class" 0,3
printf '0\nnan\n0\n0\n' >nan.csv
consistent 'nan\.csv' x.csv nan.csv "$class" 0,3
consistent 'gone\.csv' gone.csv y.csv "$class" 0,3
consistent 'input width' x.csv y.csv '2-2-1-1;q=2;c=1' 0,3
consistent 'output width' x.csv y.csv '1-2-2;q=2;c=1' 0,3
consistent 'range of double' x.csv y.csv '1-2-1x9000,1;q=2;c=1000' 0,3
for bad in '' '1-2-1' '1-2-1;q=2' '1-2-1;q=0;c=1' '1-2-1;q=2;c=-1' '1-2-1;q=2;c=1;c=1' '1-2-1;q=2;c=1;odd'; do
  consistent 'class' x.csv y.csv "$bad" 0,3
done
refused 'labels' certify zero --samples x.csv --class "$class" --domain 0,3
refused 'samples' certify zero --class "$class" --domain 0,3
consistent 'target' x.csv y.csv "$class" 0,3 --target zero
refused 'input' certify plane.onnx "${data[@]}" --class "$class" --domain 0,3

# info: norms for any q, classes with separate and joint norms, and Lipschitz constants.
exits 0 info abs.onnx --q 3/2,4 --domain=-1,1/3 --json -
same schema relugap.info/1 "$(json /schema)"
same parameters 7 "$(json /parameters)"
same "c for q = 1" 2 "$(json /classes/0/exact)"
same "q of the fourth class" 1.5 "$(json /classes/3/q)"
same "its dual" 3 "$(json /classes/3/lipschitz_norm)"
holds "$(json /classes/3/coefficient/0)" '<=' 1.5874010519682
holds "$(json /classes/3/coefficient/1)" '>=' 1.5874010519681
for i in 0 1 2; do
  holds "$(json /lipschitz/$i/product)" '>=' 2
  holds "$(json /lipschitz/$i/paths)" '>=' 2
  same "Lipschitz constant on the domain, below" 1.0 "$(json /lipschitz/$i/on_domain/lower)"
  same "Lipschitz constant on the domain, above" 1.0 "$(json /lipschitz/$i/on_domain/upper)"
done
refused 'q' info abs.onnx --q 1/2
refused 'domain' info abs.onnx --domain 1,0
refused 'one output' info two-outputs.onnx --domain 0,1
refused 'time-limit' info abs.onnx --domain 0,1 --time-limit 0
finish
