#include <doctest/doctest.h>

#include "tests/lib/arith/link_order/operations.h"
#include "tests/support/exact_rounding.h"
#include "tests/support/random.h"

using namespace relugap;

namespace {

void check(const IntervalOperations& op) {
  for (int i = 0; i < scaled(2000); ++i) {
    const double a = i % 2 == 0 ? rng().normal() : nasty_double();
    const double b = i % 2 == 0 ? rng().normal() : nasty_double();
    CAPTURE(a);
    CAPTURE(b);
    const Rational p = exact(a), q = exact(b);
    REQUIRE(contains(op.add(Interval(a), Interval(b)), p + q));
    REQUIRE(contains(op.subtract(Interval(a), Interval(b)), p - q));
    REQUIRE(contains(op.multiply(Interval(a), Interval(b)), p * q));
    REQUIRE(test::is_rounded_down(op.multiply_down(a, b), p * q));
    REQUIRE(test::is_rounded_up(op.multiply_up(a, b), p * q));
    if (b == 0) continue;
    REQUIRE(contains(op.divide(Interval(a), Interval(b)), p / q));
    REQUIRE(test::is_rounded_down(op.divide_down(a, b), p / q));
    REQUIRE(test::is_rounded_up(op.divide_up(a, b), p / q));
  }
}

}  // namespace

TEST_CASE("intervals are right whichever copy of an inline function the linker has chosen") {
  check(interval_operations());
  check(plain_interval_operations());
}

TEST_CASE("both translation units call the same copy, so the order of linking was put to the test") {
  CHECK((interval_operations().divide == plain_interval_operations().divide));
  CHECK((interval_operations().multiply_down == plain_interval_operations().multiply_down));
}
