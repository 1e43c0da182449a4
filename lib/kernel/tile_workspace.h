#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "lib/kernel/aligned.h"
#include "lib/kernel/index_list.h"
#include "lib/kernel/tile.h"
#include "lib/kernel/tile_network.h"

namespace relugap::kernel {

/// Values x_i that enter a layer, for the neurons that are not zero in every lane (all inputs for the first layer). First
/// come the `linear` ones, which pass unchanged in every lane, then the others.
///
/// |x_i - (form_i0 + sum_k form_ik t_k)| <= carried_i and |x_i| <= maximum_i in each lane, for every t in [-1,1]^d; carried
/// also holds the rounding that the NEXT affine layer will cause (forward-inl.h). Rows x positions x lanes (place<T>).
template <class T>
struct Activations {
  IndexList active;  ///< neuron of each position
  std::size_t linear = 0;
  AlignedArray<T> form;                 ///< d + 1 rows, first the constants
  AlignedArray<T> radius;               ///< positions x kLanes: the radius without the next layer's rounding
  AlignedArray<T> carried_and_maximum;  ///< 2 rows
};

/// The two lines of a ReLU (relax-inl.h) as a backward step reads them: a run of kSlots each of slope and offset for a row
/// that meets the neuron in its own direction, and of slope and offset for one that meets it in the other.
///
/// A row of +z meets the neuron in its own direction where its coefficient is positive: the upper line; a row of -z where it
/// is negative. Slots of rows of +z (all slots in double, the first half in float) hold the upper line first, the rest the
/// lower line.
inline constexpr std::size_t kLineRuns = 4;  // slope, offset, slope against, offset against

/// The same neurons as an Activations lists: 1 for the linear ones and for the others, 0 elsewhere.
template <class T>
struct ActiveFlags {
  AlignedArray<T> linear, others;
};

/// What a pass knows of one hidden layer. Rows x neurons x lanes (place<T>, padded(rows) elements each).
template <class T>
struct LayerState {
  AlignedArray<T> form;            ///< d + 1 rows: |z_j - (form_j0 + sum_k form_jk t_k)| <= radius_j
  AlignedArray<T> radius_and_sum;  ///< 2 rows: radius_j; s_j >= sum_i |W_ji| |x_i| + |b_j|
  AlignedArray<T> lower, upper;    ///< neurons x kLanes: lower_j <= z_j <= upper_j
  AlignedArray<T> spread;          ///< neurons x kLanes: sum_{k>=1} |form_jk|; steers the search only
  Activations<T> out;              ///< x_j = relu(z_j), or z_j where neuron j is not rectified
  AlignedArray<T> offsets;         ///< linear position: one run, what the rounding of the step costs
  AlignedArray<T> lines;           ///< other position: kLineRuns runs, offsets widened by that rounding
  AlignedArray<T> beta,
      rounding;  ///< position x kLanes: the upper line's own offset, its widening; for the search
  AlignedArray<T>
      packed;  ///< W restricted to active rows and columns, then b; rows of packed_stride<T>(columns)
  AlignedArray<T>
      linear_offset;         ///< neurons of the NEXT layer, a run each: sum over linear i of |W_ji| offset_i
  IndexList unstable;        ///< rectified neurons that change sign in some lane after the forward range
  std::size_t loose = 0;     ///< number of neurons whose forms are loose (forward-inl.h)
  IndexList refined;         ///< neurons whose ranges and forms backward rows tighten
  IndexList bounded, given;  ///< neurons whose range the forms give; the rest, whose sign is known
  IndexList others;          ///< the active neurons that are not linear
  ActiveFlags<T> flags;
  std::vector<std::uint8_t> positive,
      negative;  ///< one bit per lane: lower_j >= 0, upper_j <= 0; padded with zeros
};

/// Columns of a packed matrix that also holds the bias, a multiple of the longest register.
template <class T>
constexpr std::size_t packed_stride(std::size_t columns) {
  return (columns + 1 + kSlots<T> - 1) / kSlots<T> * kSlots<T>;
}

/// Runs that go through a backward pass together: a multiple of the row block of the multiplication kernel.
inline constexpr std::size_t kChunkRows = 12;

/// Neurons whose two rows, of +z and of -z, go together.
template <class T>
inline constexpr std::size_t kChunkNeurons = kChunkRows* kPack<T> / 2;

/// Scratch memory of enclose_network_tile, reusable for one network by one thread; its contents are open to tests.
template <class T>
struct BasicTileWorkspace {
  explicit BasicTileWorkspace(const BasicTileNetwork<T>& network);

  bool refine = true;  ///< whether ranges are tightened by backward rows: dearer and better bounds

  Activations<T> input;
  AlignedArray<T> centre, radius, maximum;  ///< inputs, a run each: c_i, r_i, |c_i| + r_i rounded up
  std::vector<LayerState<T>> hidden;        ///< layers 1..L-1
  AlignedArray<T> underflow_sum;     ///< kLanes: T = sum over layers of sum_j s_j + n_l sum_i maximum_i
  AlignedArray<T> output_sum;        ///< 2 rows of one element: nothing; s of the output neuron
  AlignedArray<T> gathered, shared;  ///< a chunk of neurons: their weights by position; their linear part
  AlignedArray<T> rows_a, rows_b;    ///< coefficients of a chunk of backward rows
  AlignedArray<T> rounding_estimate, score_estimate;  ///< kLanes, inputs x kLanes; steer the search only
  AlignedArray<T> row_constant, row_offset, row_rounding, row_upper;  ///< kChunkRows runs; see backward-inl.h
};
using TileWorkspace = BasicTileWorkspace<double>;
using SingleTileWorkspace = BasicTileWorkspace<float>;

}  // namespace relugap::kernel
