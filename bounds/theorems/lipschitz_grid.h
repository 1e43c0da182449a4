#pragma once

#include "bounds/bound.h"
#include "bounds/class.h"
#include "bounds/power_product.h"

namespace relugap::bounds {

/// The Lipschitz constant of the class: |u(x) - u(x')| <= Lambda ||x - x'||_{q'} with 1/q + 1/q' = 1 and
///
///   Lambda = c^L prod_{l=1}^{L-1} N_l^{(1-2/q)_+},   the best possible one for separate norms.
///
/// Requires: N_L = 1.  Source: [docs/theorems.md, Theorem 8].
PowerProduct lipschitz_constant(const NetworkClass& h);

/// What suffices: piecewise constant interpolation at the centres of k^d cubes, k = floor(m^(1/d)),
///
///   m = ceil( Lambda d^(1-1/q) / (2 eps) )^d samples give error <= eps;   error <= Lambda d^(1-1/q) / (2k) with m samples.
///
/// Deterministic, non-adaptive and linear.  Requires: N_L = 1.  Source: [docs/theorems.md, Theorem 8].
Bound lipschitz_grid(const NetworkClass& h, const Query& query);

}  // namespace relugap::bounds
