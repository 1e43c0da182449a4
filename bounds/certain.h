#pragma once

#include <string>

#include "bounds/power_product.h"
#include "lib/arith/interval.h"

namespace relugap::bounds {

/// Significant digits printed of a number that is not an integer below 10^kDigits. Fewer may be asked for, where
/// many numbers are wanted and few digits: from 2 on, at a fraction of the cost.
inline constexpr int kDigits = 25;

/// A positive real x (or the integer ceil(x)) with certain digits.
struct CertainValue {
  Interval log10;  ///< encloses log10 x, the logarithm before any rounding to an integer
  std::string
      down;  ///< decimal <= the number; an integer below 10^digits is given exactly (see certain_ceiling)
  std::string up;  ///< decimal >= the number
};

/// x to `digits` significant digits, rounded down and up.
///
/// Guarantees: down <= x <= up; precision is doubled until both are the correctly rounded decimals (exact rationals are
/// decided in rationals, so that the loop ends; a number undecided at 2^14 bits keeps its valid outward digits).
CertainValue certain_real(const PowerProduct& x, int digits = kDigits);

/// Whether x can be told from zero at the precisions used here. Only a difference inside x can fail.
/// The functions below and above require it of their argument.
bool is_resolved(const PowerProduct& x);

/// The least integer n >= x: exactly if x <= 10^digits, otherwise x (which n exceeds by less than 1) to `digits` digits.
CertainValue certain_ceiling(const PowerProduct& x, int digits = kDigits);

/// ceil(y)^d.  Guarantees: down <= ceil(y)^d <= up, log10 encloses log10 of ceil(y)^d.
CertainValue certain_ceiling_power(const PowerProduct& y, std::uint64_t d, int digits = kDigits);

/// ceil(y), or a number between it and y + 1 where y is beyond 10^1000 or not told from an integer.
PowerProduct ceiling_above(const PowerProduct& y);

/// "82.59": log10 x to two decimals, rounded toward -inf (down) or +inf (up).
std::string exponent_down(const CertainValue& value);
std::string exponent_up(const CertainValue& value);

}  // namespace relugap::bounds
