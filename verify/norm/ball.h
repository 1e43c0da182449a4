#pragma once

#include <cmath>

#include "lib/arith/interval.h"
#include "lib/kernel/error_term.h"

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

  static constexpr double kWiden = 1.0 + 0x1p-49, kTiny = 0x1p-1000;
  /// What rounding to this midpoint may have cost.
  static double rounding(double mid) { return RELUGAP_ERROR_TERM("ball-rounding", 0x1p-53) * std::fabs(mid); }

  friend Ball operator+(const Ball& a, const Ball& b) {
    const double mid = a.mid + b.mid;
    return {mid, ((a.rad + b.rad) + rounding(mid)) * kWiden + kTiny};
  }
  friend Ball operator-(const Ball& a) { return {-a.mid, a.rad}; }
  friend Ball operator-(const Ball& a, const Ball& b) { return a + -b; }
  friend Ball operator*(const Ball& a, const Ball& b) {
    const double mid = a.mid * b.mid;
    const double rad = std::fabs(a.mid) * b.rad + (std::fabs(b.mid) + b.rad) * a.rad + rounding(mid);
    return {mid, rad * kWiden + kTiny};
  }
  Ball& operator+=(const Ball& other) { return *this = *this + other; }

  bool is_finite() const { return std::isfinite(mid) && std::isfinite(rad); }
  /// Bounds, rounded outward; infinite if the ball is not finite.
  double lower() const { return is_finite() ? directed::sub_down(mid, rad) : -HUGE_VAL; }
  double upper() const { return is_finite() ? directed::add_up(mid, rad) : HUGE_VAL; }
  /// >= |x|.
  double magnitude() const { return is_finite() ? directed::add_up(std::fabs(mid), rad) : HUGE_VAL; }
};

/// x / 3: the double 1/3 is within 2^-55 of it.
inline Ball third(const Ball& x) { return x * Ball(1.0 / 3.0, RELUGAP_ERROR_TERM("ball-third", 0x1p-55)); }

/// x / y. Requires: 1/y neither overflows nor is subnormal; then it errs by u relatively.
inline Ball divided(const Ball& x, double y) {
  const double inverse = 1.0 / y;
  return x * Ball(inverse, RELUGAP_ERROR_TERM("ball-inverse", 0x1p-52) * std::fabs(inverse));
}

/// The ball around an interval; not finite if the interval is not.
inline Ball ball(const Interval& x) {
  if (!std::isfinite(x.lower()) || !std::isfinite(x.upper())) return {0.0, HUGE_VAL};
  const double mid = x.lower() / 2 + x.upper() / 2;
  return {mid, std::fmax(directed::sub_up(x.upper(), mid), directed::sub_up(mid, x.lower()))};
}

}  // namespace relugap::verify
