#!/usr/bin/env bash
# Domains and numbers that mean nothing: one line, exit code 2. A single point is a legal domain.
source "$(dirname "${BASH_SOURCE[0]}")/support.sh"

for domain in 0.5,-0.5 '[1,0]' inf,1 -inf,inf 0,inf nan,1 0,nan 0,1e9999999999 0 0,1,2 , a,b '0;1' '[0,1' '0,1]' \
  '[0,1]x' '[0,1]x[1,0]' '[0,1]y[0,1]' 0,1/0 0x1,2 0,1e 0,1.2.3; do
  refused 'domain' certify abs.onnx --target zero "--domain=$domain" --json out.json
done
refused 'domain' certify abs.onnx --target zero
refused 'domain' certify abs.onnx --target zero --domain ''

for option in rel-gap abs-gap time-limit; do
  for value in abc -1 nan inf '' 1/0 1e 1,5; do
    refused "$option" certify abs.onnx --target zero --domain=-1,1 "--$option=$value"
  done
done
for value in x -1 0 1.5 99999999999999999999; do
  refused 'threads' certify abs.onnx --target zero --domain=-1,1 "--threads=$value"
done

# Norms that are not built are refused, not approximated.
for norm in 1/2 -1 1,1 1,0.5 0 foo ''; do
  refused 'norm' certify abs.onnx --target zero --domain=-1,1 "--norm=$norm"
done

# lo = hi is legal: a point, with the value there.
exits 0 certify abs.onnx --target zero --domain=-0.25,-0.25 --json -
encloses 0.25
exits 0 certify plane.onnx --target zero --domain '[0,1]x[1/3,1/3]' --json -
encloses 13/6
same "a domain end that no decimal is" 1/3 "$(json /domain/1/0)"
same "a witness that no double is" 1/3 "$(json /witness/1)"
finish
