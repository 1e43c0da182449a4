#pragma once

#include "bounds/bound.h"
#include "bounds/class.h"

namespace relugap::bounds {

/// What every adaptive deterministic algorithm needs for uniform error <= eps on the class, and its error with m samples:
///
///   m >= d'! (sigma / (2 eps))^d',      error >= min{ (sigma/2) (d'!/m)^(1/d'), H_max },
///
/// maximised over the bumps, with sigma their effective slope on d' active coordinates.
/// Requires: L >= 3, N_L = 1, N_1 >= 2; for the first form eps < H_max.
/// Source: [docs/theorems.md, Theorem 4].
Bound bump_deterministic(const NetworkClass& h, const Query& query);

}  // namespace relugap::bounds
