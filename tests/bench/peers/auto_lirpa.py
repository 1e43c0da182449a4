#!/usr/bin/python3
"""Encloses sup |f - g| over [-1/2, 1/2]^d by auto_LiRPA's bounds inside a best-first input splitting, for comparison.

    auto_lirpa.py F.onnx G.onnx D [--gap 1e-3] [--seconds 120] [--method CROWN] [--batch 1024] > TRACE.csv

The networks are chains of Gemm and Relu. One thread, double precision. Each round bisects the widest coordinate of the
boxes with the largest bounds and bounds the halves together; lower is the largest value at a centre. Nothing here is sound
against rounding. Trace: cpu_seconds,boxes,lower,upper. Needs torch, onnx, numpy and auto_LiRPA (on PYTHONPATH).
"""
import argparse
import time

import numpy
import onnx
import torch
from onnx import numpy_helper

from auto_LiRPA import BoundedModule, BoundedTensor
from auto_LiRPA.perturbations import PerturbationLpNorm

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)


def load(path):
    graph = onnx.load(path).graph
    stored = {i.name: numpy_helper.to_array(i) for i in graph.initializer}
    layers = []
    for node in graph.node:
        if node.op_type == "Gemm":
            weights, bias = stored[node.input[1]], stored[node.input[2]]
            if not any(a.name == "transB" and a.i for a in node.attribute):
                weights = weights.T
            layer = torch.nn.Linear(weights.shape[1], weights.shape[0])
            layer.weight.data = torch.tensor(weights.astype(float))
            layer.bias.data = torch.tensor(bias.astype(float))
            layers.append(layer)
        elif node.op_type == "Relu":
            layers.append(torch.nn.ReLU())
        else:
            raise SystemExit(f"{path}: expected Gemm or Relu, found {node.op_type}")
    return torch.nn.Sequential(*layers)


class Difference(torch.nn.Module):
    def __init__(self, f, g):
        super().__init__()
        self.f, self.g = f, g

    def forward(self, x):
        return self.f(x) - self.g(x)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("f")
    parser.add_argument("g")
    parser.add_argument("d", type=int)
    parser.add_argument("--gap", type=float, default=1e-3)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--method", default="CROWN")
    parser.add_argument("--batch", type=int, default=1024)
    options = parser.parse_args()
    module = Difference(load(options.f), load(options.g))
    bounded = BoundedModule(module, torch.zeros(1, options.d), device="cpu")

    def bound(lo, hi):
        box = BoundedTensor((lo + hi) / 2, PerturbationLpNorm(norm=numpy.inf, x_L=lo, x_U=hi))
        with torch.no_grad():
            low, high = bounded.compute_bounds(x=(box,), method=options.method)
        return torch.maximum(high, -low)[:, 0]

    def value(x):
        with torch.no_grad():
            return float(module(x).abs().max())

    begin = time.process_time()
    lo, hi = torch.full((1, options.d), -0.5), torch.full((1, options.d), 0.5)
    bounds, lower, boxes, next_row = bound(lo, hi), value((lo + hi) / 2), 1, 0.0
    print("cpu_seconds,boxes,lower,upper")
    while True:
        upper = max(float(bounds.max()), lower) if len(bounds) else lower * (1 + options.gap)
        seconds = time.process_time() - begin
        done = upper <= lower * (1 + options.gap) or seconds > options.seconds
        if done or seconds >= next_row:
            print(f"{seconds:.3f},{boxes},{lower!r},{upper!r}", flush=True)
            next_row = 1.1 * seconds
        if done:
            break
        count = min(options.batch // 2, len(bounds))
        top = torch.topk(bounds, count).indices
        rest = torch.ones(len(bounds), dtype=torch.bool)
        rest[top] = False
        a, b, row = lo[top], hi[top], torch.arange(count)
        widest = (b - a).argmax(1)
        middle = (a + b) / 2
        left_hi, right_lo = b.clone(), a.clone()
        left_hi[row, widest] = middle[row, widest]
        right_lo[row, widest] = middle[row, widest]
        new_lo, new_hi = torch.cat([a, right_lo]), torch.cat([left_hi, b])
        new_bounds = bound(new_lo, new_hi)
        boxes += len(new_lo)
        lower = max(lower, value((new_lo + new_hi) / 2))
        keep = new_bounds > lower * (1 + options.gap)
        lo, hi = torch.cat([lo[rest], new_lo[keep]]), torch.cat([hi[rest], new_hi[keep]])
        bounds = torch.cat([bounds[rest], new_bounds[keep]])


if __name__ == "__main__":
    main()
