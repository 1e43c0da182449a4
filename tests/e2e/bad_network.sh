#!/usr/bin/env bash
# Networks that cannot be used: one line that names the file and what is wrong, exit code 2.
source "$(dirname "${BASH_SOURCE[0]}")/support.sh"

certify() { refused "$1" certify "$2" --target zero --domain=-1,1 --json out.json; }

certify 'gone\.onnx' gone.onnx
: >empty.onnx
certify 'empty\.onnx' empty.onnx
echo 'this is not a network' >text.onnx
certify 'text\.onnx' text.onnx
head -c 4000 /dev/zero >zeros.onnx
certify 'zeros\.onnx' zeros.onnx
mkdir directory.onnx
certify 'directory\.onnx' directory.onnx
size=$(stat -c %s abs.onnx)
for bytes in 1 7 20 40 100 200 $((size / 2)) $((size - 8)) $((size - 1)); do
  head -c "$bytes" abs.onnx >truncated.onnx
  certify 'truncated\.onnx' truncated.onnx
done

certify 'sigmoid\.onnx.*(squash.*Sigmoid|Sigmoid.*squash)' sigmoid.onnx
certify 'nan-weight\.onnx.*first\.W.*nan' nan-weight.onnx
certify 'inf-bias\.onnx.*first\.b.*inf' inf-bias.onnx
certify 'wrong-shapes\.onnx.*second' wrong-shapes.onnx
certify 'missing-tensor\.onnx.*nowhere' missing-tensor.onnx
certify 'cyclic\.onnx' cyclic.onnx
certify 'two-inputs\.onnx.*input' two-inputs.onnx
certify 'too-few-values\.onnx.*w' too-few-values.onnx
certify 'huge-dimensions\.onnx.*w' huge-dimensions.onnx
certify 'no-such-output\.onnx.*elsewhere' no-such-output.onnx

# The other side and the other verb read networks too.
refused 'gone\.onnx' certify abs.onnx --target gone.onnx --domain=-1,1
refused 'nan-weight\.onnx' certify abs.onnx --target nan-weight.onnx --domain=-1,1
refused 'gone\.onnx' info gone.onnx
refused 'empty\.onnx' info empty.onnx
refused 'Sigmoid' info sigmoid.onnx

# Several outputs: which of them there are.
refused '--output|output' certify two-outputs.onnx --output 7 --target zero --domain=-1,1
refused 'output' certify two-outputs.onnx --output=-1 --target zero --domain=-1,1
refused 'output' certify two-outputs.onnx --output one --target zero --domain=-1,1
exits 0 certify two-outputs.onnx --output 1 --target zero --domain=-1,1 --json -
encloses 4

# Dimensions that do not fit together.
refused 'input|dimension' certify abs.onnx --target plane.onnx --domain=-1,1
refused 'dimension' certify abs.onnx --target zero --domain '[0,1]x[0,1]'
refused 'dimension' certify plane.onnx --target zero --domain '[0,1]'
refused 'x2|dimension|variable' certify abs.onnx --target 'expr:x1+x2' --domain=-1,1
finish
