#include "lib/arith/elementary.h"

#include <string>

#include "lib/arith/mpfr_functions.h"

namespace relugap {
namespace {

using detail::directed_value;
using detail::EndOf;

void require_domain(bool holds, const char* message) {
  if (!holds) throw std::domain_error(message);
}

/// t^n rounded in the given direction.
template <class Number>
Number power(const Number& t, int n, mpfr_rnd_t rounding) {
  const detail::AsMpfr base(t);
  return directed_value<Number>([&](mpfr_ptr y, mpfr_rnd_t r) { mpfr_pow_si(y, base.get(), n, r); },
                                rounding);
}

/// Monotone pieces: t^n is increasing on t >= 0 for n > 0 and decreasing there for n < 0; even powers are
/// even functions, odd powers odd ones, so on t <= 0 it grows iff (n > 0) == (n odd).
template <class I>
I integer_power(const I& x, int n) {
  using Number = EndOf<I>;
  if (n == 0) return I(Number(1));
  const bool has_negative = x.lower()<Number(0), has_positive = x.upper()> Number(0);
  const bool has_zero = x.lower() <= Number(0) && x.upper() >= Number(0);
  require_domain(n > 0 || !has_zero, "negative power of an interval that contains zero");
  const bool odd = n % 2 != 0;
  if (has_negative && has_positive && !odd) {
    return I(Number(0), std::max(power(x.lower(), n, MPFR_RNDU), power(x.upper(), n, MPFR_RNDU)));
  }
  const bool increasing = has_negative ? (n > 0) == odd : n > 0;
  const Number& first = increasing ? x.lower() : x.upper();
  const Number& last = increasing ? x.upper() : x.lower();
  return I(power(first, n, MPFR_RNDD), power(last, n, MPFR_RNDU));
}

template <class I>
I logarithm(const I& x) {
  require_domain(x.lower() > EndOf<I>(0), "logarithm of an interval with a number <= 0");
  return detail::apply_increasing(mpfr_log, x);
}

template <class I>
I square_root(const I& x) {
  require_domain(x.lower() >= EndOf<I>(0), "square root of an interval with a negative number");
  return detail::apply_increasing(mpfr_sqrt, x);
}

template <class I>
I pi() {
  const auto write = [](mpfr_ptr y, mpfr_rnd_t r) { mpfr_const_pi(y, r); };
  return I(directed_value<EndOf<I>>(write, MPFR_RNDD), directed_value<EndOf<I>>(write, MPFR_RNDU));
}

MpFloat real_power(const MpFloat& t, const MpFloat& y, mpfr_rnd_t rounding) {
  return directed_value<MpFloat>([&](mpfr_ptr z, mpfr_rnd_t r) { mpfr_pow(z, t.get(), y.get(), r); },
                                 rounding);
}

}  // namespace

Interval enclose_exp(const Interval& x) { return detail::apply_increasing(mpfr_exp, x); }
MpInterval enclose_exp(const MpInterval& x) { return detail::apply_increasing(mpfr_exp, x); }

Interval enclose_log(const Interval& x) { return logarithm(x); }
MpInterval enclose_log(const MpInterval& x) { return logarithm(x); }

Interval enclose_sqrt(const Interval& x) { return square_root(x); }
MpInterval enclose_sqrt(const MpInterval& x) { return square_root(x); }

Interval enclose_tanh(const Interval& x) { return detail::apply_increasing(mpfr_tanh, x); }
MpInterval enclose_tanh(const MpInterval& x) { return detail::apply_increasing(mpfr_tanh, x); }

Interval enclose_pow(const Interval& x, int n) { return integer_power(x, n); }
MpInterval enclose_pow(const MpInterval& x, int n) { return integer_power(x, n); }

// y log(t) is bilinear in (y, log t), so its extreme values over a box, and those of its exponential, are at
// corners.
MpInterval enclose_pow(const MpInterval& x, const MpInterval& y) {
  require_domain(x.lower() > MpFloat(0), "real power of an interval with a number <= 0");
  require_domain(x.upper().is_finite() && y.lower().is_finite() && y.upper().is_finite(),
                 "real power of an unbounded interval");
  const auto corner = [&](bool right, bool top, mpfr_rnd_t rounding) {
    return real_power(right ? x.upper() : x.lower(), top ? y.upper() : y.lower(), rounding);
  };
  const auto lowest = std::min(
      {corner(0, 0, MPFR_RNDD), corner(0, 1, MPFR_RNDD), corner(1, 0, MPFR_RNDD), corner(1, 1, MPFR_RNDD)});
  const auto highest = std::max(
      {corner(0, 0, MPFR_RNDU), corner(0, 1, MPFR_RNDU), corner(1, 0, MPFR_RNDU), corner(1, 1, MPFR_RNDU)});
  return MpInterval(lowest, highest);
}

// On t > 0 Gamma is convex with its only minimum at 1.46163... (DLMF 5.4.20), where it is 0.88560319...
MpInterval enclose_gamma(const MpInterval& x) {
  require_domain(x.lower() > MpFloat(0), "gamma function of an interval with a number <= 0");
  if (x.lower() >= MpFloat(1.4617)) return detail::apply_increasing(mpfr_gamma, x);
  const MpInterval ends = detail::apply_at_ends(mpfr_gamma, x);
  if (x.upper() <= MpFloat(1.4616)) return ends;
  return MpInterval(enclose_mp(Rational(8856, 10000)).lower(), ends.upper());
}

template <>
Interval enclose_pi<Interval>() {
  return pi<Interval>();
}

template <>
MpInterval enclose_pi<MpInterval>() {
  return pi<MpInterval>();
}

}  // namespace relugap
