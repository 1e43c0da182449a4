#include "verify/search/split.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "lib/arith/rational.h"
#include "tests/support/random.h"

using namespace relugap;
using namespace relugap::verify;

namespace {

OpenBox random_box(std::size_t d) {
  OpenBox box;
  for (std::size_t k = 0; k < d; ++k) {
    double a = rng().coin() ? rng().uniform(-1, 1) : rng().nasty_double(), b = a;
    switch (rng().integer(0, 3)) {
      case 0:
        b = std::nextafter(a, 1e308);
        break;
      case 1:
        break;
      case 2:
        b = rng().nasty_double();
        break;
      default:
        b = rng().uniform(-1, 1);
    }
    box.lo.push_back(std::min(a, b));
    box.hi.push_back(std::max(a, b));
  }
  for (std::uint32_t& k : box.split)
    k = static_cast<std::uint32_t>(rng().integer(0, static_cast<int>(d) - 1));
  return box;
}

bool contains(const OpenBox& box, const std::vector<Rational>& x) {
  for (std::size_t k = 0; k < x.size(); ++k)
    if (x[k] < exact(box.lo[k]) || x[k] > exact(box.hi[k])) return false;
  return true;
}

}  // namespace

TEST_CASE("sound: every point of a box lies in one of its children, and the children in the box") {
  Children family;
  for (int i = 0; i < scaled(2000); ++i) {
    const std::size_t d = static_cast<std::size_t>(rng().integer(1, 4));
    const OpenBox box = random_box(d);
    split(box, family);
    const std::span<const OpenBox> children = family.boxes();
    REQUIRE(!children.empty());
    REQUIRE(children.size() <= 8);
    for (const OpenBox& child : children)
      for (std::size_t k = 0; k < d; ++k) REQUIRE((box.lo[k] <= child.lo[k] && child.hi[k] <= box.hi[k]));
    for (int j = 0; j < 8; ++j) {
      std::vector<Rational> x;
      for (std::size_t k = 0; k < d; ++k)
        x.push_back(exact(box.lo[k]) +
                    Rational(rng().integer(0, 8), 8) * (exact(box.hi[k]) - exact(box.lo[k])));
      REQUIRE(std::any_of(children.begin(), children.end(),
                          [&](const OpenBox& child) { return contains(child, x); }));
    }
  }
}

TEST_CASE(
    "sound: centre and radius of a lane cover the box, also between neighbouring doubles and near overflow") {
  for (int i = 0; i < scaled(2000); ++i) {
    const OpenBox box = random_box(3);
    const CentredBox covered = centred(box);
    kernel::BoxTile tile(3);
    load(box, 5, tile);
    for (std::size_t k = 0; k < 3; ++k) {
      const double c = covered.centre[k], r = covered.radius[k];
      CHECK(tile.centre[k * kernel::kLanes + 5] == c);
      CHECK(tile.radius[k * kernel::kLanes + 5] == r);
      REQUIRE((box.lo[k] <= c && c <= box.hi[k]));
      if (std::isinf(r)) continue;
      REQUIRE(exact(c) - exact(r) <= exact(box.lo[k]));
      REQUIRE(exact(c) + exact(r) >= exact(box.hi[k]));
      if (box.lo[k] == box.hi[k]) REQUIRE(r == 0);
    }
  }
}

TEST_CASE("sound: centre and radius in float cover the box, or are refused") {
  int loaded = 0;
  for (int i = 0; i < scaled(2000); ++i) {
    OpenBox box = random_box(2);
    if (rng().coin()) {
      for (std::size_t k = 0; k < 2; ++k) {
        box.lo[k] = rng().uniform(-1, 1);
        box.hi[k] = box.lo[k] + std::exp2(rng().uniform(-30, 1));
      }
    }
    kernel::SingleBoxTile tile(2);
    if (!load(box, 5, tile)) continue;
    ++loaded;
    for (std::size_t k = 0; k < 2; ++k) {
      const float c = tile.centre[k * kernel::kLanes + 5], r = tile.radius[k * kernel::kLanes + 5];
      REQUIRE(exact(double{c}) - exact(double{r}) <= exact(box.lo[k]));
      REQUIRE(exact(double{c}) + exact(double{r}) >= exact(box.hi[k]));
      CHECK(2 * exact(double{r}) <= (exact(box.hi[k]) - exact(box.lo[k])) * Rational(1001, 1000));
    }
  }
  CHECK(loaded > 0);
}

TEST_CASE("contract: bisection ends at neighbouring doubles") {
  double lo = 0.1, hi = 0.3;
  int steps = 0;
  for (double middle = split_point(lo, hi); middle != lo; middle = split_point(lo, hi)) {
    REQUIRE((lo < middle && middle < hi));
    (rng().coin() ? lo : hi) = middle;
    REQUIRE(++steps < 100);
  }
  CHECK(std::nextafter(lo, hi) == hi);
  CHECK(split_point(1e308, 1e308) == 1e308);
  CHECK(split_point(-1e308, 1e308) == 0);
  OpenBox box;
  box.lo = {1.0, 2.0};
  box.hi = {1.0, std::nextafter(2.0, 3.0)};
  CHECK(is_unsplittable(box));
}

TEST_CASE("contract: the split follows the scores, and edges where scores say nothing") {
  OpenBox box;
  box.lo = {0, 0, 0};
  box.hi = {1, 1, 4};
  choose_split({1, 100, 0}, box);
  CHECK(box.split[0] == 1);
  CHECK(box.split[1] == 1);
  CHECK(box.split[2] == 1);
  choose_split({0, 0, std::nan("")}, box);
  CHECK(box.split[0] == 2);
  CHECK(box.split[1] == 2);
  CHECK(box.split[2] != box.split[1]);
}
