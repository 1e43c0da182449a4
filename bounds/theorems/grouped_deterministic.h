#pragma once

#include "bounds/bound.h"
#include "bounds/class.h"

namespace relugap::bounds {

/// Theorem 4 with grouped bumps: for uniform error <= eps every adaptive deterministic algorithm needs, and with m samples it has,
///
///   m >= p |D_J| d'! (sigma / (2 eps))^d',      error >= min{ (sigma/2) (p |D_J| d'!/m)^(1/d'), H_max },
///
/// with sigma the effective slope of a grouped bump and p the share of its admissible centres; the best design that was found.
/// Requires: L >= 3, N_L = 1, N_1 >= 2; for the first form eps < H_max; designs G allowed by the query.
/// Source: [docs/theorems.md, Theorem 16].
Bound grouped_deterministic(const NetworkClass& h, const Query& query);

}  // namespace relugap::bounds
