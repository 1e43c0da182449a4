#pragma once

#include "bounds/rates.h"

namespace relugap::bounds {

/// The rate of learning on the unit ball of an approximation space, with gamma = theta depth + floor(depth/2):
///
///   (1/d) alpha/(alpha + gamma)  <=  best beta  <=  1/p + (1/d) alpha/(alpha + gamma),
///
/// for deterministic and for randomized algorithms alike: equality for p = inf. If the depth is not bounded, gamma = inf
/// and the fractions are 0.
/// Requires: depth >= 3.  Source: [docs/theorems.md, Theorem 12].
RateReport approximation_space_rate(const RateRequest& request);

}  // namespace relugap::bounds
