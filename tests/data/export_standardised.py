#!/usr/bin/env python3
"""Writes pytorch-standardised.onnx beside this file: what torch.onnx.export makes of (x - mean) / std and a small
ReLU network in float32. Prints values in double precision for tests/lib/net/onnx_reader_test.cpp.
Made with PyTorch 1.13 (Debian 12, python3-torch)."""
import pathlib

import torch


class Standardised(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer("mean", torch.tensor([0.1, -0.2]))
        self.register_buffer("std", torch.tensor([0.3, 0.7]))
        self.layers = torch.nn.Sequential(
            torch.nn.Linear(2, 5), torch.nn.ReLU(), torch.nn.Linear(5, 4), torch.nn.ReLU(), torch.nn.Linear(4, 1)
        )

    def forward(self, x):
        return self.layers((x - self.mean) / self.std)


torch.manual_seed(20240229)
model = Standardised().eval()
torch.onnx.export(
    model,
    torch.zeros(1, 2),
    str(pathlib.Path(__file__).with_name("pytorch-standardised.onnx")),
    opset_version=13,
    input_names=["x"],
    output_names=["y"],
    dynamic_axes={"x": {0: "batch"}, "y": {0: "batch"}},
)
for point in [[0.0, 0.0], [0.5, -0.5], [-0.25, 1.0], [3.0, 2.0]]:
    value = model.double()(torch.tensor([point], dtype=torch.float64)).item()
    print(f"{{{point[0]!r}, {point[1]!r}, {value!r}}},")
