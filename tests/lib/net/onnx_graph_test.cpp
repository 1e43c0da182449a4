#include "lib/net/onnx_graph.h"

#include <doctest/doctest.h>

#include "tests/lib/net/model_builder.h"

namespace relugap::net {
namespace {

std::string refusal(const std::string& rest) { return "test.onnx: " + rest; }

TEST_CASE("nodes may stand in any order and unused ones are left alone") {
  ModelBuilder b({1, 1});
  b.tensor("two", {}, {2});
  b.node("Relu", {"z"}, "y");
  b.node("SomethingElse", {"nowhere"}, "unused");
  b.node("Add", {"x", "two"}, "z");
  CHECK(value_at(b.read(), {-3}) == rationals({0}));
  CHECK(value_at(b.read(), {-1}) == rationals({1}));
}

TEST_CASE("a cycle is refused, on the chain or beside it") {
  ModelBuilder b({1, 1});
  b.node("Add", {"x", "b"}, "a").set_name("first");
  b.node("Relu", {"a"}, "b").set_name("second");
  b.node("Relu", {"b"}, "y");
  CHECK(b.refusal().find("): expected a graph without cycles, found a node that depends on its own output") !=
        std::string::npos);
  ModelBuilder self({1, 1});
  self.node("Relu", {"x"}, "y");
  self.node("Identity", {"loop"}, "loop");
  CHECK(self.refusal() ==
        refusal("node Identity giving 'loop': expected a graph without cycles, found a node that "
                "depends on its own output"));
}

TEST_CASE("several inputs or outputs of the graph, or none, are refused") {
  ModelBuilder two({1, 1});
  ModelBuilder::declare(*two.graph().add_input(), "second", {1, 1});
  two.node("Add", {"x", "second"}, "y");
  CHECK(two.refusal() == refusal("graph: expected one input, found 2 ('x', 'second')"));
  ModelBuilder none({1, 1});
  none.graph().clear_input();
  CHECK(none.refusal() == refusal("graph: expected one input, found 0"));
  ModelBuilder outputs({1, 1});
  outputs.node("Relu", {"x"}, "y");
  outputs.graph().add_output()->set_name("x");
  CHECK(outputs.refusal() == refusal("graph: expected one output, found 2"));
}

TEST_CASE("initializers listed as inputs, as old files do, are no inputs") {
  ModelBuilder b({1, 1});
  b.tensor("two", {}, {2});
  ModelBuilder::declare(*b.graph().add_input(), "two", {});
  b.node("Mul", {"x", "two"}, "y");
  CHECK(value_at(b.read(), {3}) == rationals({6}));
}

TEST_CASE("values defined twice are refused by name") {
  ModelBuilder b({1, 1});
  b.node("Relu", {"x"}, "y");
  b.node("Neg", {"x"}, "y");
  CHECK(b.refusal() == refusal("graph: expected each value to be defined once, found 'y' defined twice"));
  ModelBuilder weights({1, 1});
  weights.tensor("W", {1, 1}, {1});
  weights.tensor("W", {1, 1}, {1});
  CHECK(weights.refusal().find("'W' defined twice") != std::string::npos);
}

TEST_CASE("a node that multiplies values that depend on the input is refused") {
  ModelBuilder square({1, 1});
  square.node("Mul", {"x", "x"}, "y");
  CHECK(square.refusal() ==
        refusal("node Mul giving 'y': expected one operand that depends on the input, found 2 of them"));
  ModelBuilder product({1, 1});
  product.node("Relu", {"x"}, "r");
  product.node("MatMul", {"x", "r"}, "y").set_name("outer");
  CHECK(product.refusal() ==
        refusal("node 'outer' (MatMul): expected one operand that depends on the input, found 2 of them"));
}

TEST_CASE("activations that do not wait for each other become one layer") {
  ModelBuilder b({1, 2});
  b.tensor("A", {2, 3}, {1, 2, 3, 4, 5, 6});
  b.tensor("B", {2, 3}, {-1, 2, -3, 4, -5, 6});
  b.node("MatMul", {"x", "A"}, "a");
  b.node("Relu", {"a"}, "ra");
  b.node("MatMul", {"x", "B"}, "b");
  b.node("Relu", {"b"}, "rb");
  b.node("Sub", {"ra", "rb"}, "y");
  const Network f = b.read();
  REQUIRE(f.layers().size() == 3);
  CHECK(f.widths() == std::vector<std::size_t>{2, 6, 3});
  CHECK(f.is_plain());
  CHECK(value_at(f, {1, -1}) == rationals({0 - 0, 0 - 7, 0 - 0}));
}

TEST_CASE("an output that does not depend on the input, or is defined nowhere, is refused") {
  ModelBuilder b({1, 2});
  CHECK(b.refusal() ==
        refusal("graph: expected an output that depends on the input 'x', found 'y', which does not"));
  b.tensor("y", {1, 2}, {1, 2});
  CHECK(b.refusal().find("found 'y', which does not") != std::string::npos);
}

TEST_CASE("names with control characters give an error of one line") {
  ModelBuilder b({1, 2});
  b.node("Bad\nOp", {"x"}, "y").set_name("a\tb\x80");
  const std::string line = b.refusal();
  CHECK(line.find("node 'a\\x09b\\x80' (Bad\\x0aOp): expected an operator among Abs, Add, ") !=
        std::string::npos);
  CHECK(line.find('\n') == std::string::npos);
}

TEST_CASE("sparse initializers are refused, also where a value has the name of one") {
  ModelBuilder b({-1, 1});
  b.node("Relu", {"x"}, "y");
  b.graph().add_sparse_initializer()->mutable_values()->set_name("x");
  CHECK(b.refusal() == "test.onnx: graph: expected stored tensors that are dense, found sparse initializers");
}

}  // namespace
}  // namespace relugap::net
