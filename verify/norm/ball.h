#pragma once

#include <cmath>

#include "lib/arith/interval.h"

namespace relugap::verify {

/// A real number known as mid +- rad, for long sums where intervals would be slow.
///
/// Rounding: to nearest, u = 2^-53. A sum errs by u |mid| at most; the radius of a sum or product is computed from
/// non-negative terms with at most eight roundings, each u relatively: the factor 1 + 2^-49 pays for them, kTiny for whatever
/// underflows. With FMA or without.
/// Guarantees: x in X and y in Y give x op y in X op Y wherever mid and rad are finite; a ball that is not finite (check
/// is_finite) says nothing.
struct Ball {
  double mid = 0, rad = 0;

  Ball() = default;
  Ball(double exact) : mid(exact) {}  // NOLINT(google-explicit-constructor): a number is a ball
  Ball(double middle, double radius) : mid(middle), rad(radius) {}

  static constexpr double kUnit = 0x1p-53, kWiden = 1.0 + 0x1p-49, kTiny = 0x1p-1000;

  friend Ball operator+(const Ball& a, const Ball& b) {
    const double mid = a.mid + b.mid;
    return {mid, ((a.rad + b.rad) + kUnit * std::fabs(mid)) * kWiden + kTiny};
  }
  friend Ball operator-(const Ball& a) { return {-a.mid, a.rad}; }
  friend Ball operator-(const Ball& a, const Ball& b) { return a + -b; }
  friend Ball operator*(const Ball& a, const Ball& b) {
    const double mid = a.mid * b.mid;
    const double rad = std::fabs(a.mid) * b.rad + (std::fabs(b.mid) + b.rad) * a.rad + kUnit * std::fabs(mid);
    return {mid, rad * kWiden + kTiny};
  }
  Ball& operator+=(const Ball& other) { return *this = *this + other; }

  bool is_finite() const { return std::isfinite(mid) && std::isfinite(rad); }
  /// Bounds, rounded outward.
  double lower() const { return directed::sub_down(mid, rad); }
  double upper() const { return directed::add_up(mid, rad); }
  /// >= |x|.
  double magnitude() const { return directed::add_up(std::fabs(mid), rad); }
};

/// The ball around an interval with finite ends.
inline Ball ball(const Interval& x) {
  const double mid = x.lower() / 2 + x.upper() / 2;
  return {mid, std::fmax(directed::sub_up(x.upper(), mid), directed::sub_up(mid, x.lower()))};
}

}  // namespace relugap::verify
