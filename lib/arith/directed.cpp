#include "lib/arith/directed.h"

#include "lib/arith/mpfr_state.h"
#include "lib/core/error.h"

namespace relugap::directed {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

using BinaryOperation = int (*)(mpfr_ptr, mpfr_srcptr, mpfr_srcptr, mpfr_rnd_t);

/// operation(x, y) rounded once to 53 bits with the full exponent range and then, in the same direction, to
/// double.
double rounded(BinaryOperation operation, double x, double y, mpfr_rnd_t rounding) {
  RELUGAP_CHECK(!std::isnan(x) && !std::isnan(y));
  thread_local MpfrNumber a(53), b(53), result(53);
  mpfr_set_d(a.get(), x, MPFR_RNDN);  // exact
  mpfr_set_d(b.get(), y, MPFR_RNDN);
  operation(result.get(), a.get(), b.get(), rounding);
  if (mpfr_nan_p(result.get())) return rounding == MPFR_RNDD ? -kInfinity : kInfinity;
  return to_double(result.get(), rounding);
}

double rounded_root(double x, mpfr_rnd_t rounding) {
  RELUGAP_CHECK(x >= 0);
  MpfrNumber a(53), result(53);
  mpfr_set_d(a.get(), x, MPFR_RNDN);
  mpfr_sqrt(result.get(), a.get(), rounding);
  return to_double(result.get(), rounding);
}

}  // namespace

double slow_add_down(double x, double y) { return rounded(mpfr_add, x, y, MPFR_RNDD); }
double slow_add_up(double x, double y) { return rounded(mpfr_add, x, y, MPFR_RNDU); }
double slow_mul_down(double x, double y) { return x == 0 || y == 0 ? 0 : rounded(mpfr_mul, x, y, MPFR_RNDD); }
double slow_mul_up(double x, double y) { return x == 0 || y == 0 ? 0 : rounded(mpfr_mul, x, y, MPFR_RNDU); }

double slow_div_down(double x, double y) {
  RELUGAP_CHECK(y != 0);
  return x == 0 ? 0 : rounded(mpfr_div, x, y, MPFR_RNDD);
}

double slow_div_up(double x, double y) {
  RELUGAP_CHECK(y != 0);
  return x == 0 ? 0 : rounded(mpfr_div, x, y, MPFR_RNDU);
}

double slow_sqrt_down(double x) { return x == 0 ? 0 : rounded_root(x, MPFR_RNDD); }
double slow_sqrt_up(double x) { return x == 0 ? 0 : rounded_root(x, MPFR_RNDU); }

}  // namespace relugap::directed
