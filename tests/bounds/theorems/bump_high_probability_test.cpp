#include "bounds/theorems/bump_high_probability.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "bounds/theorems/bump_deterministic.h"
#include "lib/arith/decimal.h"
#include "tests/bounds/support.h"

namespace relugap::bounds {
namespace {

TEST_CASE("samples are 2 confidence - 1 times the deterministic number, exactly") {
  for (int i = scaled(1000); i > 0; --i) {
    const NetworkClass h = test::random_class({"1", "2", "inf"});
    const Rational eps = test::random_eps(), confidence(rng().integer(51, 100), 100);
    const Bound bound = bump_high_probability(h, {.goal = SamplesFor{eps}, .confidence = confidence});
    if (eps >= test::exact_height_cap(h)) {
      CHECK(test::only_violates(bound, "eps < H_max"));
      continue;
    }
    test::Bracket best{0, 0};
    for (std::uint64_t d = 1; d <= h.dimension(); ++d)
      for (const char design : {'C', 'S'})
        if (const auto x = test::exact_slope_power(h, d, design)) {
          const Rational scale = (2 * confidence - 1) * test::factorial(d) / test::power(2 * eps, d);
          best = {std::max(best.lo, Rational(x->lo * scale)), std::max(best.hi, Rational(x->hi * scale))};
        }
    test::check_printed(*bound.value, best, true);
  }
}

TEST_CASE("certainty of success gives the deterministic bound, in both directions of the query") {
  for (int i = scaled(100); i > 0; --i) {
    const NetworkClass h = test::random_class({"1", "3/2", "2", "5/2", "inf"});
    for (const Query& query :
         {Query{.goal = SamplesFor{test::random_eps()}, .confidence = 1},
          Query{.goal = ErrorWith{Integer(rng().integer(1, 1000000))}, .confidence = 1}}) {
      const Bound sure = bump_high_probability(h, query), deterministic = bump_deterministic(h, query);
      REQUIRE(sure.value.has_value() == deterministic.value.has_value());
      if (sure.value) CHECK(sure.value->down == deterministic.value->down);
    }
  }
}

TEST_CASE("each hypothesis violated alone gives no number") {
  const auto violates = [](const char* widths, const char* eps, Rational confidence, const char* beginning) {
    const Query query{.goal = SamplesFor{parse_decimal(eps)}, .confidence = std::move(confidence)};
    return test::only_violates(bump_high_probability(test::make_class(widths, "2", "1"), query), beginning);
  };
  CHECK(violates("2,6,1", "1e-3", Rational(9, 10), "at least 3 layers"));
  CHECK(violates("2,6,6,2", "1e-3", Rational(9, 10), "output width 1"));
  CHECK(violates("2,1,6,1", "1e-3", Rational(9, 10), "at least 2 neurons"));
  CHECK(violates("2,6,6,1", "1", Rational(9, 10), "eps < H_max"));
  CHECK(violates("2,6,6,1", "1e-3", Rational(1, 2), "confidence > 1/2"));
}

}  // namespace
}  // namespace relugap::bounds
