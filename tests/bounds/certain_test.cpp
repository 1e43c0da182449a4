#include "bounds/certain.h"

#include <doctest/doctest.h>

#include <cmath>

#include "lib/arith/decimal.h"
#include "tests/bounds/support.h"

namespace relugap::bounds {
namespace {

using test::check_printed;

TEST_CASE("random rationals of any size print correctly rounded in both directions") {
  for (int i = scaled(2000); i > 0; --i) {
    const int e = rng().integer(-120, 120);
    Rational x(Integer(rng().bits() >> static_cast<unsigned>(rng().integer(0, 60))) + 1,
               Integer(rng().bits() >> 20) + 1);
    x = e < 0 ? Rational(x / test::ten_to(static_cast<unsigned>(-e)))
              : Rational(x * test::ten_to(static_cast<unsigned>(e)));
    CAPTURE(x);
    check_printed(certain_real(x), {x, x}, false);
    check_printed(certain_ceiling(x), {x, x}, true);
  }
}

TEST_CASE("roots print correctly rounded: the printed digits are compared exactly, as powers") {
  for (int i = scaled(500); i > 0; --i) {
    const int n = rng().integer(2, 9);
    const Rational x(rng().integer(1, 100000), rng().integer(1, 100000));
    const CertainValue value = certain_real(PowerProduct(x).pow(Rational(1, n)));
    const Rational down = parse_decimal(value.down), up = parse_decimal(value.up);
    CAPTURE(x);
    CHECK(test::power(down, static_cast<std::uint64_t>(n)) <= x);
    CHECK(test::power(up, static_cast<std::uint64_t>(n)) >= x);
    CHECK((up - down) * test::ten_to(24) <= up);
  }
}

TEST_CASE("numbers such as 10^139 and 10^100000 are right in every digit") {
  const CertainValue huge = certain_real(PowerProduct(10).pow(100000));
  CHECK(huge.down == "1e100000");
  CHECK(huge.up == "1e100000");
  CHECK(exponent_down(huge) == "100000.00");
  // 3^300000, whose leading digits are known from an exact integer.
  const std::string digits = Integer(pow(Integer(3), 300000)).str();
  const CertainValue power = certain_real(PowerProduct(3).pow(300000));
  CHECK(power.down ==
        digits.substr(0, 1) + "." + digits.substr(1, 24) + "e" + std::to_string(digits.size() - 1));
  // Far beyond exact arithmetic: 2^(10^12) = 10^(301029995663.98...), from log10 2 = 0.30102999566398119521373889472449...
  const CertainValue far = certain_real(PowerProduct(2).pow(Rational(test::ten_to(12))));
  CHECK(exponent_down(far) == "301029995663.98");
  CHECK(exponent_up(far) == "301029995663.99");
  CHECK(far.down.ends_with("e301029995663"));
}

TEST_CASE("a ceiling is the least integer above, also at integers") {
  CHECK(certain_ceiling(Rational(7)).down == "7");
  CHECK(certain_ceiling(Rational(15, 2)).down == "8");
  CHECK(certain_ceiling(Rational(1, 100)).down == "1");
  CHECK(certain_ceiling(PowerProduct(2).pow(Rational(1, 2))).up == "2");
  const Integer limit = test::ten_to(25);
  CHECK(certain_ceiling(Rational(limit)).down == limit.str());
  CHECK(certain_ceiling(Rational(limit) - Rational(1, 2)).down == limit.str());
}

TEST_CASE("the power of a ceiling uses the integer, not the real number") {
  CHECK(certain_ceiling_power(PowerProduct(2).pow(Rational(1, 2)), 10).up == "1024");
  CHECK(certain_ceiling_power(Rational(9, 2), 3).up == "125");
  CHECK(certain_ceiling_power(PowerProduct(16).pow(Rational(1, 2)), 3).up == "64");
  CHECK(certain_ceiling_power(Rational(1, 7), 1000).up == "1");
  // Too large for an integer: ceil(y)^d lies between y^d and (y+1)^d.
  const PowerProduct y = PowerProduct(2).pow(Rational(100001, 2));
  CHECK(certain_ceiling_power(y, 3).down == certain_real(y.pow(3)).down);
  CHECK(certain_ceiling_power(y, 3).up == certain_real(y.pow(3)).up);
}

TEST_CASE("plain notation is used near one and scientific notation elsewhere") {
  CHECK(certain_real(Rational(1, 8)).down == "0.125");
  CHECK(certain_real(Rational(1, 1000)).down == "0.001");
  CHECK(certain_real(Rational(120)).down == "120");
  CHECK(certain_real(Rational(3, Integer(test::ten_to(9)))).down == "3e-9");
  CHECK(certain_real(Rational(1, 3)).down == "0." + std::string(25, '3'));
  CHECK(certain_real(Rational(1, 3)).up == "0." + std::string(24, '3') + "4");
}

TEST_CASE("two decimals of the exponent are cut downward for lower and upward for upper bounds") {
  const CertainValue half = certain_real(Rational(1, 2));  // log10 = -0.30102...
  CHECK(exponent_down(half) == "-0.31");
  CHECK(exponent_up(half) == "-0.30");
  CHECK(exponent_down(certain_real(Rational(1000))) == "3.00");
  CHECK(exponent_up(certain_real(Rational(1000))) == "3.00");
}

}  // namespace
}  // namespace relugap::bounds
