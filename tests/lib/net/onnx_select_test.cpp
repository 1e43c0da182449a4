#include <doctest/doctest.h>

#include <limits>

#include "tests/lib/net/model_builder.h"

namespace relugap::net {
namespace {

std::string at(const std::string& rest) { return "test.onnx: " + rest; }

using Indices = std::vector<std::int64_t>;

ModelBuilder sliced(const Indices& starts, const Indices& ends, const Indices& axes, const Indices& steps) {
  ModelBuilder b({-1, 5});
  b.integers("starts", starts);
  b.integers("ends", ends);
  b.integers("axes", axes);
  b.integers("steps", steps);
  b.node("Slice", {"x", "starts", "ends", "axes", "steps"}, "y");
  return b;
}

TEST_CASE("Slice takes the numbers from start to end, counted and clamped as ONNX does") {
  constexpr std::int64_t kFar = std::numeric_limits<std::int64_t>::max(),
                         kBack = std::numeric_limits<std::int64_t>::min();
  const auto of = [](const Indices& starts, const Indices& ends, const Indices& axes, const Indices& steps) {
    return value_at(sliced(starts, ends, axes, steps).read(), {1, 2, 3, 4, 5});
  };
  CHECK(of({0}, {1}, {1}, {1}) == rationals({1}));
  CHECK(of({1}, {kFar}, {-1}, {1}) == rationals({2, 3, 4, 5}));
  CHECK(of({-2}, {kFar}, {1}, {1}) == rationals({4, 5}));
  CHECK(of({0}, {-1}, {1}, {2}) == rationals({1, 3}));
  CHECK(of({-1}, {kBack}, {1}, {-1}) == rationals({5, 4, 3, 2, 1}));
  CHECK(of({3}, {0}, {1}, {-2}) == rationals({4, 2}));
  CHECK(of({0}, {5}, {1}, {kFar}) == rationals({1}));
  CHECK(of({4}, {kBack}, {1}, {kBack}) == rationals({5}));
  CHECK(of({0, 2}, {kFar, 4}, {0, 1}, {1, 1}) == rationals({3, 4}));
  CHECK(sliced({3}, {2}, {1}, {1}).refusal() ==
        at("node Slice giving 'y': expected at least one number along each axis, found an empty slice"));
  CHECK(sliced({0}, {2}, {2}, {1}).refusal() ==
        at("node Slice giving 'y': expected an axis of [1, 5], found 2"));
  CHECK(sliced({0}, {2}, {1}, {0}).refusal() ==
        at("node Slice giving 'y': expected steps that are not 0, found 0"));
  CHECK(sliced({0, 0}, {2}, {1}, {1}).refusal() ==
        at("node Slice giving 'y': expected lists of one length, found others"));
}

TEST_CASE("Gather takes numbers in any order, one without its axis") {
  ModelBuilder b({-1, 3});
  b.integers("i", {2, -3, 2});
  ModelBuilder::integer(b.node("Gather", {"x", "i"}, "y"), "axis", 1);
  CHECK(value_at(b.read(), {7, 8, 9}) == rationals({9, 7, 9}));
  ModelBuilder one({-1, 3});
  one.integers("i", {1}).clear_dims();
  ModelBuilder::integer(one.node("Gather", {"x", "i"}, "z"), "axis", 1);
  one.integers("axes", {1});
  one.node("Unsqueeze", {"z", "axes"}, "u");
  one.node("Add", {"u", "x"}, "y");
  CHECK(value_at(one.read(), {7, 8, 9}) == rationals({15, 16, 17}));
  ModelBuilder outside({-1, 3});
  outside.integers("i", {3});
  ModelBuilder::integer(outside.node("Gather", {"x", "i"}, "y"), "axis", 1);
  CHECK(outside.refusal() == at("node Gather giving 'y': expected indices below 3, found 3"));
}

}  // namespace
}  // namespace relugap::net
