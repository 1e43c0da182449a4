#include "lib/arith/mpfr_state.h"

#include "lib/core/error.h"

namespace relugap {

MpfrState::MpfrState() {
  mpfr_set_emin(mpfr_get_emin_min());
  mpfr_set_emax(mpfr_get_emax_max());
}

MpfrState::~MpfrState() { mpfr_free_cache2(MPFR_FREE_LOCAL_CACHE); }

MpfrState& mpfr_state() {
  thread_local MpfrState state;
  return state;
}

double to_double(mpfr_srcptr value, mpfr_rnd_t rounding) {
  RELUGAP_CHECK(!mpfr_nan_p(value));
  const double result = mpfr_get_d(value, rounding);
  return result == 0 ? 0.0 : result;
}

}  // namespace relugap
