#include "lib/arith/mp_float.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "lib/core/error.h"

namespace relugap {

PrecisionScope::PrecisionScope(mpfr_prec_t bits) : outer_(mpfr_state().precision) {
  RELUGAP_CHECK(bits >= 2 && bits <= (mpfr_prec_t{1} << 40));
  mpfr_state().precision = bits;
}

PrecisionScope::~PrecisionScope() { mpfr_state().precision = outer_; }

MpFloat MpFloat::with_precision(mpfr_prec_t bits) {
  mpfr_state();
  MpFloat x{Uninitialized{}};
  mpfr_init2(x.value_, bits);
  mpfr_set_zero(x.value_, 1);
  return x;
}

MpFloat::MpFloat(int value) : MpFloat(static_cast<double>(value)) {}

MpFloat::MpFloat(double value) {
  RELUGAP_CHECK(!std::isnan(value));
  mpfr_init2(value_, std::max<mpfr_prec_t>(PrecisionScope::current(), 53));
  mpfr_set_d(value_, value, MPFR_RNDN);  // exact
}

MpFloat::MpFloat(const MpFloat& other) {
  mpfr_state();
  mpfr_init2(value_, mpfr_get_prec(other.value_));
  mpfr_set(value_, other.value_, MPFR_RNDN);  // exact: same precision
}

MpFloat::MpFloat(MpFloat&& other) noexcept {
  *value_ = *other.value_;
  other.value_->_mpfr_d = nullptr;
}

MpFloat& MpFloat::operator=(const MpFloat& other) {
  if (this != &other) *this = MpFloat(other);
  return *this;
}

MpFloat& MpFloat::operator=(MpFloat&& other) noexcept {
  std::swap(*value_, *other.value_);
  return *this;
}

MpFloat::~MpFloat() {
  if (value_->_mpfr_d != nullptr) mpfr_clear(value_);  // a moved-from number owns nothing
}

MpFloat MpFloat::operator-() const {
  MpFloat negated = *this;
  mpfr_neg(negated.value_, negated.value_, MPFR_RNDN);  // exact
  return negated;
}

Rational exact(const MpFloat& x) {
  RELUGAP_CHECK(x.is_finite());
  Rational r;
  mpfr_get_q(r.backend().data(), x.get());
  return r;
}

double round_down(const MpFloat& x) { return to_double(x.get(), MPFR_RNDD); }
double round_up(const MpFloat& x) { return to_double(x.get(), MPFR_RNDU); }

MpFloat round_down_mp(const Rational& r) {
  MpFloat x = MpFloat::result();
  mpfr_set_q(x.get(), r.backend().data(), MPFR_RNDD);
  return x;
}

MpFloat round_up_mp(const Rational& r) {
  MpFloat x = MpFloat::result();
  mpfr_set_q(x.get(), r.backend().data(), MPFR_RNDU);
  return x;
}

}  // namespace relugap
