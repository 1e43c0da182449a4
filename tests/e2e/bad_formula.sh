#!/usr/bin/env bash
# Formulas that cannot be read, or are not defined on the whole domain: one line, exit code 2.
source "$(dirname "${BASH_SOURCE[0]}")/support.sh"

target() { refused "$1" certify abs.onnx --target "expr:$2" "--domain=${3:--1,1}" --json out.json; }

target 'y' 'y+1'
target 'x0' 'x0'
target 'foo' 'foo(x1)'
target 'expected' '1+'
target 'expected' ''
target 'expected' 'x1 x1'
target 'expected' '(x1'
target 'expected' 'x1)'
target 'expected' 'max(x1)'
target 'expected' 'exp(x1,x1)'
target 'expected' '1.2.3'
target 'expected' '1e'
target 'exponent' 'x1^0.5'
target 'exponent' 'x1^x1'
target 'x7' 'x7'
target 'expected' "$(printf '(%.0s' {1..5000})"

# Not defined somewhere on the domain.
target 'divisor' '1/0'
target 'zero' '1/x1'
target 'zero' 'x1/(x1-0.5)'
target 'zero|power|pow|\^' 'x1^(-2)'
target 'log' 'log(x1)'
target 'log' 'log(x1-2)'
target 'log' 'log(0)'
target 'sqrt' 'sqrt(x1)'
target 'sqrt' 'sqrt(-1)'
target 'tan|argument out of range' 'tan(x1)' 1,2
target 'zero|log' 'log(x1)' 0,1

# The same formulas where they are defined.
for formula in '1/x1' 'log(x1)' 'sqrt(x1)' 'x1^(-2)' 'tan(x1)'; do
  exits 0 certify abs.onnx --target "expr:$formula" --domain=0.5,1 --rel-gap 0.1 --json -
done
# A target that is neither a file, nor expr:, nor zero is taken as a file.
refused 'nosuch' certify abs.onnx --target nosuch --domain=-1,1
finish
