#pragma once

#include "bounds/bound.h"
#include "bounds/bump.h"

namespace relugap::bounds {

/// The argument of Theorem 5 (a), (b) for the expected error of randomized algorithms:
///
///   samples >= d'! (sigma/(2 eps))^d' d'^d'/(d'+1)^(d'+1)    if (1 + 1/d') eps <= H_max,
///   samples >= (1 - eps/H_max) d'! (sigma/(2 H_max))^d'      if eps < H_max < (1 + 1/d') eps,
///   error >= d'/(d'+1) H_*, H_* = (sigma/2) (d'!/((d'+1) m))^(1/d'), if H_* <= H_max, else H_max (1 - m V(H_max)).
///
/// Adds the hypothesis eps < H_max to `bound` where it is needed, and the value if it holds; says which form was used.
/// sigma is the effective slope on the box of the query.
/// Requires: bump_hypotheses(h) hold, the box has a side of positive length.
void apply_expectation_argument(Bound& bound, const NetworkClass& h, const Query& query,
                                BumpSource bumps = promising_bumps);

}  // namespace relugap::bounds
