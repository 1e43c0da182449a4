#include "bounds/theorems/bump_randomized.h"

#include <doctest/doctest.h>
#include <gmp.h>

#include <algorithm>

#include "bounds/bump.h"
#include "lib/arith/decimal.h"
#include "tests/bounds/support.h"

namespace relugap::bounds {
namespace {

using test::Bracket;

// H (1 - m V(H)) for V(H) = (2H)^d' / x, x = d'! sigma^d'.
Rational error_at(const Rational& height, const Integer& m, std::uint64_t d, const Rational& x) {
  return height * (1 - m * test::power(2 * height, d) / x);
}

// The best sample bound of one bump: (1 - eps/H) / V(H) at H = min{(1 + 1/d') eps, H_max}.
Rational samples_of(const Rational& eps, const Rational& cap, std::uint64_t d, const Rational& x) {
  const Rational height = std::min(Rational(eps * (d + 1) / d), cap);
  return (1 - eps / height) * x / test::power(2 * height, d);
}

template <class F>
void for_each_bump(const NetworkClass& h, F f) {
  for (std::uint64_t d = 1; d <= h.dimension(); ++d)
    for (const char design : {'C', 'S'})
      if (const auto slope = test::exact_slope_power(h, d, design))
        f(d, Bracket{test::factorial(d) * slope->lo, test::factorial(d) * slope->hi});
}

TEST_CASE("samples for eps equal the exact maximum, above and below the cap, q in {1, 2, inf}") {
  int below = 0;
  for (int i = scaled(1000); i > 0; --i) {
    const NetworkClass h = test::random_class({"1", "2", "inf"});
    const Rational cap = test::exact_height_cap(h);
    const Rational eps =
        rng().integer(0, 3) ? test::random_eps() : Rational(cap * rng().integer(60, 101) / 100);
    CAPTURE(text(h.widths));
    CAPTURE(text(eps));
    const Bound bound = bump_randomized(h, {.goal = SamplesFor{eps}});
    if (eps >= cap) {
      CHECK(test::only_violates(bound, "eps < H_max"));
      continue;
    }
    REQUIRE(bound.value.has_value());
    Bracket best{0, 0};
    for_each_bump(h, [&](std::uint64_t d, const Bracket& x) {
      best.lo = std::max(best.lo, samples_of(eps, cap, d, x.lo));
      best.hi = std::max(best.hi, samples_of(eps, cap, d, x.hi));
    });
    test::check_printed(*bound.value, best, true);
    below += bound.hypotheses.back().text.starts_with("below the cap");
  }
  CHECK(below > 0);
}

TEST_CASE("the error with m samples is H (1 - m V(H)) at the best height, and no height does better") {
  for (int i = scaled(400); i > 0; --i) {
    const NetworkClass h = test::random_class({"1", "2", "inf"});
    const Integer m = (rng().bits() >> static_cast<unsigned>(rng().integer(1, 63))) + 1;
    CAPTURE(text(h.widths));
    const Bound bound = bump_randomized(h, {.goal = ErrorWith{m}});
    REQUIRE(bound.value.has_value());
    const Rational cap = test::exact_height_cap(h);
    const Rational down = parse_decimal(bound.value->down), up = parse_decimal(bound.value->up);
    CHECK((up - down) * test::ten_to(24) <= up);
    bool attained = false;
    for_each_bump(h, [&](std::uint64_t d, const Bracket& x) {
      // The claimed optimum from the printed number: H_* = (1 + 1/d') down below the cap, else H_max.
      for (const Rational& height : {std::min(cap, Rational(down * (d + 1) / d)), cap})
        attained |= error_at(height, m, d, x.hi) >= down;
      for (int k = 1; k <= 20; ++k) CHECK(error_at(cap * k / 20, m, d, x.lo) <= up);
      CHECK(error_at(std::min(cap, Rational(up * (d + 1) / d)), m, d, x.lo) <= up);
    });
    CHECK(attained);
  }
}

TEST_CASE("the randomized bound is at most the deterministic one and within its factor, for every q") {
  for (int i = scaled(300); i > 0; --i) {
    const NetworkClass h = test::random_class({"1", "3/2", "2", "5/2", "inf"});
    const Query query{.goal = SamplesFor{test::random_eps()}, .digits = 6};
    const BoundReport report = evaluate({h, query, {"bump-deterministic", "bump-randomized"}});
    const Bound &det = *report.find("bump-deterministic"), &ran = *report.find("bump-randomized");
    REQUIRE(det.value.has_value() == ran.value.has_value());
    if (!det.value) continue;
    CHECK(ran.value->log10.lower() <= det.value->log10.upper());
  }
}

TEST_CASE(
    "more accuracy, more neurons in any hidden layer (q > 2) never lower a bound, more samples never raise "
    "it") {
  const std::vector<std::string> uniform = {"bump-deterministic", "bump-randomized", "bump-high-probability"};
  for (int i = scaled(120); i > 0; --i) {
    NetworkClass h = test::random_class({"5/2", "3", "inf"});
    h.joint = rng().coin();
    const Rational eps = test::random_eps();
    const Integer m = rng().integer(1, 1'000'000);
    NetworkClass wider = h;
    wider.widths[static_cast<std::size_t>(rng().integer(1, static_cast<int>(h.layers()) - 1))] +=
        static_cast<std::uint64_t>(rng().integer(1, 5));
    const auto ask = [&](const NetworkClass& k, const Query& query) {
      return evaluate({k, query, uniform}).bounds;
    };
    const auto compare_all = [&](const std::vector<Bound>& less, const std::vector<Bound>& more) {
      for (std::size_t k = 0; k < uniform.size(); ++k) {
        if (!less[k].value) continue;
        CAPTURE(uniform[k]);
        CAPTURE(text(h.widths));
        REQUIRE(more[k].value.has_value());
        CHECK(more[k].value->log10.upper() >= less[k].value->log10.lower());
      }
    };
    const auto samples = ask(h, {.goal = SamplesFor{eps}}), error = ask(h, {.goal = ErrorWith{m}});
    compare_all(samples, ask(h, {.goal = SamplesFor{eps * rng().integer(1, 99) / 100}}));
    compare_all(samples, ask(wider, {.goal = SamplesFor{eps}}));
    compare_all(error, ask(wider, {.goal = ErrorWith{m}}));
    compare_all(ask(h, {.goal = ErrorWith{m + rng().integer(1, 1000)}}), error);
  }
}

TEST_CASE("each hypothesis violated alone gives no number") {
  const auto violates = [](const char* widths, const char* q, const char* c, const char* eps,
                           const char* beginning) {
    return test::only_violates(test::samples_bound("bump-randomized", test::make_class(widths, q, c), eps),
                               beginning);
  };
  CHECK(violates("2,6,1", "2", "1", "1e-3", "at least 3 layers"));
  CHECK(violates("2,6,6,2", "2", "1", "1e-3", "output width 1"));
  CHECK(violates("2,1,6,1", "2", "1", "1e-3", "at least 2 neurons"));
  CHECK(violates("2,6,6,1", "2", "1", "1", "eps < H_max"));
  CHECK(violates("1-2-1-1", "2", "1/10", "1/2", "eps < H_max"));
}

TEST_CASE("eps below the cap in thousands of digits only is undecided and gives no number") {
  // H_max = 2^(1/3); eps is cut after so many digits that their difference needs more bits than are used.
  for (const unsigned digits : {1000U, 6000U}) {
    const Integer cube = 2 * test::ten_to(3 * digits);
    Integer root;
    mpz_root(root.backend().data(), cube.backend().data(), 3);
    const Bound bound = test::samples_bound("bump-randomized", test::make_class("2,6,2,1", "3", "1"),
                                            root.str() + "e-" + std::to_string(digits));
    CHECK(bound.value.has_value() == (digits == 1000));
    if (!bound.value) CHECK(test::only_violates(bound, "1 - eps/H_max"));
  }
}

TEST_CASE("the regime is named among the hypotheses") {
  const NetworkClass h = test::make_class("2,6,6,1", "2", "1");
  CHECK(test::samples_bound("bump-randomized", h, "1e-3")
            .hypotheses.back()
            .text.starts_with("(1 + 1/d') eps <= H_max"));
  CHECK(
      test::samples_bound("bump-randomized", h, "0.99").hypotheses.back().text.starts_with("below the cap"));
}

TEST_CASE("a hit probability too small to print leaves a valid number below the cap") {
  const NetworkClass h = test::make_class("30,90x40,1", "inf", "1000");
  const Bound bound = test::error_bound("bump-randomized", h, "10");
  CHECK((compare(PowerProduct(parse_decimal(bound.value->down)), height_cap(h)) < 0));
  CHECK(bound.value->down ==
        certain_real(height_cap(h) * PowerProduct(1 - Rational(1, test::ten_to(40)))).down);
}

}  // namespace
}  // namespace relugap::bounds
