#include "verify/norm/ball.h"

#include <doctest/doctest.h>

#include "lib/arith/rational.h"
#include "tests/support/random.h"

using namespace relugap;
using namespace relugap::verify;

namespace {

/// A ball whose numbers are nasty or moderate.
Ball random_ball() {
  const auto number = [] { return rng().coin() ? rng().nasty_double() : rng().uniform(-2, 2); };
  const double rad = rng().coin() ? 0.0 : std::fabs(number()) * std::exp2(rng().integer(-60, 0));
  return {number(), rad};
}

/// An end or an inner point of the ball.
Rational member(const Ball& b) {
  const Rational share(rng().integer(-2, 2), 2);
  return exact(b.mid) + share * exact(b.rad);
}

void check_contains(const Ball& b, const Rational& x) {
  if (!b.is_finite()) return;
  const Rational off = x - exact(b.mid);
  REQUIRE((off < 0 ? Rational(-off) : off) <= exact(b.rad));
  if (std::isfinite(b.lower())) REQUIRE(exact(b.lower()) <= x);
  if (std::isfinite(b.upper())) REQUIRE(x <= exact(b.upper()));
  if (std::isfinite(b.magnitude())) REQUIRE((x < 0 ? Rational(-x) : x) <= exact(b.magnitude()));
}

}  // namespace

TEST_CASE("sound: sums, differences and products of balls contain those of their members") {
  for (int i = 0; i < scaled(20000); ++i) {
    const Ball a = random_ball(), b = random_ball();
    const Rational x = member(a), y = member(b);
    check_contains(a + b, x + y);
    check_contains(a - b, x - y);
    check_contains(a * b, x * y);
    check_contains(-a, -x);
    check_contains(third(a), x / 3);
  }
}

TEST_CASE("sound: numbers that are exact as balls") {
  for (int i = 0; i < scaled(5000); ++i) {
    const double x = rng().uniform(-2, 2), y = rng().uniform(-2, 2);
    check_contains(Ball(x) + Ball(y), exact(x) + exact(y));
    check_contains(Ball(x) * Ball(y), exact(x) * exact(y));
    check_contains(third(Ball(x)), exact(x) / 3);
    if (y != 0) check_contains(divided(Ball(x), y), exact(x) / exact(y));
  }
}

TEST_CASE("sound: the ball around an interval") {
  for (int i = 0; i < scaled(5000); ++i) {
    double low = rng().nasty_double(), high = rng().nasty_double();
    if (low > high) std::swap(low, high);
    const Ball b = ball(Interval(low, high));
    check_contains(b, exact(low));
    check_contains(b, exact(high));
  }
}

TEST_CASE("contract: balls that are not finite say nothing and stay so") {
  const double infinity = std::numeric_limits<double>::infinity(), nan = std::nan("");
  for (const Ball& bad : {Ball(infinity), Ball(nan), Ball(0.0, infinity), Ball(1e308) * Ball(1e308),
                          ball(Interval(-infinity, infinity)), ball(Interval(0.0, infinity))}) {
    CHECK_FALSE(bad.is_finite());
    CHECK_FALSE((bad + Ball(1.0)).is_finite());
    CHECK_FALSE((bad * Ball(0.0)).is_finite());
    CHECK_FALSE((bad - bad).is_finite());
    CHECK(bad.lower() == -infinity);
    CHECK(bad.upper() == infinity);
    CHECK(bad.magnitude() == infinity);
  }
}
