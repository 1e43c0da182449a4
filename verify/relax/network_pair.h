#pragma once

#include <cstddef>
#include <memory>

#include "verify/relax/tile_pair.h"

namespace relugap::verify {

/// Two networks of the same shape, of which one is a perturbed, pruned, quantised or retrained copy of the other: what differs
/// between them goes through the layers by itself (kernel::enclose_pair_tile).
///
/// nullptr where a side is no network that can be lowered, the shapes differ, or the weights are as far apart as those of
/// networks that have nothing to do with each other: the bounds of each side by itself are no worse then.
std::unique_ptr<TilePair> make_network_pair(const PreparedSide& f, const PreparedSide& g);

}  // namespace relugap::verify
