#pragma once

#include <mpfr.h>

namespace relugap {

/// Settings of MPFR in the calling thread; touching it sets the exponent range to the largest one.
///
/// MPFR keeps its exponent range, flags and caches per thread, hence a state per thread.
class MpfrState {
 public:
  MpfrState();
  MpfrState(const MpfrState&) = delete;
  MpfrState& operator=(const MpfrState&) = delete;
  ~MpfrState();

  /// Precision of new results, in bits.
  mpfr_prec_t precision = 128;
};

MpfrState& mpfr_state();

/// An mpfr_t that frees itself. Its constructor makes the thread's MpfrState.
class MpfrNumber {
 public:
  explicit MpfrNumber(mpfr_prec_t bits) {
    mpfr_state();
    mpfr_init2(value_, bits);
  }
  MpfrNumber(const MpfrNumber&) = delete;
  MpfrNumber& operator=(const MpfrNumber&) = delete;
  ~MpfrNumber() { mpfr_clear(value_); }

  mpfr_ptr get() { return value_; }
  mpfr_srcptr get() const { return value_; }

 private:
  mpfr_t value_;
};

/// The double next to `value` in direction `rounding` (MPFR_RNDD or MPFR_RNDU), never -0.
///
/// Rounding: exact, for subnormal results and overflow too. If `value` itself is x rounded in the same
/// direction to 53 bits or more, the result is x rounded to double, because every double is a number of 53
/// bits.
/// Requires: not NaN.
double to_double(mpfr_srcptr value, mpfr_rnd_t rounding);

}  // namespace relugap
