#include "papers/report/number.h"

#include <doctest/doctest.h>

#include <limits>

#include "lib/arith/decimal.h"
#include "tests/support/random.h"

using relugap::exact;
using relugap::parse_decimal;
using relugap::Rational;
namespace report = relugap::report;

namespace {

/// The number that a printed text stands for.
Rational meaning(std::string text) {
  for (std::size_t at; (at = text.find("\u202F")) != std::string::npos;) text.erase(at, 3);
  if (text.front() == '$') text = text.substr(1, text.size() - 2);
  if (const std::size_t at = text.find(" \\times 10^{"); at != std::string::npos) {
    text = text.substr(0, at) + "e" + text.substr(at + 12, text.size() - at - 13);
  }
  return parse_decimal(text);
}

}  // namespace

TEST_CASE("sound: lower bounds are printed downwards and upper bounds upwards, for any double") {
  for (int i = 0; i < relugap::scaled(3000); ++i) {
    const double x = relugap::nasty_double();
    const int digits = relugap::rng().integer(1, 9);
    INFO(x, " with ", digits, " digits");
    CHECK(meaning(report::lower_text(x, digits)) <= exact(x));
    CHECK(meaning(report::upper_text(x, digits)) >= exact(x));
  }
}

TEST_CASE(
    "sound: a fixed number of places rounds in the direction asked, also for negative numbers and ties") {
  CHECK(report::fixed_down(Rational(1, 3), 2) == "0.33");
  CHECK(report::fixed_up(Rational(1, 3), 2) == "0.34");
  CHECK(report::fixed_down(Rational(-1, 3), 2) == "-0.34");
  CHECK(report::fixed_up(Rational(-1, 3), 2) == "-0.33");
  CHECK(report::fixed_up(Rational(1, 4), 2) == "0.25");
  CHECK(report::fixed_down(Rational(1, 4), 2) == "0.25");
  CHECK(report::fixed_up(Rational(7, 2), 0) == "4");
  CHECK(report::fixed_down(Rational(-7, 2), 0) == "-4");
  for (int i = 0; i < relugap::scaled(1000); ++i) {
    const Rational x = exact(relugap::rng().normal());
    const int places = relugap::rng().integer(0, 6);
    CHECK(parse_decimal(report::fixed_down(x, places)) <= x);
    CHECK(parse_decimal(report::fixed_up(x, places)) >= x);
    CHECK(parse_decimal(report::fixed_up(x, places)) - parse_decimal(report::fixed_down(x, places)) <=
          Rational(1) / (places == 0 ? 1 : parse_decimal("1e" + std::to_string(places))));
  }
}

TEST_CASE("sound: exponents of ten are cut downwards, never rounded") {
  CHECK(report::power_of_ten_down(82.5999) == "$10^{82.59}$");
  CHECK(report::power_of_ten_down(80) == "$10^{80.00}$");
  CHECK(report::power_of_ten_down(-0.001) == "$10^{-0.01}$");
}

TEST_CASE("contract: small, huge, negative and infinite numbers have a readable form") {
  CHECK(report::lower_text(0.0040129, 4) == "0.004012");
  CHECK(report::upper_text(0.0040121, 4) == "0.004013");
  CHECK(report::lower_text(0x1p-30, 3) == "$9.31 \\times 10^{-10}$");
  CHECK(report::upper_text(2049.0, 3) == "2050");
  CHECK(report::lower_text(49210.0, 3) == "49\u202F200");
  CHECK(report::upper_text(std::numeric_limits<double>::infinity(), 3) == "$\\infty$");
  CHECK(report::lower_text(-0.5, 3) == "$-0.5$");
}

TEST_CASE("contract: groups of three digits from five digits on") {
  CHECK(report::grouped("1000") == "1000");
  CHECK(report::grouped("10000") == "10\u202F000");
  CHECK(report::grouped("1048576") == "1\u202F048\u202F576");
  CHECK(report::grouped("10.25") == "10.25");
}
