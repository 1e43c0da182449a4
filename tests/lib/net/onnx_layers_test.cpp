#include "lib/net/onnx_layers.h"

#include <doctest/doctest.h>

#include "tests/lib/net/model_builder.h"

namespace relugap::net {
namespace {

constexpr double kThird = 1.0 / 3;

std::string at(const std::string& rest) { return "test.onnx: " + rest; }

TEST_CASE("Gemm computes alpha op(A) op(B) + beta C with the value as A, transposed or not") {
  for (const bool trans_a : {false, true}) {
    for (const bool trans_b : {false, true}) {
      ModelBuilder b(trans_a ? Dims{2, 1} : Dims{1, 2});
      b.tensor("W", trans_b ? Dims{3, 2} : Dims{2, 3},
               trans_b ? std::vector<double>{1, 4, 2, 5, 3, 6} : std::vector<double>{1, 2, 3, 4, 5, 6});
      b.tensor("c", {3}, {100, 200, 300});
      auto& node = b.node("Gemm", {"x", "W", "c"}, "y");
      if (trans_a) ModelBuilder::integer(node, "transA", 1);
      if (trans_b) ModelBuilder::integer(node, "transB", 1);
      CHECK(value_at(b.read(), {1, 10}) == rationals({141, 252, 363}));
    }
  }
}

TEST_CASE("Gemm computes with the value as B, transposed or not") {
  for (const bool trans_a : {false, true}) {
    for (const bool trans_b : {false, true}) {
      ModelBuilder b(trans_b ? Dims{1, 2} : Dims{2, 1});
      b.tensor("W", trans_a ? Dims{2, 3} : Dims{3, 2},
               trans_a ? std::vector<double>{1, 2, 3, 4, 5, 6} : std::vector<double>{1, 4, 2, 5, 3, 6});
      b.tensor("c", {3, 1}, {100, 200, 300});
      auto& node = b.node("Gemm", {"W", "x", "c"}, "y");
      if (trans_a) ModelBuilder::integer(node, "transA", 1);
      if (trans_b) ModelBuilder::integer(node, "transB", 1);
      CHECK(value_at(b.read(), {1, 10}) == rationals({141, 252, 363}));
    }
  }
}

TEST_CASE("alpha and beta of Gemm are exact factors") {
  ModelBuilder b({1, 1});
  b.tensor("W", {1, 1}, {0.1});
  b.tensor("c", {1}, {0.7});
  auto& node = b.node("Gemm", {"x", "W", "c"}, "y");
  ModelBuilder::real(node, "alpha", 0.3F);
  ModelBuilder::real(node, "beta", -1.7F);
  CHECK(value_at(b.read(), {1})[0] == exact(0.3F) * exact(0.1) - exact(1.7F) * exact(0.7));
}

TEST_CASE("Gemm takes no bias, a scalar one, and broadcast ones") {
  ModelBuilder none({1, 2});
  none.tensor("W", {2, 2}, {1, 2, 3, 4});
  none.node("Gemm", {"x", "W", ""}, "y");
  CHECK(value_at(none.read(), {1, 1}) == rationals({4, 6}));
  for (const Dims& dims : {Dims{}, Dims{1}, Dims{1, 1}}) {
    ModelBuilder b({1, 2});
    b.tensor("W", {2, 2}, {1, 2, 3, 4});
    b.tensor("c", dims, {10});
    b.node("Gemm", {"x", "W", "c"}, "y");
    CHECK(value_at(b.read(), {1, 1}) == rationals({14, 16}));
  }
}

TEST_CASE("Gemm refuses matrices and biases that do not fit, by node, expected and found") {
  ModelBuilder b({1, 2});
  b.tensor("W", {3, 4}, std::vector<double>(12, 1));
  b.node("Gemm", {"x", "W"}, "y").set_name("fc1");
  CHECK(b.refusal() ==
        at("node 'fc1' (Gemm): expected a row [1, 3] for the matrix [3, 4], found shape [1, 2]"));
  ModelBuilder bias({1, 3});
  bias.tensor("W", {3, 4}, std::vector<double>(12, 1));
  bias.tensor("c", {3}, {1, 2, 3});
  bias.node("Gemm", {"x", "W", "c"}, "y");
  CHECK(bias.refusal() ==
        at("node Gemm giving 'y': expected a constant that broadcasts to [1, 4], found shape [3]"));
  ModelBuilder rank({1, 3});
  rank.tensor("W", {3, 2, 2}, std::vector<double>(12, 1));
  rank.node("Gemm", {"x", "W"}, "y");
  CHECK(rank.refusal() ==
        at("node Gemm giving 'y': expected a matrix as operand 'W', found shape [3, 2, 2]"));
  ModelBuilder empty({1, 3});
  empty.tensor("W", {3, 0}, {});
  empty.node("Gemm", {"x", "W"}, "y");
  CHECK(empty.refusal().find("found shape [3, 0]") != std::string::npos);
  ModelBuilder unknown({1, 1});
  unknown.tensor("W", {1, 1}, {1});
  ModelBuilder::integer(unknown.node("Gemm", {"x", "W"}, "y"), "broadcast", 1);
  CHECK(
      unknown.refusal() ==
      at("node Gemm giving 'y': expected no attributes but transA, transB, alpha, beta, found 'broadcast'"));
  ModelBuilder data_as_bias({1, 1});
  data_as_bias.tensor("W", {1, 1}, {1});
  data_as_bias.node("Gemm", {"W", "W", "x"}, "y");
  CHECK(data_as_bias.refusal().find("operand C that depends on the input") != std::string::npos);
}

TEST_CASE(
    "MatMul multiplies by matrices and vectors from either side, and Add gives the bias in either order") {
  for (const bool bias_first : {false, true}) {
    ModelBuilder b({-1, 2});
    b.tensor("W", {2, 3}, {1, 2, 3, 4, 5, 6});
    b.tensor("c", {3}, {100, 200, 300});
    b.node("MatMul", {"x", "W"}, "z");
    b.node("Add", bias_first ? std::vector<std::string>{"c", "z"} : std::vector<std::string>{"z", "c"}, "y");
    const Network f = b.read();
    CHECK(value_at(f, {1, 10}) == rationals({141, 252, 363}));
    CHECK(f.layers() == std::vector<Layer>{Dense{3, 2, {1, 4, 2, 5, 3, 6}, {100, 200, 300}}});
  }
  ModelBuilder left({2});
  left.tensor("W", {3, 2}, {1, 4, 2, 5, 3, 6});
  left.node("MatMul", {"W", "x"}, "y");
  CHECK(value_at(left.read(), {1, 10}) == rationals({41, 52, 63}));
  ModelBuilder column({2, 1});
  column.tensor("W", {3, 2}, {1, 4, 2, 5, 3, 6});
  column.node("MatMul", {"W", "x"}, "y");
  CHECK(value_at(column.read(), {1, 10}) == rationals({41, 52, 63}));
  ModelBuilder vector({1, 1, 2});
  vector.tensor("w", {2}, {3, 4});
  vector.node("MatMul", {"x", "w"}, "y");
  CHECK(value_at(vector.read(), {1, 10}) == rationals({43}));
}

TEST_CASE("MatMul refuses vectors of another length and batches that mix") {
  ModelBuilder b({1, 2});
  b.tensor("W", {3, 3}, std::vector<double>(9, 1));
  b.node("MatMul", {"x", "W"}, "y").set_name("mm");
  CHECK(b.refusal() ==
        at("node 'mm' (MatMul): expected a vector of length 3 along the last axis, found shape [1, 2]"));
  ModelBuilder rows({1, 4, 3});
  rows.tensor("W", {3, 3}, std::vector<double>(9, 1));
  rows.node("MatMul", {"x", "W"}, "y");
  CHECK(rows.refusal().find("found shape [1, 4, 3]") != std::string::npos);
}

TEST_CASE("arithmetic with constants is exact: scalars, vectors, rows; each side") {
  const auto evaluated = [](const std::string& type, bool constant_first, const Dims& dims,
                            std::vector<double> c) {
    ModelBuilder b({-1, 2});
    b.tensor("c", dims, c);
    b.node(type, constant_first ? std::vector<std::string>{"c", "x"} : std::vector<std::string>{"x", "c"},
           "y");
    return value_at(b.read(), {0.3, kThird});
  };
  const Rational x1 = exact(0.3);
  const Rational x2 = exact(kThird);
  const Rational c = exact(0.7);
  using Values = std::vector<Rational>;
  for (const Dims& dims : {Dims{}, Dims{1}, Dims{1, 1}}) {
    for (const bool first : {false, true}) {
      CHECK(evaluated("Add", first, dims, {0.7}) == Values{x1 + c, x2 + c});
      CHECK(evaluated("Mul", first, dims, {0.7}) == Values{x1 * c, x2 * c});
    }
    CHECK(evaluated("Sub", false, dims, {0.7}) == Values{x1 - c, x2 - c});
    CHECK(evaluated("Sub", true, dims, {0.7}) == Values{c - x1, c - x2});
    CHECK(evaluated("Div", false, dims, {0.7}) == Values{x1 / c, x2 / c});
  }
  for (const Dims& dims : {Dims{2}, Dims{1, 2}}) {
    CHECK(evaluated("Div", false, dims, {0.7, -3}) == Values{x1 / c, x2 / -3});
    CHECK(evaluated("Sub", true, dims, {0.7, -3}) == Values{c - x1, -3 - x2});
  }
}

TEST_CASE("standardisation becomes one leading layer of exact fractions") {
  ModelBuilder b({-1, 2});
  b.tensor("mean", {2}, {0.1, 0.2});
  b.tensor("std", {2}, {0.3, 0.7});
  b.tensor("W", {1, 2}, {1, 1});
  b.node("Sub", {"x", "mean"}, "centred");
  b.node("Div", {"centred", "std"}, "standard");
  ModelBuilder::integer(b.node("Gemm", {"standard", "W"}, "y"), "transB", 1);
  const Network f = b.read();
  CHECK(f.layers().size() == 2);
  CHECK(std::get<Diagonal>(f.layers()[0]).scale[0] == 1 / exact(0.3));
  CHECK(value_at(f, {0.5, 0.5})[0] ==
        (exact(0.5) - exact(0.1)) / exact(0.3) + (exact(0.5) - exact(0.2)) / exact(0.7));
}

TEST_CASE("division by zero, by the value, and constants that enlarge the value are refused") {
  ModelBuilder zero({1, 2});
  zero.tensor("c", {2}, {1, 0});
  zero.node("Div", {"x", "c"}, "y");
  CHECK(zero.refusal() ==
        at("node Div giving 'y': expected non-zero divisors, found 0 at position 1 of 'c'"));
  ModelBuilder inverse({1, 2});
  inverse.tensor("c", {2}, {1, 2});
  inverse.node("Div", {"c", "x"}, "y");
  CHECK(inverse.refusal() ==
        at("node Div giving 'y': expected division by a constant, found division by a value that "
           "depends on the input"));
  ModelBuilder larger({1, 2});
  larger.tensor("c", {3, 1}, {1, 2, 3});
  larger.node("Add", {"x", "c"}, "y");
  CHECK(larger.refusal() ==
        at("node Add giving 'y': expected a constant that broadcasts to [1, 2], found shape [3, 1]"));
}

TEST_CASE("Neg, Relu, Identity and exact casts") {
  ModelBuilder b({1, 2}, onnx::TensorProto::FLOAT);
  b.node("Neg", {"x"}, "a");
  b.node("Relu", {"a"}, "b");
  b.node("Identity", {"b"}, "c");
  ModelBuilder::integer(b.node("Cast", {"c"}, "d"), "to", onnx::TensorProto::FLOAT);
  ModelBuilder::integer(b.node("Cast", {"d"}, "e"), "to", onnx::TensorProto::DOUBLE);
  ModelBuilder::integer(b.node("Cast", {"e"}, "y"), "to", onnx::TensorProto::DOUBLE);
  CHECK(value_at(b.read(), {0.1, -0.2}) == rationals({0, 0.2}));
  ModelBuilder narrow({1, 2});
  ModelBuilder::integer(narrow.node("Cast", {"x"}, "y"), "to", onnx::TensorProto::FLOAT);
  CHECK(narrow.refusal() ==
        at("node Cast giving 'y': expected a cast that changes no number, found DOUBLE to FLOAT"));
}

TEST_CASE("operations on the shape keep the vector") {
  ModelBuilder b({-1, 2, 3});
  ModelBuilder::integer(b.node("Flatten", {"x"}, "a"), "axis", 1);
  b.integers("shape", {0, 3, -1});
  b.node("Reshape", {"a", "shape"}, "b");
  b.integers("axes", {-1});
  b.node("Unsqueeze", {"b", "axes"}, "c");
  b.node("Squeeze", {"c", "axes"}, "d");
  b.integers("flat", {-1});
  b.node("Reshape", {"d", "flat"}, "y");
  CHECK(value_at(b.read(), {1, 2, 3, 4, 5, 6}) == rationals({1, 2, 3, 4, 5, 6}));
}

TEST_CASE("shapes that do not keep the vector are refused") {
  ModelBuilder b({1, 6});
  b.integers("shape", {2, 4});
  b.node("Reshape", {"x", "shape"}, "y").set_name("view");
  CHECK(b.refusal() ==
        at("node 'view' (Reshape): expected a shape with the 6 elements of [1, 6], found [2, 4]"));
  ModelBuilder transpose({2, 3});
  transpose.node("Transpose", {"x"}, "y");
  CHECK(transpose.refusal() ==
        at("node Transpose giving 'y': expected a permutation that keeps the order of the vector "
           "[2, 3], found [1, 0]"));
}

TEST_CASE("other operators are refused by name") {
  ModelBuilder b({1, 2});
  b.node("Softmax", {"x"}, "y").set_name("/head/Softmax");
  CHECK(b.refusal() ==
        at("node '/head/Softmax' (Softmax): expected an operator among Abs, Add, Cast, Clip, Concat, Div, "
           "Dropout, Flatten, Gather, Gemm, Identity, LeakyRelu, MatMul, Max, Min, Mul, Neg, PRelu, Relu, "
           "Reshape, "
           "Slice, Squeeze, Sub, Sum, Transpose, Unsqueeze, found 'Softmax'"));
  ModelBuilder other({1, 2});
  other.node("Relu", {"x"}, "y").set_domain("com.example");
  CHECK(
      other.refusal() ==
      at("node Relu giving 'y': expected an operator of the ONNX operator set, found one of 'com.example'"));
}

TEST_CASE("a tensor used very often does not make memory grow beyond the file") {
  ModelBuilder b({1, 100});
  b.tensor("W", {100, 100}, std::vector<double>(10000, 1));
  std::string value = "x";
  for (int i = 0; i < 3000; ++i) {
    const std::string next = i == 2999 ? "y" : numbered("v", i);
    b.node("MatMul", {value, "W"}, next);
    value = next;
  }
  CHECK(b.refusal().find("expected layers in proportion to the size of the file") != std::string::npos);
}

TEST_CASE("a Dropout whose ratio alone depends on the input is refused") {
  ModelBuilder b({1});
  b.tensor("c", {1}, {3});
  b.node("Dropout", {"c", "x"}, "y");
  CHECK(b.refusal() ==
        "test.onnx: node Dropout giving 'y': expected a stored ratio, found one that depends on the input");
}

}  // namespace
}  // namespace relugap::net
