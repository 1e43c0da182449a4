#pragma once

#include <span>

#include "bounds/class.h"
#include "bounds/fold.h"
#include "lib/arith/mp_interval.h"

namespace relugap::bounds {

/// Encloses the entrywise norm ||a||_q = (sum_i |a_i|^q)^(1/q) for any rational q >= 1 or q = inf; 0 for no entries.
///
/// Rounding: MPFR intervals at the precision in force; the entries enter exactly.
/// Cost: one power per non-zero entry, none for q = inf.
MpInterval enclose_norm(std::span<const Rational> entries, const Exponent& q);

/// Encloses the norm ||(W, b)||_q of the entries of both.
MpInterval enclose_joint_norm(const AffineLayer& layer, const Exponent& q);

/// Encloses the smallest c with ||W^l||_q, ||b^l||_q <= c for every layer, or for the joint norm ||(W^l, b^l)||_q <= c.
MpInterval enclose_smallest_coefficient(const FoldedNetwork& network, const Exponent& q, bool joint);

}  // namespace relugap::bounds
