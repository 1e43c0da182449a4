#pragma once

#include <cstdint>

#include "lib/arith/rational.h"

namespace relugap::bounds {

/// P(lo <= S <= hi) for the sum S of n independent random numbers, each uniform in [0,1]: F_n(hi) - F_n(lo),
///
///   F_n(x) = (1/n!) sum_{k <= x} (-1)^k C(n,k) (x-k)^n      for 0 <= x <= n   (Irwin-Hall).
///
/// Exact. Requires: n >= 1.  Cost: n/2 powers of about n log n bits each.
Rational irwin_hall(std::uint64_t n, const Rational& lo, const Rational& hi);

}  // namespace relugap::bounds
