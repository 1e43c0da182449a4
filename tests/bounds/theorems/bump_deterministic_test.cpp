#include "bounds/theorems/bump_deterministic.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "lib/arith/decimal.h"
#include "tests/bounds/support.h"

namespace relugap::bounds {
namespace {

using test::Bracket;

// Calls f(d', d'! sigma^d') for every admissible d' and design.
template <class F>
void for_each_bump(const NetworkClass& h, F f) {
  for (std::uint64_t d = 1; d <= h.dimension(); ++d)
    for (const char design : {'C', 'S'})
      if (const auto slope = test::exact_slope_power(h, d, design))
        f(d, Bracket{test::factorial(d) * slope->lo, test::factorial(d) * slope->hi});
}

TEST_CASE("samples for eps equal the exact maximum over coordinates and designs, q in {1, 2, inf}") {
  for (int i = scaled(1000); i > 0; --i) {
    const NetworkClass h = test::random_class({"1", "2", "inf"});
    const Rational eps = test::random_eps();
    CAPTURE(text(h.widths));
    CAPTURE(h.q.text());
    CAPTURE(text(eps));
    const Bound bound = bump_deterministic(h, {.goal = SamplesFor{eps}});
    if (eps >= test::exact_height_cap(h)) {
      CHECK(test::only_violates(bound, "eps < H_max"));
      continue;
    }
    REQUIRE(bound.value.has_value());
    Bracket best{0, 0};
    for_each_bump(h, [&](std::uint64_t d, const Bracket& x) {
      const Rational scale = test::power(2 * eps, d);  // m (2 eps)^d' >= d'! sigma^d'
      best = {std::max(best.lo, Rational(x.lo / scale)), std::max(best.hi, Rational(x.hi / scale))};
    });
    test::check_printed(*bound.value, best, true);
  }
}

TEST_CASE("the error with m samples equals the exact maximum, and never exceeds the cap") {
  for (int i = scaled(600); i > 0; --i) {
    const NetworkClass h = test::random_class({"1", "2", "inf"});
    const Integer m = rng().bits() >> static_cast<unsigned>(rng().integer(1, 63));
    if (m == 0) continue;
    CAPTURE(text(h.widths));
    const Bound bound = bump_deterministic(h, {.goal = ErrorWith{m}});
    REQUIRE(bound.value.has_value());
    const Rational cap = test::exact_height_cap(h);
    const Rational down = parse_decimal(bound.value->down), up = parse_decimal(bound.value->up);
    CHECK(down <= cap);
    CHECK((up - down) * test::ten_to(24) <= up);
    bool attained = false;
    for_each_bump(h, [&](std::uint64_t d, const Bracket& x) {
      // (sigma/2) (d'!/m)^(1/d') against e: d'! sigma^d' against m (2e)^d'.
      attained |= m * test::power(2 * down, d) <= x.hi;
      CHECK((cap <= up || x.lo <= m * test::power(2 * up, d)));
    });
    CHECK(attained);
  }
}

TEST_CASE("n samples needed for eps and the error with n - 1 samples agree, for every q") {
  for (int i = scaled(500); i > 0; --i) {
    const NetworkClass h = test::random_class({"1", "7/5", "2", "9/4", "3", "inf"});
    const Rational eps = test::random_eps();
    const Bound samples = bump_deterministic(h, {.goal = SamplesFor{eps}});
    if (!samples.value || samples.value->log10.lower() < 1 || samples.value->log10.upper() > 24) continue;
    const Integer n(samples.value->down);
    const auto error = [&](const Integer& m) { return bump_deterministic(h, {.goal = ErrorWith{m}}).value; };
    CHECK(parse_decimal(error(n - 1)->up) >= eps);
    CHECK(parse_decimal(error(n)->down) <= eps);
  }
}

TEST_CASE("more width, larger coefficients, deeper accuracy never lower the bound (q > 2, c >= 1)") {
  for (int i = scaled(300); i > 0; --i) {
    NetworkClass h = test::random_class({"5/2", "inf"});
    h.coefficient = std::max(h.coefficient, Rational(1));
    const Rational eps = test::random_eps();
    const auto log10 = [&](const NetworkClass& k, const Rational& e) {
      return bump_deterministic(k, {.goal = SamplesFor{e}}).value->log10;
    };
    const Interval base = log10(h, eps);
    NetworkClass wider = h, stronger = h;
    wider.widths[static_cast<std::size_t>(rng().integer(2, static_cast<int>(h.layers()) - 1))] += 1;
    stronger.coefficient *= Rational(11, 10);
    CHECK(log10(wider, eps).upper() >= base.lower());
    CHECK(log10(stronger, eps).upper() >= base.lower());
    CHECK(log10(h, eps / 2).upper() >= base.lower());
  }
}

TEST_CASE("each hypothesis violated alone gives no number") {
  const auto violates = [](const char* widths, const char* q, const char* c, const char* eps,
                           const char* beginning) {
    return test::only_violates(test::samples_bound("bump-deterministic", test::make_class(widths, q, c), eps),
                               beginning);
  };
  CHECK(violates("2,6,1", "2", "1", "1e-3", "at least 3 layers"));
  CHECK(violates("2,6,6,2", "2", "1", "1e-3", "output width 1"));
  CHECK(violates("2,1,6,1", "2", "1", "1e-3", "at least 2 neurons"));
  CHECK(violates("2,6,6,1", "2", "1", "1", "eps < H_max"));
  // Every network of this class is smaller than 0.112, so that no sample is needed for eps = 1/2.
  CHECK(violates("1-2-1-1", "2", "1/10", "1/2", "eps < H_max"));
}

TEST_CASE("the cap at which the cube version fails is kept: q = inf, c = 1000, widths 1-2-1-1, m = 10") {
  const Bound bound =
      test::error_bound("bump-deterministic", test::make_class("1-2-1-1", "inf", "1000"), "10");
  CHECK(bound.value->down == "1000000");
  CHECK(bound.value->up == "1000000");
}

TEST_CASE("which designs may be used is obeyed") {
  const NetworkClass h = test::make_class("5-15-15-1", "1", "3");
  const auto design = [&](Designs d) {
    return bump_deterministic(h, {.goal = SamplesFor{Rational(1, 1000)}, .designs = d});
  };
  CHECK(design({true, false}).design == "C1,1");
  CHECK(design({false, true}).design == "S1");
  CHECK(design({true, true}).design == "S1");
  CHECK(design({true, true}).value->log10.lower() > design({true, false}).value->log10.upper());
}

}  // namespace
}  // namespace relugap::bounds
