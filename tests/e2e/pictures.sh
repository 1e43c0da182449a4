#!/usr/bin/env bash
# certify --plot, --trace, --memory-limit: files beside the answer, whole or not at all.
source "$(dirname "${BASH_SOURCE[0]}")/support.sh"

# is_picture FILE: a whole SVG file.
is_picture() {
  matches "$1" '^<svg '
  same "last line of $1" '</svg>' "$(tail -n 1 "$1")"
  lacks "$1" 'nan|inf[^a-z]'
}

exits 0 certify abs.onnx --target 'expr:x1^2' --domain=-1,1 --plot one.svg --json -
encloses 0.25
is_picture one.svg
matches one.svg 'Certified: '
exits 0 certify abs.onnx --target 'expr:x1^2' --domain=-1,1 --plot signed.svg --signed --quiet
is_picture signed.svg
exits 0 certify abs.onnx --domain=-1,1 --plot worst.svg --worst 3 --quiet
is_picture worst.svg
exits 0 certify abs.onnx --domain=-1,1 --plot threshold.svg --threshold 1.25 --quiet
matches threshold.svg 'threshold 1.25'
exits 0 certify abs.onnx --domain=-1,1 --plot norms.svg --norm inf,1 --quiet
is_picture norms.svg
exits 0 certify plane.onnx --domain=-1,1 --plot two.svg --quiet
is_picture two.svg
exits 0 certify plane.onnx --domain='[-1,1]x[0,1e-3]' --plot two-signed.svg --signed --quiet
is_picture two-signed.svg
# Coordinates that are fixed do not count, whether or not they are doubles.
exits 0 certify 'expr:x1*x2+x3' --domain='[0,1]x[1/3,1/3]x[0,1]' --plot slice.svg --quiet
is_picture slice.svg
exits 0 certify two-outputs.onnx --domain=-1,1 --plot outputs.svg --quiet
is_picture outputs.svg
# Names with characters that mean something in SVG.
cp abs.onnx 'a<b>&"$c$.onnx'
exits 0 certify 'a<b>&"$c$.onnx' --domain=-1,1 --plot names.svg --quiet
is_picture names.svg
matches names.svg 'a&lt;b&gt;&amp;'
# The picture alone on standard output.
exits 0 certify abs.onnx --domain=-1,1 --plot -
same "first bytes" '<svg ' "$(head -c 5 .stdout)"
# Stopped early: coarse, but whole.
exits 1 certify 'expr:sin(1/(x1+1/1000))' --domain=0,1 --rel-gap 1e-15 --time-limit 1e-9 --plot early.svg --quiet
is_picture early.svg

# Refused before anything is computed or written.
refused 'plot.*one or two coordinates' certify 'expr:x1*x2*x3' --domain=0,1 --plot p.svg
refused 'plot.*one or two coordinates' certify 'expr:x1' --domain='[1,1]' --plot p.svg
refused 'no/such/folder' certify abs.onnx --domain=-1,1 --plot no/such/folder/p.svg
mkdir folder
refused 'folder' certify abs.onnx --domain=-1,1 --plot folder
refused 'plot.*json' certify abs.onnx --domain=-1,1 --json same --plot same
refused 'trace' certify abs.onnx --domain=-1,1 --json - --trace -
refused 'no/such/folder' certify abs.onnx --domain=-1,1 --trace no/such/folder/t.csv
exits 3 certify abs.onnx --domain=-1,1 --plot /dev/full --quiet

# --trace: a header, rows in order of time, bounds that only get better, the result last.
exits 0 certify 'expr:sin(20*x1)' --domain=0,3 --rel-gap 1e-9 --threads 1 --trace trace.csv --json -
same header norm,seconds,cpu_seconds,boxes,open,memory_bytes,lower,upper "$(head -n 1 trace.csv)"
lower=$(json /lower)
(($(wc -l <trace.csv) >= 3)) || complain "a trace of $(wc -l <trace.csv) lines"
last=$(tail -n 1 trace.csv)
same "norm of the last row" inf "$(cut -d, -f1 <<<"$last")"
awk -v a="$(cut -d, -f7 <<<"$last")" -v b="$lower" 'BEGIN { exit !(a + 0 == b + 0) }' || complain "the last row is not the result"
awk -F, 'NR > 2 && ($2 < t || $7 < l || $8 > u) { exit 1 } NR > 1 { t = $2; l = $7; u = $8 }' trace.csv ||
  complain "a trace whose time runs back or whose bounds get worse"

exits 0 certify 'expr:sin(20*x1)-1/2' --domain=0,3 --signed --trace signed.csv --quiet
same "last rows of a signed trace" 'inf max min ' "$(tail -n 3 signed.csv | cut -d, -f1 | tr '\n' ' ')"
awk -F, '$1 == "min" && ($7 > -1.5 || $8 < -1.5) { exit 1 } $1 == "max" && ($7 > 0.5 || $8 < 0.5) { exit 1 }
  $1 == "inf" && ($7 > 1.5 || $8 < 1.5) { exit 1 }' signed.csv || complain "a row of a signed trace that does not enclose"

# Later sums of an integral, and the search of the sup norm with more bits, never show less than what was shown before.
run certify hard-f.onnx --target hard-g.onnx --domain=-1,1 --norm inf,1 --rel-gap 0 --time-limit 1 --trace integral.csv --quiet
awk -F, 'NR > 1 { if ($1 in l && ($7 < l[$1] || $8 > u[$1])) exit 1; l[$1] = $7; u[$1] = $8 }' integral.csv ||
  complain "bounds of a norm get worse in the trace"

# A domain as narrow as two neighbouring doubles has a picture like any other.
for domain in '[1,1.000000000000000001]x[-1,1]' '[25/7,25/7]x[1,1.0000000000000000001]'; do
  exits 0 certify 'expr:x1+x2' --domain="$domain" --plot narrow.svg --quiet
  matches narrow.svg '</svg>'
done

# --memory-limit: a search that may keep little still gives a valid enclosure.
exits 0 certify abs.onnx --target 'expr:x1^2' --domain=-1,1 --memory-limit 1M --json -
encloses 0.25
for size in 4096 512k 2MB 1.5GiB 1e6; do exits 0 certify abs.onnx --domain=-1,1 --memory-limit $size --quiet; done
run certify hard-f.onnx --target hard-g.onnx --domain=-1,1 --rel-gap 1e-3 --memory-limit 256K --time-limit 3 --json -
holds "$(json /upper)" '>=' "$(json /lower)"
holds "$(json /memory_bytes)" '<=' 4194304
finish
