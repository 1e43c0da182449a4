#pragma once

#include "bounds/bound.h"
#include "bounds/class.h"

namespace relugap::bounds {

/// What every randomized algorithm needs for expected uniform error <= eps on the class (m = budget of the expected
/// number of samples), and its error with m samples. With V(H) = (2H/sigma)^d' / d'!, both follow from
///
///   error >= H (1 - m V(H))   for all 0 < H <= H_max:
///
///   m >= d'! (sigma / (2 eps))^d' d'^d' / (d'+1)^(d'+1)     if (1 + 1/d') eps <= H_max,
///   m >= (1 - eps/H_max) d'! (sigma / (2 H_max))^d'         if eps < H_max < (1 + 1/d') eps;
///   error >= d'/(d'+1) H_*,  H_* = (sigma/2) (d'! / ((d'+1) m))^(1/d'),   if H_* <= H_max,
///   error >= H_max (1 - m V(H_max))                                       otherwise.
///
/// Requires: L >= 3, N_L = 1, N_1 >= 2; for the first two eps < H_max.
/// Source: [docs/theorems.md, Theorem 5 (a), (b)].
Bound bump_randomized(const NetworkClass& h, const Query& query);

}  // namespace relugap::bounds
