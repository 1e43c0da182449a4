#include <doctest/doctest.h>

#include <functional>

#include "tests/lib/net/model_builder.h"
#include "tests/support/random.h"

namespace relugap::net {
namespace {

std::string at(const std::string& rest) { return "test.onnx: " + rest; }

/// The number that one node with these operands besides x makes of x.
Rational value(const std::string& type, const std::vector<double>& constants, double x,
               const std::function<void(onnx::NodeProto&)>& attributes = {}) {
  ModelBuilder b({1, 1});
  std::vector<std::string> operands{"x"};
  for (const double c : constants) {
    operands.push_back(numbered("c", static_cast<int>(operands.size())));
    b.tensor(operands.back(), {}, {c});
  }
  auto& node = b.node(type, operands, "y");
  if (attributes) attributes(node);
  return value_at(b.read(), {x})[0];
}

TEST_CASE("LeakyRelu has the slope of the file, 0.01 in float32 where it names none") {
  CHECK(value("LeakyRelu", {}, 3) == 3);
  CHECK(value("LeakyRelu", {}, -3) == -3 * exact(0.01F));
  for (const float alpha : {0.0F, 0.3F, 1.0F, -0.7F, 2.5F, 1e-45F, 3e38F}) {
    const auto set = [alpha](onnx::NodeProto& node) { ModelBuilder::real(node, "alpha", alpha); };
    CHECK(value("LeakyRelu", {}, -0.1, set) == exact(alpha) * exact(-0.1));
    CHECK(value("LeakyRelu", {}, 0.1, set) == exact(0.1));
  }
}

TEST_CASE("LeakyRelu with slope 0 is a Relu, and slope 1 nothing") {
  ModelBuilder b({1, 2});
  ModelBuilder::real(b.node("LeakyRelu", {"x"}, "y"), "alpha", 0.0F);
  CHECK(b.read().layers() == std::vector<Layer>{Relu{}});
}

TEST_CASE("PRelu takes one slope or one for each number; one that depends on the input is refused") {
  ModelBuilder b({1, 2});
  b.tensor("c", {2}, {0.25, -3});
  b.node("PRelu", {"x", "c"}, "y");
  CHECK(value_at(b.read(), {-1, -1}) == rationals({-0.25, 3}));
  CHECK(value_at(b.read(), {2, 5}) == rationals({2, 5}));
  ModelBuilder depends({1, 2});
  depends.tensor("c", {2}, {0.25, -3});
  depends.node("PRelu", {"c", "x"}, "y");
  CHECK(depends.refusal() ==
        at("node PRelu giving 'y': expected a stored slope, found a slope that depends on the input"));
}

TEST_CASE(
    "Abs, Max and Min with constants, and Clip with either bound or both are exact at and beside their "
    "bends") {
  for (const double x : {-7.0, -0.1, -0.0, 0.1, 0.3, 0.7, 5.0, 6.0, 1e300}) {
    CHECK(value("Abs", {}, x) == abs(exact(x)));
    CHECK(value("Max", {0.3}, x) == std::max<Rational>(exact(x), exact(0.3)));
    CHECK(value("Min", {0.3}, x) == std::min<Rational>(exact(x), exact(0.3)));
    CHECK(value("Max", {}, x) == exact(x));
    CHECK(value("Min", {0.3, -1, 5}, x) == std::min<Rational>(exact(x), -1));
    CHECK(value("Clip", {}, x) == exact(x));
    CHECK(value("Clip", {0}, x) == std::max<Rational>(exact(x), 0));
    CHECK(value("Clip", {-0.1}, x) == std::max<Rational>(exact(x), exact(-0.1)));
    CHECK(value("Clip", {0, 6}, x) == std::min<Rational>(std::max<Rational>(exact(x), 0), 6));
    CHECK(value("Clip", {0.1, 0.7}, x) ==
          std::min<Rational>(std::max<Rational>(exact(x), exact(0.1)), exact(0.7)));
    const auto old = [](onnx::NodeProto& node) { ModelBuilder::real(node, "max", 0.5F); };
    CHECK(value("Clip", {}, x, old) == std::min<Rational>(exact(x), exact(0.5)));
  }
  ModelBuilder upper({1, 1});
  upper.tensor("six", {}, {6});
  upper.node("Clip", {"x", "", "six"}, "y");
  CHECK(value_at(upper.read(), {7}) == rationals({6}));
  CHECK(value_at(upper.read(), {-7}) == rationals({-7}));
  ModelBuilder crossed({1, 1});
  crossed.tensor("a", {}, {1});
  crossed.tensor("b", {}, {0});
  crossed.node("Clip", {"x", "a", "b"}, "y");
  CHECK(crossed.refusal() ==
        at("node Clip giving 'y': expected a lower bound that is at most the upper one, found a larger one"));
}

TEST_CASE("BatchNormalization and a Dropout that may train are refused with what to do") {
  ModelBuilder b({1, 2});
  for (const char* name : {"s", "b", "m", "v"}) b.tensor(name, {2}, {1, 1});
  b.node("BatchNormalization", {"x", "s", "b", "m", "v"}, "y").set_name("bn");
  const std::string line = b.refusal();
  CHECK(line.starts_with(at("node 'bn' (BatchNormalization): expected an affine layer with stored numbers")));
  CHECK(line.find("fuse_linear_bn_eval") != std::string::npos);
  ModelBuilder dropout({1, 2});
  dropout.tensor("ratio", {}, {0.5});
  dropout.node("Dropout", {"x", "ratio"}, "y");
  CHECK(value_at(dropout.read(), {1, -2}) == rationals({1, -2}));
  ModelBuilder trains({1, 2});
  trains.tensor("ratio", {}, {0.5});
  trains.tensor("training", {}, {1});
  trains.node("Dropout", {"x", "ratio", "training"}, "y");
  CHECK(trains.refusal().find("expected a Dropout that does nothing") != std::string::npos);
}

}  // namespace
}  // namespace relugap::net
