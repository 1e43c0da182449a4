#pragma once

#include <cstdint>

#include "lib/arith/interval.h"

namespace relugap::bounds {

/// Encloses ln n in doubles.  Requires: n >= 1.
/// Cost: a look-up, after the first time in each thread for one n.
Interval enclose_log_integer(std::uint64_t n);

/// Encloses ln n! in doubles, likewise.
Interval enclose_log_factorial_double(std::uint64_t n);

}  // namespace relugap::bounds
