#pragma once

#include "bounds/bound.h"
#include "bounds/class.h"

namespace relugap::bounds {

/// What every adaptive deterministic algorithm needs for error <= eps in L^p of the box, p < inf, and its error with m
/// samples. With the quantities of LpBump, for every 0 < H <= H_max whose support fits into the box,
///
///   error >= ||u_H||_p  if  m V(H) < prod (F_i - w)  or  m < prod floor(F_i / w).
///
/// On [0,1]^d with design C and tau = (d'!/m)^(1/d') the first is H = (sigma/2) tau/(1+tau); the larger of the two counts.
/// For p = 1 the same numbers bound the error of every quadrature rule for the integral of u.
/// Requires: L >= 3, N_L = 1, N_1 >= 2, p < inf, a box with interior; for samples: eps < ||u_H||_p for the H_max of the
/// class and a bump that fits.
/// Source: [docs/theorems.md, Theorem 6 (a), (b)].
Bound bump_lp_deterministic(const NetworkClass& h, const Query& query);

}  // namespace relugap::bounds
