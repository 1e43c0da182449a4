#pragma once

#include <cmath>
#include <limits>
#include <utility>

#include "lib/arith/rational.h"

/// Exact oracles for directed rounding: tolerance zero, and nothing of lib/arith but rationals.
namespace relugap::test {

inline constexpr double kInfinity = std::numeric_limits<double>::infinity();
inline constexpr double kLargest = std::numeric_limits<double>::max();

/// Whether z is the largest double <= v.
inline bool is_rounded_down(double z, const Rational& v) {
  if (z == -kInfinity) return v < -exact(kLargest);
  if (!std::isfinite(z) || exact(z) > v) return false;
  return z == kLargest || v < exact(std::nextafter(z, kInfinity));
}

/// Whether z is the smallest double >= v.
inline bool is_rounded_up(double z, const Rational& v) {
  const Rational negated = -v;
  return is_rounded_down(-z, negated);
}

/// (x, y) in ascending order.
inline std::pair<double, double> sorted(double x, double y) {
  return x <= y ? std::pair(x, y) : std::pair(y, x);
}

}  // namespace relugap::test
