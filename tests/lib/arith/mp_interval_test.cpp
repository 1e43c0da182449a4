#include "lib/arith/mp_interval.h"

#include <doctest/doctest.h>

#include "tests/support/exact_rounding.h"
#include "tests/support/random.h"

using namespace relugap;
using test::kInfinity;

namespace {

MpInterval random_interval() {
  const auto [lo, hi] = test::sorted(nasty_double(), nasty_double());
  return to_mp_interval(Interval(lo, hi));
}

Rational member(const MpInterval& x) {
  const Rational t(rng().integer(0, 4), 4);
  return exact(x.lower()) * (1 - t) + exact(x.upper()) * t;
}

/// Whether x is r enclosed within 2^(2 - bits) of its size.
bool encloses_tightly(const MpInterval& x, const Rational& r, unsigned bits) {
  const Rational width = exact(x.upper()) - exact(x.lower());
  return contains(x, r) && width * Rational(Integer(1) << (bits - 2)) <= abs(r);
}

}  // namespace

TEST_CASE("results at any precision contain the exact results for members") {
  for (const mpfr_prec_t bits : {2, 24, 53, 128, 1000}) {
    const PrecisionScope scope(bits);
    for (int i = 0; i < scaled(1000); ++i) {
      const MpInterval x = random_interval(), y = random_interval();
      const Rational p = member(x), q = member(y);
      REQUIRE(contains(x + y, p + q));
      REQUIRE(contains(x - y, p - q));
      REQUIRE(contains(x * y, p * q));
      REQUIRE(contains(-x, -p));
      REQUIRE(contains(abs(x), abs(p)));
      REQUIRE(contains(max(x, y), std::max(p, q)));
      REQUIRE(contains(min(x, y), std::min(p, q)));
      if (y.lower() > 0 || y.upper() < 0) REQUIRE(contains(x / y, p / q));
      const MpFloat middle = median(x);
      REQUIRE(x.lower() <= middle);
      REQUIRE(middle <= x.upper());
    }
  }
}

TEST_CASE("results on points are within the precision in force") {
  const PrecisionScope scope(200);
  for (int i = 0; i < scaled(500); ++i) {
    const double x = rng().normal(), y = rng().normal();
    const MpInterval p = enclose_mp(x), q = enclose_mp(y);
    REQUIRE(encloses_tightly(p + q, exact(x) + exact(y), 200));
    REQUIRE(encloses_tightly(p * q, exact(x) * exact(y), 200));
    REQUIRE(encloses_tightly(p / q, exact(x) / exact(y), 200));
    REQUIRE(encloses_tightly(enclose_mp(exact(x) / 3), exact(x) / 3, 200));
  }
}

TEST_CASE("operands of a higher precision than the one in force are not truncated inward") {
  const MpInterval third = [] {
    const PrecisionScope scope(400);
    return enclose_mp(Rational(1, 3));
  }();
  const PrecisionScope scope(20);
  CHECK(contains(third + MpInterval(0), Rational(1, 3)));
  CHECK(contains(third * third, Rational(1, 9)));
  CHECK(contains(-third, Rational(-1, 3)));
}

TEST_CASE("numbers beyond the range of double are enclosed on both sides") {
  const MpInterval huge = enclose_mp(Rational(Integer(std::string("1").append(500, '0'))));
  const Interval x = to_interval(huge);
  CHECK(x.lower() == test::kLargest);
  CHECK(x.upper() == kInfinity);
  const Interval tiny = to_interval(MpInterval(1) / huge);
  CHECK(tiny.lower() == 0);
  CHECK(tiny.upper() == 0x1p-1074);
}

TEST_CASE("an MpInterval and an Interval with the same ends contain each other") {
  for (int i = 0; i < scaled(2000); ++i) {
    const auto [lo, hi] = test::sorted(nasty_double(), nasty_double());
    const Interval x = to_interval(to_mp_interval(Interval(lo, hi)));
    REQUIRE(x.lower() == lo);
    REQUIRE(x.upper() == hi);
  }
}

TEST_CASE("operations on unbounded MPFR intervals have no NaN") {
  const MpInterval whole = MpInterval::whole(), zero(0);
  CHECK((whole - whole).lower() == MpFloat(-kInfinity));
  CHECK((whole * zero).upper() == MpFloat(0));
  CHECK((whole / MpInterval(2)).upper() == MpFloat(kInfinity));
}

TEST_CASE("division by an MPFR interval that contains zero, and an empty one, are domain errors") {
  CHECK_THROWS_AS(MpInterval(1) / MpInterval(-1, 1), std::domain_error);
  CHECK_THROWS_AS(MpInterval(0) / MpInterval(0), std::domain_error);
  CHECK_THROWS_AS(MpInterval(2.0, 1.0), std::domain_error);
  CHECK_THROWS_AS(MpInterval(std::numeric_limits<double>::quiet_NaN()), std::domain_error);
  MpInterval x(1);
  CHECK_THROWS_AS(x /= MpInterval(0, 1), std::domain_error);
}

TEST_CASE("integers and rationals convert outward to the precision in force") {
  const PrecisionScope scope(10);
  CHECK(contains(MpInterval(123456789LL), 123456789));
  CHECK(contains(MpInterval(Rational(1, 7)), Rational(1, 7)));
}
