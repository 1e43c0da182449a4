#pragma once

#include <compare>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "bounds/class.h"
#include "lib/arith/rational.h"

namespace relugap::bounds {

/// What can be varied in a question about a class.
enum class Parameter {
  dimension,    ///< d = N_0
  width,        ///< all hidden widths N_1, ..., N_{L-1}, or one of them
  layers,       ///< L; the last hidden width is repeated, or hidden layers are dropped from the end
  q,            ///< exponent of the class
  coefficient,  ///< c
  eps,
  samples,
  p  ///< norm of the error
};

/// One value of a parameter: a rational number, or infinity.
struct ParameterValue {
  Rational number = 0;  ///< 0 if infinite
  bool infinite = false;

  std::string text() const;
  /// Requires: at least 1 (q and p).
  Exponent exponent() const { return infinite ? Exponent::infinity() : Exponent(number); }
  /// Requires: an integer from 0 to 2^64 - 1.
  std::uint64_t integer() const { return static_cast<std::uint64_t>(numerator(number)); }
  friend bool operator==(const ParameterValue&, const ParameterValue&) = default;
  friend bool operator<(const ParameterValue& a, const ParameterValue& b) {
    return a.infinite || b.infinite ? !a.infinite && b.infinite : a.number < b.number;
  }
};

/// A parameter and the values that it takes, in the order given.
struct ParameterRange {
  Parameter parameter;
  std::size_t layer = 0;  ///< of `width`: the index of the layer, 0 for all
  std::vector<ParameterValue> values;

  /// "layers", "width", "width2", ...
  std::string name() const;
};

/// The largest number of values in one range, and of points in one sweep.
inline constexpr std::size_t kMaxPoints = 250'000;

/// Reads NAME=VALUES: NAME one of d, width, width1, width2, ..., layers, q, coefficient, eps, samples, p; VALUES separated
/// by commas, each a number, inf (q and p), or a range
///
///   a:b        a, a+1, ...     up to b       a:b:*r    a, a r, a r^2, ...  up to b
///   a:b:s      a, a+s, a+2s, ...  to b       a:b:/r    a, a/r, a/r^2, ...  down to b
///
/// with exact arithmetic on decimals and fractions, so that b itself is met whenever it is one of the values.
/// Guarantees: at least one value; all are different and legal for the parameter.
/// Fails: InputError "vary 'TEXT': expected X, found Y".
ParameterRange parse_parameter_range(std::string_view text);

}  // namespace relugap::bounds
