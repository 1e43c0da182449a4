#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "lib/kernel/expand_network_tile.h"
#include "lib/kernel/tile.h"
#include "lib/kernel/tile_network.h"
#include "lib/kernel/tile_workspace.h"
#include "verify/side.h"

namespace relugap::verify {

/// What all threads share of one side: the lowered network, if the side is one that can be lowered.
struct PreparedSide {
  explicit PreparedSide(const Side& side);

  const Side& side;
  std::optional<kernel::TileNetwork> network;
  std::optional<kernel::SingleTileNetwork> single;  ///< the same in float, where that can be had

  /// Bytes of proved signs per box (kernel::SignLayout).
  std::size_t sign_bytes() const { return network ? network->signs().bytes() : 0; }
};

/// Encloses one side over tiles; holds the scratch memory of one thread.
class TileSide {
 public:
  virtual ~TileSide() = default;

  /// Linear bounds of the side in each lane, +inf where none can be had (kernel::SideBounds). known: signs of the side's
  /// neurons on a box around all boxes of the tile, sign_bytes() of them, or nullptr.
  virtual void enclose(const kernel::BoxTile& box, const std::uint8_t* known, kernel::SideBounds& out) = 0;

  /// Whether the side can be bounded in float, and the same bounds then.
  virtual bool has_single() const { return false; }
  virtual void enclose(const kernel::SingleBoxTile&, const std::uint8_t*, kernel::SideBounds&) {}

  /// What the last call of enclose found out about the layers of a network, in the arithmetic it ran in; else nullptr.
  virtual const kernel::TileWorkspace* layers() const { return nullptr; }
  virtual const kernel::SingleTileWorkspace* single_layers() const { return nullptr; }

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
