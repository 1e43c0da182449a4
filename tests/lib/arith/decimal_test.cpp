#include "lib/arith/decimal.h"

#include <doctest/doctest.h>

#include <bit>
#include <cstdint>
#include <cstdlib>

#include "lib/core/error.h"
#include "tests/support/exact_rounding.h"
#include "tests/support/random.h"

using namespace relugap;

namespace {

Rational power_of_ten(int n) {
  const Rational power(Integer(std::string("1").append(static_cast<std::size_t>(std::abs(n)), '0')));
  return n >= 0 ? power : Rational(1 / power);
}

/// Significant digits written in a decimal, leading zeros not counted, trailing ones counted.
int written_digits(const std::string& text) {
  const std::string mantissa = text.substr(0, text.find('e'));
  std::string digits;
  for (const char c : mantissa) {
    if (c >= '0' && c <= '9') digits += c;
  }
  const std::size_t first = digits.find_first_not_of('0');
  return first == std::string::npos ? 0 : static_cast<int>(digits.size() - first);
}

Rational random_rational() {
  const Rational r = exact(nasty_double());
  return rng().coin() ? r : Rational(r / rng().integer(1, 1000));
}

}  // namespace

TEST_CASE("decimals and fractions have their exact values") {
  CHECK(parse_decimal("10") == 10);
  CHECK(parse_decimal("-0.5") == Rational(-1, 2));
  CHECK(parse_decimal("+.5") == Rational(1, 2));
  CHECK(parse_decimal("5.") == 5);
  CHECK(parse_decimal("1e-3") == Rational(1, 1000));
  CHECK(parse_decimal("1.5E+2") == 150);
  CHECK(parse_decimal("1/3") == Rational(1, 3));
  CHECK(parse_decimal("-1/3") == Rational(-1, 3));
  CHECK(parse_decimal("0.1/2e1") == Rational(1, 200));
  CHECK(parse_decimal("1/-4") == Rational(-1, 4));
  CHECK(parse_decimal("007") == 7);
  CHECK(parse_decimal("010.010") == Rational(1001, 100));
  CHECK(parse_decimal("0") == 0);
  CHECK(parse_decimal("-0.000e5") == 0);
  CHECK(parse_decimal("0.1") != exact(0.1));
  CHECK(parse_decimal("1e100000") / parse_decimal("1e99999") == 10);
  CHECK(parse_decimal("1e-100000") * parse_decimal("1e100000") == 1);
}

TEST_CASE("what is not a number is bad input, named on one line") {
  for (const char* text : {"",
                           "-",
                           ".",
                           "nan",
                           "inf",
                           "-inf",
                           "1e",
                           "1e+",
                           "e5",
                           "1e999999999",
                           "1e100001",
                           "1e-100001",
                           "1 ",
                           " 1",
                           "1x",
                           "1..2",
                           "1.2.3",
                           "1/",
                           "/2",
                           "1/0",
                           "1/0.0",
                           "1/2/3",
                           "0x10",
                           "1,5",
                           "--1",
                           "1e1.5",
                           "1e99999999999999999999",
                           "1\n2"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(parse_decimal(text), InputError);
  }
  try {
    parse_decimal("12x4");
    FAIL("accepted");
  } catch (const InputError& error) {
    CHECK(std::string(error.what()) == "'12x4': column 3: expected a number, found 'x'");
  }
  CHECK_THROWS_AS(parse_decimal(std::string(1000000, '1')), InputError);
  try {
    parse_decimal("1\n2");
  } catch (const InputError& error) {
    CHECK(std::string(error.what()).find('\n') == std::string::npos);
  }
}

TEST_CASE("a printed decimal encloses the number and is within one unit of the last digit") {
  for (int i = 0; i < scaled(1000); ++i) {
    const Rational r = random_rational();
    const int digits = rng().integer(1, 40);
    const std::string low_text = decimal_down(r, digits), high_text = decimal_up(r, digits);
    CAPTURE(low_text);
    CAPTURE(high_text);
    const Rational low = parse_decimal(low_text), high = parse_decimal(high_text);
    REQUIRE(low <= r);
    REQUIRE(r <= high);
    REQUIRE((high - low) * power_of_ten(digits - 1) <= abs(r));
    REQUIRE((low == r) == (high == r));
    REQUIRE((low == r || written_digits(low_text) >= digits));
  }
}

TEST_CASE("decimals are rounded in their direction, for both signs") {
  CHECK(decimal_down(Rational(2, 3), 3) == "0.666");
  CHECK(decimal_up(Rational(2, 3), 3) == "0.667");
  CHECK(decimal_down(Rational(-2, 3), 3) == "-0.667");
  CHECK(decimal_up(Rational(-2, 3), 3) == "-0.666");
  CHECK(decimal_up(Rational(9999, 10), 3) == "1.00e+3");
  CHECK(decimal_up(Rational(9996, 10000), 3) == "1.00");
  CHECK(decimal_down(Rational(9999, 10), 3) == "999");
}

TEST_CASE("notation is plain for ordinary sizes and scientific for others") {
  CHECK(decimal_down(Rational(0), 5) == "0");
  CHECK(decimal_down(Rational(12345), 5) == "12345");
  CHECK(decimal_down(Rational(1200), 5) == "1200");
  CHECK(decimal_down(Rational(123456), 5) == "1.2345e+5");
  CHECK(decimal_up(Rational(1, 1024), 3) == "0.000977");
  CHECK(decimal_down(Rational(1, 1000000), 3) == "0.000001");
  CHECK(decimal_down(Rational(1, 10000000), 3) == "1e-7");
  CHECK(decimal_down(Rational(Integer("123456789" + std::string(131, '0'))), 5) == "1.2345e+139");
  CHECK(decimal_up(Rational(Integer("123456789" + std::string(131, '0'))), 5) == "1.2346e+139");
  CHECK(decimal_down(0.5, 10) == "0.5");
  CHECK(decimal_up(0.1, 10) == "0.1000000001");
  CHECK(decimal_up(test::kInfinity, 3) == "inf");
  CHECK(decimal_down(-test::kInfinity, 3) == "-inf");
}

TEST_CASE("the shortest decimal of a double reads back to it") {
  for (int i = 0; i < scaled(5000); ++i) {
    const double x = nasty_double();
    const std::string text = shortest(x);
    REQUIRE(std::bit_cast<std::uint64_t>(std::strtod(text.c_str(), nullptr)) ==
            std::bit_cast<std::uint64_t>(x));
  }
  CHECK(shortest(0.1) == "0.1");
  CHECK(shortest(-test::kInfinity) == "-inf");
}
