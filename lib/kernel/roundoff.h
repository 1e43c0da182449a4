#pragma once

#include <cmath>
#include <cstddef>
#include <limits>

namespace relugap::kernel {

inline constexpr double kUnit =
    0x1p-53;  ///< u: rounding to nearest errs by at most u |fl(x)|, or kEta/2 below the normal range
inline constexpr double kEta = 0x1p-1074;  ///< eta: the least positive subnormal

/// An upper bound of gamma_n = n u / (1 - n u), the relative error of n roundings in any order.
///
/// Requires: n <= 2^30. Rounding: n u is exact, n u < 2^-22, so 1/(1 - n u) <= 1 + 2^-21, and the last product errs by u.
/// Source: N. J. Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., Lemma 3.1.
inline constexpr double gamma(std::size_t n) { return static_cast<double>(n) * kUnit * (1.0 + 0x1p-20); }

/// The constants of the arithmetic in which a kernel runs: u, eta, the magnitude beyond which a lane counts as overflowed
/// (no quotient or product of a pass can then reach infinity unseen) and the most terms that gamma allows.
template <class T>
struct Rounding;

template <>
struct Rounding<double> {
  static constexpr double kUnit = kernel::kUnit, kEta = kernel::kEta;
  static constexpr double kHuge = 0x1p960;
  static constexpr std::size_t kMostTerms = std::size_t{1} << 30;
  static constexpr double gamma(std::size_t n) { return kernel::gamma(n); }
};

template <>
struct Rounding<float> {
  static constexpr double kUnit = 0x1p-24, kEta = 0x1p-149;
  static constexpr float kHuge = 0x1p100F;
  static constexpr std::size_t kMostTerms = std::size_t{1} << 16;
  /// Requires: n <= kMostTerms. Rounding: n u <= 2^-8, so 1/(1 - n u) < 1 + 2^-7; computed in double.
  static constexpr double gamma(std::size_t n) { return static_cast<double>(n) * kUnit * (1.0 + 0x1p-7); }
};

/// The least T that is not below x.
template <class T>
T round_up_to(double x) {
  const T nearest = static_cast<T>(x);
  return static_cast<double>(nearest) >= x ? nearest
                                           : std::nextafter(nearest, std::numeric_limits<T>::infinity());
}

}  // namespace relugap::kernel
