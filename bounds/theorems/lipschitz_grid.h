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

/// What suffices: piecewise constant interpolation at the centres of the cells of a grid with k_i cells on side i of the
/// box. With the d sides s_i > 0, |D| their product, r = max(p, q') (p = inf: (r+1)^(-1/r) = 1),
///
///   X = Lambda |D|^(1/p) d^(1-1/q) (r+1)^(-1/r):   prod ceil( s_i X / (2 eps) ) samples give an L^p error <= eps;
///   error <= X max_i s_i/(2 k_i) with m >= prod k_i samples (a power mean of the s_i/(2 k_i) if they are not all equal).
///
/// On [0,1]^d: k = floor(m^(1/d)) on each side. Deterministic, non-adaptive and linear.
/// Requires: N_L = 1; p < inf: a box with interior; p = inf: a side of positive length.
/// Source: [docs/theorems.md, Theorem 8].
Bound lipschitz_grid(const NetworkClass& h, const Query& query);

}  // namespace relugap::bounds
