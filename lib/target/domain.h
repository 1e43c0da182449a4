#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "lib/arith/rational.h"

namespace relugap::target {

/// The box lo_i <= x_i <= hi_i; lo_i = hi_i is legal. Ends are exact.
struct RationalBox {
  std::vector<Rational> lo;
  std::vector<Rational> hi;

  std::size_t dimension() const { return lo.size(); }
  bool operator==(const RationalBox&) const = default;
};

/// Reads "lo,hi", which is [lo,hi]^d with d = dimension (1 if none is given), or an explicit box
/// "[0,1]x[-1,1]", where a factor may carry a power: "[0,1]^3x[-1,1]". Ends are decimals or fractions.
///
/// Fails: InputError "domain 'TEXT': PLACE: expected X, found Y": malformed or infinite ends, lo > hi, an
/// explicit box
///   of another dimension than the one given.
RationalBox parse_domain(std::string_view text, std::optional<std::size_t> dimension);

/// Whether the text gives an explicit box and so its own dimension, as opposed to "lo,hi".
bool is_explicit_box(std::string_view text);

}  // namespace relugap::target
