#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace relugap {

/// JSON with the keys in the order of insertion.
using Json = nlohmann::ordered_json;

/// A bound as JSON: a number that reads back to the same double, or "inf" / "-inf" for an infinite one.
///
/// Requires: not NaN.
Json json_bound(double bound);

/// The document indented by two, with a final newline; bytes of strings (paths) that are not UTF-8 become U+FFFD.
std::string json_text(const Json& document);

}  // namespace relugap
