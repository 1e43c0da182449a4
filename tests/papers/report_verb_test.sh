#!/usr/bin/env bash
# tests/papers/report_verb_test.sh RELUGAP ROOT: `relugap report` on small specs with the committed networks.
set -euo pipefail
relugap=$1 root=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
networks=$root/papers/learning-relu-networks-2023/networks
failures=0
check() { # check DESCRIPTION COMMAND...
  local what=$1
  shift
  if "$@"; then echo "ok: $what"; else echo "FAILED: $what" && failures=$((failures + 1)); fi
}
report() { # report EXPECTED_CODE SPEC [OPTIONS]: runs, keeps stdout and stderr
  local expected=$1 spec=$2 code=0
  shift 2
  "$relugap" report "$spec" --out "$work/out" "$@" >"$work/stdout" 2>"$work/stderr" || code=$?
  [[ $code == "$expected" ]] || { echo "exit code $code, expected $expected" && cat "$work/stderr" && return 1; }
}
says() { grep -qF -- "$1" "$work/stderr"; }
prints() { grep -qF -- "$1" "$work/stdout"; }

cat >"$work/good.toml" <<TOML
title = "A small report"
[sampling]
points = 5000
[architectures]
classes = [{ widths = "45-46-1-1", q = "2", coefficient = "1" }]
[[pairs]]
dimension = 1
teachers = [0]
samples = [1000]
teacher = "$networks/teacher-d1-t{t}.onnx"
student = "$networks/student-d1-t{t}-n{n}.onnx"
domain = "-0.5,0.5"
rel-gap = "0.1"
[[formulas]]
name = "sine"
network = "$networks/student-sine-n1000.onnx"
target = "expr:log(sin(50*x1)+2)+sin(5*x1)"
samples = 1000
training = "$networks/student-sine-n1000-samples.csv"
domain = "-0.5,0.5"
rel-gap = "0.1"
TOML

check "a report is written" report 0 "$work/good.toml"
check "the bound of the class is printed" prints "10^89.62"
check "three rows were computed" prints "(3 rows computed, 0 unchanged)"
for file in report.html report.md architectures.csv architectures.tex pairs.csv pairs.tex formulas.csv formulas.tex \
  error-vs-samples.svg formula-sine.svg; do
  check "$file is not empty" test -s "$work/out/$file"
done
# The theorems about a class depend on the domain (grouped bumps do): those of a pair are asked for the pair's own.
class_records=0
for record in "$work"/out/records/*.json; do
  flat=$(tr -d ' \n' <"$record")
  [[ $flat == *'"schema":"relugap.bound/1"'* && $flat == *'"samples":"1000"'* ]] || continue
  class_records=$((class_records + 1))
  check "the class of a pair is bounded on the domain of the pair" grep -qF '"domain":[["-0.5","0.5"]]' <<<"$flat"
done
check "there is one class of a pair" test "$class_records" = 1
cp "$work/out/pairs.csv" "$work/pairs.csv"
check "a second run" report 0 "$work/good.toml" --quiet
check "finds every record again" prints "(0 rows computed, 3 unchanged)"
check "and writes the same table" cmp "$work/pairs.csv" "$work/out/pairs.csv"
check "--quiet is quiet" test ! -s "$work/stderr"
for record in "$work"/out/records/*.json; do
  head -c 100 "$record" >"$record.cut" && mv "$record.cut" "$record"
done
check "damaged records" report 0 "$work/good.toml" --jobs 2
check "are computed again" prints "(3 rows computed, 0 unchanged)"
sed 's/points = 5000/points = 6000/' "$work/good.toml" >"$work/other.toml"
check "another number of points" report 0 "$work/other.toml"
check "changes the rows that use it" prints "(2 rows computed, 1 unchanged)"
check "one table only" report 0 "$work/good.toml" --only architectures
check "has one row" prints "(0 rows computed, 1 unchanged)"

check "an unknown table" report 2 "$work/good.toml" --only nothing
check "is answered with the tables there are" says "--only: expected one of architectures, pairs, formulas, found nothing"
check "no spec" report 2 "$work/none.toml"
sed 's/^title/titel/; s/n1000.onnx/n7.onnx/' "$work/good.toml" >"$work/bad.toml"
check "a bad spec" report 2 "$work/bad.toml"
check "names the unknown key with its line" says "bad.toml:1: titel: expected one of the keys"
check "and the missing key" says "title: expected a text in quotes, found no such key"
check "and the missing file with its line" says "bad.toml:16: formulas[0].network: expected a file"
sed 's/dimension = 1/dimension = 2/; s/"45-46-1-1"/"45-46"/' "$work/good.toml" >"$work/bad.toml"
check "inputs that do not fit" report 2 "$work/bad.toml"
check "name the dimension" says "expected 2 inputs (dimension), found 1"
check "and the class" says "bad.toml:5: "
echo "x,y" >"$work/empty.csv"
sed "s|training = .*|training = \"$work/empty.csv\"|; s/sin(50/sine(50/" "$work/good.toml" >"$work/bad.toml"
check "a formula that is none" report 2 "$work/bad.toml"
check "is named with its column" says "column"
sed "s|training = .*|training = \"$work/empty.csv\"|" "$work/good.toml" >"$work/bad.toml"
check "training samples without a sample" report 2 "$work/bad.toml"
check "are named" says "empty.csv: expected rows of numbers, found none"
sed 's|target = .*|target = "expr:log(x1)"|' "$work/good.toml" >"$work/bad.toml"
check "a formula that is not defined on the domain" report 2 "$work/bad.toml"
touch "$work/file"
check "an output directory that cannot be made" bash -c "! '$relugap' report '$work/good.toml' --out '$work/file/x' 2>'$work/stderr'"
check "is named" says "expected a directory"

exit $((failures > 0))
