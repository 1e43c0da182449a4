#pragma once

#include "lib/kernel/pair_network.h"
#include "lib/kernel/pair_workspace.h"
#include "lib/kernel/tile.h"
#include "lib/kernel/tile_workspace.h"

namespace relugap::kernel {

/// Linear bounds of f - g over each box of a tile, for two networks of the same shape: what differs between them goes
/// through the layers by itself, so that the bounds are as small as the difference is.
///
///   -negative(t) <= f(c + r t) - g(c + r t) <= positive(t) for all t in [-1,1]^d, in each lane.
///
/// Method: delta = z^f - z^g of each hidden neuron is bounded by backward rows over (x - y, y) (pair_rows-inl.h), where one of
/// the two neurons may change sign; the lines of pair_relax-inl.h take them through the ReLUs; last the rows of +-(f - g).
/// f, g: workspaces in which enclose_network_tile has just enclosed the two networks (in float or double), on boxes that
/// contain every point that matters.
/// Rounding: to nearest, any instruction set, with or without FMA; the arguments stand in the two files.
/// Requires: out and ws made for this pair; the layers of f and g those of the pair.
/// Guarantees: the containment at every point of both boxes; a lane that overflows gets constant +inf and slopes 0.
void enclose_pair_tile(const PairNetwork& network, const BoxTile& box, const TileWorkspace& f,
                       const TileWorkspace& g, PairWorkspace& ws, SideBounds& out);
void enclose_pair_tile(const PairNetwork& network, const BoxTile& box, const SingleTileWorkspace& f,
                       const SingleTileWorkspace& g, PairWorkspace& ws, SideBounds& out);

/// The lines of pair_relax-inl.h by themselves, for their test. ranges: l_f, u_f, l, u, a, b, kLanes of each; lines: kPairLines
/// x kLanes.
void relax_pair_ranges(const PairNetwork& network, const AlignedVector& ranges, double tilt,
                       AlignedVector& lines);

}  // namespace relugap::kernel
