#pragma once

#include <cstdint>

#include "lib/arith/mp_interval.h"

namespace relugap::bounds {

/// Encloses ln n! with MPFR's correctly rounded log-gamma at the default precision.
/// Cost: grows with the precision, hardly with n.
MpInterval enclose_log_factorial(std::uint64_t n);

}  // namespace relugap::bounds
