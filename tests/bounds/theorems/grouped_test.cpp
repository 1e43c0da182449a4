// The three theorems with grouped bumps, and the named cases.

#include <doctest/doctest.h>

#include "bounds/grouped.h"
#include "bounds/theorems/bump_deterministic.h"
#include "bounds/theorems/bump_high_probability.h"
#include "bounds/theorems/bump_randomized.h"
#include "bounds/theorems/grouped_deterministic.h"
#include "bounds/theorems/grouped_high_probability.h"
#include "bounds/theorems/grouped_randomized.h"
#include "bounds/theorems/lipschitz_grid.h"
#include "lib/arith/decimal.h"
#include "tests/bounds/support.h"

namespace relugap::bounds {
namespace {

struct Pair {
  Bound (*grouped)(const NetworkClass&, const Query&);
  Bound (*bump)(const NetworkClass&, const Query&);
};
constexpr Pair kPairs[] = {{grouped_deterministic, bump_deterministic},
                           {grouped_randomized, bump_randomized},
                           {grouped_high_probability, bump_high_probability}};

Query random_query() {
  if (rng().coin()) return {.goal = SamplesFor{test::random_eps()}};
  return {.goal = ErrorWith{(rng().bits() >> static_cast<unsigned>(rng().integer(1, 63))) + 1}};
}

TEST_CASE("grouped bumps are never worse than C and S, and apply exactly where those do") {
  for (int i = scaled(500); i > 0; --i) {
    NetworkClass h = test::random_class({"1", "6/5", "2", "9/4", "4", "inf"});
    h.joint = rng().integer(0, 3) == 0;
    const Query query = random_query();
    CAPTURE(text(h.widths));
    CAPTURE(h.q.text());
    for (const Pair& pair : kPairs) {
      const Bound grouped = pair.grouped(h, query), bump = pair.bump(h, query);
      REQUIRE(grouped.value.has_value() == bump.value.has_value());
      if (!grouped.value) continue;
      CHECK(grouped.value->log10.upper() >= bump.value->log10.lower());
      CHECK(grouped.design.starts_with("G:"));
    }
  }
}

TEST_CASE("they never exceed the upper bound of Theorem 8 nor the cap") {
  for (int i = scaled(500); i > 0; --i) {
    NetworkClass h = test::random_class({"1", "3/2", "2", "3", "inf"});
    h.joint = rng().integer(0, 3) == 0;
    const Query query = random_query();
    const Bound upper = lipschitz_grid(h, query);
    for (const Pair& pair : kPairs) {
      const Bound lower = pair.grouped(h, query);
      if (!lower.value || !upper.value) continue;
      CHECK(lower.value->log10.lower() <= upper.value->log10.upper());
      if (lower.quantity == Quantity::error)
        CHECK((compare(parse_decimal(lower.value->down), height_cap(h)) <= 0));
    }
  }
}

TEST_CASE("n samples needed for eps and the error with n - 1 samples agree") {
  for (int i = scaled(300); i > 0; --i) {
    const NetworkClass h = test::random_class({"1", "7/5", "2", "9/4", "inf"});
    const Rational eps = test::random_eps();
    const Bound samples = grouped_deterministic(h, {.goal = SamplesFor{eps}});
    if (!samples.value || samples.value->log10.lower() < 1 || samples.value->log10.upper() > 24) continue;
    const Integer n(samples.value->down);
    CHECK(parse_decimal(grouped_deterministic(h, {.goal = ErrorWith{n - 1}}).value->up) >= eps);
  }
}

// down of the theorem for eps = 10^-3, as a power of ten.
std::string exponent(Bound (*theorem)(const NetworkClass&, const Query&), const NetworkClass& h) {
  const Bound bound = theorem(h, {.goal = SamplesFor{Rational(1, 1000)}});
  return bound.value ? exponent_down(*bound.value) : "none";
}

TEST_CASE("named: q = 2, c = 1, widths 45-46-1-1") {
  const NetworkClass h = test::make_class("45-46-1-1", "2", "1");
  CHECK(h.parameters() == 2165);
  CHECK(exponent(bump_deterministic, h) == "82.59");
  CHECK(exponent(bump_randomized, h) == "80.50");
  CHECK(exponent(grouped_deterministic, h) == "89.62");
  CHECK(exponent(grouped_randomized, h) == "87.52");
  // One regular simplex, from its statement: m^2 = (d'! (1/(2 eps))^d')^2 (2/(n+1))^(2n) (n+1)^(n-1) / n^n / C(2n,n)^2 for n = d' = 45.
  const std::uint64_t n = 45;
  const Rational binomial = test::factorial(2 * n) / (test::factorial(n) * test::factorial(n));
  const Rational m = test::factorial(n) * test::power(500, n) * test::power(Rational(2, n + 1), n) / binomial;
  const PowerProduct square = m * m * test::power(n + 1, n - 1) / test::power(n, n);
  const Bound bound = grouped_deterministic(h, {.goal = SamplesFor{Rational(1, 1000)}});
  CHECK(bound.design == "G:R45");
  CHECK(bound.value->down == certain_real(square.pow(Rational(1, 2))).down);
}

TEST_CASE("named: one design D with equal slopes gives what theory gives, 87.95 and 85.85") {
  const NetworkClass h = test::make_class("45-46-1-1", "2", "1");
  const Group g{.kind = Group::Kind::difference, .size = 45, .reach = Rational(67, 10)};
  const auto bump = grouped_bump(h, {{{g, 1}}});
  REQUIRE(bump.has_value());
  const PowerProduct m = PowerProduct::factorial(45) * (bump->slope / PowerProduct(Rational(1, 500))).pow(45);
  CHECK(exponent_down(certain_real(m)) == "87.95");
  const PowerProduct ran = m * PowerProduct(45).pow(45) / PowerProduct(46).pow(46);
  CHECK(exponent_down(certain_real(ran)) == "85.85");
}

TEST_CASE("named: smaller networks that need more than 10^80 samples") {
  const NetworkClass h = test::make_class("42-43-1-1", "2", "1");
  CHECK(h.parameters() == 1895);
  CHECK(exponent(grouped_randomized, h) == "81.65");
  const NetworkClass smallest = test::make_class("41-42-1-1", "2", "1");
  CHECK(smallest.parameters() == 1809);
  CHECK(exponent(grouped_deterministic, smallest) == "81.74");
  CHECK(exponent(bump_randomized, test::make_class("64-65-1-1", "3/2", "1")) == "80.28");
  CHECK(exponent(bump_randomized, test::make_class("24,25,1x8,1", "1", "2")) == "82.58");
  CHECK(exponent(bump_randomized, test::make_class("17,18,1x8,1", "2", "2")) == "81.62");
  const NetworkClass narrow = test::make_class("12,13,4x8,1", "inf", "1");
  CHECK(exponent(bump_randomized, narrow) == "85.17");
  CHECK(exponent(grouped_deterministic, narrow) == "95.87");
  CHECK(exponent(grouped_randomized, narrow) == "94.34");
}

TEST_CASE("named: q = inf, c = 1, d = 13, 6 layers of width 39") {
  const NetworkClass h = test::make_class("13,39x5,1", "inf", "1");
  CHECK(h.parameters() == 6826);
  CHECK(exponent(bump_deterministic, h) == "129.24");
  CHECK(exponent(bump_randomized, h) == "127.67");
  CHECK(exponent(grouped_deterministic, h) >= "131.08");
  CHECK(exponent(grouped_randomized, h) >= "129.52");
}

TEST_CASE("for q = 1, c = 1, eps = 10^-3 the bounds with C and S do not grow beyond d = 29") {
  for (const char* widths : {"29-30-1-1", "60-90-5-1", "200-500-9-9-1"}) {
    const NetworkClass h = test::make_class(widths, "1", "1");
    const Bound det = bump_deterministic(h, {.goal = SamplesFor{Rational(1, 1000)}});
    CHECK(exponent_down(*det.value) == "12.35");
    CHECK(det.active == 29);
    CHECK(exponent(bump_randomized, h) == "10.46");
  }
}

TEST_CASE("the design says which groups were used, and only those of the query are") {
  const NetworkClass h = test::make_class("5-6-1-1", "2", "1");
  const Rational eps(1, 100);
  const Query none{.goal = SamplesFor{eps}, .designs = {.grouped = false}};
  CHECK(test::only_violates(grouped_deterministic(h, none), "designs include G"));
  CHECK(test::only_violates(grouped_randomized(h, none), "designs include G"));
  CHECK(bump_deterministic(h, none).value.has_value());
  const Query only{.goal = SamplesFor{eps}, .designs = {.cross_polytope = false, .simplex = false}};
  CHECK(grouped_deterministic(h, only).design == "G:R5");
}

TEST_CASE("each hypothesis violated alone gives no number") {
  for (const auto& theorem : {grouped_deterministic, grouped_randomized, grouped_high_probability}) {
    const auto violates = [&](const char* widths, const char* c, const char* eps, const char* beginning) {
      const Query query{.goal = SamplesFor{parse_positive(eps, "eps")}};
      return test::only_violates(theorem(test::make_class(widths, "2", c), query), beginning);
    };
    CHECK(violates("2,6,1", "1", "1e-3", "at least 3 layers"));
    CHECK(violates("2,6,6,2", "1", "1e-3", "output width 1"));
    CHECK(violates("2,1,6,1", "1", "1e-3", "at least 2 neurons"));
    CHECK(violates("2,6,6,1", "1", "1", "eps < H_max"));
    const Query mean{.goal = SamplesFor{Rational(1, 1000)}, .norm = Exponent(2)};
    CHECK(test::only_violates(theorem(test::make_class("2,6,6,1", "2", "1"), mean), "the error is uniform"));
  }
}

TEST_CASE("on boxes: q = 2 loses nothing on [-1,1]^d but the volume, and gains it for m") {
  const NetworkClass h = test::make_class("5-6-1-1", "2", "1");
  const auto log10_on = [&](const char* domain) {
    const Query query{.goal = SamplesFor{Rational(1, 100)}, .domain = target::parse_domain(domain, 5)};
    return grouped_deterministic(h, query).value->log10;
  };
  const Interval unit = log10_on("0,1"), twice = log10_on("-1,1"), shifted = log10_on("-0.5,0.5");
  CHECK(twice.upper() - unit.lower() >= 5 * 0.30102999566);
  CHECK(twice.lower() - unit.upper() <= 5 * 0.30102999567);
  CHECK(shifted.upper() >= unit.lower());
  CHECK(log10_on("[0,1]^4x[0,0]").upper() < unit.lower());
  CHECK(log10_on("[0,1]^4x[0,0.5]").upper() <= unit.upper());
}

TEST_CASE("wide and deep classes take no longer than small ones") {
  const NetworkClass wide = test::make_class("1000000,1000000000,100000,1", "inf", "10");
  CHECK(grouped_deterministic(wide, {.goal = SamplesFor{Rational(1, 1000)}}).value.has_value());
  NetworkClass deep = test::make_class("7-9-1", "3", "2");
  deep.widths.insert(deep.widths.end() - 1, 10000, 5);
  CHECK(grouped_randomized(deep, {.goal = SamplesFor{Rational(1, 1000)}}).value.has_value());
}

}  // namespace
}  // namespace relugap::bounds
