#pragma once

#include <cstddef>
#include <memory>

#include "lib/kernel/tile.h"
#include "verify/relax/tile_side.h"

namespace relugap::verify {

/// Bounds of h = f - g over tiles where looking at both sides together says more than subtracting the bounds of each.
/// Holds the scratch memory of one thread.
class TilePair {
 public:
  virtual ~TilePair() = default;

  /// Linear bounds of h (positive) and -h (negative) in each lane, +inf where none can be had. f and g have just enclosed
  /// the same tile (in float or double) and still hold what they found.
  virtual void enclose(const kernel::BoxTile& box, const TileSide& f, const TileSide& g,
                       kernel::SideBounds& h) = 0;
};

/// Nothing where the two sides together say no more than each by itself.
std::unique_ptr<TilePair> make_tile_pair(const PreparedSide& f, const PreparedSide& g, std::size_t dimension);

}  // namespace relugap::verify
