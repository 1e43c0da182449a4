#pragma once

#include <boost/numeric/interval/arith.hpp>
#include <boost/numeric/interval/arith2.hpp>
#include <boost/numeric/interval/interval.hpp>
#include <boost/numeric/interval/policies.hpp>
#include <boost/numeric/interval/utility.hpp>
#include <concepts>

#include "lib/arith/checking.h"
#include "lib/arith/directed.h"
#include "lib/arith/rational.h"

namespace relugap {

/// Rounding policy of Interval (Boost.Interval): every directed operation is the exact rounding of
/// lib/arith/directed.h.
///
/// Nothing is saved or restored, because the rounding mode is to-nearest before, during and after.
struct DirectedRounding {
  using unprotected_rounding = DirectedRounding;

  double add_down(double x, double y) const { return directed::add_down(x, y); }
  double add_up(double x, double y) const { return directed::add_up(x, y); }
  double sub_down(double x, double y) const { return directed::sub_down(x, y); }
  double sub_up(double x, double y) const { return directed::sub_up(x, y); }
  double mul_down(double x, double y) const { return directed::mul_down(x, y); }
  double mul_up(double x, double y) const { return directed::mul_up(x, y); }
  double div_down(double x, double y) const { return directed::div_down(x, y); }
  double div_up(double x, double y) const { return directed::div_up(x, y); }
  double sqrt_down(double x) const { return directed::sqrt_down(x); }
  double sqrt_up(double x) const { return directed::sqrt_up(x); }
  double int_down(double x) const { return std::floor(x); }
  double int_up(double x) const { return std::ceil(x); }
  /// Some number of [x, y], near the middle.
  double median(double x, double y) const { return x / 2 + y / 2; }

  double conv_down(double x) const { return x; }
  double conv_up(double x) const { return x; }
  double conv_down(const Rational& x) const { return round_down(x); }
  double conv_up(const Rational& x) const { return round_up(x); }
  template <std::integral T>
  double conv_down(T x) const {
    return round_down(Rational(x));
  }
  template <std::integral T>
  double conv_up(T x) const {
    return round_up(Rational(x));
  }
};

struct IntervalPolicies {
  using rounding = DirectedRounding;
  using checking = NonEmptyChecking<double>;
};

/// Interval [lower, upper] of real numbers with ends in binary64; an end may be infinite.
///
/// Guarantees: x op y contains every a op b with a in x, b in y, and is the smallest such interval with
/// double ends.
/// Rounding: lib/arith/directed.h; the rounding mode stays to-nearest.
/// Fails: std::domain_error for an empty interval, a NaN, or division by an interval that contains zero.
/// Comparisons are Boost's: `x < y` is true or false only if it is so for all members, else comparison_error.
using Interval = boost::numeric::interval<double, IntervalPolicies>;

/// x / y. Fails: std::domain_error if y contains zero (Boost alone would return the whole line, or x if x =
/// 0).
inline Interval operator/(const Interval& x, const Interval& y) {
  if (y.lower() <= 0 && y.upper() >= 0) throw_division_by_zero();
  return boost::numeric::interval_lib::detail::div_non_zero(x, y);
}
inline Interval operator/(const Interval& x, double y) { return x / Interval(y); }
inline Interval operator/(double x, const Interval& y) { return Interval(x) / y; }

/// The smallest interval that contains r.
Interval enclose(const Rational& r);

/// Whether r lies in x, decided exactly.
bool contains(const Interval& x, const Rational& r);

}  // namespace relugap
