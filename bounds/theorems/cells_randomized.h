#pragma once

#include "bounds/bound.h"
#include "bounds/class.h"

namespace relugap::bounds {

/// The cube version of Theorem 5 for the expected error: one bump C in each of k^d' cells.
///
///   m >= k^d' (1 - eps / min{ sigma/(2k), H_max }),      error >= (1 - m / k^d') min{ sigma/(2k), H_max },
///
/// maximised over d' and the integer k. Weaker than bump_randomized; kept for comparison with proofs by cells.
/// Requires: L >= 3, N_L = 1, N_1 >= 2, a cube of side 1, design C allowed; for the first form 2 eps < sigma and eps < H_max.
/// Source: [docs/theorems.md, Theorem 7].
Bound cells_randomized(const NetworkClass& h, const Query& query);

}  // namespace relugap::bounds
