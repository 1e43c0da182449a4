#include "verify/norm/profile.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "lib/target/formula.h"
#include "tests/support/random.h"
#include "tests/verify/random_sides.h"

using namespace relugap;
using namespace relugap::verify;

namespace {

Side formula(const std::string& text) { return target::Formula::parse(text); }

/// The index of a cell that contains the coordinate.
std::size_t cell_of(const std::vector<double>& ends, const Rational& x) {
  for (std::size_t i = 0; i + 1 < ends.size(); ++i)
    if (exact(ends[i]) <= x && x <= exact(ends[i + 1])) return i;
  FAIL("no cell contains the point");
  return 0;
}

/// Exact values at random points, and at the ends of the cells, lie in the ranges of their cells.
void check_contains(const Side& f, const Side& g, const target::RationalBox& domain, const Profile& profile,
                    int points) {
  const std::size_t nx = profile.ends[0].size() - 1;
  for (int i = 0; i < points; ++i) {
    std::vector<Rational> x = test::random_point(domain);
    if (rng().coin()) {  // on an end, where two cells meet
      const std::vector<double>& ends = profile.ends[0];
      const auto at = static_cast<std::size_t>(rng().integer(0, static_cast<int>(ends.size()) - 1));
      const std::size_t k = profile.axes[0];
      x[k] = std::clamp(exact(ends[at]), domain.lo[k], domain.hi[k]);
    }
    std::size_t cell = cell_of(profile.ends[0], x[profile.axes[0]]);
    if (profile.axes.size() == 2) cell += nx * cell_of(profile.ends[1], x[profile.axes[1]]);
    const CellRanges& ranges = profile.cells[cell];
    const Rational a = test::exact_value(f, x), b = test::exact_value(g, x);
    CAPTURE(ranges.f.lower());
    CAPTURE(ranges.f.upper());
    CAPTURE(round_down(a));
    CAPTURE(round_down(x[0]));
    CAPTURE(profile.cells.size());
    REQUIRE(contains(ranges.f, a));
    REQUIRE(contains(ranges.g, b));
    REQUIRE(contains(ranges.difference, a - b));
  }
}

}  // namespace

TEST_CASE(
    "sound: exact values lie in the ranges of their cells, for networks and formulas, whenever it stops") {
  for (int i = 0; i < scaled(40); ++i) {
    const auto d = static_cast<std::size_t>(rng().integer(1, 3));
    const double size = rng().coin() ? 1 : std::ldexp(1.0, rng().integer(-300, 300));
    const auto number = [&] { return size * rng().normal(); };
    const Side f = test::random_net({d, 6, 5, 1}, number, rng().coin());
    const Side g = rng().coin()   ? Side(test::random_net({d, 4, 1}, number))
                   : rng().coin() ? formula(test::random_rational_formula(d, 3))
                                  : Side(Zero{});
    target::RationalBox domain;
    for (std::size_t k = 0; k < d; ++k) {
      const Rational lo(rng().integer(-9, 9), 7);
      const bool fixed = k >= 2 || (k == 1 && rng().coin());
      domain.lo.push_back(lo);
      domain.hi.push_back(fixed ? lo : lo + Rational(rng().integer(1, 9), 3));
    }
    ProfileOptions options;
    options.cells = static_cast<std::size_t>(rng().integer(1, 24));
    options.resolution = 1.0 / 64;
    options.max_boxes = static_cast<std::uint64_t>(rng().coin() ? 20000 : rng().integer(1, 40));
    if (rng().integer(0, 9) == 0) options.time_limit_seconds = 0;
    const Profile profile = enclose_profile(f, g, domain, options);
    CHECK(profile.axes == varying_coordinates(domain));
    check_contains(f, g, domain, profile, scaled(60));
  }
}

TEST_CASE("sound: domains whose ends are no doubles, or only few ulps apart, are covered") {
  const Side f = formula("x1^2-x1/3");
  for (const auto& [lo, hi] :
       {std::pair{Rational(1, 10), Rational(7, 10)},
        std::pair{Rational(1, 3), Rational(1, 3) + Rational(1, 1000000000) / 100000000},
        std::pair{Rational(-1, 7), Rational(0)}}) {
    const target::RationalBox domain{{lo}, {hi}};
    ProfileOptions options;
    options.cells = 50;
    options.resolution = 0;  // down to cells without a double inside
    options.max_boxes = 5000;
    const Profile profile = enclose_profile(f, Zero{}, domain, options);
    CHECK(exact(profile.ends[0].front()) <= lo);
    CHECK(exact(profile.ends[0].back()) >= hi);
    CHECK(std::is_sorted(profile.ends[0].begin(), profile.ends[0].end()));
    check_contains(f, Zero{}, domain, profile, scaled(100));
  }
}

TEST_CASE("tight: the ranges of a network's cells are those of its values up to the resolution") {
  const Side f = test::random_net({1, 12, 12, 1}, [] { return rng().normal(); });
  const target::RationalBox domain{{Rational(-1)}, {Rational(1)}};
  ProfileOptions options;
  options.cells = 64;
  options.resolution = 1.0 / 256;
  const Profile profile = enclose_profile(f, Zero{}, domain, options);
  double low = profile.cells[0].f.lower(), high = profile.cells[0].f.upper();
  for (const CellRanges& cell : profile.cells) {
    low = std::min(low, cell.f.lower());
    high = std::max(high, cell.f.upper());
  }
  const double allowed = (high - low) / 100;
  for (std::size_t i = 0; i < profile.cells.size(); ++i) {
    double seen_low = 1e300, seen_high = -1e300;
    for (int j = 0; j <= 200; ++j) {
      const Rational t(j, 200);
      const Rational x = exact(profile.ends[0][i]) * (1 - t) + exact(profile.ends[0][i + 1]) * t;
      const double y = round_down(test::exact_value(f, {x}));
      seen_low = std::min(seen_low, y);
      seen_high = std::max(seen_high, y);
    }
    CHECK(profile.cells[i].f.lower() >= seen_low - allowed);
    CHECK(profile.cells[i].f.upper() <= seen_high + allowed);
  }
}

TEST_CASE("contract: nothing is claimed where no finite bound can be had") {
  const Profile profile =
      enclose_profile(formula("1/x1"), Zero{}, {{Rational(-1)}, {Rational(1)}}, {.cells = 8});
  CHECK(std::isinf(profile.cells[3].f.upper()));  // next to the pole
  CHECK(std::isinf(profile.cells[4].f.lower()));
  CHECK(std::isfinite(profile.cells[0].f.upper()));
}
