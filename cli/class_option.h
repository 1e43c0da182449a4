#pragma once

#include <string>

#include "bounds/class.h"
#include "lib/core/json.h"

namespace relugap::cli {

/// Reads a class of networks from one value: "45-46-1-1;q=2;c=1", in any order after the widths, with ";joint" if c bounds
/// weights and biases of a layer together.
/// Fails: InputError naming --class.
bounds::NetworkClass parse_class(const std::string& text);

/// The object `class` of docs/formats.md.
Json class_json(const bounds::NetworkClass& h);

}  // namespace relugap::cli
