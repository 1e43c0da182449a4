#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

#include "lib/arith/interval.h"
#include "lib/arith/mp_interval.h"
#include "lib/kernel/error_term.h"
#include "lib/kernel/roundoff.h"

/// The numbers that the coefficients of Taylor models are made of (double, or MpFloat at the precision in force), all rounded
/// to nearest, and the non-negative doubles that bound what the roundings lose.
namespace relugap::verify {

/// At least the exact value of what was computed as x.
///
/// Requires: x comes from non-negative doubles by sums, products, quotients and roots with at most 2^15 roundings, and
/// products and quotients that may lie below the normal range are only summands of x.
/// Rounding: the exact value is at most (x + 2^15 eta)(1 - u)^-(2^15) <= (x + 2^-1059)(1 + 2^-37); factor and summand here
/// are larger by so much that their own rounding is covered. Infinite or NaN x stays that.
inline double widened(double x) {
  return x * (1 + RELUGAP_ERROR_TERM("widened-rounding", 0x1p-36)) + 0x1p-1040;
}

/// At least a b. Requires: a, b >= 0.
inline double product_up(double a, double b) { return widened(a * b); }

template <class N>
struct TaylorNumber;

template <>
struct TaylorNumber<double> {
  /// u and eta: |fl(a op b) - a op b| <= u |a op b| + eta/2, the latter for products and quotients only; so it is for
  /// value(f, x), with eta in place of eta/2, because it is rounded twice below the normal range.
  static double unit() { return kernel::kUnit; }
  static double zero() { return 0.0; }
  static double exactly(double x) { return x; }
  static double nearest(const Rational& r) {
    const double down = round_down(r), up = round_up(r);
    return r - exact_or_zero(down) <= exact_or_zero(up) - r ? down : up;
  }
  static void add(double& a, double b) { a += b; }
  static void subtract(double& a, double b) { a -= b; }
  static void multiply(double& a, double b) { a *= b; }
  static void divide(double& a, double b) { a /= b; }
  /// a += b c, with one rounding or two.
  static void add_product(double& a, double b, double c) { a += b * c; }
  static double magnitude(double x) { return std::fabs(x); }
  static Interval enclosure(double x) { return Interval(x); }
  static double value(int (*f)(mpfr_ptr, mpfr_srcptr, mpfr_rnd_t), double x) {
    thread_local MpfrNumber argument(53), result(53);
    mpfr_set_d(argument.get(), x, MPFR_RNDN);
    f(result.get(), argument.get(), MPFR_RNDN);
    return mpfr_get_d(result.get(), MPFR_RNDN);
  }

 private:
  static Rational exact_or_zero(double x) { return std::isfinite(x) ? exact(x) : Rational(0); }
};

template <>
struct TaylorNumber<MpFloat> {
  /// No smaller than 2^-1000, so that products with it do not vanish. MPFR's own underflow is far below eta.
  static double unit() {
    return std::ldexp(1.0, -static_cast<int>(std::min<mpfr_prec_t>(PrecisionScope::current(), 1000)));
  }
  static MpFloat zero() { return MpFloat::result(); }
  static MpFloat exactly(double x) {
    MpFloat r = MpFloat::result();
    mpfr_set_d(r.get(), x, MPFR_RNDN);  // exact: the precision is at least 53
    return r;
  }
  static MpFloat nearest(const Rational& x) {
    MpFloat r = MpFloat::result();
    mpfr_set_q(r.get(), x.backend().data(), MPFR_RNDN);
    return r;
  }
  static void add(MpFloat& a, const MpFloat& b) { mpfr_add(a.get(), a.get(), b.get(), MPFR_RNDN); }
  static void subtract(MpFloat& a, const MpFloat& b) { mpfr_sub(a.get(), a.get(), b.get(), MPFR_RNDN); }
  static void multiply(MpFloat& a, const MpFloat& b) { mpfr_mul(a.get(), a.get(), b.get(), MPFR_RNDN); }
  static void divide(MpFloat& a, const MpFloat& b) { mpfr_div(a.get(), a.get(), b.get(), MPFR_RNDN); }
  static void add_product(MpFloat& a, const MpFloat& b, const MpFloat& c) {
    thread_local MpFloat product = MpFloat::result();
    if (mpfr_get_prec(product.get()) != mpfr_get_prec(a.get()))
      mpfr_set_prec(product.get(), mpfr_get_prec(a.get()));
    mpfr_mul(product.get(), b.get(), c.get(), MPFR_RNDN);
    mpfr_add(a.get(), a.get(), product.get(), MPFR_RNDN);
  }
  static double magnitude(const MpFloat& x) { return std::fabs(mpfr_get_d(x.get(), MPFR_RNDA)); }
  static Interval enclosure(const MpFloat& x) { return Interval(round_down(x), round_up(x)); }
  static MpFloat value(int (*f)(mpfr_ptr, mpfr_srcptr, mpfr_rnd_t), const MpFloat& x) {
    MpFloat r = MpFloat::result();
    f(r.get(), x.get(), MPFR_RNDN);
    return r;
  }
};

/// At least |r - x| for x = nearest(r), unless x is subnormal.
template <class N>
double nearest_error(const N& x) {
  return RELUGAP_ERROR_TERM("series-constant-rounding",
                            widened(TaylorNumber<N>::unit() * TaylorNumber<N>::magnitude(x)));
}

/// At least |f(c) - v| for v = value(f, c).
template <class N>
double value_error(const N& v) {
  const double error = widened(TaylorNumber<N>::unit() * TaylorNumber<N>::magnitude(v) + kernel::kEta);
  return RELUGAP_ERROR_TERM("series-value-rounding", error);
}

}  // namespace relugap::verify
