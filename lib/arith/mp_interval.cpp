#include "lib/arith/mp_interval.h"

#include "lib/core/error.h"

namespace relugap {
namespace {

using BinaryOperation = int (*)(mpfr_ptr, mpfr_srcptr, mpfr_srcptr, mpfr_rnd_t);
using UnaryOperation = int (*)(mpfr_ptr, mpfr_srcptr, mpfr_rnd_t);

MpFloat rounded(BinaryOperation operation, const MpFloat& x, const MpFloat& y, mpfr_rnd_t rounding) {
  MpFloat z = MpFloat::result();
  operation(z.get(), x.get(), y.get(), rounding);
  if (mpfr_nan_p(z.get())) mpfr_set_inf(z.get(), rounding == MPFR_RNDD ? -1 : 1);
  return z;
}

MpFloat rounded(UnaryOperation operation, const MpFloat& x, mpfr_rnd_t rounding) {
  MpFloat z = MpFloat::result();
  operation(z.get(), x.get(), rounding);
  RELUGAP_CHECK(!mpfr_nan_p(z.get()));
  return z;
}

MpFloat product(const MpFloat& x, const MpFloat& y, mpfr_rnd_t rounding) {
  if (mpfr_zero_p(x.get()) || mpfr_zero_p(y.get())) return MpFloat::result();
  return rounded(mpfr_mul, x, y, rounding);
}

}  // namespace

MpFloat MpfrRounding::add_down(const MpFloat& x, const MpFloat& y) const {
  return rounded(mpfr_add, x, y, MPFR_RNDD);
}
MpFloat MpfrRounding::add_up(const MpFloat& x, const MpFloat& y) const {
  return rounded(mpfr_add, x, y, MPFR_RNDU);
}
MpFloat MpfrRounding::sub_down(const MpFloat& x, const MpFloat& y) const {
  return rounded(mpfr_sub, x, y, MPFR_RNDD);
}
MpFloat MpfrRounding::sub_up(const MpFloat& x, const MpFloat& y) const {
  return rounded(mpfr_sub, x, y, MPFR_RNDU);
}
MpFloat MpfrRounding::mul_down(const MpFloat& x, const MpFloat& y) const { return product(x, y, MPFR_RNDD); }
MpFloat MpfrRounding::mul_up(const MpFloat& x, const MpFloat& y) const { return product(x, y, MPFR_RNDU); }
MpFloat MpfrRounding::div_down(const MpFloat& x, const MpFloat& y) const {
  return rounded(mpfr_div, x, y, MPFR_RNDD);
}
MpFloat MpfrRounding::div_up(const MpFloat& x, const MpFloat& y) const {
  return rounded(mpfr_div, x, y, MPFR_RNDU);
}
MpFloat MpfrRounding::sqrt_down(const MpFloat& x) const { return rounded(mpfr_sqrt, x, MPFR_RNDD); }
MpFloat MpfrRounding::sqrt_up(const MpFloat& x) const { return rounded(mpfr_sqrt, x, MPFR_RNDU); }

MpFloat MpfrRounding::int_down(const MpFloat& x) const { return rounded(mpfr_rint_floor, x, MPFR_RNDD); }
MpFloat MpfrRounding::int_up(const MpFloat& x) const { return rounded(mpfr_rint_ceil, x, MPFR_RNDU); }

MpFloat MpfrRounding::median(const MpFloat& x, const MpFloat& y) const {
  MpFloat middle = rounded(mpfr_add, x, y, MPFR_RNDN);
  mpfr_div_2ui(middle.get(), middle.get(), 1, MPFR_RNDN);
  if (middle < x) return x;
  if (y < middle) return y;
  return middle;
}

MpInterval enclose_mp(const Rational& r) { return MpInterval(round_down_mp(r), round_up_mp(r)); }

MpInterval enclose_mp(double x) {
  RELUGAP_CHECK(std::isfinite(x));
  return MpInterval(MpFloat(x));
}

bool contains(const MpInterval& x, const Rational& r) {
  return mpfr_cmp_q(x.lower().get(), r.backend().data()) <= 0 &&
         mpfr_cmp_q(x.upper().get(), r.backend().data()) >= 0;
}

Interval to_interval(const MpInterval& x) { return Interval(round_down(x.lower()), round_up(x.upper())); }

MpInterval to_mp_interval(const Interval& x) { return MpInterval(MpFloat(x.lower()), MpFloat(x.upper())); }

}  // namespace relugap
