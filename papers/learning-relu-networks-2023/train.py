#!/usr/bin/python3
"""Trains the networks of this folder: teachers, their students, and the student of a sine target.

    python3 train.py [--out networks] [--only PATTERN] [--steps-scale 1.0]

The setting is that of the experiments of arXiv 2205.13531. A teacher has 5 affine layers of width 32 whose weights
and biases are uniform on [-0.5, 0.5]; a student of the same architecture sees n uniform samples of the teacher on
[-0.5, 0.5]^d and is trained by Adam with an exponentially decaying learning rate. The sine student (6 affine layers
of width 50) sees 1000 samples of log(sin(50 x) + 2) + sin(5 x).

Everything is float64 and seeded by the name of the network. A network that exists is not trained again, so an
interrupted run resumes. Results: NAME.onnx (Gemm/Relu), training.csv (one line per student) and, for the sine
student, its training samples. Needs python3-torch and python3-onnx; the report itself needs neither.
"""
import argparse
import csv
import fnmatch
import hashlib
import math
import os
import sys
import time

import numpy
import onnx
import torch
from onnx import TensorProto, helper

DIMENSIONS = (1, 3, 6)
TEACHERS = (0, 1)
SAMPLES = (100, 1000, 10000)
TEACHER_HIDDEN = [32] * 4
SINE_HIDDEN = [50] * 5
BATCH = 1000  # gradients use at most so many samples
SINE_BATCH = 250
TEST_POINTS = 1 << 16  # for the logged test error, which is an estimate
LOG_COLUMNS = ["network", "samples", "steps", "train_rmse", "test_rmse", "test_max", "seconds"]


def seed_of(name):
    """A fixed seed for each network, from its name."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big")


def network(dimension, hidden):
    widths = [dimension] + hidden + [1]
    layers = []
    for rows_in, rows_out in zip(widths, widths[1:]):
        layers += [torch.nn.Linear(rows_in, rows_out, dtype=torch.float64), torch.nn.ReLU()]
    return torch.nn.Sequential(*layers[:-1])


def uniform_teacher(name, dimension):
    torch.manual_seed(seed_of(name))
    teacher = network(dimension, TEACHER_HIDDEN)
    with torch.no_grad():
        for parameter in teacher.parameters():
            parameter.uniform_(-0.5, 0.5)
    return teacher


def spread_kinks(model):
    """Initial weights of one-dimensional students: layer 1 has its kinks at uniform points, the rest is as He proposes.

    PyTorch's own initial weights put few kinks on an interval, and the students stay 10 times worse.
    """
    linears = [layer for layer in model if isinstance(layer, torch.nn.Linear)]
    with torch.no_grad():
        for layer in linears:
            torch.nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
            layer.bias.zero_()
        first = linears[0]
        first.bias.copy_(-first.weight[:, 0] * (torch.rand(first.out_features, dtype=torch.float64) - 0.5))


def sine(x):
    return torch.log(torch.sin(50 * x) + 2) + torch.sin(5 * x)


def cube_points(count, dimension, seed):
    generator = torch.Generator().manual_seed(seed)
    return torch.rand(count, dimension, dtype=torch.float64, generator=generator) - 0.5


def write_replacing(path, write):
    write(path + ".part")
    os.replace(path + ".part", path)


def save_onnx(model, path):
    """Writes the chain of affine maps as Gemm/Relu nodes with the exact float64 parameters."""
    nodes, constants, current = [], [], "x"
    linears = [layer for layer in model if isinstance(layer, torch.nn.Linear)]
    for index, layer in enumerate(linears):
        last = index == len(linears) - 1
        for kind, tensor in (("weight", layer.weight), ("bias", layer.bias)):
            array = tensor.detach().numpy()
            constants.append(helper.make_tensor(f"{kind}{index}", TensorProto.DOUBLE, array.shape,
                                                array.astype("<f8").tobytes(), raw=True))
        affine = "y" if last else f"affine{index}"
        nodes.append(helper.make_node("Gemm", [current, f"weight{index}", f"bias{index}"], [affine],
                                      name=f"gemm{index}", transB=1))
        if not last:
            nodes.append(helper.make_node("Relu", [affine], [f"relu{index}"], name=f"relu{index}"))
            current = f"relu{index}"
    graph = helper.make_graph(
        nodes, "network",
        [helper.make_tensor_value_info("x", TensorProto.DOUBLE, ["N", linears[0].in_features])],
        [helper.make_tensor_value_info("y", TensorProto.DOUBLE, ["N", 1])], constants)
    proto = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], producer_name="train.py",
                              ir_version=7)
    onnx.checker.check_model(proto)
    write_replacing(path, lambda part: onnx.save(proto, part))


def load_onnx(path, dimension, hidden):
    """Reads back what save_onnx wrote."""
    model = network(dimension, hidden)
    constants = [numpy.frombuffer(c.raw_data, dtype="<f8").copy() for c in onnx.load(path).graph.initializer]
    with torch.no_grad():
        for parameter, values in zip(model.parameters(), constants):
            parameter.copy_(torch.from_numpy(values).reshape(parameter.shape))
    return model


def predict(model, x):
    with torch.no_grad():
        return torch.cat([model(block) for block in x.split(8192)])


def train(name, model, x, y, steps, batch, rate_first, rate_last):
    """Adam on the mean squared error; the learning rate falls exponentially from rate_first to rate_last."""
    optimizer = torch.optim.Adam(model.parameters(), lr=rate_first, foreach=True)
    decay = (rate_last / rate_first) ** (1 / steps)
    generator = torch.Generator().manual_seed(seed_of(name + "/batches"))
    order, start = torch.randperm(len(x), generator=generator), 0
    last_line = 0.0
    for step in range(steps):
        for group in optimizer.param_groups:
            group["lr"] = rate_first * decay**step
        if len(x) > batch:
            if start + batch > len(x):
                order, start = torch.randperm(len(x), generator=generator), 0
            rows = order[start:start + batch]
            start += batch
            batch_x, batch_y = x[rows], y[rows]
        else:
            batch_x, batch_y = x, y
        optimizer.zero_grad(set_to_none=True)
        loss = torch.nn.functional.mse_loss(model(batch_x), batch_y)
        loss.backward()
        optimizer.step()
        if time.time() - last_line > 5:
            last_line = time.time()
            print(f"{name}: step {step}/{steps}, rmse {math.sqrt(loss.item()):.3g}", file=sys.stderr, flush=True)


def log_training(directory, row):
    """Adds or replaces the line of one student in training.csv."""
    path = os.path.join(directory, "training.csv")
    rows = {}
    if os.path.exists(path):
        with open(path, newline="") as file:
            rows = {line["network"]: line for line in csv.DictReader(file)}
    rows[row["network"]] = row

    def write(part):
        with open(part, "w", newline="") as file:
            writer = csv.DictWriter(file, LOG_COLUMNS, lineterminator="\n")
            writer.writeheader()
            for key in sorted(rows):
                writer.writerow(rows[key])

    write_replacing(path, write)


def train_student(directory, name, dimension, hidden, target, count, steps, batch, rate_first, rate_last):
    path = os.path.join(directory, name + ".onnx")
    if os.path.exists(path):
        print(f"{name}: exists", file=sys.stderr)
        return
    begin = time.time()
    x = cube_points(count, dimension, seed_of(name + "/samples"))
    y = target(x)
    torch.manual_seed(seed_of(name))
    model = network(dimension, hidden)
    if dimension == 1:
        spread_kinks(model)
    train(name, model, x, y, steps, batch, rate_first, rate_last)

    test_x = cube_points(TEST_POINTS, dimension, seed_of(name + "/test"))
    test_error = predict(model, test_x) - target(test_x)
    train_error = predict(model, x) - y
    row = {"network": name, "samples": count, "steps": steps,
           "train_rmse": f"{train_error.square().mean().sqrt().item():.3e}",
           "test_rmse": f"{test_error.square().mean().sqrt().item():.3e}",
           "test_max": f"{test_error.abs().max().item():.3e}", "seconds": f"{time.time() - begin:.0f}"}
    log_training(directory, row)
    if target is sine:
        def write(part):
            with open(part, "w") as file:
                file.write("x,y\n")
                for point, value in sorted(zip(x[:, 0].tolist(), y[:, 0].tolist())):
                    file.write(f"{point!r},{value!r}\n")
        write_replacing(os.path.join(directory, name + "-samples.csv"), write)
    save_onnx(model, path)
    print(", ".join(f"{key} {value}" for key, value in row.items()), file=sys.stderr, flush=True)


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--out", default=os.path.join(here, "networks"))
    parser.add_argument("--only", default="*", help="names of networks, such as 'student-d1-*'")
    parser.add_argument("--steps-scale", type=float, default=1.0, help="multiplies the numbers of steps")
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)  # speed only: what is saved is what was trained
    os.makedirs(options.out, exist_ok=True)

    def steps(count):
        return max(1, int(count * options.steps_scale))

    for dimension in DIMENSIONS:
        for index in TEACHERS:
            name = f"teacher-d{dimension}-t{index}"
            path = os.path.join(options.out, name + ".onnx")
            if not os.path.exists(path):
                save_onnx(uniform_teacher(name, dimension), path)
    for count in SAMPLES:
        for dimension in DIMENSIONS:
            for index in TEACHERS:
                name = f"student-d{dimension}-t{index}-n{count}"
                if not fnmatch.fnmatch(name, options.only):
                    continue
                path = os.path.join(options.out, f"teacher-d{dimension}-t{index}.onnx")
                teacher = load_onnx(path, dimension, TEACHER_HIDDEN)
                train_student(options.out, name, dimension, TEACHER_HIDDEN, lambda x: predict(teacher, x), count,
                              steps(20000 if count <= 100 else 14000), BATCH, 3e-3, 1e-5)
    if fnmatch.fnmatch("student-sine-n1000", options.only):
        train_student(options.out, "student-sine-n1000", 1, SINE_HIDDEN, sine, 1000, steps(20000), SINE_BATCH,
                      2e-3, 1e-5)


if __name__ == "__main__":
    main()
