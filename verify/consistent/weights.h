#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace relugap::verify {

/// About the weights w >= 0, sum w = 1, that minimise  sum_j a_j w_j + sum_k |sum_j b_jk w_j|,  and the dual point t.
///
/// b: count x d. The dual problem is max over t in [-1,1]^d of min_j (a_j + sum_k b_jk t_k); t is where that is attained.
/// Method: the primal simplex method on a dense tableau of d + 1 rows, from the best single j; a cap on its steps makes it end,
/// and every step gives weights.  Nothing here is proved: any weights are sound (envelope_bound.h).
struct EstimatedWeights {
  std::vector<double> w, t;
};
EstimatedWeights estimate_weights(std::span<const double> a, std::span<const double> b, std::size_t d);

}  // namespace relugap::verify
