#pragma once

#include <cstdint>
#include <vector>

#include "lib/kernel/tile.h"
#include "lib/kernel/tile_network.h"
#include "lib/kernel/tile_workspace.h"

namespace relugap::kernel {

/// Linear bounds of a network with one output over each box of a tile.
///
///   -negative(t) <= f(c + r t) <= positive(t) for all t in [-1,1]^d, in each lane.
///
/// Method: affine forms forward (forward-inl.h, relax-inl.h); from the second hidden layer on, the range of every neuron
/// that may change sign is tightened by backward rows (backward-inl.h), unless ws.refine is false; last the backward rows
/// of f and -f.
/// known: signs of neurons (network.signs()) that hold at every point that matters, as proved on a box around all boxes of
/// the tile; nullptr: none. out.signs receives those proved on each box.
/// Rounding: to nearest, any instruction set, with or without FMA; the arguments stand in the three files.
/// Requires: out and ws made for this network and its input dimension; box finite, radius >= 0.
/// Guarantees: the containment (where known holds); a lane that overflows gets constant +inf and slopes 0.
/// Cost: about (2 + unstable neurons per layer) passes of the network, all in cache.
void enclose_network_tile(const TileNetwork& network, const BoxTile& box, TileWorkspace& ws, SideBounds& out,
                          const std::uint8_t* known = nullptr);

/// The same in float: half the cost, and bounds that are wider by rounding terms about 2^29 times as large.
void enclose_network_tile(const SingleTileNetwork& network, const SingleBoxTile& box, SingleTileWorkspace& ws,
                          SideBounds& out, const std::uint8_t* known = nullptr);

/// Values of the network at kLanes points per row, by plain floating-point evaluation: they steer the search, no more.
///
/// points: rows x inputs x kLanes; values: rows x kLanes. Requires: rows <= kChunkRows.
void estimate_values(const TileNetwork& network, const AlignedVector& points, std::size_t rows,
                     TileWorkspace& ws, AlignedVector& values);

/// The ReLU lines of relax-inl.h by themselves, for their test: kLanes ranges in, slope_upper, beta and slope_lower out.
void relax_ranges(const AlignedVector& lower, const AlignedVector& upper,
                  const LayerRounding<double>& rounding, AlignedVector& slope_upper, AlignedVector& beta,
                  AlignedVector& slope_lower);
void relax_ranges(const AlignedArray<float>& lower, const AlignedArray<float>& upper,
                  const LayerRounding<float>& rounding, AlignedArray<float>& slope_upper,
                  AlignedArray<float>& beta, AlignedArray<float>& slope_lower);

/// take_form of tighten-inl.h by itself, for its test: with rows 0 and 1 of the workspace for `neuron` of layer `hidden`.
void take_form(const TileNetwork& network, std::size_t hidden, std::size_t neuron, TileWorkspace& ws);
void take_form(const SingleTileNetwork& network, std::size_t hidden, std::size_t neuron,
               SingleTileWorkspace& ws);

/// The instruction sets this processor can run the kernels with, best first; for tests and `relugap --version`.
std::vector<std::int64_t> kernel_targets();
const char* kernel_target_name(std::int64_t target);
/// Restricts the kernels to one of kernel_targets(), 0 lifts the restriction. Not thread-safe: for tests.
void set_kernel_target(std::int64_t target);

}  // namespace relugap::kernel
