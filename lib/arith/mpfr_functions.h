#pragma once

#include <algorithm>

#include "lib/arith/interval.h"
#include "lib/arith/mp_interval.h"
#include "lib/core/error.h"

/// Correctly rounded functions of one end of an interval, the same for both kinds of intervals (private to
/// lib/arith).
namespace relugap::detail {

/// `write(result, rounding)` rounds some exact value in that direction to the precision of `result`; the
/// value is returned as an interval end. For double: rounded to 53 bits with a wide exponent range, then in
/// the same direction to double, which together is one exact rounding (see to_double).
template <class Number, class Write>
Number directed_value(Write&& write, mpfr_rnd_t rounding) {
  if constexpr (std::is_same_v<Number, double>) {
    thread_local MpfrNumber result(53);
    write(result.get(), rounding);
    return to_double(result.get(), rounding);
  } else {
    MpFloat result = MpFloat::result();
    write(result.get(), rounding);
    RELUGAP_CHECK(!mpfr_nan_p(result.get()));
    return result;
  }
}

/// An interval end as an MPFR number, exactly.
class AsMpfr {
 public:
  explicit AsMpfr(double x) : value_(x) {}
  explicit AsMpfr(const MpFloat& x) : value_(x) {}
  mpfr_srcptr get() const { return value_.get(); }

 private:
  MpFloat value_;
};

template <class I>
using EndOf = typename I::base_type;

using MpfrUnary = int (*)(mpfr_ptr, mpfr_srcptr, mpfr_rnd_t);

/// f(x) rounded in the given direction.
template <class Number>
Number apply(MpfrUnary f, const Number& x, mpfr_rnd_t rounding) {
  const AsMpfr argument(x);
  return directed_value<Number>([&](mpfr_ptr y, mpfr_rnd_t r) { f(y, argument.get(), r); }, rounding);
}

/// [f(lower), f(upper)] for an increasing f.
template <class I>
I apply_increasing(MpfrUnary f, const I& x) {
  return I(apply(f, x.lower(), MPFR_RNDD), apply(f, x.upper(), MPFR_RNDU));
}

/// The hull of f at the two ends; encloses f over x where f is monotone.
template <class I>
I apply_at_ends(MpfrUnary f, const I& x) {
  return I(std::min(apply(f, x.lower(), MPFR_RNDD), apply(f, x.upper(), MPFR_RNDD)),
           std::max(apply(f, x.lower(), MPFR_RNDU), apply(f, x.upper(), MPFR_RNDU)));
}

}  // namespace relugap::detail
