#!/usr/bin/env bash
# Formulas against formulas: tight gaps within a blink, formulas in files, the Chebyshev basis.
source "$(dirname "${BASH_SOURCE[0]}")/support.sh"

# sin - its Taylor polynomial of degree 7: the sup on [-1,1] is at the ends, sin(1) - 4241/5040 = 2.73083964253840...e-6.
exits 0 certify "expr:sin(x1)" --target "expr:x1-x1^3/6+x1^5/120-x1^7/5040" --domain=-1,1 --rel-gap 1e-12 --json -
same status converged "$(json /status)"
encloses_decimal() { holds "$(json /lower)" '<=' "$2" && holds "$1" '<=' "$(json /upper)"; }
encloses_decimal 2.7308396425383e-6 2.7308396425385e-6
holds "$(json /rel_gap)" '<=' 1e-12

# A formula in a file, over several lines: x^4 = (3 + 4 T_2 + T_4)/8.
printf 'chebsum(x1,\n  3/8, 0, 1/2,\n  0, 1/8)\n' >quartic.txt
exits 0 certify expr:@quartic.txt --target "expr:x1^2" --domain=0,1 --rel-gap 1e-12 --json -
encloses 0.25
same path quartic.txt "$(json /inputs/0/path)"
exits 0 certify "expr:cheb(40,x1)" --target zero --domain=-1,1 --rel-gap 1e-9 --json -
encloses 1

# A parabola whose squares are below all doubles; constants above them; what cancels must be defined all the same.
exits 0 certify "expr:1e-170*(x1-x1^2)" --target zero --domain=0,0.9 --rel-gap 1e-6 --json -
encloses_decimal 2.4999e-171 2.5001e-171
exits 0 certify "expr:min(x1,1e400)" --target zero --domain=0,1 --rel-gap 1e-6 --json -
encloses 1
refused 'near x' certify "expr:0+x1+0+log(x1)" --target "expr:log(x1)" --domain=-1,3

refused 'missing.txt' certify expr:@missing.txt --target zero --domain=0,1
printf 'chebsum(x1, x1)' >bad.txt
refused 'bad.txt: .*column 13' certify expr:@bad.txt --target zero --domain=0,1
refused 'expected' certify expr:@ --target zero --domain=0,1

finish
