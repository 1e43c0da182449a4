#!/usr/bin/env bash
# witness: a network of the class on disk that is zero on the samples; what certify, info and the JSON say of it.
source "$(dirname "${BASH_SOURCE[0]}")/support.sh"

# Largest gap, exactly: samples 0.1, 0.3, 0.9 and 0.95 in [0,1], q = 2, c = 1: (0.9 - 0.3)/4 = 0.15. H_max = 1.
printf 'x\n0.3\n0.1\n9e-1\n0.30\n0.95\n' >x.csv
exits 0 witness --widths 1,2,1,1 --q 2 --coefficient 1 --samples x.csv --out u.onnx --json -
same schema relugap.witness/1 "$(json /schema)"
same theorem data-dependent "$(json /theorem)"
same in_class true "$(json /in_class)"
same zero_on_samples true "$(json /zero_on_samples)"
same "distinct samples" 4 "$(json /samples/distinct)"
same "repeated samples" 1 "$(json /samples/duplicates)"
same sha256 "$(sha256sum u.onnx | cut -d' ' -f1)" "$(json /network/sha256)"
same widths '[1,2,1,1]' "$(json /network/widths)"
same design C "$(json /design)"
height=$(json /height/0)
holds "$height" '<=' 0.15
holds "$height" '>=' 0.1499999999999
holds "$(json /height/1)" '>=' "$(json /height_decimal/0)"
same lower_bound "$height" "$(json /lower_bound)"
holds "$(json /upper_bound)" '>=' 0.3       # 1-Lipschitz functions: half of the gap, in either direction
holds "$(json /upper_bound)" '<=' 0.3000001
holds "$(json /any_samples/0)" '<=' 0.0625  # Theorem 4: 1/(4 m)
exactly=$(json /height_decimal/0) # the height to 25 digits, rounded down and up
up=$(json /height_decimal/1)

# certify encloses the height; the class of the file is the one asked for.
exits 0 certify u.onnx --target zero --domain 0,1 --rel-gap 1e-9 --json -
holds "$(json /lower)" '<=' "$up"
holds "$(json /upper)" '>=' "$exactly"
holds "$(json /lower)" '>=' 0.14999
exits 0 info u.onnx --json -
same "layers" 3 "$(json /layers)"

# Several inputs, every kind of class; text output; a domain that is not the unit cube.
for class in '2,8,8,1;q=inf;c=1' '3,9,4,4,1;q=2;c=2;joint' '2,6,2,1;q=3/2;c=1/3' '3,12,5,1;q=3;c=2' '2,5,1,1;q=1;c=4;joint' '2,8,3,1;q=7/3;c=1;joint'; do
  exits 0 witness --class "$class" --random 60 --seed 5 --domain=-1,1.5 --starts 32 --out w.onnx --json w.json
  matches .stdout 'height +[0-9.e-]+ \(rounded down\)'
  low=$("$bin/json_value" w.json /height_decimal/0)
  high=$("$bin/json_value" w.json /height_decimal/1)
  holds "$low" '>=' 1e-3
  holds "$("$bin/json_value" w.json /upper_bound)" '>=' "$low"
  run certify w.onnx --target zero --domain=-1,1.5 --time-limit 20 --rel-gap 1e-4 --json -
  holds "$(json /lower)" '<=' "$high"
  holds "$(json /upper)" '>=' "$low"
done

# One neuron in the first layer is enough for a bump at an end of the domain.
exits 0 witness --widths 2,1,8,1 --q 2 --coefficient 1 --random 1 --out one.onnx --json -
same at_ends 1 "$(json /at_ends)"
same "no theorem for any samples" null "$(json /any_samples)"

# A grid, the same seed twice, a trained network.
exits 0 witness --widths 2,8,1,1 --q 2 --coefficient 1 --grid 4 --out g.onnx --json -
same "samples of the grid" 16 "$(json /samples/distinct)"
same against null "$(json /against)"
exits 0 witness --widths 2,8,1,1 --q 2 --coefficient 1 --random 50 --seed 3 --threads 1 --out a.onnx
exits 0 witness --widths 2,8,1,1 --q 2 --coefficient 1 --random 50 --seed 3 --threads 2 --out b.onnx
same "the same seed" "$(sha256sum <a.onnx)" "$(sha256sum <b.onnx)"
exits 0 witness --widths 1,2,1,1 --q 2 --coefficient 1 --samples x.csv --against abs.onnx --out u.onnx --json -
same path abs.onnx "$(json /against/path)"
holds "$(json /against/half_height)" '<=' 0.075
holds "$(json /against/to_zero/0)" '<=' 1
holds "$(json /against/to_zero/1)" '>=' 1 # |x| on [0,1]
holds "$(json /against/to_witness/1)" '>=' 1
exits 0 witness --widths 1,2,1,1 --q 2 --coefficient 1 --samples x.csv --against abs.onnx --out u.onnx
matches .stdout 'cannot be closer than height/2 = [0-9.e-]+ to both u and zero'

# No region: every point of the domain is a sample.
printf '0.5\n' >point.csv
exits 1 witness --widths 1,2,1,1 --q 2 --coefficient 1 --samples point.csv --domain 0.5,0.5 --out none.onnx
same "lines on standard error" 1 "$(grep -c '^relugap: ' .stderr)"
[[ ! -e none.onnx ]] || complain "none.onnx was written"

# Exponents that no double has; a norm whose exponent is huge; samples that can be read only once.
exits 0 witness --widths 1,2,1x600,1 --q 2 --coefficient 1e-90 --grid 2 --out tiny.onnx --json -
same "height" 0.0 "$(json /lower_bound)"
exits 0 witness --widths 1,2,1x2000,1 --q 2 --coefficient 1e-90 --grid 2 --out tiny.onnx
matches .stdout 'height +[0-9.]+e-180[0-9]+ \(rounded down\)'
matches .stdout 'any other 2 samples.* at least +[0-9.]+e-180[0-9]+$'
exits 0 witness --widths 1,2,1x2000,1 --q 2 --coefficient 1e100 --grid 2 --out tiny.onnx
exits 0 witness --widths 2,8,3,1 --q 1e30 --coefficient 2 --grid 3 --out tiny.onnx
exits 0 witness --widths 1,2,1,1 --q 2 --coefficient 1 --samples <(cat x.csv) --out pipe.onnx --json -
same "sha256 of a pipe" "$(sha256sum <x.csv | cut -d' ' -f1)" "$(json /samples/sha256)"

# Bad input: one line, and nothing written.
bad() { refused "$1" witness --widths 2,8,8,1 --q 2 --coefficient 1 --out bad.onnx "${@:2}"; }
file() { printf "$2" >bad.csv && bad "$1" --samples bad.csv; }
file 'bad.csv: line 2, column 1: .*in \[0, 1\].*found 1.5' '0,1\n1.5,0\n'
file 'bad.csv: line 3, column 2: .*finite number.*nan' 'x,y\n0,1\n0,nan\n'
file 'bad.csv: expected 2 columns.*found 3' '0,1,0\n'
file 'bad.csv: line 2: expected 2 numbers' '0,1\n0\n'
file 'bad.csv: expected rows' ''
file 'bad.csv: expected rows' 'x,y\n'
file 'bad.csv: line 1, column 2: .*range of double' '0,1e999\n'
printf '\x93NUMPY\x01\x00' >bad.npy
bad 'bad.npy: header' --samples bad.npy
bad 'gone.csv' --samples gone.csv
bad 'json: expected a file that no other' --grid 3 --json ./bad.onnx
bad 'json: expected a file that no other' --samples bad.npy --json bad.npy
same "bytes of the samples" 8 "$(wc -c <bad.npy)"
bad 'samples: expected one of'
bad 'samples: expected one of' --grid 3 --random 4
bad 'grid' --grid 0
bad 'grid' --grid 100000
bad 'random' --random 0
bad 'random' --random 1e12
bad 'domain' --grid 3 --domain=1,0
bad 'domain.*10\^100' --grid 3 --domain=0,1e200
bad 'time-limit' --grid 3 --time-limit 0
bad 'gone.onnx' --grid 3 --against gone.onnx
bad 'abs.onnx: expected a network with 2 inputs' --grid 3 --against abs.onnx
bad 'class' --grid 3 --class '2,8,8,1;q=2;c=1'
refused 'no/such/folder' witness --class '2,8,8,1;q=2;c=1' --grid 3 --out no/such/folder/u.onnx
refused 'class' witness --grid 3 --out bad.onnx
refused 'q' witness --widths 2,8,8,1 --q 0.5 --coefficient 1 --grid 3 --out bad.onnx
refused 'coefficient' witness --widths 2,8,8,1 --q 2 --coefficient 0 --grid 3 --out bad.onnx
refused '3 layers' witness --widths 2,8,1 --q 2 --coefficient 1 --grid 3 --out bad.onnx
refused 'single output' witness --widths 2,8,8,2 --q 2 --coefficient 1 --grid 3 --out bad.onnx
refused '2\^24' witness --widths 100000,1000,1,1 --q 2 --coefficient 1 --random 2 --out bad.onnx
finish
