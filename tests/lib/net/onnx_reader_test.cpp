#include "lib/net/onnx_reader.h"

#include <doctest/doctest.h>

#include <cmath>
#include <functional>

#include "lib/net/onnx_writer.h"
#include "tests/lib/net/model_builder.h"
#include "tests/support/random.h"

namespace relugap::net {
namespace {

std::string at(const std::string& rest) { return "test.onnx: " + rest; }

// y = W x with a 3 x 2 matrix whose rows are multiplied with the value as a row.
ModelBuilder linear(const Dims& input) {
  ModelBuilder b(input);
  b.tensor("W", {3, 2}, {1, 2, 3, 4, 5, 6});
  ModelBuilder::integer(b.node("Gemm", {"x", "W"}, "y"), "transB", 1);
  return b;
}

TEST_CASE(
    "the batch axis may be free, 1, or a fixed number of rows; a missing length is what the matrix needs") {
  for (const Dims& dims : {Dims{-1, 2}, Dims{1, 2}, Dims{8, 2}, Dims{-1, -1}, Dims{1, -1}}) {
    CHECK(value_at(linear(dims).read(), {1, 10}) == rationals({21, 43, 65}));
  }
  ModelBuilder shapeless = linear({1, 2});
  shapeless.graph().mutable_input(0)->mutable_type()->mutable_tensor_type()->clear_shape();
  CHECK(value_at(shapeless.read(), {1, 10}) == rationals({21, 43, 65}));
  ModelBuilder minus_one = linear({1, 2});
  minus_one.graph()
      .mutable_input(0)
      ->mutable_type()
      ->mutable_tensor_type()
      ->mutable_shape()
      ->mutable_dim(0)
      ->set_dim_value(-1);
  CHECK(value_at(minus_one.read(), {1, 10}) == rationals({21, 43, 65}));
}

TEST_CASE("a fixed batch passes a reshape to its own size and may be declared for the output") {
  ModelBuilder b({8, 1, 2});
  b.integers("shape", {8, -1});
  b.node("Reshape", {"x", "shape"}, "flat");
  b.tensor("W", {2}, {1, 2});
  b.node("MatMul", {"flat", "W"}, "y");
  ModelBuilder::declare(*b.graph().mutable_output(0), "y", {8});
  CHECK(value_at(b.read(), {1, 10}) == rationals({21}));
  ModelBuilder wrong = b;
  wrong.graph().mutable_output(0)->clear_type();
  ModelBuilder::declare(*wrong.graph().mutable_output(0), "y", {7});
  CHECK(wrong.refusal() ==
        at("output 'y': expected the shape [1] that the nodes give, found the declared shape [7]"));
}

TEST_CASE("a network of one variable exported with a batch is one of one variable, not a column") {
  ModelBuilder rows({8, 1});
  rows.tensor("W", {1, 2}, {3, 4});
  rows.node("MatMul", {"x", "W"}, "y");
  CHECK(value_at(rows.read(), {1}) == rationals({3, 4}));
  ModelBuilder column({2, 1});
  column.tensor("W", {1, 2}, {3, 4});
  column.node("MatMul", {"W", "x"}, "y");
  CHECK(value_at(column.read(), {1, 10}) == rationals({43}));
}

TEST_CASE("inputs that are not one real tensor of a usable shape are refused") {
  CHECK(linear({1, 0}).refusal() == at("input 'x': expected lengths of at least 1, found 0"));
  CHECK(ModelBuilder({1, 2}, onnx::TensorProto::INT64).refusal() ==
        at("input 'x': expected elements FLOAT or DOUBLE, found INT64"));
  ModelBuilder huge({1, std::int64_t{1} << 50});
  huge.node("Relu", {"x"}, "y");
  CHECK(
      huge.refusal() ==
      at("input 'x': expected an input that the stored weights can read, found shape [1, 1125899906842624]"));
  ModelBuilder unknown({-1, -1});
  unknown.node("Relu", {"x"}, "y");
  CHECK(unknown.refusal() == at("input 'x': expected at most one free axis, found [-1, -1]"));
  ModelBuilder sequence({1, 2});
  sequence.graph().mutable_input(0)->mutable_type()->mutable_sequence_type();
  CHECK(sequence.refusal() == at("input 'x': expected a tensor, found another type"));
}

TEST_CASE("a declared output shape that the nodes do not give is refused") {
  ModelBuilder b = linear({-1, 2});
  ModelBuilder::declare(*b.graph().mutable_output(0), "y", {-1, 3});
  CHECK(b.read().outputs() == 3);
  ModelBuilder wrong = linear({-1, 2});
  ModelBuilder::declare(*wrong.graph().mutable_output(0), "y", {-1, 4});
  CHECK(wrong.refusal() ==
        at("output 'y': expected the shape [1, 3] that the nodes give, found the declared shape [-1, 4]"));
}

TEST_CASE("missing files and directories give one line with their path") {
  CHECK_THROWS_AS(read_onnx("/nonexistent/net.onnx"), InputError);
  CHECK_THROWS_WITH_AS(read_onnx("/nonexistent/net.onnx"), doctest::Contains("/nonexistent/net.onnx"),
                       InputError);
  CHECK_THROWS_AS(read_onnx("/"), InputError);
}

TEST_CASE("empty files and files of another format are refused") {
  CHECK(ModelBuilder::refusal_of("") == at("model: expected an ONNX model, found an empty file"));
  CHECK(ModelBuilder::refusal_of("hello, this is a text") ==
        at("model: expected an ONNX model, found 21 bytes that are not one (truncated, or another format)"));
  CHECK(ModelBuilder::refusal_of(std::string(64, '\0')).find("expected an ONNX model") != std::string::npos);
  onnx::ModelProto no_graph;
  no_graph.set_ir_version(8);
  CHECK(ModelBuilder::refusal_of(no_graph.SerializeAsString()) ==
        at("model: expected an ONNX model, found no graph (truncated, or another format)"));
}

TEST_CASE("an operator set that is missing or too old is refused") {
  ModelBuilder old = linear({1, 2});
  old.model.mutable_opset_import(0)->set_version(6);
  CHECK(old.refusal() == at("model: expected operator set 7 or later, found operator set 6"));
  ModelBuilder none = linear({1, 2});
  none.model.clear_opset_import();
  CHECK(none.refusal() == at("model: expected a version of the ONNX operator set, found none (truncated?)"));
}

TEST_CASE("every truncation of a file is refused") {
  const Network f(2, {Dense{2, 2, {1, 2, 3, 4}, {5, 6}}, Relu{}, Dense{1, 2, {1, 1}, {0}}});
  const std::string bytes = to_onnx(f);
  for (std::size_t n = 0; n < bytes.size(); ++n) CHECK(ModelBuilder::refusal_of(bytes.substr(0, n)) != "");
}

TEST_CASE("any damage to the bytes gives a network or one line of error, never a crash") {
  const Network f(2, {Dense{2, 2, {1, 2, 3, 4}, {5, 6}}, Relu{}, Diagonal{{Rational(1, 3), 1}, {0, 2}},
                      Dense{1, 2, {1, 1}, {0}}});
  const std::string bytes = to_onnx(f);
  for (int k = 0; k < scaled(20000); ++k) {
    std::string damaged = bytes;
    const int changes = rng().integer(1, 3);
    for (int c = 0; c < changes; ++c) {
      const auto i = static_cast<std::size_t>(rng().integer(0, static_cast<int>(damaged.size()) - 1));
      if (rng().integer(0, 3) == 0) {
        damaged.erase(i, 1);
      } else {
        damaged[i] = static_cast<char>(rng().integer(0, 255));
      }
    }
    const std::string line = ModelBuilder::refusal_of(damaged);
    CHECK(line.find('\n') == std::string::npos);
    CHECK((line.empty() || line.starts_with("test.onnx: ")));
  }
}

TEST_CASE("a float32 file of PyTorch with standardisation is read as it is evaluated") {
  const Network f = read_onnx(RELUGAP_TEST_DATA "/pytorch-standardised.onnx");
  CHECK(f.widths() == std::vector<std::size_t>{2, 5, 4, 1});
  REQUIRE(std::holds_alternative<Diagonal>(f.layers().front()));
  // x, y and f(x, y) by PyTorch in double precision with the same float32 parameters (export_standardised.py).
  constexpr double kValues[][3] = {{0.0, 0.0, -0.43018802902215914},
                                   {0.5, -0.5, -0.6342040736375498},
                                   {-0.25, 1.0, -0.3590093489584234},
                                   {3.0, 2.0, -0.60368491808786}};
  for (const auto& [x, y, value] : kValues) {
    CHECK(std::abs(round_down(value_at(f, {x, y})[0]) - value) < 1e-15);
  }
}

TEST_CASE("of several points in one input none may be picked, moved or mixed with another") {
  const auto graph = [](const std::function<void(ModelBuilder&)>& end) {
    ModelBuilder b({5, 3});
    b.tensor("W", {3, 2}, {1, 2, 3, 4, 5, 6});
    b.node("MatMul", {"x", "W"}, "h");
    end(b);
    return b.refusal();
  };
  const auto part = [](ModelBuilder& b, std::int64_t start, const std::string& name) {
    auto& node = b.node("Slice", {"h"}, name);
    ModelBuilder::list(node, "starts", {start});
    ModelBuilder::list(node, "ends", {start + 1});
  };
  CHECK(graph([](ModelBuilder& b) { b.node("Relu", {"h"}, "y"); }) == "");
  CHECK(graph([](ModelBuilder& b) {
          b.integers("s", {5, -1});
          b.node("Reshape", {"h", "s"}, "y");
        }) == "");
  CHECK(graph([&](ModelBuilder& b) {
          part(b, 0, "first");
          part(b, -5, "again");
          b.node("Sub", {"first", "again"}, "y");
        }).find("a first axis that stays that of the 5 points") != std::string::npos);
  for (const std::vector<std::int64_t>& shape : {std::vector<std::int64_t>{-1}, {1, -1}, {-1, 1}}) {
    CHECK(graph([&](ModelBuilder& b) {
            b.integers("s", shape);
            b.node("Reshape", {"h", "s"}, "y");
          }) != "");
  }
  CHECK(graph([](ModelBuilder& b) { ModelBuilder::integer(b.node("Flatten", {"h"}, "y"), "axis", 0); }) !=
        "");
  CHECK(graph([](ModelBuilder& b) { b.node("Squeeze", {"h"}, "y"); }) != "");
  CHECK(graph([](ModelBuilder& b) {
          b.tensor("c", {1, 1, 1}, {1});
          b.node("Add", {"h", "c"}, "y");
        }) != "");
}

}  // namespace
}  // namespace relugap::net
