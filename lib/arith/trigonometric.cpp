#include "lib/arith/elementary.h"
#include "lib/arith/mpfr_functions.h"

namespace relugap {
namespace {

constexpr mpfr_exp_t kLargestExponent = 65536;

/// Sine and cosine have their extreme values (-1)^m at e_m = (m + offset) pi, offset = 1/2 and 0; the tangent
/// has its poles at those of the sine.
enum class Critical { half_odd_multiples, multiples };

/// floor(x / pi - offset), the index m of the last e_m <= x.
///
/// Method: interval division by pi; more bits until both ends have the same floor. That ends, since x / pi is
/// irrational for a binary fraction x != 0. Requires: |x| < 2^65536.
Integer last_critical(mpfr_srcptr x, Critical kind) {
  const bool half = kind == Critical::half_odd_multiples;
  if (mpfr_zero_p(x)) return half ? -1 : 0;
  for (mpfr_prec_t bits = std::max<mpfr_prec_t>(mpfr_get_exp(x), 0) + 64;; bits *= 2) {
    MpfrNumber pi_low(bits), pi_high(bits), low(bits), high(bits);
    mpfr_const_pi(pi_low.get(), MPFR_RNDD);
    mpfr_const_pi(pi_high.get(), MPFR_RNDU);
    const bool negative = mpfr_sgn(x) < 0;
    mpfr_div(low.get(), x, (negative ? pi_low : pi_high).get(), MPFR_RNDD);
    mpfr_div(high.get(), x, (negative ? pi_high : pi_low).get(), MPFR_RNDU);
    if (half) {
      mpfr_sub_d(low.get(), low.get(), 0.5, MPFR_RNDD);
      mpfr_sub_d(high.get(), high.get(), 0.5, MPFR_RNDU);
    }
    Integer floor_low, floor_high;
    mpfr_get_z(floor_low.backend().data(), low.get(), MPFR_RNDD);
    mpfr_get_z(floor_high.backend().data(), high.get(), MPFR_RNDD);
    if (floor_low == floor_high) return floor_low;
  }
}

bool is_manageable(mpfr_srcptr x) {
  return mpfr_zero_p(x) || (mpfr_regular_p(x) && mpfr_get_exp(x) <= kLargestExponent);
}

/// Critical points e_m in (lower(x), upper(x)]: how many, and whether the last m is even.
struct CriticalPoints {
  bool countable;  // false for infinite or unmanageably large ends
  Integer count;
  bool last_is_even;
};

template <class I>
CriticalPoints critical_points(const I& x, Critical kind) {
  const detail::AsMpfr lower(x.lower()), upper(x.upper());
  if (!is_manageable(lower.get()) || !is_manageable(upper.get())) return {false, 0, false};
  const Integer first = last_critical(lower.get(), kind), last = last_critical(upper.get(), kind);
  return {true, last - first, last % 2 == 0};
}

/// The range of sine or cosine: values at the ends, and at the extreme points between them (one at lower(x)
/// itself is the value at that end).
template <class I>
I wave(detail::MpfrUnary f, const I& x, Critical kind) {
  using Number = detail::EndOf<I>;
  const CriticalPoints points = critical_points(x, kind);
  if (!points.countable || points.count >= 2) return I(Number(-1), Number(1));
  const I ends = detail::apply_at_ends(f, x);
  if (points.count == 0) return ends;
  return points.last_is_even ? I(ends.lower(), Number(1)) : I(Number(-1), ends.upper());
}

template <class I>
I tangent(const I& x) {
  const CriticalPoints poles = critical_points(x, Critical::half_odd_multiples);
  if (!poles.countable || poles.count != 0)
    throw std::domain_error("tangent of an interval that may contain a pole");
  return detail::apply_increasing(mpfr_tan, x);
}

}  // namespace

Interval enclose_sin(const Interval& x) { return wave(mpfr_sin, x, Critical::half_odd_multiples); }
MpInterval enclose_sin(const MpInterval& x) { return wave(mpfr_sin, x, Critical::half_odd_multiples); }

Interval enclose_cos(const Interval& x) { return wave(mpfr_cos, x, Critical::multiples); }
MpInterval enclose_cos(const MpInterval& x) { return wave(mpfr_cos, x, Critical::multiples); }

Interval enclose_tan(const Interval& x) { return tangent(x); }
MpInterval enclose_tan(const MpInterval& x) { return tangent(x); }

}  // namespace relugap
