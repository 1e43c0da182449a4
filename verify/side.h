#pragma once

#include <cstddef>
#include <variant>

#include "lib/net/network.h"
#include "lib/target/formula.h"

namespace relugap::verify {

/// The function that is zero everywhere.
struct Zero {};

/// One side of a difference f - g. A network has a single output; its inputs, or the variables of a formula, are the
/// coordinates of the domain (a formula may use fewer).
using Side = std::variant<Zero, net::Network, target::Formula>;

}  // namespace relugap::verify
