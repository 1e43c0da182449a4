#pragma once

#include <nlohmann/json.hpp>

namespace relugap {

/// JSON with the keys in the order of insertion.
using Json = nlohmann::ordered_json;

/// A bound as JSON: a number that reads back to the same double, or "inf" / "-inf" for an infinite one.
///
/// Requires: not NaN.
Json json_bound(double bound);

}  // namespace relugap
