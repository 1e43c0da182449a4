// The search over d' where it no longer tries all of them, and classes of great size.

#include <doctest/doctest.h>

#include "bounds/bump.h"
#include "lib/arith/decimal.h"
#include "tests/bounds/support.h"

namespace relugap::bounds {
namespace {

TEST_CASE("with hundreds of active coordinates the search misses nothing that an exhaustive one finds") {
  for (int i = scaled(4); i > 0; --i) {
    NetworkClass h = test::random_class({"1", "3/2", "2", "5/2", "3", "8", "inf"});
    h.widths[0] = static_cast<std::uint64_t>(rng().integer(65, 600));
    h.widths[1] = static_cast<std::uint64_t>(rng().integer(65, 2400));
    const double log_eps = -rng().uniform(0, 25);
    const auto estimate = [&](const BumpEstimate& b) {
      return estimate_log_factorial(b.active) + static_cast<double>(b.active) * (b.log_slope - log_eps);
    };
    const auto value = [&](const Bump& b) { return estimate({b.active, estimate_log(b.slope), b.simplex}); };
    double best = -1e300, found = -1e300;
    for (std::uint64_t n = 1; n <= h.dimension(); ++n)
      for (const auto& b : {cross_polytope_bump(h, n), simplex_bump(h, n)})
        if (b) best = std::max(best, value(*b));
    for (const Bump& b : promising_bumps(h, {}, estimate)) found = std::max(found, value(b));
    CAPTURE(text(h.widths));
    CAPTURE(h.q.text());
    CHECK(found >= best - 1e-6 * (1 + std::abs(best)));
  }
}

TEST_CASE("ten thousand layers and a billion neurons per layer are no problem") {
  NetworkClass deep = test::make_class("20,60,30x9999,1", "3", "9/10");
  CHECK(test::samples_for(deep, "1e-3").answered());
  for (std::size_t l = 2; l + 1 < deep.widths.size(); ++l) deep.widths[l] = 30 + l;
  CHECK(test::samples_for(deep, "1e-3").answered());
  for (const char* q : {"1", "2", "7/2", "inf"})
    CHECK(test::samples_for(test::make_class("1000000000,1000000000x4,1", q, "2"), "1e-3").answered());
}

TEST_CASE("few digits are the same digits, cut") {
  for (int i = scaled(120); i > 0; --i) {
    const NetworkClass h = test::random_class({"1", "3/2", "2", "3", "inf"});
    Query query{.goal = SamplesFor{test::random_eps()}};
    if (rng().coin()) query.goal = ErrorWith{Integer(rng().integer(1, 1'000'000))};
    const BoundReport all = evaluate({h, query, {}});
    query.digits = 6;
    const BoundReport few = evaluate({h, query, {}});
    for (std::size_t k = 0; k < all.bounds.size(); ++k) {
      const Bound &a = all.bounds[k], &b = few.bounds[k];
      CAPTURE(text(h.widths));
      CAPTURE(a.theorem);
      REQUIRE(a.value.has_value() == b.value.has_value());
      if (!a.value || a.active != b.active || a.design != b.design) continue;
      CHECK(parse_decimal(b.value->down) <= parse_decimal(a.value->down));
      CHECK(parse_decimal(b.value->up) >= parse_decimal(a.value->up));
      CHECK((parse_decimal(b.value->up) - parse_decimal(b.value->down)) * 99999 <=
            parse_decimal(b.value->up));
    }
  }
}

}  // namespace
}  // namespace relugap::bounds
