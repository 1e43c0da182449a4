#pragma once

#include "lib/target/formula.h"

namespace relugap::target {

/// The formula f - g, with what the two have in common cancelled exactly.
///
/// Both are taken apart into sum_i q_i t_i + q with rational q_i and terms t_i that are no sums; equal terms are one, sums of
/// Chebyshev polynomials in the same argument are added up, and the rest is put together again.
/// Guarantees: the value is f(x) - g(x) wherever both are defined. Every operation on terms of f and of g is still on the
/// tape, with nobody using the ones that cancel, so that enclosures of the tape notice where f or g is undefined.
/// Fails: InputError where the result would be too long.
Formula difference(const Formula& f, const Formula& g);

}  // namespace relugap::target
