#include "verify/consistent/lp_norm.h"

#include <doctest/doctest.h>

#include <cmath>

#include "lib/arith/elementary.h"
#include "tests/support/random.h"
#include "tests/verify/consistent/sample_data.h"

using namespace relugap;
using namespace relugap::verify;
using namespace relugap::test;

TEST_CASE("sound: both bounds of the norm lie on their sides, for every p and sizes of any magnitude") {
  for (int i = 0; i < scaled(1000); ++i) {
    const std::optional<Rational> p = random_exponent();
    const LpNorm norm(p);
    std::vector<double> z;
    std::vector<Rational> exactly;
    const bool nasty = rng().integer(0, 4) == 0;
    for (int k = rng().integer(1, 5); k > 0; --k) {
      const double x =
          std::fabs(nasty ? rng().nasty_double() : rng().uniform(0, 1) * std::exp2(rng().integer(-8, 8)));
      z.push_back(x);
      exactly.push_back(exact(x));
    }
    const PrecisionScope scope(200);
    const MpInterval value = enclose_p_norm(exactly, p);
    REQUIRE(MpFloat(norm.upper(z)) >= value.lower());
    REQUIRE(MpFloat(norm.lower(z)) <= value.upper());
    if (!nasty) CHECK(norm.upper(z) <= norm.lower(z) * (1 + 1e-13));
  }
}

TEST_CASE("sound: powers are rounded up, for exponents that are raised by multiplication and others") {
  for (int i = 0; i < scaled(1000); ++i) {
    const std::optional<Rational> p = random_exponent();
    if (!p) continue;
    const double t = rng().integer(0, 9) == 0 ? std::fabs(rng().nasty_double()) : rng().uniform(0, 2);
    const double upper = LpNorm(p).upper_power(t);
    if (t == 0 || std::isinf(upper)) {
      CHECK(upper >= t);
      continue;
    }
    const PrecisionScope scope(200);
    const MpInterval power = enclose_pow(enclose_mp(t), enclose_mp(*p));
    REQUIRE(MpFloat(upper) >= power.lower());
    if (upper > 1e-300) CHECK(MpFloat(upper) <= MpInterval(power * enclose_mp(1 + 1e-13)).upper());
  }
}

TEST_CASE("tight: estimates are near the norm for every p and sizes of any magnitude") {
  for (int i = 0; i < scaled(1000); ++i) {
    const std::optional<Rational> p = rng().coin() ? std::optional<Rational>(10001) : random_exponent();
    const LpNorm norm(p);
    const int size = rng().coin() ? rng().integer(-900, 900) : 0;
    std::vector<double> z;
    for (int k = rng().integer(1, 5); k > 0; --k) z.push_back(std::ldexp(rng().uniform(0, 1), size));
    CHECK(norm.estimate(z) == doctest::Approx(norm.upper(z)).epsilon(1e-9).scale(0));
  }
}
