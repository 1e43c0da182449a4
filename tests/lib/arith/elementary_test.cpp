#include "lib/arith/elementary.h"

#include <doctest/doctest.h>

#include <vector>

#include "tests/support/exact_rounding.h"
#include "tests/support/random.h"

using namespace relugap;
using test::kInfinity;

namespace {

using MpfrUnary = int (*)(mpfr_ptr, mpfr_srcptr, mpfr_rnd_t);

/// f(x) by MPFR, rounded to nearest with `bits` bits: independent of our directed code. Rounding is monotone
/// and the ends of an enclosure have fewer bits, so an enclosure of the exact value contains this one too.
MpFloat reference(MpfrUnary f, double x, mpfr_prec_t bits) {
  MpFloat y = MpFloat::with_precision(bits);
  f(y.get(), MpFloat(x).get(), MPFR_RNDN);
  return y;
}

bool lies_in(const MpFloat& y, const Interval& x) {
  return MpFloat(x.lower()) <= y && y <= MpFloat(x.upper());
}
bool lies_in(const MpFloat& y, const MpInterval& x) { return x.lower() <= y && y <= x.upper(); }

bool within_one_ulp(const Interval& x) { return x.upper() <= std::nextafter(x.lower(), kInfinity); }

struct Function {
  const char* name;
  MpfrUnary reference;
  Interval (*of_interval)(const Interval&);
  MpInterval (*of_mp_interval)(const MpInterval&);
  double (*restrict_argument)(double);  // into the domain
};

double anything(double x) { return x; }
double positive(double x) { return x == 0 ? 1 : std::fabs(x); }

const std::vector<Function>& monotone_functions() {
  static const std::vector<Function> functions = {
      {"exp", mpfr_exp, enclose_exp, enclose_exp, anything},
      {"log", mpfr_log, enclose_log, enclose_log, positive},
      {"sqrt", mpfr_sqrt, enclose_sqrt, enclose_sqrt, positive},
      {"tanh", mpfr_tanh, enclose_tanh, enclose_tanh, anything},
  };
  return functions;
}

double argument() { return rng().coin() ? nasty_double() : rng().uniform(-30, 30); }

}  // namespace

TEST_CASE("functions of a point contain four times as many digits and are one ulp wide") {
  for (const Function& f : monotone_functions()) {
    CAPTURE(f.name);
    for (int i = 0; i < scaled(1500); ++i) {
      const double x = f.restrict_argument(argument());
      CAPTURE(x);
      const Interval y = f.of_interval(Interval(x));
      REQUIRE(lies_in(reference(f.reference, x, 212), y));
      REQUIRE(within_one_ulp(y));
    }
  }
}

TEST_CASE("functions of an interval contain the values at its members and end at the values of its ends") {
  for (const Function& f : monotone_functions()) {
    CAPTURE(f.name);
    for (int i = 0; i < scaled(500); ++i) {
      const auto [lo, hi] = test::sorted(f.restrict_argument(argument()), f.restrict_argument(argument()));
      const Interval y = f.of_interval(Interval(lo, hi));
      const double middle = std::max(lo, std::min(hi, lo / 2 + hi / 2));
      for (const double x : {lo, middle, hi}) REQUIRE(lies_in(reference(f.reference, x, 212), y));
      REQUIRE(y.lower() == f.of_interval(Interval(lo)).lower());
      REQUIRE(y.upper() == f.of_interval(Interval(hi)).upper());
    }
  }
}

TEST_CASE("functions at 200 bits contain four times as many bits") {
  const PrecisionScope scope(200);
  for (const Function& f : monotone_functions()) {
    CAPTURE(f.name);
    for (int i = 0; i < scaled(200); ++i) {
      const double x = f.restrict_argument(argument());
      const MpInterval y = f.of_mp_interval(enclose_mp(x));
      REQUIRE(lies_in(reference(f.reference, x, 800), y));
      MpFloat next = y.lower();
      mpfr_nextabove(next.get());
      REQUIRE(y.upper() <= next);
    }
  }
}

TEST_CASE("functions take their limits at infinity") {
  CHECK(enclose_exp(Interval::whole()).lower() == 0);
  CHECK(enclose_exp(Interval::whole()).upper() == kInfinity);
  CHECK(enclose_tanh(Interval::whole()).lower() == -1);
  CHECK(enclose_tanh(Interval::whole()).upper() == 1);
  CHECK(enclose_log(Interval(1, kInfinity)).lower() == 0);
  CHECK(enclose_log(Interval(1, kInfinity)).upper() == kInfinity);
}

TEST_CASE("exponentials beyond the range of double are enclosed on both sides") {
  CHECK(enclose_exp(Interval(1000)).lower() == test::kLargest);
  CHECK(enclose_exp(Interval(1000)).upper() == kInfinity);
  CHECK(enclose_exp(Interval(-1000)).lower() == 0);
  CHECK(enclose_exp(Interval(-1000)).upper() == 0x1p-1074);
  CHECK(enclose_exp(MpInterval(1e10)).upper().is_finite());
}

TEST_CASE("logarithm and square root outside of their domains are domain errors") {
  CHECK_THROWS_AS(enclose_log(Interval(0)), std::domain_error);
  CHECK_THROWS_AS(enclose_log(Interval(-1, 1)), std::domain_error);
  CHECK_THROWS_AS(enclose_log(MpInterval(0, 1)), std::domain_error);
  CHECK_THROWS_AS(enclose_sqrt(Interval(-0x1p-1074, 1)), std::domain_error);
  CHECK_THROWS_AS(enclose_sqrt(MpInterval(-1, 1)), std::domain_error);
  CHECK(enclose_sqrt(Interval(-0.0, 4)).upper() == 2);
}

TEST_CASE("integer powers contain the exact powers of members") {
  for (int i = 0; i < scaled(3000); ++i) {
    const auto [lo, hi] = test::sorted(nasty_double(), rng().coin() ? nasty_double() : rng().normal());
    const int n = rng().integer(-4, 6);
    CAPTURE(lo);
    CAPTURE(hi);
    CAPTURE(n);
    if (n < 0 && lo <= 0 && hi >= 0) {
      CHECK_THROWS_AS(enclose_pow(Interval(lo, hi), n), std::domain_error);
      continue;
    }
    const Interval y = enclose_pow(Interval(lo, hi), n);
    const MpInterval z = enclose_pow(to_mp_interval(Interval(lo, hi)), n);
    for (const Rational& x : {exact(lo), Rational((exact(lo) + exact(hi)) / 2), exact(hi)}) {
      Rational power = 1;
      for (int k = 0; k < std::abs(n); ++k) power *= x;
      if (n < 0) power = 1 / power;
      REQUIRE(contains(y, power));
      REQUIRE(contains(z, power));
    }
  }
}

TEST_CASE(
    "integer powers of a point are one ulp wide, and an even power of an interval with zero starts at zero") {
  for (int i = 0; i < scaled(500); ++i) {
    REQUIRE(within_one_ulp(enclose_pow(Interval(rng().normal()), rng().integer(-20, 20))));
  }
  CHECK(enclose_pow(Interval(-2, 3), 2).lower() == 0);
  CHECK(enclose_pow(Interval(-2, 3), 2).upper() == 9);
  CHECK(enclose_pow(Interval(-2, 3), 3).lower() == -8);
  CHECK(enclose_pow(Interval(-2, -1), -2).lower() == 0.25);
  CHECK(enclose_pow(Interval(-2, -1), -2).upper() == 1);
  CHECK(enclose_pow(Interval(0), 0).lower() == 1);
}

TEST_CASE("real powers contain the powers at members of the box") {
  for (int i = 0; i < scaled(300); ++i) {
    const auto [xl, xh] = test::sorted(rng().uniform(0.01, 3), rng().uniform(0.01, 3));
    const auto [yl, yh] = test::sorted(rng().uniform(-5, 5), rng().uniform(-5, 5));
    const MpInterval z = enclose_pow(MpInterval(xl, xh), MpInterval(yl, yh));
    for (const double x : {xl, xl / 2 + xh / 2, xh}) {
      for (const double y : {yl, yl / 2 + yh / 2, yh}) {
        MpFloat value = MpFloat::with_precision(512);
        mpfr_pow(value.get(), MpFloat(x).get(), MpFloat(y).get(), MPFR_RNDN);
        REQUIRE(lies_in(value, z));
      }
    }
  }
  CHECK(contains(enclose_pow(MpInterval(4), MpInterval(1.5)), 8));
  CHECK_THROWS_AS(enclose_pow(MpInterval(0, 1), MpInterval(2)), std::domain_error);
}

TEST_CASE("the gamma function contains factorials, and values on both sides of its minimum") {
  CHECK(contains(enclose_gamma(MpInterval(21)), Rational(Integer("2432902008176640000"))));
  for (int i = 0; i < scaled(200); ++i) {
    const auto [lo, hi] = test::sorted(rng().uniform(0.1, 3), rng().uniform(0.1, 3));
    const MpInterval y = enclose_gamma(MpInterval(lo, hi));
    for (int k = 0; k <= 16; ++k) {
      const double x = std::min(hi, lo + (hi - lo) * k / 16);
      REQUIRE(lies_in(reference(mpfr_gamma, x, 512), y));
    }
  }
  CHECK_THROWS_AS(enclose_gamma(MpInterval(0, 1)), std::domain_error);
}

TEST_CASE("pi is enclosed within one ulp and is not [3, 4]") {
  const Rational below(Integer("3141592653589793238462643383279502884197"),
                       Integer(std::string("1").append(39, '0')));
  const Interval pi = enclose_pi<Interval>();
  CHECK(contains(pi, below));
  CHECK(within_one_ulp(pi));
  const PrecisionScope scope(100);
  const MpInterval pi_100 = enclose_pi<MpInterval>();
  CHECK(contains(pi_100, below));
  CHECK(exact(pi_100.upper()) - exact(pi_100.lower()) < Rational(1, Integer(1) << 97));
}
