#include <doctest/doctest.h>

#include <cmath>

#include "lib/arith/elementary.h"
#include "tests/support/exact_rounding.h"
#include "tests/support/random.h"

using namespace relugap;
using test::kInfinity;

namespace {

using MpfrUnary = int (*)(mpfr_ptr, mpfr_srcptr, mpfr_rnd_t);
using Enclosure = Interval (*)(const Interval&);

bool contains_value(const Interval& y, MpfrUnary f, double x) {
  MpFloat value = MpFloat::with_precision(212);
  f(value.get(), MpFloat(x).get(), MPFR_RNDN);
  return MpFloat(y.lower()) <= value && value <= MpFloat(y.upper());
}

struct Wave {
  const char* name;
  MpfrUnary reference;
  Enclosure enclose;
};
constexpr Wave kWaves[] = {{"sin", mpfr_sin, enclose_sin}, {"cos", mpfr_cos, enclose_cos}};

/// The doubles nearest to k pi / 2 from below and above.
Interval around_quarter_turns(int k) {
  const PrecisionScope scope(200);
  return to_interval(enclose_pi<MpInterval>() * MpInterval(k) / MpInterval(2));
}

}  // namespace

TEST_CASE("sine and cosine of a point of any size contain the value and are one ulp wide") {
  for (const Wave& wave : kWaves) {
    CAPTURE(wave.name);
    for (int i = 0; i < scaled(1500); ++i) {
      const double x = rng().coin() ? nasty_double() : rng().uniform(-100, 100);
      CAPTURE(x);
      const Interval y = wave.enclose(Interval(x));
      REQUIRE(contains_value(y, wave.reference, x));
      REQUIRE(y.upper() <= std::nextafter(y.lower(), kInfinity));
    }
  }
}

TEST_CASE("sine and cosine of an interval contain the values at its members, tightly") {
  for (const Wave& wave : kWaves) {
    CAPTURE(wave.name);
    for (int i = 0; i < scaled(150); ++i) {
      const double lo = rng().uniform(-50, 50), hi = lo + rng().uniform(0, 7);
      CAPTURE(lo);
      CAPTURE(hi);
      const Interval y = wave.enclose(Interval(lo, hi));
      double lowest = 1, highest = -1;
      constexpr int kSteps = 500;
      for (int k = 0; k <= kSteps; ++k) {
        const double x = std::min(hi, lo + (hi - lo) * k / kSteps);
        if (k % 10 == 0) REQUIRE(contains_value(y, wave.reference, x));
        const double estimate = wave.reference == mpfr_sin ? std::sin(x) : std::cos(x);
        lowest = std::min(lowest, estimate);
        highest = std::max(highest, estimate);
      }
      // between two samples at distance h the wave rises by at most h^2 / 8 above both
      const double slack = 0.13 * std::pow(7.0 / kSteps, 2);
      REQUIRE(y.lower() >= lowest - slack);
      REQUIRE(y.upper() <= highest + slack);
    }
  }
}

TEST_CASE("the doubles on both sides of a multiple of a quarter turn enclose its extreme value exactly") {
  for (int k = -200; k <= 200; ++k) {
    if (k == 0) continue;
    CAPTURE(k);
    const Interval x = around_quarter_turns(k);
    REQUIRE(x.lower() < x.upper());
    const bool sine_is_extreme = k % 2 != 0;
    const Interval y = sine_is_extreme ? enclose_sin(x) : enclose_cos(x);
    const bool maximum = sine_is_extreme ? ((k % 4) + 4) % 4 == 1 : k % 4 == 0;
    CHECK((maximum ? y.upper() : -y.lower()) == 1);
    const Interval zero = sine_is_extreme ? enclose_cos(x) : enclose_sin(x);
    CHECK(contains(zero, 0));
    // one side alone has no zero
    CHECK_FALSE(
        contains(sine_is_extreme ? enclose_cos(Interval(x.lower())) : enclose_sin(Interval(x.lower())), 0));
  }
}

TEST_CASE("arguments that hardly miss a multiple of a quarter turn are placed on the right side") {
  // the double of all sizes that comes closest to a multiple of pi / 2 (Muller et al., Handbook, 11.3.2)
  const double x = std::ldexp(6381956970095103.0, 797);
  for (const double near : {std::nextafter(x, 0.0), x, std::nextafter(x, kInfinity)}) {
    CHECK(contains_value(enclose_sin(Interval(near)), mpfr_sin, near));
    CHECK(contains_value(enclose_cos(Interval(near)), mpfr_cos, near));
    CHECK(contains_value(enclose_tan(Interval(near)), mpfr_tan, near));
  }
  CHECK_FALSE(contains(enclose_cos(Interval(x)), 0));
}

TEST_CASE("intervals of a full turn, of neighbours of huge size, and unbounded ones give the full range") {
  for (const Wave& wave : kWaves) {
    for (const Interval& x : {Interval(0, 6.5), Interval(1e300, std::nextafter(1e300, kInfinity)),
                              Interval(-kInfinity, 0), Interval::whole()}) {
      CHECK(wave.enclose(x).lower() == -1);
      CHECK(wave.enclose(x).upper() == 1);
    }
  }
}

TEST_CASE("sine and cosine at zero and on both sides of it are exact") {
  CHECK(enclose_sin(Interval(0)).lower() == 0);
  CHECK(enclose_sin(Interval(0)).upper() == 0);
  CHECK(enclose_cos(Interval(0)).lower() == 1);
  CHECK(enclose_cos(Interval(0, 1)).upper() == 1);
  CHECK(enclose_cos(Interval(-1, 0)).upper() == 1);
  CHECK(enclose_cos(Interval(-1, 1)).upper() == 1);
  CHECK(enclose_cos(Interval(-1, 1)).lower() == enclose_cos(Interval(1)).lower());
}

TEST_CASE("tangent contains the values at members and refuses intervals with a pole") {
  for (int i = 0; i < scaled(1000); ++i) {
    const double lo = rng().uniform(-30, 30), hi = lo + rng().uniform(0, 1);
    const double turns_lo = std::floor(lo / M_PI + 0.5), turns_hi = std::floor(hi / M_PI + 0.5);
    CAPTURE(lo);
    CAPTURE(hi);
    if (turns_lo != turns_hi) {
      REQUIRE_THROWS_AS(enclose_tan(Interval(lo, hi)), std::domain_error);
    } else {
      const Interval y = enclose_tan(Interval(lo, hi));
      for (const double x : {lo, lo / 2 + hi / 2, hi}) REQUIRE(contains_value(y, mpfr_tan, x));
    }
  }
  CHECK_THROWS_AS(enclose_tan(around_quarter_turns(1)), std::domain_error);
  CHECK_THROWS_AS(enclose_tan(Interval(1, kInfinity)), std::domain_error);
  CHECK_NOTHROW(enclose_tan(Interval(around_quarter_turns(1).lower())));
  CHECK_NOTHROW(enclose_tan(around_quarter_turns(2)));
}

TEST_CASE("ends that miss a multiple of a quarter turn by 2^-100 are placed on the right side of it") {
  const PrecisionScope scope(320);
  const MpInterval offset = enclose_mp(0x1p-100), length(0.25);
  for (const int k : {1, -1, 2, -2, 3, -3, 1001, -1001, 1002, -1002, 99999, -99999}) {
    CAPTURE(k);
    const MpInterval turn = enclose_pi<MpInterval>() * MpInterval(k) / MpInterval(2);
    const MpFloat before = (turn - offset).lower(), after = (turn + offset).upper();
    const auto wave = k % 2 != 0 ? static_cast<MpInterval (*)(const MpInterval&)>(enclose_sin)
                                 : static_cast<MpInterval (*)(const MpInterval&)>(enclose_cos);
    const auto reaches_one = [&](const MpInterval& x) {
      const MpInterval y = wave(x);
      return y.upper() == MpFloat(1) || y.lower() == MpFloat(-1);
    };
    CHECK(reaches_one(MpInterval(before, (MpInterval(before) + length).upper())));
    CHECK_FALSE(reaches_one(MpInterval(after, (MpInterval(after) + length).upper())));
    CHECK(reaches_one(MpInterval((MpInterval(after) - length).lower(), after)));
    CHECK_FALSE(reaches_one(MpInterval((MpInterval(before) - length).lower(), before)));
  }
}

TEST_CASE("MPFR intervals narrower than any double keep the same rules") {
  const PrecisionScope scope(300);
  const MpInterval half_pi = enclose_pi<MpInterval>() / MpInterval(2);
  CHECK(enclose_sin(half_pi).upper() == MpFloat(1));
  CHECK(contains(enclose_cos(half_pi), 0));
  CHECK_THROWS_AS(enclose_tan(half_pi), std::domain_error);
  CHECK(enclose_sin(MpInterval(half_pi.lower(), half_pi.lower())).lower() < MpFloat(1));
  MpFloat beyond = MpFloat::with_precision(100);
  mpfr_set_ui_2exp(beyond.get(), 1, 1 << 20, MPFR_RNDN);
  CHECK(enclose_sin(MpInterval(beyond)).upper() == MpFloat(1));
  CHECK(enclose_sin(MpInterval(beyond)).lower() == MpFloat(-1));
  CHECK_THROWS_AS(enclose_tan(MpInterval(beyond)), std::domain_error);
}
