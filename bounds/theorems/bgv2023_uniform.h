#pragma once

#include "bounds/bound.h"
#include "bounds/class.h"

namespace relugap::bounds {

/// The published lower bound of Berner, Grohs and Voigtlaender (arXiv 2205.13531, Theorem 1.1) AS RECALLED: its constants
/// were not checked against the printed text, nothing else depends on it, and it is never the best bound.
///
///   m >= ( Omega / (32 d eps) )^d   for randomized adaptive algorithms on classes that contain H^q_{(d,3d,...,3d,1),c},
///   Omega = c^L d^(1-2/q) / (8 3^(2/q))  (q <= 2),     Omega = c^L (3d)^((L-1)(1-2/q)) / 48  (q > 2);
///
/// as an error: error >= Omega / (32 d) m^(-1/d).  Joint norm: c replaced by 2^(-1/q) c.
/// Requires: L >= 3, N_L = 1, hidden widths >= 3d; a number of samples above 1 (the recalled statement names no cap).
/// Source: [docs/theorems.md, section 6].
Bound bgv2023_uniform(const NetworkClass& h, const Query& query);

}  // namespace relugap::bounds
