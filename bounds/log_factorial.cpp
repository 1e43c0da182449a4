#include "bounds/log_factorial.h"

#include <gmp.h>

#include "lib/arith/elementary.h"

namespace relugap::bounds {
namespace {

constexpr std::uint64_t kExactBelow = 2000;  // below, n! itself is cheap

MpFloat log_gamma(const MpFloat& x, mpfr_rnd_t rounding) {
  MpFloat result = MpFloat::result();
  int sign = 0;
  mpfr_lgamma(result.get(), &sign, x.get(), rounding);
  return result;
}

}  // namespace

MpInterval enclose_log_factorial(std::uint64_t n) {
  if (n < kExactBelow) {
    Integer value;
    mpz_fac_ui(value.backend().data(), n);
    return enclose_log(enclose_mp(Rational(value)));
  }
  MpFloat x = MpFloat::with_precision(64);
  mpfr_set_ui(x.get(), n, MPFR_RNDN);  // exact, and so is the next line: n < 2^63
  mpfr_add_ui(x.get(), x.get(), 1, MPFR_RNDN);
  return MpInterval(log_gamma(x, MPFR_RNDD), log_gamma(x, MPFR_RNDU));
}

}  // namespace relugap::bounds
