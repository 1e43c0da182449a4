#pragma once

#include <optional>
#include <span>

#include "lib/arith/rational.h"
#include "lib/target/formula.h"

namespace relugap::target {

/// Encloses the values of the formula over the box x, for I = Interval or MpInterval.
///
/// Requires: x.size() >= formula.dimension().
/// Guarantees: contains the value at every point of x.
/// Rounding: directed throughout; elementary functions through MPFR.
/// Fails: std::domain_error if the formula may be undefined on x as far as the enclosures tell: division by
///   an interval containing zero, log of an interval that is not positive, sqrt of one that may be negative,
///   tan where a pole may lie.
template <class I>
I evaluate(const Formula& formula, std::span<const I> x);

/// The value by the C library in double: heuristic, steers searches and is never part of a verdict. May be
/// NaN.
double estimate(const Formula& formula, std::span<const double> x);

/// The exact value; nothing if the formula uses pi, exp, log, sin, cos, tan, tanh or sqrt.
/// Fails: std::domain_error for division by zero.
std::optional<Rational> evaluate_exact(const Formula& formula, std::span<const Rational> x);

}  // namespace relugap::target
