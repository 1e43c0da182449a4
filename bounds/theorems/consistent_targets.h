#pragma once

#include "bounds/class.h"
#include "lib/arith/mp_interval.h"

namespace relugap::bounds {

/// What Theorem 14 knows of a function u of the class besides its samples:
///
///   |u(x) - u(x')| <= lipschitz ||x - x'||_{q'}   and   |u(0)| <= at_zero,
///
///   lipschitz = c^L prod_{l=1}^{L-1} N_l^{(1-2/q)_+},   at_zero = sum_{l=1}^{L} c^{L+1-l} prod_{k=l}^{L-1} N_k^{(1-2/q)_+}.
///
/// Rounding: MPFR intervals at the precision in force.
/// Source: [docs/theorems.md, Theorems 8 and 14].
struct ClassEnvelope {
  MpInterval lipschitz, at_zero;
};

/// Requires: h.widths.back() == 1. Holds for separate and for joint norms.
ClassEnvelope enclose_envelope(const NetworkClass& h);

}  // namespace relugap::bounds
