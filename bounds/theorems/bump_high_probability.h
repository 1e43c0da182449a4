#pragma once

#include "bounds/bound.h"
#include "bounds/class.h"

namespace relugap::bounds {

/// What every randomized algorithm needs to have uniform error <= eps with probability >= 1 - delta for each u of the
/// class (m = budget of the expected number of samples), and the error it must allow with m samples:
///
///   m >= (1 - 2 delta) d'! (sigma / (2 eps))^d',      eps >= min{ (sigma/2) ((1 - 2 delta) d'!/m)^(1/d'), H_max }.
///
/// query.confidence is 1 - delta.
/// Requires: L >= 3, N_L = 1, N_1 >= 2, confidence > 1/2; for the first form eps < H_max.
/// Source: [docs/theorems.md, Theorem 5 (c)].
Bound bump_high_probability(const NetworkClass& h, const Query& query);

}  // namespace relugap::bounds
