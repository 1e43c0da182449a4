#pragma once

#include <span>

#include "lib/arith/interval.h"
#include "lib/arith/rational.h"
#include "verify/side.h"

namespace relugap::verify {

/// Encloses f(x) at one exact point: in double intervals first, then in MPFR arithmetic with up to 4096 bits, until the width
/// is at most `unimportant` or about an ulp of the value.
///
/// Fails: std::domain_error where a formula is not defined.
Interval enclose_value(const Side& f, std::span<const Rational> x, double unimportant = 0);

}  // namespace relugap::verify
