#include "verify/norm/local_pair.h"

#include <doctest/doctest.h>

#include "tests/support/random.h"
#include "verify/search/domain_point.h"
#include "verify/search/split.h"

using namespace relugap;
using namespace relugap::verify;

namespace {

constexpr std::size_t kLane = 2, kDimension = 3;

kernel::LinearUpperBound random_bound() {
  kernel::LinearUpperBound bound(kDimension);
  const auto number = [] { return rng().uniform(-1, 1) * std::exp2(rng().integer(-60, 0)); };
  for (double& x : bound.constant) x = number();
  for (double& x : bound.slope) x = number();
  return bound;
}

Rational at_point(const kernel::LinearUpperBound& bound, const std::vector<Rational>& t) {
  Rational value = exact(bound.constant[kLane]);
  for (std::size_t k = 0; k < t.size(); ++k) value += exact(bound.slope[k * kernel::kLanes + kLane]) * t[k];
  return value;
}

}  // namespace

TEST_CASE("sound: affine bounds in the coordinates of the box are implied by those of the tile, exactly") {
  for (int i = 0; i < scaled(500); ++i) {
    // Now and then a box at the ends of a domain whose ends are not doubles.
    target::RationalBox domain;
    for (std::size_t k = 0; k < kDimension; ++k) {
      domain.lo.push_back(rng().coin() ? Rational(-1, 3) : exact(rng().uniform(-1, 0)));
      domain.hi.push_back(rng().coin() ? Rational(1, 7) : exact(rng().uniform(0.1, 1)));
    }
    const OpenBox hull = double_hull(domain);
    OpenBox box = hull;
    for (std::size_t k = 0; k < kDimension; ++k) {
      const double middle = split_point(box.lo[k], box.hi[k]);
      if (rng().coin()) (rng().coin() ? box.lo[k] : box.hi[k]) = middle;
    }
    kernel::BoxTile tile(kDimension);
    load(box, kLane, tile);
    LocalCoordinates at;
    DomainGeometry(domain, hull).locate(box, tile, kLane, at);
    kernel::SideBounds f(kDimension), g(kDimension);
    f.positive = random_bound();
    f.negative = random_bound();
    g.positive = random_bound();
    g.negative = random_bound();
    AffinePair pair;
    local_pair(f, g, kLane, at, pair);
    for (int corner = 0; corner < 8; ++corner) {
      // A corner of the true box: t in the tile, tau = +-1 in the pair.
      std::vector<Rational> t;
      Rational above = exact(pair.upper), below = exact(pair.lower);
      for (std::size_t k = 0; k < kDimension; ++k) {
        const bool high = (corner >> k & 1) != 0;
        const Rational lo = box.lo[k] == hull.lo[k] ? domain.lo[k] : exact(box.lo[k]),
                       hi = box.hi[k] == hull.hi[k] ? domain.hi[k] : exact(box.hi[k]);
        const std::size_t v = k * kernel::kLanes + kLane;
        t.push_back(((high ? hi : lo) - exact(tile.centre[v])) / exact(tile.radius[v]));
        above += (high ? 1 : -1) * exact(pair.upper_slope[k]);
        below += (high ? 1 : -1) * exact(pair.lower_slope[k]);
      }
      REQUIRE(at_point(f.positive, t) + at_point(g.negative, t) <= above);
      REQUIRE(-(at_point(f.negative, t) + at_point(g.positive, t)) >= below);
    }
  }
}

TEST_CASE("contract: a side without a bound gives none") {
  kernel::SideBounds f(1), g(1);
  f.positive.constant[0] = HUGE_VAL;
  LocalCoordinates at;
  at.shift.assign(1, Interval(0.0));
  at.stretch.assign(1, Interval(1.0));
  AffinePair pair;
  local_pair(f, g, 0, at, pair);
  CHECK(pair.upper == HUGE_VAL);
  CHECK(pair.lower == 0);
}
