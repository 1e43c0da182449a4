#pragma once

#include "bounds/bound.h"
#include "bounds/class.h"

namespace relugap::bounds {

/// Theorem 5 (a), (b), for the expected error of randomized algorithms, with grouped bumps: as bump_randomized, with
/// sigma (p |D_J|)^(1/d') in the place of sigma.
///
/// Requires: L >= 3, N_L = 1, N_1 >= 2; for samples eps < H_max; designs G allowed by the query.
/// Source: [docs/theorems.md, Theorem 16].
Bound grouped_randomized(const NetworkClass& h, const Query& query);

}  // namespace relugap::bounds
