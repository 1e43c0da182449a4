#pragma once

#include "lib/target/formula.h"
#include "verify/relax/affine_form.h"

namespace relugap::verify {

/// An affine enclosure of a formula over a box, by a first-order expansion with remainder of every operation.
///
///   phi(z) in phi(m) + phi'(m) (z - m) + phi''(Z) (z - m)^2 / 2,   m the middle of the constant of z, Z its range,
///
/// and likewise for products and quotients, chords for abs, min and max; so the width of the constant shrinks with the
/// square of the box where the formula is smooth. Where the plain range of phi over Z is narrower (wide boxes, sqrt near 0)
/// that is taken, with slopes zero. Ranges are the narrower of the affine one and plain interval arithmetic.
/// largest: set to about the largest magnitude of an intermediate value; rounding is a few ulps of it (an estimate).
/// Rounding: all in I, outward. Source: the mean value and Taylor forms of R. E. Moore, Interval Analysis, 1966.
/// Fails: std::domain_error where the formula is not defined on all of the box, or cannot be shown to be.
/// Requires: formula.dimension() <= box.dimension().
template <class I>
AffineForm<I> enclose_formula(const target::Formula& formula, const CentredBox& box,
                              double* largest = nullptr);

}  // namespace relugap::verify
