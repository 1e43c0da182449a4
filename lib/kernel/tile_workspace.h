#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "lib/kernel/aligned.h"
#include "lib/kernel/tile_network.h"

namespace relugap::kernel {

/// Values x_i that enter a layer, for the neurons that are not zero in every lane (all inputs for the first layer).
///
/// |x_i - (form_i0 + sum_k form_ik t_k)| <= carried_i and |x_i| <= maximum_i in each lane, for every t in [-1,1]^d; carried
/// also holds the rounding that the NEXT affine layer will cause (forward-inl.h). Arrays [...][position][lane].
struct Activations {
  std::vector<std::uint32_t> active;  ///< neuron of each position, ascending
  AlignedVector form;                 ///< (d+1) x count, first the constants
  AlignedVector radius;               ///< count: the radius without the next layer's rounding
  AlignedVector carried_and_maximum;  ///< 2 x count
};

/// What the forward pass knows of one hidden layer. Arrays [...][neuron][lane], strides padded(rows) * kLanes.
struct LayerState {
  AlignedVector form;            ///< (d+1) x rows: |z_j - (form_j0 + sum_k form_jk t_k)| <= radius_j
  AlignedVector radius_and_sum;  ///< 2 x rows: radius_j; s_j >= sum_i |W_ji| |x_i| + |b_j|
  AlignedVector lower, upper;    ///< rows: lower_j <= z_j <= upper_j
  AlignedVector
      inverse_spread;  ///< rows: 1 / sum_{k>=1} |form_jk|, 0 where the spread is 0; steers the search only
  Activations out;     ///< x_j = relu(z_j), or z_j for a layer without ReLU
  // By position in out.active: relu(z) <= slope_upper z + offset_upper and relu(z) >= slope_lower z - offset_lower, the
  // offsets widened by the rounding of the backward step through this layer (relax-inl.h).
  AlignedVector slope_upper, offset_upper, slope_lower, offset_lower;
  AlignedVector rounding;               ///< by position: the widening of offset_upper
  AlignedVector bend;                   ///< by position: beta, relu(z) <= slope_upper z + bend
  AlignedVector bias;                   ///< by position, one double each
  AlignedVector packed;                 ///< W restricted to active rows and columns: count x padded(columns)
  std::vector<std::uint32_t> unstable;  ///< neurons that change sign in some lane after the forward range
};

/// Rows that go through a backward pass together: a multiple of the row block of the multiplication kernel.
inline constexpr std::size_t kChunkRows = 12;

/// Scratch memory of enclose_network_tile, reusable for one network by one thread; its contents are open to tests.
struct TileWorkspace {
  explicit TileWorkspace(const TileNetwork& network);

  Activations input;
  std::vector<LayerState> hidden;  ///< layers 1..L-1
  AlignedVector underflow_sum;     ///< kLanes: T = sum over layers of sum_j s_j + n_l sum_i maximum_i
  AlignedVector output_sum;        ///< kLanes: s of the output neuron
  AlignedVector rows_a, rows_b;    ///< coefficients of a chunk of backward rows
  AlignedVector row_constant, row_offset, row_rounding, row_upper;  ///< kChunkRows; see backward-inl.h
};

}  // namespace relugap::kernel
