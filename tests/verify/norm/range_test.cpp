#include "verify/norm/range.h"

#include <doctest/doctest.h>

#include <cmath>

#include "tests/support/random.h"
#include "tests/verify/exact_integral.h"
#include "tests/verify/random_sides.h"

using namespace relugap;
using namespace relugap::verify;
using namespace relugap::test;

namespace {

target::RationalBox cube(std::size_t d, const Rational& lo, const Rational& hi) {
  return {std::vector<Rational>(d, lo), std::vector<Rational>(d, hi)};
}

Side formula(const std::string& text) { return target::Formula::parse(text); }

SearchOptions options(const char* gap) {
  SearchOptions result;
  result.relative_gap = Rational(gap);
  result.time_limit_seconds = 20;
  result.threads = 2;
  return result;
}

}  // namespace

TEST_CASE(
    "sound: the range of random pairs contains the exact maximum and minimum, and its witnesses prove the "
    "inner ends") {
  for (int i = 0; i < scaled(20); ++i) {
    const std::size_t d = static_cast<std::size_t>(rng().integer(1, 2));
    const bool nasty = rng().integer(0, 3) == 0;
    const auto number = [&] {
      return nasty && rng().integer(0, 4) == 0 ? std::ldexp(rng().uniform(-1, 1), rng().integer(-60, 20))
                                               : rng().uniform(-1, 1);
    };
    const net::Network f = random_net({d, 4, 4, 1}, number), g = random_net({d, 3, 3, 1}, number);
    const target::RationalBox domain = cube(d, Rational(-1, 3), Rational(1, 2));
    const RangeEnclosure range = enclose_range(f, g, domain, options("1/1000000"));
    const ExactIntegral exactly(f, g, domain);
    CHECK(exact(range.maximum.lower.value) <= exactly.largest());
    CHECK(exactly.largest() <= exact(range.maximum.upper.value));
    CHECK(exact(range.minimum.lower.value) <= exactly.smallest());
    CHECK(exactly.smallest() <= exact(range.minimum.upper.value));
    const auto h = [&](const std::vector<Rational>& x) -> Rational {
      return exact_value(f, x) - exact_value(g, x);
    };
    CHECK(h(range.maximum.witness) >= exact(range.maximum.lower.value));
    CHECK(h(range.minimum.witness) <= exact(range.minimum.upper.value));
    const double scale = std::max(std::fabs(range.maximum.lower.value), std::fabs(range.minimum.upper.value));
    for (const NormEnclosure* end : {&range.maximum, &range.minimum}) {
      CHECK(end->status == Status::Converged);
      CHECK(end->upper.value - end->lower.value <= 1.0001e-6 * scale);
    }
  }
}

TEST_CASE("tight: known ranges, of one sign or both, and constants") {
  const auto check = [](const std::string& text, double least, double most) {
    CAPTURE(text);
    const RangeEnclosure range = enclose_range(formula(text), Zero{}, cube(1, 0, 2), options("1/1000000"));
    const double allowed = 2e-6 * std::max(std::fabs(least), std::fabs(most));
    CHECK(range.minimum.lower.value <= least);
    CHECK(range.minimum.upper.value >= least);
    CHECK(range.minimum.upper.value - range.minimum.lower.value <= allowed);
    CHECK(range.maximum.lower.value <= most);
    CHECK(range.maximum.upper.value >= most);
    CHECK(range.maximum.upper.value - range.maximum.lower.value <= allowed);
  };
  check("x1^2", 0, 4);
  check("1-x1", -1, 1);
  check("x1*(x1-2)", -1, 0);
  check("-3-x1", -5, -3);
  check("7/8", 0.875, 0.875);
  check("abs(x1-1)-100", -100, -99);
}

TEST_CASE("contract: the range of a network against itself is zero") {
  const Side f = random_net({3, 8, 1}, [] { return rng().uniform(-1, 1); });
  const RangeEnclosure range = enclose_range(f, f, cube(3, -1, 1), options("1/1000"));
  CHECK(range.maximum.upper.value == 0);
  CHECK(range.minimum.lower.value == 0);
}

TEST_CASE("contract: a range whose time is up is valid") {
  const Side f = random_net({6, 24, 24, 24, 1}, [] { return rng().uniform(-0.5, 0.5); });
  SearchOptions little = options("1/1000000000");
  little.time_limit_seconds = 0.1;
  const target::RationalBox domain = cube(6, -1, 1);
  const RangeEnclosure range = enclose_range(f, Zero{}, domain, little);
  for (int i = 0; i < 100; ++i) {
    const Rational value = exact_value(f, random_point(domain));
    CHECK(exact(range.minimum.lower.value) <= value);
    CHECK(value <= exact(range.maximum.upper.value));
  }
}
