#include "lib/arith/directed.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "tests/support/exact_rounding.h"
#include "tests/support/random.h"

using namespace relugap;
using test::is_rounded_down;
using test::is_rounded_up;
using test::kInfinity;
using test::kLargest;

namespace {

/// Checks the four operations and the root on x, y against exact rationals.
void check_all_operations(double x, double y) {
  CAPTURE(x);
  CAPTURE(y);
  const Rational p = exact(x), q = exact(y);
  const Rational sum = p + q, difference = p - q, product = p * q;
  REQUIRE(is_rounded_down(directed::add_down(x, y), sum));
  REQUIRE(is_rounded_up(directed::add_up(x, y), sum));
  REQUIRE(is_rounded_down(directed::sub_down(x, y), difference));
  REQUIRE(is_rounded_up(directed::sub_up(x, y), difference));
  REQUIRE(is_rounded_down(directed::mul_down(x, y), product));
  REQUIRE(is_rounded_up(directed::mul_up(x, y), product));
  if (y != 0) {
    const Rational quotient = p / q;
    REQUIRE(is_rounded_down(directed::div_down(x, y), quotient));
    REQUIRE(is_rounded_up(directed::div_up(x, y), quotient));
  }
  if (x >= 0) {
    const double low = directed::sqrt_down(x), high = directed::sqrt_up(x);
    const Rational low_square = exact(low) * exact(low), high_square = exact(high) * exact(high);
    REQUIRE(low_square <= p);
    REQUIRE(high_square >= p);
    REQUIRE((low == high || high == std::nextafter(low, kInfinity)));
    REQUIRE((low != high || low_square == p));
  }
}

}  // namespace

TEST_CASE("operations on nasty doubles are the exact directed roundings") {
  for (int i = 0; i < scaled(20000); ++i) check_all_operations(nasty_double(), nasty_double());
}

TEST_CASE("operations on ordinary doubles are the exact directed roundings") {
  for (int i = 0; i < scaled(20000); ++i) check_all_operations(rng().normal(), rng().normal());
}

TEST_CASE("sums with almost complete cancellation are the exact directed roundings") {
  for (int i = 0; i < scaled(5000); ++i) {
    const double x = nasty_double();
    const double y = std::bit_cast<double>(std::bit_cast<std::uint64_t>(-x) +
                                           static_cast<std::uint64_t>(rng().integer(-3, 3)));
    if (std::isfinite(y)) check_all_operations(x, y);
  }
}

TEST_CASE("results around the limits of the fast paths are the exact directed roundings") {
  for (int i = 0; i < scaled(20000); ++i) {
    const int size = rng().coin() ? rng().integer(-1100, -930) : rng().integer(960, 1023);
    const int share = rng().integer(-1000, 1000);
    const double x = std::ldexp(rng().uniform(1, 2), std::clamp(size - share, -1060, 1020));
    const double y = std::ldexp(rng().uniform(1, 2), std::clamp(share, -1060, 1020));
    check_all_operations(x, rng().coin() ? y : -y);
    check_all_operations(-x, y);
  }
}

TEST_CASE("products and quotients that are exact or just not exact are told apart") {
  for (int i = 0; i < scaled(5000); ++i) {
    const double x = rng().integer(1, 1 << 26), y = rng().integer(1, 1 << 26);
    CHECK(directed::mul_down(x, y) == directed::mul_up(x, y));
    CHECK(directed::div_down(x * y, y) == x);
    CHECK(directed::div_up(x * y, y) == x);
    CHECK(directed::sqrt_down(x * x) == x);
    CHECK(directed::sqrt_up(x * x) == x);
    check_all_operations(std::nextafter(x * y, 0.0), y);
    check_all_operations(std::nextafter(x * x, kInfinity), y);
  }
}

TEST_CASE("infinite arguments give the limits, and no value at all the infinite ends") {
  CHECK(directed::add_down(kInfinity, 1) == kInfinity);
  CHECK(directed::add_up(-kInfinity, kLargest) == -kInfinity);
  CHECK(directed::add_down(kInfinity, -kInfinity) == -kInfinity);
  CHECK(directed::add_up(kInfinity, -kInfinity) == kInfinity);
  CHECK(directed::mul_down(0, kInfinity) == 0);
  CHECK(directed::mul_up(-kInfinity, 0) == 0);
  CHECK(directed::mul_down(-kInfinity, 2) == -kInfinity);
  CHECK(directed::div_up(1, kInfinity) == 0);
  CHECK(directed::div_down(kInfinity, kInfinity) == -kInfinity);
  CHECK(directed::sqrt_up(kInfinity) == kInfinity);
}

TEST_CASE("the fast and the slow paths agree") {
  for (int i = 0; i < scaled(20000); ++i) {
    const double x = nasty_double(), y = nasty_double();
    CAPTURE(x);
    CAPTURE(y);
    REQUIRE(directed::add_down(x, y) == directed::slow_add_down(x, y));
    REQUIRE(directed::add_up(x, y) == directed::slow_add_up(x, y));
    REQUIRE(directed::mul_down(x, y) == directed::slow_mul_down(x, y));
    REQUIRE(directed::mul_up(x, y) == directed::slow_mul_up(x, y));
    if (y != 0) REQUIRE(directed::div_down(x, y) == directed::slow_div_down(x, y));
    if (y != 0) REQUIRE(directed::div_up(x, y) == directed::slow_div_up(x, y));
  }
}

TEST_CASE("neighbours are those of nextafter") {
  for (int i = 0; i < scaled(5000); ++i) {
    const double x = nasty_double();
    REQUIRE(directed::next_down(x) == std::nextafter(x, -kInfinity));
    REQUIRE(directed::next_up(x) == std::nextafter(x, kInfinity));
  }
  CHECK(directed::next_down(kInfinity) == kLargest);
  CHECK(directed::next_up(-kInfinity) == -kLargest);
}
