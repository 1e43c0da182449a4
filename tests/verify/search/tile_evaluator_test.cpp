#include "verify/search/tile_evaluator.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "lib/kernel/enclose_network_tile.h"
#include "tests/support/random.h"
#include "tests/verify/random_sides.h"

using namespace relugap;
using namespace relugap::verify;
using namespace relugap::test;

namespace {

OpenBox box_around(std::size_t d, double radius) {
  OpenBox box;
  for (std::size_t k = 0; k < d; ++k) {
    const double centre = rng().uniform(-1, 1);
    box.lo.push_back(centre - radius);
    box.hi.push_back(centre + radius);
  }
  box.upper = std::numeric_limits<double>::infinity();
  return box;
}

/// Bounds of f - g on up to 8 boxes against the exact difference at points of each.
void check(const Side& f, const Side& g, std::size_t d, double radius) {
  const PreparedSide prepared_f(f), prepared_g(g);
  TileEvaluator evaluator(prepared_f, prepared_g, d);
  std::vector<OpenBox> boxes;
  for (int i = rng().integer(1, 8); i > 0; --i) boxes.push_back(box_around(d, radius));
  const Candidate candidate = evaluator.evaluate(boxes, 0.0);
  const bool promising =
      std::any_of(boxes.begin(), boxes.end(), [](const OpenBox& box) { return box.upper > 0; });
  CHECK(candidate.x.size() == (promising ? d : 0));
  for (const OpenBox& box : boxes) {
    target::RationalBox exact_box;
    for (std::size_t k = 0; k < d; ++k) {
      exact_box.lo.push_back(exact(box.lo[k]));
      exact_box.hi.push_back(exact(box.hi[k]));
    }
    for (int i = 0; i < 3; ++i) {
      const Rational value = exact_difference(f, g, random_point(exact_box));
      if (std::isfinite(box.upper)) REQUIRE(value <= exact(box.upper));
    }
  }
}

Side formula(const std::string& text) { return target::Formula::parse(text); }

}  // namespace

TEST_CASE(
    "sound: the bound of a difference of networks, of formulas and of both holds at points of the box") {
  for (int i = 0; i < scaled(150); ++i) {
    const std::size_t d = static_cast<std::size_t>(rng().integer(1, 4));
    const auto number = [] { return rng().uniform(-1, 1); };
    const double radius = std::exp2(rng().integer(-50, 0));
    const Side f = random_net({d, 7, 5, 1}, number, true), g = random_net({d, 4, 6, 6, 1}, number);
    const Side h = formula(random_rational_formula(d, 3)), k = formula(random_rational_formula(d, 2));
    check(f, g, d, radius);
    check(f, h, d, radius);
    check(k, f, d, radius);
    check(h, k, d, radius);
    check(Zero{}, h, d, radius);
  }
}

TEST_CASE("sound: two constants whose sum rounds down") {
  for (int i = 0; i < scaled(50); ++i) {
    const std::string a = std::to_string(rng().integer(1, 9)),
                      b = std::to_string(rng().integer(1, 9)) + "e-17";
    // In 17 dimensions there is no bound of both together: the constants of the sides are added.
    for (const std::size_t d : {std::size_t{1}, std::size_t{17}}) {
      check(formula(a), formula("-" + b), d, 0.5);
      check(formula("-" + a), formula(b), d, 0.5);
    }
  }
}

TEST_CASE("contract: a bound never rises above the one the box had") {
  const Side f = formula("x1^2");
  const Side g = Zero{};
  const PreparedSide prepared(f), zero(g);
  TileEvaluator evaluator(prepared, zero, 1);
  std::vector<OpenBox> boxes{box_around(1, 0.5)};
  boxes[0].upper = 1e-3;
  evaluator.evaluate(boxes, 0.0);
  CHECK(boxes[0].upper == 1e-3);
}

TEST_CASE("contract: a formula that is not defined on a box gives infinity there and a bound elsewhere") {
  const Side f = formula("1/x1"), g = Zero{};
  const PreparedSide prepared_f(f), prepared_g(g);
  TileEvaluator evaluator(prepared_f, prepared_g, 1);
  std::vector<OpenBox> boxes(2);
  boxes[0].lo = {-1};
  boxes[0].hi = {1};
  boxes[1].lo = {1};
  boxes[1].hi = {2};
  for (OpenBox& box : boxes) box.upper = std::numeric_limits<double>::infinity();
  evaluator.evaluate(boxes, 0.0);
  CHECK(std::isinf(boxes[0].upper));
  CHECK(boxes[1].upper >= 1);
  CHECK(boxes[1].upper <= 1.3);
}
