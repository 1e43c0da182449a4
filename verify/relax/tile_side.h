#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "lib/kernel/expand_network_tile.h"
#include "lib/kernel/tile.h"
#include "lib/kernel/tile_network.h"
#include "verify/side.h"

namespace relugap::verify {

/// What all threads share of one side: the lowered network, if the side is one that can be lowered.
struct PreparedSide {
  explicit PreparedSide(const Side& side);

  const Side& side;
  std::optional<kernel::TileNetwork> network;
};

/// Encloses one side over tiles; holds the scratch memory of one thread.
class TileSide {
 public:
  virtual ~TileSide() = default;

  /// Linear bounds of the side in each lane, +inf where none can be had (kernel::SideBounds).
  virtual void enclose(const kernel::BoxTile& box, kernel::SideBounds& out) = 0;

  /// Expansions of the side over the tile that `enclose` has just treated, with the bounds it gave; for integrals.
  /// Sides without neurons keep their two parallel bounds.
  virtual void expand(const kernel::BoxTile& box, const kernel::SideBounds& bounds,
                      std::vector<kernel::Expansion>& out);

  /// Plain floating-point values at rows x d x kLanes points, into rows x kLanes; they steer the search only.
  virtual void estimate(const kernel::AlignedVector& points, std::size_t rows,
                        kernel::AlignedVector& values) = 0;
};

std::unique_ptr<TileSide> make_tile_side(const PreparedSide& side, std::size_t dimension);

}  // namespace relugap::verify
