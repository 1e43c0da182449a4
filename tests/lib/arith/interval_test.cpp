#include "lib/arith/interval.h"

#include <doctest/doctest.h>

#include <cfenv>

#include "tests/support/exact_rounding.h"
#include "tests/support/random.h"

using namespace relugap;
using test::kInfinity;

namespace {

Interval random_interval() {
  const auto [lo, hi] = test::sorted(nasty_double(), nasty_double());
  return Interval(lo, hi);
}

/// A rational in x: an end, or a point between.
Rational member(const Interval& x) {
  const Rational t(rng().integer(0, 4), 4);
  return exact(x.lower()) * (1 - t) + exact(x.upper()) * t;
}

}  // namespace

TEST_CASE("results of interval operations contain the exact results for members") {
  for (int i = 0; i < scaled(10000); ++i) {
    const Interval x = random_interval(), y = random_interval();
    const Rational p = member(x), q = member(y);
    CAPTURE(x.lower());
    CAPTURE(x.upper());
    CAPTURE(y.lower());
    CAPTURE(y.upper());
    REQUIRE(contains(x + y, p + q));
    REQUIRE(contains(x - y, p - q));
    REQUIRE(contains(x * y, p * q));
    REQUIRE(contains(-x, -p));
    REQUIRE(contains(abs(x), abs(p)));
    REQUIRE(contains(square(x), p * p));
    REQUIRE(contains(max(x, y), std::max(p, q)));
    REQUIRE(contains(min(x, y), std::min(p, q)));
    if (y.lower() > 0 || y.upper() < 0) REQUIRE(contains(x / y, p / q));
  }
}

TEST_CASE("operations of an interval and a double contain the exact results") {
  for (int i = 0; i < scaled(5000); ++i) {
    const Interval x = random_interval();
    const Rational p = member(x);
    const double y = nasty_double();
    const Rational q = exact(y);
    REQUIRE(contains(x + y, p + q));
    REQUIRE(contains(y - x, q - p));
    REQUIRE(contains(y * x, p * q));
    Interval z = x;
    z *= y;
    z += y;
    z -= x;
    REQUIRE(contains(z, p * q + q - p));
    if (y != 0) REQUIRE(contains(x / y, p / q));
    if (x.lower() > 0) REQUIRE(contains(y / x, q / p));
  }
}

TEST_CASE("operations on points are the smallest enclosures") {
  for (int i = 0; i < scaled(5000); ++i) {
    const double x = nasty_double(), y = nasty_double();
    CAPTURE(x);
    CAPTURE(y);
    const Interval product = Interval(x) * Interval(y);
    REQUIRE(test::is_rounded_down(product.lower(), exact(x) * exact(y)));
    REQUIRE(test::is_rounded_up(product.upper(), exact(x) * exact(y)));
    if (y == 0) continue;
    const Interval quotient = Interval(x) / Interval(y);
    REQUIRE(test::is_rounded_down(quotient.lower(), exact(x) / exact(y)));
    REQUIRE(test::is_rounded_up(quotient.upper(), exact(x) / exact(y)));
  }
}

TEST_CASE("operations on unbounded intervals contain the results for their finite members") {
  const Interval above(1, kInfinity), below(-kInfinity, -1), whole = Interval::whole();
  CHECK(contains(above + below, 0));
  CHECK((above * below).lower() == -kInfinity);
  CHECK((above * below).upper() == -1);
  CHECK((Interval(0) * whole).upper() == 0);
  CHECK((Interval(0, 1) * above).upper() == kInfinity);
  CHECK((Interval(0, 1) * above).lower() == 0);
  CHECK((Interval(1) / above).lower() == 0);
  CHECK((Interval(1) / above).upper() == 1);
  CHECK(contains(above / above, Rational(1, 1000)));
  CHECK(contains(whole - whole, 12345));
}

TEST_CASE("overflow gives an unbounded interval and not an empty one") {
  const Interval large(test::kLargest), sum = large + large, product = large * -large;
  CHECK(sum.lower() == test::kLargest);
  CHECK(sum.upper() == kInfinity);
  CHECK(product.lower() == -kInfinity);
  CHECK(product.upper() == -test::kLargest);
}

TEST_CASE("division by an interval that contains zero is a domain error") {
  const Interval one(1);
  for (const Interval& y : {Interval(0), Interval(-1, 1), Interval(0, 1), Interval(-1, 0), Interval(-0.0)}) {
    CHECK_THROWS_AS(one / y, std::domain_error);
    CHECK_THROWS_AS(Interval(0) / y, std::domain_error);
    CHECK_THROWS_AS(1.0 / y, std::domain_error);
    Interval x = one;
    CHECK_THROWS_AS(x /= y, std::domain_error);
  }
  CHECK_THROWS_AS(one / 0.0, std::domain_error);
  Interval x = one;
  CHECK_THROWS_AS(x /= 0.0, std::domain_error);
}

TEST_CASE("empty intervals and NaN are domain errors") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS_AS(Interval(2, 1), std::domain_error);
  CHECK_THROWS_AS(Interval{nan}, std::domain_error);
  CHECK_THROWS_AS(Interval(nan, 1.0), std::domain_error);
  CHECK_THROWS_AS(Interval(1) + nan, std::domain_error);
}

TEST_CASE("integers and rationals convert outward") {
  const Interval small(7), large(9007199254740993LL), third(Rational(1, 3));
  CHECK(small.lower() == 7);
  CHECK(small.upper() == 7);
  CHECK(large.lower() == 9007199254740992.0);
  CHECK(large.upper() == 9007199254740994.0);
  CHECK(contains(third, Rational(1, 3)));
  CHECK(third.lower() < third.upper());
}

TEST_CASE("enclose is the smallest interval with the number, and contains is exact") {
  const Interval x = enclose(Rational(1, 10));
  CHECK(x.upper() == std::nextafter(x.lower(), 1));
  CHECK(contains(x, Rational(1, 10)));
  CHECK_FALSE(contains(Interval(0.1), Rational(1, 10)));
  CHECK_FALSE(
      contains(Interval(1, 2), Rational(2) + Rational(1, Integer(std::string("1").append(400, '0')))));
  CHECK(contains(Interval(-kInfinity, 0), Rational(-1)));
  CHECK_FALSE(contains(Interval(-kInfinity, 0), Rational(1)));
}

TEST_CASE("the rounding mode is to nearest after every operation") {
  for (int i = 0; i < scaled(500); ++i) {
    const Interval x = random_interval(), y = random_interval();
    (void)(x + y - x * y);
    if (y.lower() > 0) (void)(x / y);
    (void)enclose(member(x));
    REQUIRE(std::fegetround() == FE_TONEAREST);
  }
}
