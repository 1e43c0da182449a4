#include "lib/arith/rational.h"

#include <cmath>

#include "lib/arith/mpfr_state.h"
#include "lib/core/error.h"

namespace relugap {
namespace {

/// Rounds to 53 bits with the full exponent range and then, in the same direction, to double (see to_double).
double rounded(const Rational& r, mpfr_rnd_t rounding) {
  MpfrNumber value(53);
  mpfr_set_q(value.get(), r.backend().data(), rounding);
  return to_double(value.get(), rounding);
}

}  // namespace

Rational exact(double x) {
  RELUGAP_CHECK(std::isfinite(x));
  Rational r;
  mpq_set_d(r.backend().data(), x);
  return r;
}

double round_down(const Rational& r) { return rounded(r, MPFR_RNDD); }
double round_up(const Rational& r) { return rounded(r, MPFR_RNDU); }

}  // namespace relugap
