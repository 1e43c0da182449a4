#include "bounds/witness/norm_check.h"

#include <cmath>

#include "lib/arith/elementary.h"
#include "lib/core/error.h"

namespace relugap::bounds::witness {
namespace {

constexpr int kLargestPower = 64;
constexpr int kBits = 320;

Rational power(const Rational& x, unsigned n) {
  return Rational(pow(numerator(x), n)) / Rational(pow(denominator(x), n));
}

}  // namespace

void Magnitudes::add(double value, std::uint64_t times) {
  RELUGAP_CHECK(std::isfinite(value));
  if (value != 0 && times > 0) counts_[std::fabs(value)] += times;
}

bool Magnitudes::norm_at_most(const Exponent& q, const Rational& c) const {
  if (counts_.empty()) return true;
  if (exact(counts_.rbegin()->first) > c) return false;
  if (q.infinite() || (counts_.size() == 1 && counts_.begin()->second == 1)) return true;
  if (denominator(q.value()) == 1 && q.value() <= kLargestPower) {
    const auto n = static_cast<unsigned>(numerator(q.value()));
    Rational sum = 0;
    for (const auto& [value, times] : counts_) sum += power(exact(value), n) * times;
    return sum <= power(c, n);
  }
  const PrecisionScope scope(kBits);
  const MpInterval exponent = enclose_mp(q.value());
  MpInterval sum = enclose_mp(0.0);  // of (value/c)^q: quotients of at most 1 have powers in range for every q
  for (const auto& [value, times] : counts_)
    sum += enclose_mp(Rational(times)) * enclose_pow(enclose_mp(Rational(exact(value) / c)), exponent);
  return upper(sum) <= 1;
}

}  // namespace relugap::bounds::witness
