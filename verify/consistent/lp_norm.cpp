#include "verify/consistent/lp_norm.h"

#include <algorithm>
#include <cmath>

#include "lib/arith/directed.h"
#include "lib/arith/elementary.h"
#include "lib/core/error.h"

namespace relugap::verify {
namespace {

constexpr int kSmall = 64;  // numerators up to here are raised by multiplication
constexpr unsigned kBits = 80;
constexpr double kLeastSquare = 1e-280;  // a smaller sum of squares may have lost some of them

using directed::add_up, directed::mul_up, directed::add_down, directed::mul_down;

double power_up(double t, int n) {
  double result = 1;
  for (; n > 0; n /= 2) {
    if (n % 2 == 1) result = mul_up(result, t);
    if (n > 1) t = mul_up(t, t);
  }
  return result;
}

double power_down(double t, int n) {
  double result = 1;
  for (; n > 0; n /= 2) {
    if (n % 2 == 1) result = mul_down(result, t);
    if (n > 1) t = mul_down(t, t);
  }
  return result;
}

Interval enclose_power(double t, const Rational& p) {
  if (t == 0) return Interval(0.0);
  if (std::isinf(t)) return Interval(t);
  const PrecisionScope scope(kBits);
  return to_interval(enclose_pow(enclose_mp(t), enclose_mp(p)));
}

/// A power of two that takes numbers up to `largest` where squares neither overflow nor vanish.
double scale_for_squares(double largest) {
  return largest > 0x1p+500 ? 0x1p-520 : largest < 0x1p-500 ? 0x1p+520 : 1.0;
}

}  // namespace

LpNorm::LpNorm(std::optional<Rational> p) : p_(std::move(p)) {
  kind_ = !p_ ? Kind::Max : *p_ == 1 ? Kind::Sum : *p_ == 2 ? Kind::Euclidean : Kind::General;
  if (!p_) return;
  RELUGAP_CHECK(*p_ >= 1);
  reciprocal_ = round_up(Rational(1 / *p_));
  dual_reciprocal_ = round_up(Rational(1 - 1 / *p_));
  estimated_p_ = round_down(*p_);
  if (numerator(*p_) <= kSmall) {
    numerator_ = static_cast<int>(numerator(*p_));
    denominator_ = static_cast<int>(denominator(*p_));
  }
}

double LpNorm::estimate_power(double t) const {
  return kind_ == Kind::Sum ? t : kind_ == Kind::Euclidean ? t * t : std::pow(t, estimated_p_);
}

double LpNorm::estimate_root(double t) const {
  return kind_ == Kind::Sum ? t : kind_ == Kind::Euclidean ? std::sqrt(t) : std::pow(t, 1 / estimated_p_);
}

double LpNorm::estimate(std::span<const double> z) const {
  double total = 0, largest = 0;
  if (kind_ == Kind::Sum || kind_ == Kind::Euclidean) {
    for (const double x : z) total += estimate_power(x);
    if (kind_ == Kind::Sum || (total > kLeastSquare && total < 1 / kLeastSquare)) return estimate_root(total);
    total = 0;
  }
  for (const double x : z) largest = std::max(largest, x);
  if (kind_ == Kind::Max || largest == 0 || std::isinf(largest)) return largest;
  // Relative to the largest: for large p the powers of usual numbers overflow or vanish.
  for (const double x : z) total += estimate_power(x / largest);
  return largest * estimate_root(total);
}

/// A number w with w^b >= t^a for p = a/b, seen by directed multiplications; -1 if none is found.
double LpNorm::upper_power_by_multiplication(double t) const {
  if (numerator_ == 0) return -1;
  const double whole = power_up(t, numerator_);
  if (denominator_ == 1) return whole;
  double w = estimate_power(t);
  for (const double margin : {0x1p-52, 0x1p-50, 0x1p-46}) {
    w += w * margin;
    if (std::isfinite(w) && power_down(w, denominator_) >= whole) return w;
  }
  return -1;
}

double LpNorm::upper_power(double t) const {
  switch (kind_) {
    case Kind::Sum:
      return t;
    case Kind::Euclidean:
      return mul_up(t, t);
    default:
      break;
  }
  RELUGAP_CHECK(p_.has_value());
  const double w = upper_power_by_multiplication(t);
  return w >= 0 ? w : enclose_power(t, *p_).upper();
}

double LpNorm::lower_power(double t) const { return enclose_power(t, *p_).lower(); }

double LpNorm::upper(std::span<const double> z) const {
  double total = 0, largest = 0;
  for (const double x : z) largest = std::max(largest, x);
  if (kind_ == Kind::Max || largest == 0 || std::isinf(largest)) return largest;
  const double scale = scale_for_squares(largest);
  for (const double x : z) {
    if (kind_ == Kind::Sum) {
      total = add_up(total, x);
    } else if (kind_ == Kind::Euclidean) {
      const double part = mul_up(x, scale);
      total = add_up(total, mul_up(part, part));
    } else if (x > 0) {
      total = add_up(total, upper_power(directed::div_up(x, largest)));
    }
  }
  if (kind_ == Kind::Sum) return total;
  return kind_ == Kind::Euclidean ? mul_up(directed::sqrt_up(total), 1 / scale)
                                  : mul_up(largest, enclose_power(total, 1 / *p_).upper());
}

double LpNorm::lower(std::span<const double> z) const {
  double total = 0, largest = 0;
  for (const double x : z) largest = std::max(largest, x);
  if (kind_ == Kind::Max || largest == 0 || std::isinf(largest)) return largest;
  const double scale = scale_for_squares(largest);
  for (const double x : z) {
    if (kind_ == Kind::Sum) {
      total = add_down(total, x);
    } else if (kind_ == Kind::Euclidean) {
      const double part = mul_down(x, scale);
      total = add_down(total, mul_down(part, part));
    } else if (x > 0) {
      total = add_down(total, lower_power(directed::div_down(x, largest)));
    }
  }
  if (kind_ == Kind::Sum) return total;
  // The largest entry alone is a lower bound too.
  return std::max(largest, kind_ == Kind::Euclidean
                               ? mul_down(directed::sqrt_down(total), 1 / scale)
                               : mul_down(largest, enclose_power(total, 1 / *p_).lower()));
}

}  // namespace relugap::verify
