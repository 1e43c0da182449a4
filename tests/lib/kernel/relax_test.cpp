#include <doctest/doctest.h>

#include <cmath>

#include "lib/kernel/roundoff.h"
#include "tests/lib/kernel/exact_network.h"

using namespace relugap;
using namespace relugap::kernel;
using namespace relugap::test;

namespace {

/// Ranges lower <= upper of all kinds: both signs, touching zero, tiny beside huge, points.
template <class T>
void random_range(T& lower_out, T& upper_out) {
  constexpr int kLeast = sizeof(T) == sizeof(double) ? -1070 : -145,
                kMost = sizeof(T) == sizeof(double) ? 900 : 95;
  double lower = 0, upper = 0;
  switch (rng().integer(0, 4)) {
    case 0:
      lower = -std::fabs(rng().uniform(0, 1));
      upper = std::fabs(rng().uniform(0, 1));
      break;
    case 1:
      lower = -std::exp2(rng().uniform(kLeast, kMost));
      upper = std::exp2(rng().uniform(kLeast, kMost));
      break;
    case 2:
      lower = rng().uniform(-1, 1);
      upper = lower + std::exp2(rng().uniform(-60, 1));
      break;
    case 3:
      lower = upper = rng().coin() ? 0.0 : rng().uniform(-1, 1);
      break;
    default:
      lower = rng().coin() ? -Rounding<T>::kEta : -0.0;
      upper = rng().coin() ? Rounding<T>::kEta : 0.0;
  }
  lower_out = narrow<T>(lower);
  upper_out = narrow<T>(upper);
}

}  // namespace

TEST_CASE_TEMPLATE("sound: the two lines of a ReLU enclose it at both ends, at zero and in between", T,
                   double, float) {
  const BasicTileNetwork<T> f = random_network<T>({1, 1, 1}, [] { return 1.0; });
  for_each_target([&](const std::string& target) {
    CAPTURE(target);
    AlignedArray<T> lower(kLanes), upper(kLanes), slope_upper(kLanes), beta(kLanes), slope_lower(kLanes);
    for (int i = 0; i < scaled(400); ++i) {
      for (std::size_t lane = 0; lane < kLanes; ++lane) random_range(lower[lane], upper[lane]);
      relax_ranges(lower, upper, f.layers()[0].rounding, slope_upper, beta, slope_lower);
      for (std::size_t lane = 0; lane < kLanes; ++lane) {
        const Rational l = exact(lower[lane]), h = exact(upper[lane]);
        const Rational above = exact(slope_upper[lane]), offset = exact(beta[lane]),
                       below = exact(slope_lower[lane]);
        REQUIRE(above >= 0);
        REQUIRE(above <= 1);
        REQUIRE((below == 0 || below == 1));
        std::vector<Rational> points{l, h, (l + h) / 2};
        if (l <= 0 && h >= 0) points.push_back(0);
        for (const Rational& z : points) {
          const Rational relu = z > 0 ? z : Rational(0);
          CAPTURE(lower[lane]);
          CAPTURE(upper[lane]);
          REQUIRE(relu <= above * z + offset);
          REQUIRE(relu >= below * z);
        }
      }
    }
  });
}

TEST_CASE("tight: the offset of the upper line is within 10^-13 of the chord's") {
  const TileNetwork f = random_network({1, 32, 1}, [] { return 1.0; });
  AlignedVector lower(kLanes), upper(kLanes), slope_upper(kLanes), beta(kLanes), slope_lower(kLanes);
  for (int i = 0; i < scaled(100); ++i) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      lower[lane] = -rng().uniform(0.01, 1);
      upper[lane] = rng().uniform(0.01, 1);
    }
    relax_ranges(lower, upper, f.layers()[0].rounding, slope_upper, beta, slope_lower);
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      const double chord = -lower[lane] * upper[lane] / (upper[lane] - lower[lane]);
      CHECK(beta[lane] <= chord * (1 + 1e-13));
    }
  }
}
