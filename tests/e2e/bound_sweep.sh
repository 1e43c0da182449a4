#!/usr/bin/env bash
# relugap bound: sweeps, crossings, pictures, rates, and what is said where nothing is proved.
source "$(dirname "${BASH_SOURCE[0]}")/support.sh"

class=(--widths 16,48,48,1 --q 2 --coefficient 1)

# One run writes every output; all of them speak of the same points.
exits 0 bound "${class[@]}" --eps 1e-3 --vary layers=3:7:1 --vary q=1,2,inf --quiet \
  --json out.json --csv out.csv --latex out.tex --plot out.svg
matches .stdout 'varied +layers = 3, 4, \.\.\., 7 \(5 values\); q = 1, 2, inf'
exits 0 bound "${class[@]}" --eps 1e-3 --vary layers=3:7:1 --vary q=1,2,inf --json -
same "schema" relugap.bound-sweep/1 "$(json /schema)"
same "points: 5 x 3" '["7","inf"]' "$(json /points/14/values)"
same "widths at the last point" 16,48x6,1 "$(json /points/14/widths)"
matches out.tex '^\\begin\{tabular\}'
matches out.svg '^<svg '
matches out.svg '^</svg>$'
header=$(head -1 out.csv)
same "lines of CSV" "$(((15 * $(json /theorems | grep -o '"theorem"' | wc -l)) + 1))" "$(wc -l <out.csv)"
[[ $header == widths,* ]] || complain "the first line of the CSV names no columns"
cmp -s out.json .stdout || complain "--json FILE and --json - differ"

# A sweep says at every point what the question asked alone says.
exits 0 bound "${class[@]}" --eps 1e-3 --csv single.csv --digits 6 --quiet
exits 0 bound "${class[@]}" --eps 1e-3 --vary layers=3 --csv sweep.csv --quiet
cmp -s single.csv sweep.csv || complain "a sweep of one point differs from the single question"

# The number of threads changes nothing.
exits 0 bound "${class[@]}" --vary eps=1e-1:1e-6:/10 --vary d=1:20 --quiet --threads 1 --json one.json
exits 0 bound "${class[@]}" --vary eps=1e-1:1e-6:/10 --vary d=1:20 --quiet --threads 3 --json three.json
cmp -s one.json three.json || complain "the result depends on the number of threads"

# Crossings: the value, its class and the bound; exit code 1 if it is never exceeded.
exits 0 bound --widths 16,48,48,1 --q inf --coefficient 1 --eps 1e-3 --exceeds 1e110 --vary layers=3:40:1 --quiet
matches .stdout '^smallest layers at which the bound is proved to exceed 1e110'
matches .stdout 'best deterministic +layers = [34] .*\([0-9]+ parameters\) +exceeded at [34]\.\.40'
exits 0 bound --widths 16,48,48,1 --q inf --coefficient 1 --eps 1e-3 --exceeds 1e110 --vary layers=3:40:1 --json -
for key in smallest widths parameters theorem log10 value; do
  [[ -n $(json "/crossing/crossings/0/$key") ]] || complain "no $key in the crossing"
done
holds "$(json /crossing/crossings/0/log10/0)" '>=' 110
exits 1 bound "${class[@]}" --eps 1e-3 --exceeds 1e100000 --vary layers=3:40:1 --quiet
matches .stdout 'best deterministic +not exceeded'
exits 0 bound --widths 45-46-1-1 --q 2 --coefficient 1 --eps 1e-3 --exceeds 1e80
matches .stdout '^1e80 is exceeded by .*(bump|grouped)-deterministic'
exits 1 bound --widths 45-46-1-1 --q 2 --coefficient 1 --eps 1e-3 --exceeds 1e300
matches .stdout '^1e300 is not exceeded by any proved lower bound'

# The picture of one range shows lines and the number to exceed, that of two a map.
exits 0 bound --widths 16,48,48,1 --q inf --coefficient 1 --eps 1e-3 --vary layers=3:9 --exceeds 1e100 --plot - --quiet
matches .stdout '<polyline '
matches .stdout 'bump-deterministic'
exits 0 bound "${class[@]}" --eps 1e-3 --vary d=2:9 --vary layers=2:9 --plot map.svg --quiet
matches map.svg 'no proved bound applies' # two layers

# Errors for samples, L^p, boxes, single designs.
exits 0 bound "${class[@]}" --vary samples=1:1e9:*1000 --quiet
matches .stdout 'question +uniform error with m samples'
exits 0 bound "${class[@]}" --samples 100 --vary coefficient=1/2,1,3/2 --quiet
exits 0 bound "${class[@]}" --eps 1e-3 --designs C --theorem bump-deterministic
matches .stdout ' C[0-9,]+ '
exits 0 bound --widths 2,8,8,1 --q 2 --coefficient 1 --eps 1e-3 --domain=-1,1 --vary d=1:4 --quiet

# Rates of approximation spaces.
exits 0 bound --alpha 1 --theta 0 --depth 3 --d 2
matches .stdout 'beta'
exits 0 bound --alpha 1 --theta 0 --depth 3 --d 2 --json -
same "schema" relugap.rate/1 "$(json /schema)"

# Where nothing is proved: an answer, exit code 1, and one line that says why.
why() {
  exits 1 bound --q 2 --coefficient 1 "${@:2}"
  matches .stderr "^relugap: no proved lower bound applies, for it needs .*$1"
  same "lines on standard error" 1 "$(wc -l <.stderr)"
}
why 'at least 3 layers \(L = 2\)' --widths 4,8,1 --eps 1e-3
why 'output width 1 \(N_L = 2\)' --widths 4,8,8,2 --eps 1e-3
why 'eps < H_max .*greatest height of a bump' --widths 4,8,8,1 --eps 7
exits 1 bound --q 2 --coefficient 1 --widths 4,8,1 --eps 1e-3 --vary d=1:4 --theorem bump-deterministic --quiet
matches .stdout 'no proved lower bound applies at 4 of 4 points'
matches .stdout 'VIOLATED +at least 3 layers'
finish
