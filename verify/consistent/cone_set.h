#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <vector>

#include "lib/arith/interval.h"
#include "lib/samples/sample_set.h"
#include "verify/consistent/lp_norm.h"

namespace relugap::verify {

/// Above (hi) or below (lo): s = +1 or s = -1 in the formulas of this folder.
enum class Sign : std::size_t { Above, Below };
inline constexpr std::array<Sign, 2> kSigns = {Sign::Above, Sign::Below};

/// What is known of a function u: |u(x) - u(x')| <= Lambda ||x - x'||_p, u(x_j) = y_j, |u(0)| <= B.
struct Knowledge {
  const samples::SampleSet& samples;
  const samples::NumberTable& labels;  ///< one column; y_j stands in row samples.source[j]
  std::optional<Rational> p;           ///< nothing: the max norm
  Interval lipschitz;                  ///< encloses Lambda; upper end finite
  Interval at_zero;                    ///< encloses B; upper end infinite if nothing is known
};

/// The cones of Theorem 14 in doubles: s u(x) <= s y_j + Lambda ||x - x_j||_p for every j, and B + Lambda ||x||_p.
///
/// A point whose coordinates are not doubles gets the apex next to it; how far it moved, times Lambda, goes into the values:
///
///   lower_value[s][j] + Lambda_down ||x - apex_j|| <= s y_j + Lambda ||x - x_j|| <= upper_value[s][j] + Lambda_up ||x - apex_j||.
///
/// Rounding: outward. The cone of the origin, where B is finite, is the last one.
struct ConeSet {
  explicit ConeSet(const Knowledge& knowledge);

  std::size_t size() const { return upper_value[0].size(); }
  const double* apex(std::size_t j) const { return apexes.data() + j * dimension; }

  std::size_t dimension;
  LpNorm norm;
  Interval lipschitz;
  std::size_t samples;         ///< cones 0 .. samples - 1 belong to the samples of the same number
  std::vector<double> apexes;  ///< size x dimension
  std::array<std::vector<double>, 2> upper_value, lower_value;  ///< by sign
};

}  // namespace relugap::verify
