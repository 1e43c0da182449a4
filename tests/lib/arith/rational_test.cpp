#include "lib/arith/rational.h"

#include <doctest/doctest.h>

#include "tests/support/exact_rounding.h"
#include "tests/support/random.h"

using namespace relugap;
using test::is_rounded_down;
using test::is_rounded_up;
using test::kInfinity;
using test::kLargest;

TEST_CASE("a double is an exact rational and rounds back to itself") {
  for (int i = 0; i < scaled(10000); ++i) {
    const double x = nasty_double();
    REQUIRE(round_down(exact(x)) == x);
    REQUIRE(round_up(exact(x)) == x);
  }
  CHECK(exact(0.1) == Rational(Integer("3602879701896397"), Integer("36028797018963968")));
}

TEST_CASE("rationals beside a double round to the neighbours that enclose them") {
  const Rational tiny = exact(0x1p-1074) * exact(0x1p-1074);
  for (int i = 0; i < scaled(5000); ++i) {
    const double x = nasty_double();
    CAPTURE(x);
    for (const Rational& offset : {tiny, Rational(-tiny), Rational(1, 3), Rational(-exact(x) / 7)}) {
      const Rational r = exact(x) + offset;
      REQUIRE(is_rounded_down(round_down(r), r));
      REQUIRE(is_rounded_up(round_up(r), r));
    }
  }
}

TEST_CASE("rationals below the subnormal numbers round to zero or the smallest one") {
  const Rational half = exact(0x1p-1074) / 2;
  CHECK(round_down(half) == 0);
  CHECK(round_up(half) == 0x1p-1074);
  CHECK(round_down(-half) == -0x1p-1074);
  CHECK(round_up(-half) == 0);
  CHECK_FALSE(std::signbit(round_up(-half)));
}

TEST_CASE("rationals beyond the largest double round to it or to infinity") {
  const Rational beyond = exact(kLargest) + 1;
  CHECK(round_down(beyond) == kLargest);
  CHECK(round_up(beyond) == kInfinity);
  CHECK(round_down(-beyond) == -kInfinity);
  CHECK(round_up(-beyond) == -kLargest);
  CHECK(round_up(beyond * beyond * beyond) == kInfinity);
}
