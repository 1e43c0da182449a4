#pragma once

#include <mpfr.h>

#include "lib/arith/mpfr_state.h"
#include "lib/arith/rational.h"

namespace relugap {

/// Sets the precision (in bits) of new MpFloat results in this thread, until the end of the scope.
class PrecisionScope {
 public:
  explicit PrecisionScope(mpfr_prec_t bits);
  PrecisionScope(const PrecisionScope&) = delete;
  PrecisionScope& operator=(const PrecisionScope&) = delete;
  ~PrecisionScope();

  /// The precision in force in this thread (128 bits where no scope is open).
  static mpfr_prec_t current() { return mpfr_state().precision; }

 private:
  mpfr_prec_t outer_;
};

/// A number of MPFR: a value with its own precision. It has no rounding arithmetic of its own; see
/// MpInterval.
///
/// Copies, negation and the conversions from int and double are exact, whatever the precision in force.
class MpFloat {
 public:
  MpFloat() : MpFloat(0) {}
  MpFloat(int value);     // NOLINT: implicit, as for a built-in number
  MpFloat(double value);  // NOLINT. Requires: not NaN.
  MpFloat(const MpFloat& other);
  MpFloat(MpFloat&& other) noexcept;
  MpFloat& operator=(const MpFloat& other);
  MpFloat& operator=(MpFloat&& other) noexcept;
  ~MpFloat();

  /// A zero with the given precision, to be written by MPFR functions.
  static MpFloat with_precision(mpfr_prec_t bits);
  /// A zero with the precision in force.
  static MpFloat result() { return with_precision(PrecisionScope::current()); }

  mpfr_ptr get() { return value_; }
  mpfr_srcptr get() const { return value_; }

  MpFloat operator-() const;

  bool is_finite() const { return mpfr_number_p(value_) != 0; }

  friend bool operator==(const MpFloat& x, const MpFloat& y) { return mpfr_equal_p(x.value_, y.value_) != 0; }
  friend bool operator!=(const MpFloat& x, const MpFloat& y) { return !(x == y); }
  friend bool operator<(const MpFloat& x, const MpFloat& y) { return mpfr_less_p(x.value_, y.value_) != 0; }
  friend bool operator>(const MpFloat& x, const MpFloat& y) { return y < x; }
  friend bool operator<=(const MpFloat& x, const MpFloat& y) {
    return mpfr_lessequal_p(x.value_, y.value_) != 0;
  }
  friend bool operator>=(const MpFloat& x, const MpFloat& y) { return y <= x; }

 private:
  struct Uninitialized {};
  explicit MpFloat(Uninitialized) {}

  mpfr_t value_;
};

/// The value of x, exactly. Requires: x finite.
Rational exact(const MpFloat& x);

/// The largest double <= x and the smallest double >= x. Infinite x stays infinite.
double round_down(const MpFloat& x);
double round_up(const MpFloat& x);

/// r rounded down, or up, to the precision in force.
MpFloat round_down_mp(const Rational& r);
MpFloat round_up_mp(const Rational& r);

}  // namespace relugap
