#include <doctest/doctest.h>

#include <concepts>
#include <type_traits>

#include "verify/norm/sup_norm.h"

namespace relugap::verify {
namespace {

TEST_CASE("a lower bound is never taken for an upper one") {
  static_assert(std::is_assignable_v<UpperBound&, UpperBound>);
  static_assert(!std::is_assignable_v<UpperBound&, LowerBound>);
  static_assert(!std::is_assignable_v<LowerBound&, UpperBound>);
  static_assert(!std::constructible_from<UpperBound, LowerBound>);
  static_assert(!std::constructible_from<LowerBound, UpperBound>);
}

TEST_CASE("a bound is not a number, and a number not a bound, without saying so") {
  static_assert(!std::convertible_to<double, UpperBound>);
  static_assert(!std::convertible_to<double, LowerBound>);
  static_assert(!std::convertible_to<UpperBound, double>);
  static_assert(!std::convertible_to<LowerBound, double>);
}

}  // namespace
}  // namespace relugap::verify
