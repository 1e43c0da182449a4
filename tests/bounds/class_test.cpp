#include "bounds/class.h"

#include <doctest/doctest.h>

#include "lib/core/error.h"

namespace relugap::bounds {
namespace {

TEST_CASE("widths are read with commas, dashes and repetitions") {
  CHECK(parse_widths("16,48,48,1") == std::vector<std::uint64_t>{16, 48, 48, 1});
  CHECK(parse_widths("45-46-1-1") == std::vector<std::uint64_t>{45, 46, 1, 1});
  CHECK(parse_widths("16,48x3,1") == std::vector<std::uint64_t>{16, 48, 48, 48, 1});
  CHECK(parse_widths("2, 3 , 1") == std::vector<std::uint64_t>{2, 3, 1});
  CHECK(parse_widths("5,1000000000,1")[1] == 1'000'000'000);
}

TEST_CASE("widths print with runs shortened and read back") {
  for (const char* text : {"16,48x7,1", "1,1,2", "3x5,1", "7,1"})
    CHECK(text == bounds::text(parse_widths(text)));
}

TEST_CASE("malformed or overflowing widths are refused") {
  for (const char* text :
       {"", "2", "2,,1", ",2,1", "2,1,", "2,x,1", "2,3x,1", "2,3x0,1", "2,0,1", "2,-3,1", "2,1.5,1",
        "2,99999999999999999999,1", "2,1000000001,1", "2,3x9999999,1", "2 3,1", "2,3x2x2,1"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(parse_widths(text), InputError);
  }
}

TEST_CASE("q is infinity or a rational of at least 1") {
  CHECK(parse_exponent("inf").infinite());
  CHECK(parse_exponent("3/2").value() == Rational(3, 2));
  CHECK(parse_exponent("1").reciprocal() == 1);
  CHECK(parse_exponent("inf").reciprocal() == 0);
  for (const char* text : {"", "0", "0.5", "-1", "nan", "-inf", "1/0", "two"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(parse_exponent(text), InputError);
  }
}

TEST_CASE("coefficients, eps and samples that make no sense are refused with their name") {
  CHECK_THROWS_WITH_AS(parse_positive("-1", "eps"), doctest::Contains("eps"), InputError);
  CHECK_THROWS_WITH_AS(parse_positive("nan", "coefficient"), doctest::Contains("coefficient"), InputError);
  CHECK_THROWS_AS(parse_positive("0", "eps"), InputError);
  for (const char* text : {"0", "-3", "1.5", "", "1e-3"}) CHECK_THROWS_AS(parse_samples(text), InputError);
  CHECK(parse_samples("1e6") == 1'000'000);
}

TEST_CASE("parameters are the weights and biases of all layers, without overflow") {
  CHECK(NetworkClass{parse_widths("45-46-1-1"), Exponent(2), 1}.parameters() == 2165);
  CHECK(NetworkClass{parse_widths("13,39x5,1"), Exponent::infinity(), 1}.parameters() == 6826);
  CHECK(NetworkClass{parse_widths("1000000000x3,1"), Exponent(1), 1}.parameters() ==
        Integer("2000000003000000001"));
}

TEST_CASE("rationals print as their shortest exact text") {
  CHECK(text(Rational(1, 1000)) == "1e-3");
  CHECK(text(Rational(3, 2)) == "1.5");
  CHECK(text(Rational(1, 3)) == "1/3");
  CHECK(text(Rational(1, 10)) == "0.1");
  CHECK(text(Rational(120)) == "120");
  CHECK(text(Rational(-1, 4)) == "-0.25");
  CHECK(text(Rational(Integer(pow(Integer(10), 40)))) == "1e40");
}

}  // namespace
}  // namespace relugap::bounds
