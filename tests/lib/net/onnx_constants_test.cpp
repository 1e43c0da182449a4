#include "lib/net/onnx_constants.h"

#include <doctest/doctest.h>

#include "tests/lib/net/model_builder.h"

namespace relugap::net {
namespace {

// y = x + c with c given by the nodes that the test adds.
ModelBuilder adding(const std::string& constant) {
  ModelBuilder b({1, 2});
  b.node("Add", {"x", constant}, "y");
  return b;
}

void constant_tensor(ModelBuilder& b, const std::string& name, const Dims& dims,
                     const std::vector<double>& values) {
  auto& value = *ModelBuilder::attribute(b.node("Constant", {}, name), "value").mutable_t();
  b.stored(value, "", dims, onnx::TensorProto::DOUBLE);
  value.mutable_double_data()->Add(values.begin(), values.end());
}

TEST_CASE("constants come from initializers and from each form of Constant node") {
  ModelBuilder initializer = adding("c");
  initializer.tensor("c", {2}, {1, 2});
  CHECK(value_at(initializer.read(), {0, 0}) == rationals({1, 2}));

  ModelBuilder tensor = adding("c");
  constant_tensor(tensor, "c", {1, 2}, {1, 2});
  CHECK(value_at(tensor.read(), {0, 0}) == rationals({1, 2}));

  ModelBuilder scalar = adding("c");
  ModelBuilder::real(scalar.node("Constant", {}, "c"), "value_float", 0.1F);
  CHECK(value_at(scalar.read(), {0, 0}) == rationals({0.1F, 0.1F}));

  ModelBuilder floats = adding("c");
  auto& list = ModelBuilder::attribute(floats.node("Constant", {}, "c"), "value_floats");
  list.add_floats(1);
  list.add_floats(2);
  CHECK(value_at(floats.read(), {0, 0}) == rationals({1, 2}));
}

TEST_CASE("exact operations on constants are carried out") {
  ModelBuilder b = adding("e");
  b.tensor("a", {2, 1}, {1, 2});
  b.node("Identity", {"a"}, "b");
  ModelBuilder::integer(b.node("Cast", {"b"}, "c"), "to", onnx::TensorProto::FLOAT);
  b.node("Transpose", {"c"}, "d");
  b.integers("shape", {-1});
  b.node("Reshape", {"d", "shape"}, "e");
  CHECK(value_at(b.read(), {0, 0}) == rationals({1, 2}));
}

TEST_CASE("a transposed weight matrix is the transposed matrix") {
  ModelBuilder b({1, 3});
  b.tensor("W", {2, 3}, {1, 2, 3, 4, 5, 6});
  ModelBuilder::list(b.node("Transpose", {"W"}, "Wt"), "perm", {1, 0});
  b.node("MatMul", {"x", "Wt"}, "y");
  CHECK(value_at(b.read(), {1, 10, 100}) == rationals({321, 654}));
}

TEST_CASE("a constant of rank 3 is transposed as numpy does") {
  ModelBuilder b({1, 2, 3, 2});
  std::vector<double> values(12);
  for (std::size_t i = 0; i < 12; ++i) values[i] = static_cast<double>(i);
  b.tensor("c", {3, 2, 2}, values);
  ModelBuilder::list(b.node("Transpose", {"c"}, "t"), "perm", {2, 0, 1});
  b.node("Add", {"x", "t"}, "y");
  // t[i][j][k] = c[j][k][i] = 4 j + 2 k + i.
  CHECK(value_at(b.read(), std::vector<double>(12, 0)) == rationals({0, 2, 4, 6, 8, 10, 1, 3, 5, 7, 9, 11}));
}

TEST_CASE("a cast that would round is refused") {
  ModelBuilder b = adding("c");
  b.tensor("a", {}, {0.1});
  ModelBuilder::integer(b.node("Cast", {"a"}, "c"), "to", onnx::TensorProto::FLOAT);
  CHECK(b.refusal() ==
        "test.onnx: node Cast giving 'c': expected a cast that changes no number, found a number that is no "
        "FLOAT");
  ModelBuilder large = adding("c");
  large.integers("a", {(std::int64_t{1} << 60) + 1, 0});
  ModelBuilder::integer(large.node("Cast", {"a"}, "c"), "to", onnx::TensorProto::DOUBLE);
  CHECK(large.refusal().find("expected integers below 2^53, found 1152921504606846977") != std::string::npos);
}

TEST_CASE("integers cast to a real type are those numbers") {
  ModelBuilder b = adding("c");
  b.integers("a", {3, -4});
  ModelBuilder::integer(b.node("Cast", {"a"}, "c"), "to", onnx::TensorProto::FLOAT);
  CHECK(value_at(b.read(), {0, 0}) == rationals({3, -4}));
}

TEST_CASE("arithmetic on constants in the file is refused at the node that does it") {
  ModelBuilder b = adding("c");
  b.tensor("a", {2}, {1, 2});
  b.node("Sqrt", {"a"}, "c").set_name("std");
  CHECK(b.refusal() ==
        "test.onnx: node 'std' (Sqrt): expected a constant operand (stored, or by Identity, Cast, "
        "Transpose or Reshape of one), found the result of 'Sqrt'");
}

TEST_CASE("an operand that is defined nowhere, or holds integers, is refused where it is used") {
  CHECK(adding("c").refusal() ==
        "test.onnx: node Add giving 'y': expected a constant or a value of the graph as "
        "operand, found 'c', which is undefined");
  ModelBuilder b = adding("c");
  b.integers("c", {1, 2});
  CHECK(b.refusal() == "test.onnx: node Add giving 'y': expected FLOAT or DOUBLE in 'c', found INT64");
}

TEST_CASE("x.view(x.size(0), -1) of PyTorch is a reshape to a constant shape") {
  ModelBuilder b({-1, 2, 3});
  auto& zero = *ModelBuilder::attribute(b.node("Constant", {}, "zero"), "value").mutable_t();
  b.stored(zero, "", {}, onnx::TensorProto::INT64).add_int64_data(0);
  b.integers("minus", {-1});
  b.integers("axes", {0});
  b.node("Shape", {"x"}, "shape");
  b.node("Gather", {"shape", "zero"}, "size");
  b.node("Unsqueeze", {"size", "axes"}, "batch");
  ModelBuilder::integer(b.node("Concat", {"batch", "minus"}, "target"), "axis", 0);
  b.node("Reshape", {"x", "target"}, "flat");
  b.tensor("W", {6, 1}, {1, 2, 3, 4, 5, 6});
  b.node("MatMul", {"flat", "W"}, "y");
  CHECK(value_at(b.read(), {1, 1, 1, 1, 1, 1}) == rationals({21}));
}

TEST_CASE("hostile towers of constants are refused, not computed") {
  ModelBuilder deep = adding("c500");
  deep.tensor("c0", {2}, {1, 2});
  for (int i = 0; i < 500; ++i) deep.node("Identity", {numbered("c", i)}, numbered("c", i + 1));
  CHECK(deep.refusal().find("expected a constant computed in a few steps, found too many") !=
        std::string::npos);
  ModelBuilder wide({1, 2});
  wide.integers("c0", {1});
  for (int i = 0; i < 60; ++i) {
    const std::string from = numbered("c", i);
    ModelBuilder::integer(wide.node("Concat", {from, from}, numbered("c", i + 1)), "axis", 0);
  }
  wide.node("Reshape", {"x", "c60"}, "y");
  CHECK(wide.refusal().find("expected a shape of at most 64 axes, found more") != std::string::npos);
  ModelBuilder empty({1, 2});
  empty.integers("c0", {});
  for (int i = 0; i < 60; ++i) {
    const std::string from = numbered("c", i);
    ModelBuilder::integer(empty.node("Concat", {from, from}, numbered("c", i + 1)), "axis", 0);
  }
  empty.node("Reshape", {"x", "c60"}, "y");
  CHECK(empty.refusal().find("found too many") != std::string::npos);
}

}  // namespace
}  // namespace relugap::net
