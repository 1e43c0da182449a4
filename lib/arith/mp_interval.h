#pragma once

#include "lib/arith/checking.h"
#include "lib/arith/interval.h"
#include "lib/arith/mp_float.h"

namespace relugap {

/// Rounding policy of MpInterval (Boost.Interval): MPFR's directed rounding to the precision in force.
///
/// A result that has no value (inf - inf, inf / inf) becomes -inf downward and +inf upward; 0 * inf = 0.
struct MpfrRounding {
  using unprotected_rounding = MpfrRounding;

  MpFloat add_down(const MpFloat& x, const MpFloat& y) const;
  MpFloat add_up(const MpFloat& x, const MpFloat& y) const;
  MpFloat sub_down(const MpFloat& x, const MpFloat& y) const;
  MpFloat sub_up(const MpFloat& x, const MpFloat& y) const;
  MpFloat mul_down(const MpFloat& x, const MpFloat& y) const;
  MpFloat mul_up(const MpFloat& x, const MpFloat& y) const;
  MpFloat div_down(const MpFloat& x, const MpFloat& y) const;
  MpFloat div_up(const MpFloat& x, const MpFloat& y) const;
  MpFloat sqrt_down(const MpFloat& x) const;
  MpFloat sqrt_up(const MpFloat& x) const;
  MpFloat int_down(const MpFloat& x) const;
  MpFloat int_up(const MpFloat& x) const;
  /// Some number of [x, y], near the middle.
  MpFloat median(const MpFloat& x, const MpFloat& y) const;

  MpFloat conv_down(double x) const { return x; }
  MpFloat conv_up(double x) const { return x; }
  MpFloat conv_down(const Rational& x) const { return round_down_mp(x); }
  MpFloat conv_up(const Rational& x) const { return round_up_mp(x); }
  template <std::integral T>
  MpFloat conv_down(T x) const {
    return round_down_mp(Rational(x));
  }
  template <std::integral T>
  MpFloat conv_up(T x) const {
    return round_up_mp(Rational(x));
  }
};

struct MpIntervalPolicies {
  using rounding = MpfrRounding;
  using checking = NonEmptyChecking<MpFloat>;
};

/// Interval of real numbers whose ends are MPFR numbers; results have the precision in force
/// (PrecisionScope).
///
/// Guarantees: x op y contains every a op b with a in x, b in y, whatever the precisions of x and y.
/// Fails: std::domain_error for an empty interval or division by an interval that contains zero.
using MpInterval = boost::numeric::interval<MpFloat, MpIntervalPolicies>;

/// x / y. Fails: std::domain_error if y contains zero (Boost alone would return the whole line, or x if x =
/// 0).
inline MpInterval operator/(const MpInterval& x, const MpInterval& y) {
  if (y.lower() <= 0 && y.upper() >= 0) throw_division_by_zero();
  return boost::numeric::interval_lib::detail::div_non_zero(x, y);
}
inline MpInterval operator/(const MpInterval& x, const MpFloat& y) { return x / MpInterval(y); }
inline MpInterval operator/(const MpFloat& x, const MpInterval& y) { return MpInterval(x) / y; }

/// The smallest interval at the precision in force that contains r.
MpInterval enclose_mp(const Rational& r);

/// The interval [x, x], exactly. Requires: x finite.
MpInterval enclose_mp(double x);

/// Whether r lies in x, decided exactly.
bool contains(const MpInterval& x, const Rational& r);

/// The smallest Interval that contains x.
Interval to_interval(const MpInterval& x);

/// The MpInterval equal to x, exactly.
MpInterval to_mp_interval(const Interval& x);

}  // namespace relugap
