/// make_networks DIRECTORY: writes the ONNX files that the end-to-end tests use, good ones and bad ones.
#include <cmath>
#include <fstream>
#include <iostream>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "tests/support/onnx_bytes.h"

namespace {

using relugap::test::OnnxBytes;
using Element = OnnxBytes::Element;

std::string directory;

void write(const std::string& name, const std::string& bytes) {
  std::ofstream(directory + "/" + name + ".onnx", std::ios::binary) << bytes;
}

/// |x| = relu(x) + relu(-x), with the two neurons in either order; `weight` replaces the 1 of the first row.
OnnxBytes absolute_value(bool swapped = false, double weight = 1, double bias = 0) {
  OnnxBytes f(1);
  f.gemm("first", "x", "z", 2, 1, swapped ? std::vector<double>{-1, weight} : std::vector<double>{weight, -1},
         {bias, 0});
  f.node("Relu", "relu", {"z"}, "h");
  f.gemm("second", "h", "y", 1, 2, {1, 1}, {0});
  return f;
}

/// Chain of Gemm and Relu with weights and biases uniform on [-1/2, 1/2].
std::string random_network(const std::vector<std::int64_t>& widths, unsigned seed) {
  std::mt19937 engine(seed);
  const auto uniform = [&](std::int64_t n) {
    std::vector<double> values(static_cast<std::size_t>(n));
    for (double& value : values) value = std::ldexp(static_cast<double>(engine()), -32) - 0.5;
    return values;
  };
  OnnxBytes f(widths.front());
  std::string last = "x";
  for (std::size_t l = 1; l < widths.size(); ++l) {
    const std::string z = "z" + std::to_string(l);
    const std::vector<double> weights = uniform(widths[l] * widths[l - 1]);
    f.gemm("layer" + std::to_string(l), last, z, widths[l], widths[l - 1], weights, uniform(widths[l]));
    last = z;
    if (l + 1 < widths.size()) {
      last = "h" + std::to_string(l);
      f.node("Relu", "relu" + std::to_string(l), {z}, last);
    }
  }
  return f.bytes(last, widths.back());
}

/// y = 1000 relu(w a - w b + 1e-3) with a = relu(1 - 2 relu(1 - 20 x)), b = 1, in float32: exactly
/// 1000 * float(1e-3) for x >= 1/20 and 0 for x <= 1/40, however large w is. The constant 1e-3 is a bias, or
/// carried by a neuron of the first layer; floating-point sums lose it beside w.
std::string absorption(double w, bool carried_by_neuron) {
  OnnxBytes f(1, Element::Float32);
  const double c = 1e-3;
  f.gemm("g1", "x", "z1", 3, 1, {-20, 0, 0}, {1, 1, c});
  f.node("Relu", "r1", {"z1"}, "h1");
  f.gemm("g2", "h1", "z2", 3, 3, {-2, 0, 0, 0, 1, 0, 0, 0, 1}, {1, 0, 0});
  f.node("Relu", "r2", {"z2"}, "h2");
  f.gemm("g3", "h2", "z3", 1, 3, {w, -w, carried_by_neuron ? 1.0 : 0.0}, {carried_by_neuron ? 0.0 : c});
  f.node("Relu", "r3", {"z3"}, "h3");
  f.gemm("g4", "h3", "y", 1, 1, {1000}, {0});
  return f.bytes("y", 1);
}

void write_good() {
  write("abs", absolute_value().bytes("y", 1));
  write("abs-swapped", absolute_value(true).bytes("y", 1));
  write("absorption-w1e9-bias", absorption(1e9, false));
  write("absorption-w1e17-neuron", absorption(1e17, true));
  write("hard-f", random_network({6, 64, 64, 64, 64, 1}, 1));
  write("hard-g", random_network({6, 64, 64, 64, 64, 1}, 2));

  OnnxBytes plane(2);
  plane.gemm("only", "x", "y", 1, 2, {1, 2}, {0.5});
  write("plane", plane.bytes("y", 1));

  OnnxBytes two(1);
  two.gemm("only", "x", "y", 2, 1, {1, -3}, {0, 1});
  write("two-outputs", two.bytes("y", 2));
}

void write_bad() {
  OnnxBytes sigmoid = absolute_value();
  sigmoid.node("Sigmoid", "squash", {"y"}, "s");
  write("sigmoid", sigmoid.bytes("s", 1));

  write("nan-weight", absolute_value(false, std::numeric_limits<double>::quiet_NaN()).bytes("y", 1));
  write("inf-bias", absolute_value(false, 1, std::numeric_limits<double>::infinity()).bytes("y", 1));

  OnnxBytes shapes(1);
  shapes.gemm("first", "x", "z", 2, 1, {1, -1}, {0, 0});
  shapes.node("Relu", "relu", {"z"}, "h");
  shapes.gemm("second", "h", "y", 1, 3, {1, 1, 1}, {0});
  write("wrong-shapes", shapes.bytes("y", 1));

  OnnxBytes missing(1);
  missing.node("MatMul", "product", {"x", "nowhere"}, "y");
  write("missing-tensor", missing.bytes("y", 1));

  OnnxBytes loop(1);
  loop.node("Add", "first", {"x", "b"}, "a");
  loop.node("Relu", "second", {"a"}, "b");
  write("cyclic", loop.bytes("b", 1));

  OnnxBytes inputs = absolute_value();
  inputs.input("second-input", 1);
  write("two-inputs", inputs.bytes("y", 1));

  OnnxBytes few(1);
  few.tensor("w", {1, 4}, {1, 2});
  few.node("MatMul", "product", {"x", "w"}, "y");
  write("too-few-values", few.bytes("y", 4));

  OnnxBytes huge(1);
  huge.tensor("w", {std::int64_t{1} << 40, std::int64_t{1} << 40}, {1});
  huge.node("MatMul", "product", {"x", "w"}, "y");
  write("huge-dimensions", huge.bytes("y", 1));

  write("no-such-output", absolute_value().bytes("elsewhere", 1));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: make_networks DIRECTORY\n";
    return 2;
  }
  directory = argv[1];
  write_good();
  write_bad();
  return 0;
}
