#pragma once

#include <functional>
#include <limits>
#include <span>
#include <vector>

#include "lib/arith/rational.h"
#include "verify/relax/affine_form.h"
#include "verify/relax/objective.h"
#include "verify/side.h"

namespace relugap::verify {

/// Affine bounds of f - g over a box in the interval arithmetic I: those of f and g subtracted slope by slope.
///
/// Fails: std::domain_error where a formula is not shown to be defined.
template <class I>
AffineBounds<I> enclose_difference_form(const Side& f, const Side& g, const CentredBox& box,
                                        const std::function<bool()>& stop = {});

/// An upper bound of |f - g| (or f - g, or g - f) over a box in the interval arithmetic I, rounded up to double; +inf if
/// none can be had.
///
/// The affine bounds of f and g are subtracted slope by slope before the absolute value is taken.
/// Guarantees: |f(x) - g(x)| <= result for every x of the box. A formula that is not shown to be defined gives +inf.
template <class I>
double upper_difference(const Side& f, const Side& g, const CentredBox& box,
                        const std::function<bool()>& stop = {}, Objective objective = Objective::Absolute);

/// As upper_difference in double intervals, and if the result is above `enough` in MPFR arithmetic, with the precision doubled
/// (from 128 to 4096 bits) until it changes little. Once stop() is true it returns soon, with a bound that is still valid.
double upper_difference_precise(const Side& f, const Side& g, const CentredBox& box,
                                const std::function<bool()>& stop = {},
                                Objective objective = Objective::Absolute,
                                double enough = -std::numeric_limits<double>::infinity());

/// Whether both sides are shown to be defined everywhere on the box (networks always are).
bool is_defined(const Side& f, const Side& g, const CentredBox& box);

/// Encloses |f(x) - g(x)| at one exact point: in double intervals first, then in MPFR arithmetic with up to 4096 bits, until
/// the width is at most `width` times the value (or about 2^-50, if that is more), or the value is seen to be at most
/// `ignorable`.
///
/// Fails: std::domain_error where a formula is not defined.
Interval enclose_difference(const Side& f, const Side& g, std::span<const Rational> x, double ignorable = 0,
                            double width = 0);

/// Encloses f(x) - g(x) at one exact point as enclose_difference does, until the width is at most `unimportant`, `width` times
/// the magnitude, or about 2^-50 of it.
///
/// Fails: std::domain_error where a formula is not defined.
Interval enclose_signed_difference(const Side& f, const Side& g, std::span<const Rational> x,
                                   double unimportant = 0, double width = 0);

}  // namespace relugap::verify
