#pragma once

#include "bounds/bound.h"
#include "bounds/class.h"

namespace relugap::bounds {

/// The cube version of Theorem 4: one bump C in each of k^d' cells.
///
///   m >= (ceil(sigma / (2 eps)) - 1)^d',      error >= min{ sigma / (2k), H_max },  k the least integer with k^d' > m,
///
/// maximised over d'. Weaker than bump_deterministic; kept for comparison with proofs by cells.
/// Requires: L >= 3, N_L = 1, N_1 >= 2, a cube of side 1, design C allowed; for the first form 2 eps < sigma and eps < H_max.
/// Source: [docs/theorems.md, Theorem 7].
Bound cells_deterministic(const NetworkClass& h, const Query& query);

}  // namespace relugap::bounds
