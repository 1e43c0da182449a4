#include <doctest/doctest.h>

#include "lib/net/onnx_writer.h"
#include "tests/lib/net/random_graph.h"

namespace relugap::net {
namespace {

std::string at(const std::string& rest) { return "test.onnx: " + rest; }

/// h = x W + b of width 2; y = h + relu(h) A, in either order of the operands.
ModelBuilder residual(bool skip_first) {
  ModelBuilder b({-1, 2});
  b.tensor("W", {2, 2}, {1, 2, 3, 4});
  b.tensor("b", {2}, {0.5, -0.25});
  b.tensor("A", {2, 2}, {0.1, -1, 2, 3});
  b.node("Gemm", {"x", "W", "b"}, "h");
  b.node("Relu", {"h"}, "r");
  b.node("MatMul", {"r", "A"}, "a");
  b.node("Add", skip_first ? std::vector<std::string>{"h", "a"} : std::vector<std::string>{"a", "h"}, "y")
      .set_name("skip");
  return b;
}

std::vector<Rational> random_x(std::size_t n) {
  std::vector<Rational> x;
  for (std::size_t i = 0; i < n; ++i)
    x.push_back(rng().coin() ? Rational(rng().integer(-4, 4), rng().integer(1, 3))
                             : exact(rng().uniform(-2, 2)));
  return x;
}

TEST_CASE("a residual block carries the skipped value past its activation exactly") {
  for (const bool skip_first : {false, true}) {
    const Network f = residual(skip_first).read();
    // Two affine layers: copies and sums cost none.
    CHECK(f.widths() == std::vector<std::size_t>{2, 4, 2});
    CHECK(!f.is_plain());
    for (int i = 0; i < scaled(20); ++i) {
      const std::vector<Rational> x = random_x(2);
      const std::vector<Rational> h{x[0] + 3 * x[1] + Rational(1, 2), 2 * x[0] + 4 * x[1] - Rational(1, 4)};
      const std::vector<Rational> r{std::max<Rational>(h[0], 0), std::max<Rational>(h[1], 0)};
      CHECK(evaluate(f, x) ==
            std::vector<Rational>{exact(0.1) * r[0] + 2 * r[1] + h[0], 3 * r[1] - r[0] + h[1]});
    }
  }
}

TEST_CASE("sound: any graph of the operators that are read is read as the function it is") {
  int joined = 0, kinked = 0;
  for (int i = 0; i < scaled(400); ++i) {
    const RandomGraph graph(static_cast<std::size_t>(rng().integer(1, 3)), rng().integer(1, 14));
    const Network f = graph.model().read();
    joined += !f.is_plain();
    for (int k = 0; k < 4; ++k) {
      const std::vector<Rational> x = random_x(f.inputs());
      const std::vector<Rational> value = graph.evaluate(x);
      REQUIRE(evaluate(f, x) == value);
      kinked += value[0] != evaluate(f, std::vector<Rational>(f.inputs(), 0))[0];
      for (std::size_t o = 0; o < f.outputs(); ++o) CHECK(evaluate(f.with_output(o), x)[0] == value[o]);
    }
  }
  CHECK(joined > 0);
  CHECK(kinked > 0);
}

TEST_CASE("sound: what is written of a network with masks is read back as the same function") {
  for (int i = 0; i < scaled(100); ++i) {
    const Network f(
        3, {Dense{3, 3, {1, 2, 3, -1, 0.5, 0, 0, 1, -2}, {0, 1, -1}},
            Relu{{1, static_cast<std::uint8_t>(rng().integer(0, 1)), 0}}, Dense{1, 3, {1, -1, 0.25}, {2}}});
    CHECK(parse_onnx(to_onnx(f), "f.onnx") == f);
  }
}

TEST_CASE(
    "any damage to the bytes of a graph with joins gives a network or one line of error, never a crash") {
  for (int i = 0; i < scaled(20); ++i) {
    const std::string bytes = RandomGraph(2, 8).model().bytes();
    for (int k = 0; k < 200; ++k) {
      std::string damaged = bytes;
      for (int changes = rng().integer(1, 3); changes > 0; --changes) {
        const auto at_byte = static_cast<std::size_t>(rng().integer(0, static_cast<int>(damaged.size()) - 1));
        damaged[at_byte] = static_cast<char>(rng().coin() ? bytes[bytes.size() - 1 - at_byte]
                                                          : static_cast<char>(rng().integer(0, 255)));
      }
      const std::string line = ModelBuilder::refusal_of(damaged);
      CHECK(line.find('\n') == std::string::npos);
      CHECK((line.empty() || line.starts_with("test.onnx: ")));
    }
  }
}

TEST_CASE("constants among several operands that depend on the input are refused by name") {
  ModelBuilder b({1, 2});
  b.tensor("c", {2}, {1, 2});
  b.node("Relu", {"x"}, "r");
  b.node("Max", {"x", "c", "r"}, "y");
  CHECK(b.refusal() ==
        at("node Max giving 'y': expected operands that depend on the input, found 'c', which does not"));
}

TEST_CASE("a value that is added to itself is doubled") {
  ModelBuilder b({1, 2});
  b.node("Add", {"x", "x"}, "z");
  b.node("Sub", {"z", "x"}, "y");
  CHECK(value_at(b.read(), {0.3, -2}) == rationals({0.3, -2}));
}

TEST_CASE("rows and scalars are broadcast, shapes that do not agree are refused") {
  ModelBuilder b({1, 2});
  b.tensor("w", {2, 1}, {1, 2});
  b.node("MatMul", {"x", "w"}, "s");
  b.node("Add", {"s", "x"}, "y");
  CHECK(value_at(b.read(), {3, 10}) == rationals({26, 33}));
  ModelBuilder wrong({1, 2});
  wrong.tensor("w", {2, 3}, std::vector<double>(6, 1));
  wrong.node("MatMul", {"x", "w"}, "z");
  wrong.node("Add", {"z", "x"}, "y").set_name("sum");
  CHECK(wrong.refusal() ==
        at("node 'sum' (Add): expected operands whose shapes agree, found [1, 3] and [1, 2]"));
  ModelBuilder outer({1, 2});
  outer.integers("column", {2, 1});
  outer.node("Reshape", {"x", "column"}, "z");
  outer.node("Add", {"z", "x"}, "y");
  CHECK(outer.refusal().find("expected operands whose shapes agree, found [2, 1] and [1, 2]") !=
        std::string::npos);
}

TEST_CASE("Concat puts values and constants one after the other along the vector, not along the batch") {
  ModelBuilder b({-1, 2});
  b.tensor("c", {1, 1}, {7});
  b.node("Relu", {"x"}, "r");
  ModelBuilder::integer(b.node("Concat", {"r", "c", "x"}, "y"), "axis", 1);
  CHECK(value_at(b.read(), {3, -10}) == rationals({3, 0, 7, 3, -10}));
  ModelBuilder batch({1, 2});
  ModelBuilder::integer(batch.node("Concat", {"x", "x"}, "y"), "axis", 0);
  CHECK(batch.refusal() ==
        at("node Concat giving 'y': expected parts put one after the other, found axis 0"));
}

TEST_CASE(
    "the skip connection of a wide value over many small layers does not make memory grow beyond bounds") {
  ModelBuilder b({1, 1000});
  b.tensor("W", {1000, 1}, std::vector<double>(1000, 1));
  b.tensor("w", {1, 1}, {1});
  b.node("MatMul", {"x", "W"}, "v0");
  for (int i = 0; i < 200; ++i) {
    b.node("MatMul", {numbered("v", i), "w"}, numbered("m", i));
    b.node("Relu", {numbered("m", i)}, numbered("v", i + 1));
  }
  b.node("Add", {"v200", "x"}, "y");
  CHECK(b.refusal().find("expected skip connections in proportion to the size of the file") !=
        std::string::npos);
}

}  // namespace
}  // namespace relugap::net
