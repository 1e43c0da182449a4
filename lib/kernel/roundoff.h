#pragma once

#include <cstddef>

namespace relugap::kernel {

inline constexpr double kUnit =
    0x1p-53;  ///< u: rounding to nearest errs by at most u |fl(x)|, or kEta/2 below the normal range
inline constexpr double kEta = 0x1p-1074;  ///< eta: the least positive subnormal

/// An upper bound of gamma_n = n u / (1 - n u), the relative error of n roundings in any order.
///
/// Requires: n <= 2^30. Rounding: n u is exact, n u < 2^-22, so 1/(1 - n u) <= 1 + 2^-21, and the last product errs by u.
/// Source: N. J. Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., Lemma 3.1.
inline constexpr double gamma(std::size_t n) { return static_cast<double>(n) * kUnit * (1.0 + 0x1p-20); }

}  // namespace relugap::kernel
