#include <doctest/doctest.h>

#include <concepts>

#include "lib/arith/mp_interval.h"

// What must not compile, as constraints that the compiler evaluates: each mistake stands beside the right form, so that a
// case cannot pass by being broken in another way.
namespace relugap {
namespace {

template <class X, class Y>
concept Addable = requires(X x, Y y) {
  x + y;
};

TEST_CASE("an MPFR number alone has no arithmetic: a sum without a direction would be nobody's bound") {
  static_assert(Addable<MpInterval, MpInterval>);
  static_assert(!Addable<MpFloat, MpFloat>);
}

TEST_CASE("intervals of different arithmetics do not mix") {
  static_assert(Addable<Interval, Interval>);
  static_assert(!Addable<Interval, MpInterval>);
}

TEST_CASE("an exact number, or one of MPFR, becomes a double only by a named rounding") {
  static_assert(std::same_as<double, decltype(round_down(Rational()))>);
  static_assert(!std::convertible_to<Rational, double>);
  static_assert(!std::convertible_to<MpFloat, double>);
  static_assert(!std::convertible_to<Interval, double>);
}

}  // namespace
}  // namespace relugap
