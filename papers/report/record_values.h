#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "lib/arith/rational.h"
#include "lib/core/json.h"

namespace relugap::report {

/// A bound as json_bound writes it: a number, "inf" or "-inf". Fails: InputError for anything else.
double bound_value(const Json& object, const char* key);

/// The certified enclosure lower <= ||f - g|| <= upper of a relugap.certify/1 object, and the estimate beside it.
struct Enclosure {
  double lower, upper;
  bool converged;
  std::string status;
};
Enclosure enclosure_of(const Json& certify);

/// How far an estimate s falls short of the true norm, which lies in [lower, upper]:
///
///   1 - s / lower <= shortfall <= 1 - s / upper     (exact rationals).
struct Shortfall {
  Rational least, most;
};
/// Requires: 0 < lower, upper finite.
Shortfall shortfall_of(double estimate, const Enclosure& enclosure);

/// The bound of a theorem in a relugap.bound/1 object: nullptr if it is absent or has no value.
const Json* theorem_bound(const Json& report, std::string_view theorem);

/// The bound that `best` names for "deterministic", "randomized" or "upper": nullptr if there is none.
const Json* best_bound(const Json& report, const char* kind);

/// log10 of the value of a bound as a claim: its lower end for a lower bound, its upper one for an upper bound.
double claimed_log10(const Json& bound);

/// The value of a bound as a claim: the lower decimal end of a lower bound, the upper one of an upper bound.
/// Nothing if its exponent is too large for an exact rational: claimed_log10 speaks then.
std::optional<Rational> claimed_value(const Json& bound);

/// Whether a lower bound proves value > limit.
bool proves_more_than(const Json& lower_bound, const Rational& limit);

/// Whether a proved statement contradicts the enclosure: lower > upper, or |f - g| at the best sampled point, evaluated
/// with directed rounding, is above the certified upper bound. Only a bug can make this true.
bool is_violated(const Json& certify, const Json& estimate);

}  // namespace relugap::report
