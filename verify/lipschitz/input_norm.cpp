#include "verify/lipschitz/input_norm.h"

#include <algorithm>

#include "lib/core/error.h"

namespace relugap::verify {

const char* to_string(InputNorm norm) {
  switch (norm) {
    case InputNorm::L1:
      return "l1";
    case InputNorm::L2:
      return "l2";
    case InputNorm::Linf:
      return "linf";
  }
  RELUGAP_CHECK(false);
}

namespace {

/// The Euclidean norm. Squares of entries far from 1 would overflow or vanish: they are scaled by a power of two.
Interval enclose_euclidean(std::span<const Interval> g) {
  constexpr double kFar = 0x1p+500;
  Interval largest(0.0), total(0.0);
  for (const Interval& entry : g) largest = max(largest, abs(entry));
  const double scale = largest.upper() > kFar ? 0x1p-520 : largest.upper() < 1 / kFar ? 0x1p+520 : 1.0;
  for (const Interval& entry : g) {
    const Interval size = abs(entry) * Interval(scale);
    total += size * size;
  }
  return Interval(directed::sqrt_down(total.lower()), directed::sqrt_up(total.upper())) * Interval(1 / scale);
}

}  // namespace

Interval enclose_dual_norm(std::span<const Interval> g, InputNorm norm) {
  if (norm == InputNorm::L2) return enclose_euclidean(g);
  Interval total(0.0);
  for (const Interval& entry : g) {
    if (norm == InputNorm::L1) {
      total = max(total, abs(entry));
    } else {
      total += abs(entry);
    }
  }
  return total;
}

}  // namespace relugap::verify
