#!/usr/bin/env bash
# relugap bound: bad input is refused before any work, with one line that says what was expected and found.
source "$(dirname "${BASH_SOURCE[0]}")/support.sh"

class=(--widths 16,48,48,1 --q 2 --coefficient 1)
vary() { refused "$1" bound "${class[@]}" --eps 1e-3 --vary "${@:2}"; }

vary 'expected NAME=VALUES' layers
vary 'expected NAME=VALUES' ''
vary 'expected one of d, width' depth=3:40:1
vary 'expected one of d, width' width0=3
vary 'decimal or a fraction.*nan' layers=nan
vary 'expected a number' layers=
vary 'expected a number' layers=3:
vary 'step other than 0' layers=3:40:0
vary 'step that leads' layers=40:3
vary 'integers from 1 to' layers=0:4
vary 'integers from 1 to' layers=3.5
vary 'integers from 1 to' d=1e10
vary 'integers from 1 to 1000000000' width=99999999999999999999
vary 'inf or numbers >= 1' q=0.5
vary 'inf or numbers >= 1' p=-1
vary 'numbers > 0' coefficient=-1:1:1
vary 'numbers > 0' coefficient=0
vary 'factor > 1' width=1:8:*1
vary 'decreasing range' layers=3:40:/2
vary 'different values' q=2,2
vary 'at most 250000 values' d=1:250001
vary 'at most 250000 comb' d=1:1000 --vary width=1:1000
vary 'every parameter once' layers=3:4 --vary layers=5
vary 'exactly one of them' samples=1:10
vary 'a hidden layer' width3=4
refused 'eps' bound "${class[@]}" --vary eps=0,1
refused 'eps' bound "${class[@]}" --vary eps=1e-1:0:/10
refused 'eps, --samples' bound "${class[@]}" --vary layers=3:5
refused 'eps, --samples' bound "${class[@]}" --samples 10 --vary eps=1e-1:1e-3:/10
refused 'hidden layer' bound --widths 16,1 --q 2 --coefficient 1 --eps 1e-3 --vary layers=3:5
refused 'explicit box' bound --widths 2,8,8,1 --q 2 --coefficient 1 --eps 1e-3 --domain '[0,1]x[0,2]' --vary d=1:4

for exceeds in '' 0 -1 nan inf x 1/0; do refused 'exceeds' bound "${class[@]}" --eps 1e-3 --vary layers=3:4 --exceeds="$exceeds"; done
for norm in '' 0 0.5 -1 nan foo; do refused 'norm' bound "${class[@]}" --eps 1e-3 --norm="$norm"; done
for domain in '' 1 1,0 0,inf 0,nan '[0,1]' '[0,1]x[0,1]' foo; do
  refused 'domain' bound "${class[@]}" --eps 1e-3 --domain="$domain"
done
for digits in 0 1 26 -3 x; do refused 'digits' bound "${class[@]}" --eps 1e-3 --digits="$digits"; done
for confidence in '' 0 1.5 nan; do refused 'confidence' bound "${class[@]}" --eps 1e-3 --confidence="$confidence"; done
refused 'designs.*expected C, S or G.*X' bound "${class[@]}" --eps 1e-3 --designs C,X
refused 'threads' bound "${class[@]}" --eps 1e-3 --threads -1
refused 'theorem' bound "${class[@]}" --eps 1e-3 --vary layers=3:4 --theorem no-such-theorem

# What is missing is named.
refused 'widths: expected' bound --q 2 --coefficient 1 --eps 1e-3
refused 'q: expected' bound --widths 16,48,48,1 --coefficient 1 --eps 1e-3
refused 'coefficient: expected' bound --widths 16,48,48,1 --q 2 --eps 1e-3
exits 0 bound --widths 4,8,8,1 --vary q=2 --vary coefficient=1 --vary eps=1e-3 --quiet # varied: nothing is missing

# Rates.
refused 'alpha' bound --theta 1 --depth 3
refused 'widths' bound --alpha 1 --widths 16,48,48,1
refused 'vary' bound --alpha 1 --vary d=1:3
for alpha in '' 0 -1 nan x; do refused 'alpha' bound --alpha="$alpha"; done
for theta in '' -1 nan x; do refused 'theta' bound --alpha 1 --theta="$theta"; done
for depth in '' 0 -1 2.5 nan x; do refused 'depth' bound --alpha 1 --depth="$depth"; done
refused '--d' bound "${class[@]}" --eps 1e-3 --d 3

# Outputs: checked before work, one standard output.
refused 'no/such/folder' bound "${class[@]}" --eps 1e-3 --vary layers=3:4 --plot no/such/folder/out.svg
refused "at most one '-'" bound "${class[@]}" --eps 1e-3 --vary layers=3:4 --plot - --csv -
refused 'plot: expected --vary' bound "${class[@]}" --eps 1e-3 --plot out.svg
refused 'plot.*found 3' bound "${class[@]}" --eps 1e-3 --vary layers=3:4 --vary q=1,2 --vary d=3,4 --plot out.svg
refused 'plot.*at most 40000 cells' bound "${class[@]}" --eps 1e-3 --vary layers=3:300 --vary d=1:200 --plot out.svg
mkdir folder
refused 'domain.*1000000' bound --widths 2000000,8,8,1 --q 2 --coefficient 1 --eps 1e-3 --domain=-1,1
refused 'd <= 1000000' bound "${class[@]}" --eps 1e-3 --domain=-1,1 --vary d=1e9
refused 'a file of its own' bound "${class[@]}" --eps 1e-3 --csv out --json out
refused 'folder' bound "${class[@]}" --eps 1e-3 --vary layers=3:4 --csv folder
finish
