#!/usr/bin/env bash
# Usage errors of every verb, and outputs that cannot be written.
source "$(dirname "${BASH_SOURCE[0]}")/support.sh"

refused '' 
refused 'nonsense' nonsense
refused 'nonsense' certify abs.onnx --target zero --domain=-1,1 --nonsense
refused '' certify
refused '' info
refused '' bound
refused '' report

bound() { refused "$1" bound --widths "$2" --q "$3" --coefficient "$4" "${@:5}"; }
for widths in '' 16 16, 16,,1 16,a,1 0,1 16,-2,1 16,1.5,1 16,48x,1 16,48x0,1 99999999999999999999,1; do
  bound 'width' "$widths" inf 1 --eps 1e-3
done
for q in '' 0 0.5 -1 nan foo 1/0; do bound 'q' 16,48,48,1 "$q" 1 --eps 1e-3; done
for coefficient in '' 0 -1 nan inf abc 1/0; do bound 'coefficient' 16,48,48,1 inf "$coefficient" --eps 1e-3; done
for eps in '' 0 -1 nan inf abc; do bound 'eps' 16,48,48,1 inf 1 --eps="$eps"; done
for samples in '' 0 -3 1.5 nan abc; do bound 'samples' 16,48,48,1 inf 1 --samples="$samples"; done
bound 'eps|samples' 16,48,48,1 inf 1
bound 'eps|samples' 16,48,48,1 inf 1 --eps 1e-3 --samples 10
bound 'theorem' 16,48,48,1 inf 1 --eps 1e-3 --theorem no-such-theorem
bound 'norm' 16,48,48,1 inf 1 --eps 1e-3 --norm foo

refused 'gone\.toml' report gone.toml --out out
printf 'title = "x\n[[' >broken.toml
refused 'broken\.toml' report broken.toml --out out

# Unwritable output: refused as input (no such folder, a folder), or a failure of the environment (device full).
certify=(certify abs.onnx --target zero --domain=-1,1)
refused 'no/such/folder' "${certify[@]}" --json no/such/folder/out.json
mkdir folder
refused 'folder' "${certify[@]}" --json folder
refused 'no/such/folder' bound --widths 16,48,48,1 --q inf --coefficient 1 --eps 1e-3 --json no/such/folder/out.json
refused 'no/such/folder' bound --widths 16,48,48,1 --q inf --coefficient 1 --eps 1e-3 --csv no/such/folder/out.csv
refused 'no/such/folder' bound --widths 16,48,48,1 --q inf --coefficient 1 --eps 1e-3 --latex no/such/folder/out.tex
refused 'no/such/folder' info abs.onnx --json no/such/folder/out.json
exits 3 "${certify[@]}" --json /dev/full
same "lines on standard error for a full device" 1 "$(grep -c '^relugap: ' .stderr)"
code=0
"$relugap" "${certify[@]}" --quiet --json - >/dev/full 2>.stderr || code=$?
same "exit code when standard output is full" 3 "$code"

# A refused run leaves an older result alone.
echo old >out.json
refused 'sigmoid' certify sigmoid.onnx --target zero --domain=-1,1 --json out.json
same "the older result" old "$(<out.json)"
finish
