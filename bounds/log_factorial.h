#pragma once

#include <cstdint>

#include "lib/arith/mp_interval.h"
#include "lib/arith/rational.h"

namespace relugap::bounds {

/// Encloses ln n! with MPFR's correctly rounded log-gamma at the default precision.
/// Cost: grows with the precision, hardly with n.
MpInterval enclose_log_factorial(std::uint64_t n);

/// Encloses ln prod_{j=1..n} (p + j), likewise.  Requires: p > 0.
MpInterval enclose_log_rising(const Rational& p, std::uint64_t n);

}  // namespace relugap::bounds
