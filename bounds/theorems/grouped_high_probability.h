#pragma once

#include "bounds/bound.h"
#include "bounds/class.h"

namespace relugap::bounds {

/// Theorem 5 (c) with grouped bumps: uniform error <= eps with probability >= 1 - delta > 1/2 for every u of the class needs
///
///   m >= (1 - 2 delta) p |D_J| d'! (sigma / (2 eps))^d',
///
/// and m samples allow no eps below min{ (sigma/2) ((1 - 2 delta) p |D_J| d'!/m)^(1/d'), H_max }.
/// Requires: L >= 3, N_L = 1, N_1 >= 2; for the first form eps < H_max; confidence 1 - delta > 1/2; designs G allowed by the query.
/// Source: [docs/theorems.md, Theorem 16].
Bound grouped_high_probability(const NetworkClass& h, const Query& query);

}  // namespace relugap::bounds
