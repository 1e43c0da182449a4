#pragma once

#include "lib/arith/fast_math_guard.h"

namespace relugap {

/// Checks, in the calling thread, what every proof of the project assumes of the floating-point arithmetic:
/// binary64 without excess precision, round-to-nearest, gradual underflow (no FTZ, no DAZ), no fast-math
/// translation unit, and directed operations that tell 1/3 downward from 1/3 upward (MPFR's too).
///
/// Fails: EnvironmentError naming the first assumption that does not hold.
void check_floating_point_environment();

}  // namespace relugap
