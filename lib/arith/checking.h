#pragma once

#include <limits>
#include <stdexcept>
#include <type_traits>

namespace relugap {

/// Checking policy of our intervals (Boost.Interval): there are no empty intervals and no NaN.
///
/// Fails: std::domain_error where Boost would make an empty interval or take a NaN: Interval(2, 1),
/// Interval(NaN).
template <class Number>
struct NonEmptyChecking {
  static Number pos_inf() { return Number(std::numeric_limits<double>::infinity()); }
  static Number neg_inf() { return Number(-std::numeric_limits<double>::infinity()); }
  static Number nan() { throw std::domain_error("an interval operation has no value"); }
  static Number empty_lower() { throw std::domain_error("an interval would be empty"); }
  static Number empty_upper() { throw std::domain_error("an interval would be empty"); }
  static bool is_empty(const Number&, const Number&) { return false; }
  template <class Value>
  static bool is_nan(const Value& value) {
    if constexpr (std::is_floating_point_v<Value> || std::is_same_v<Value, Number>) {
      if (!(value <= value)) throw std::domain_error("an interval end is not a number");
    }
    return false;
  }
};

[[noreturn]] inline void throw_division_by_zero() {
  throw std::domain_error("division by an interval that contains zero");
}

}  // namespace relugap
