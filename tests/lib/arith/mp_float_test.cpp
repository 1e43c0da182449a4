#include "lib/arith/mp_float.h"

#include <doctest/doctest.h>

#include <thread>

#include "tests/support/exact_rounding.h"
#include "tests/support/random.h"

using namespace relugap;

TEST_CASE("the precision of a scope ends with it and is the thread's own") {
  const mpfr_prec_t outer = PrecisionScope::current();
  {
    const PrecisionScope scope(300);
    CHECK(PrecisionScope::current() == 300);
    CHECK(mpfr_get_prec(MpFloat::result().get()) == 300);
    mpfr_prec_t elsewhere = 0;
    std::thread([&] { elsewhere = PrecisionScope::current(); }).join();
    CHECK(elsewhere == outer);
    try {
      const PrecisionScope inner(400);
      throw 1;
    } catch (int) {
    }
    CHECK(PrecisionScope::current() == 300);
  }
  CHECK(PrecisionScope::current() == outer);
}

TEST_CASE("the exponent range is the largest in every thread") {
  mpfr_exp_t largest = 0, smallest = 0;
  std::thread([&] {
    const MpFloat touched(1);
    largest = mpfr_get_emax();
    smallest = mpfr_get_emin();
  }).join();
  CHECK(largest == mpfr_get_emax_max());
  CHECK(smallest == mpfr_get_emin_min());
}

TEST_CASE("doubles and integers are exact at any precision in force") {
  const PrecisionScope scope(8);
  for (int i = 0; i < scaled(2000); ++i) {
    const double x = nasty_double();
    REQUIRE(exact(MpFloat(x)) == exact(x));
    REQUIRE(exact(-MpFloat(x)) == -exact(x));
    REQUIRE(round_down(MpFloat(x)) == x);
    REQUIRE(round_up(MpFloat(x)) == x);
  }
  CHECK(exact(MpFloat(2147483647)) == 2147483647);
}

TEST_CASE("copies keep value and precision, and moved-from numbers can be assigned and destroyed") {
  MpFloat x = [] {
    const PrecisionScope scope(500);
    return round_up_mp(Rational(1, 3));
  }();
  const PrecisionScope scope(64);
  const MpFloat copy = x;
  CHECK(mpfr_get_prec(copy.get()) == 500);
  CHECK(copy == x);
  const MpFloat moved = std::move(x);
  CHECK(moved == copy);
  x = copy;
  CHECK(x == copy);
  x = MpFloat(2);
  CHECK(x == MpFloat(2));
  MpFloat& alias = x;
  x = alias;
  CHECK(x == MpFloat(2));
}

TEST_CASE("rounding to double and from rationals is outward and tight") {
  const PrecisionScope scope(70);
  for (int i = 0; i < scaled(2000); ++i) {
    const Rational r = exact(nasty_double()) + exact(rng().normal()) / 3;
    const MpFloat low = round_down_mp(r), high = round_up_mp(r);
    REQUIRE(exact(low) <= r);
    REQUIRE(r <= exact(high));
    REQUIRE(test::is_rounded_down(round_down(low), r));
    REQUIRE(test::is_rounded_up(round_up(high), r));
  }
}

TEST_CASE("comparisons are those of the exact values") {
  CHECK(MpFloat(1) < MpFloat(2));
  CHECK(MpFloat(0.0) == MpFloat(-0.0));
  CHECK(MpFloat(2) >= MpFloat(2));
  CHECK(MpFloat(2) != MpFloat(3));
  CHECK_FALSE(MpFloat(test::kInfinity).is_finite());
}
