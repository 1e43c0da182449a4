#pragma once

#include "lib/target/domain.h"
#include "verify/norm/norm_enclosure.h"
#include "verify/side.h"

namespace relugap::verify {

/// Encloses sup_{x in D} |f(x) - g(x)| by best-first branch and bound.
///
/// Method: eight children of the box with the largest bound at a time, bounded by linear bounds of f and g whose slopes are
/// subtracted before the absolute value (verify/relax, lib/kernel); a box that rounding keeps from improving is bounded
/// again in MPFR arithmetic. lower comes from interval evaluation at single points, upper is a maximum over boxes that
/// cover D. What the threads do in which order decides only which valid enclosure is returned.
/// Guarantees: the enclosure, whatever the status. D with ends that are not doubles is covered by the next larger box of
/// doubles; the witness lies in D itself.
/// Fails: InputError where a formula is not shown to be defined on all of that box (division by zero, log of a negative;
/// also sqrt(x - 1/10) on [1/10, 1], whose lower end is not a double).
/// Requires: both sides live on D: networks with inputs() == d and one output, formulas with dimension() <= d.
NormEnclosure enclose_sup_norm(const Side& f, const Side& g, const target::RationalBox& domain,
                               const SearchOptions& options);

}  // namespace relugap::verify
