// The cube version, Theorem 7.

#include <doctest/doctest.h>

#include "bounds/theorems/bump_deterministic.h"
#include "bounds/theorems/bump_randomized.h"
#include "bounds/theorems/cells_deterministic.h"
#include "bounds/theorems/cells_randomized.h"
#include "lib/arith/decimal.h"
#include "tests/bounds/support.h"

namespace relugap::bounds {
namespace {

TEST_CASE("the error with m samples is the exact maximum over d' of min{sigma/(2k), H_max}, q = inf") {
  for (int i = scaled(300); i > 0; --i) {
    const NetworkClass h = test::random_class({"inf"});
    const auto m = static_cast<std::uint64_t>(rng().integer(1, 5000));
    const Rational cap = test::exact_height_cap(h);
    const Bound bound = cells_deterministic(h, {.goal = ErrorWith{m}});
    REQUIRE(bound.value.has_value());
    const Rational down = parse_decimal(bound.value->down), up = parse_decimal(bound.value->up);
    CHECK(down <= cap);
    bool attained = false;
    for (std::uint64_t d = 1; d <= h.dimension(); ++d) {
      const auto slope = test::exact_slope_power(h, d, 'C');
      if (!slope) continue;
      std::uint64_t k = 1;
      while (test::power(k, d) <= m) ++k;
      const Rational scale = test::power(Rational(2 * k), d);
      CHECK((cap <= up || slope->lo <= test::power(up, d) * scale));
      attained |= test::power(down, d) * scale <= slope->hi;
    }
    CHECK(attained);
  }
}

TEST_CASE("samples for eps: no integer k below sigma/(2 eps) has more cells than the number given, q = inf") {
  for (int i = scaled(300); i > 0; --i) {
    const NetworkClass h = test::random_class({"inf"});
    const Rational eps = test::random_eps();
    const Bound bound = cells_deterministic(h, {.goal = SamplesFor{eps}});
    if (!bound.value || bound.value->log10.upper() > 3.5) continue;
    const Integer m(bound.value->down);
    bool attained = false;
    for (std::uint64_t d = 1; d <= h.dimension(); ++d) {
      const auto slope = test::exact_slope_power(h, d, 'C');
      if (!slope) continue;
      Integer k = 1;  // the least integer with k^d >= m
      while (test::power(Rational(k), d) < m) ++k;
      // k + 1 cells an axis are not below sigma/(2 eps); k may be.
      CHECK(test::power(2 * eps * Rational(k + 1), d) >= slope->lo);
      attained |= test::power(Rational(k), d) == m && test::power(2 * eps * Rational(k), d) < slope->hi;
    }
    CHECK(attained);
  }
}

TEST_CASE("they are weaker than Theorems 4 and 5") {
  for (int i = scaled(500); i > 0; --i) {
    const NetworkClass h = test::random_class({"1", "3/2", "2", "3", "inf"});
    Query query{.goal = SamplesFor{test::random_eps()}};
    if (rng().coin())
      query.goal = ErrorWith{(rng().bits() >> static_cast<unsigned>(rng().integer(1, 63))) + 1};
    const auto weaker = [&](const Bound& cells, const Bound& bump) {
      if (!cells.value) return true;
      return bump.value && cells.value->log10.lower() <= bump.value->log10.upper();
    };
    CHECK(weaker(cells_deterministic(h, query), bump_deterministic(h, query)));
    CHECK(weaker(cells_randomized(h, query), bump_randomized(h, query)));
    CHECK(weaker(cells_randomized(h, query), bump_deterministic(h, query)));
  }
}

TEST_CASE(
    "the cap is kept where the theorem was once stated without it: q = inf, c = 1000, widths 1-2-1-1, m = "
    "10") {
  const NetworkClass h = test::make_class("1-2-1-1", "inf", "1000");
  const Bound det = test::error_bound("cells-deterministic", h, "10");
  CHECK(det.value->down == "1000000");
  CHECK(det.value->up == "1000000");
  // sigma/(2k) = 10^6 for k = 500: (1 - 10/500) 10^6.
  CHECK(test::error_bound("cells-randomized", h, "10").value->down == "980000");
}

TEST_CASE("each hypothesis violated alone gives no number") {
  for (const char* theorem : {"cells-deterministic", "cells-randomized"}) {
    const auto violates = [&](const char* widths, const char* eps, const char* beginning) {
      return test::only_violates(test::samples_bound(theorem, test::make_class(widths, "2", "1"), eps),
                                 beginning);
    };
    CHECK(violates("2,6,1", "1e-3", "at least 3 layers"));
    CHECK(violates("2,6,6,2", "1e-3", "output width 1"));
    CHECK(violates("2,1,6,1", "1e-3", "at least 2 neurons"));
    CHECK(violates("2,6,6,1", "1", "eps < H_max"));
    CHECK(violates("2,6,6,1", "0.9", "2 eps < sigma"));
  }
}

}  // namespace
}  // namespace relugap::bounds
