#pragma once

#include "bounds/bound.h"
#include "bounds/class.h"

namespace relugap::bounds {

/// What every randomized algorithm needs for expected error <= eps in L^p of the box, p < inf (m = budget of the expected
/// number of samples), and its error with m samples. With the quantities of LpBump, for every 0 < H <= H_max whose
/// support fits into the box,
///
///   error >= (1 - m V(H) / prod (F_i - w)) ||u_H||_p,     error >= (1 - m / prod floor(F_i / w)) ||u_H||_p.
///
/// H is chosen by a search in floating point and rounded to a number of few bits; the value at this H is exact.
/// For p = 1 the same numbers bound the expected error of every randomized quadrature rule for the integral of u.
/// Requires: as bump_lp_deterministic.  Source: [docs/theorems.md, Theorem 6 (c), (d)].
Bound bump_lp_randomized(const NetworkClass& h, const Query& query);

}  // namespace relugap::bounds
