#pragma once

#include <optional>

#include "lib/kernel/tile_network.h"
#include "lib/net/network.h"

namespace relugap::verify {

/// The network in the form the tile kernels take: affine layers whose neurons are rectified or not.
///
/// Diagonal layers are multiplied into a neighbouring Dense layer in exact rationals and each entry is then rounded to the
/// nearest double, which the kernels account for (weight_roundings); a network without them is taken over exactly. Two
/// Dense layers in a row stay two layers, except that in a network that is not plain they are multiplied in the same way
/// where that takes few multiplications: sums and copies of values that a skip connection needs cost no layer.
/// Fails: nullopt if a rounded entry is not in the normal range of double, so that its relative error is not bounded; the
/// caller then relies on the multiple-precision enclosure (network_form.h).
/// Requires: f.outputs() == 1.
std::optional<kernel::TileNetwork> lower_network(const net::Network& f);

}  // namespace relugap::verify
