#include "bounds/log_factorial.h"

#include <gmp.h>

#include "lib/arith/elementary.h"

namespace relugap::bounds {
namespace {

constexpr std::uint64_t kProductBelow = 64;  // below, the product of so many rationals is cheap
constexpr std::uint64_t kExactBelow = 2000;  // below, n! itself is cheap

MpFloat log_gamma(const MpFloat& x, mpfr_rnd_t rounding) {
  MpFloat result = MpFloat::result();
  int sign = 0;
  mpfr_lgamma(result.get(), &sign, x.get(), rounding);
  return result;
}

// ln Gamma over an interval of arguments >= 1: it falls to its minimum, between 1 and 2, and then rises. From 2 on it is
// increasing; below, ln Gamma(x) = ln Gamma(x + 1) - ln x.
MpInterval enclose_log_gamma(const MpInterval& x) {
  if (x.lower() < 2) return enclose_log_gamma(MpInterval(x + enclose_mp(Rational(1)))) - enclose_log(x);
  return MpInterval(log_gamma(x.lower(), MPFR_RNDD), log_gamma(x.upper(), MPFR_RNDU));
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

MpInterval enclose_log_rising(const Rational& p, std::uint64_t n) {
  if (n < kProductBelow) {
    Rational product = 1;
    for (std::uint64_t j = 1; j <= n; ++j) product *= p + j;
    return enclose_log(enclose_mp(product));
  }
  const MpInterval top = enclose_mp(Rational(p + n + 1)), bottom = enclose_mp(Rational(p + 1));
  return enclose_log_gamma(top) - enclose_log_gamma(bottom);
}

}  // namespace relugap::bounds
