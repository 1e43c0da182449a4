#pragma once

#include <cstddef>
#include <vector>

#include "lib/kernel/aligned.h"
#include "lib/kernel/index_list.h"
#include "lib/kernel/pair_network.h"
#include "lib/kernel/tile_workspace.h"

namespace relugap::kernel {

/// The lines of one position (pair_relax-inl.h), kLanes numbers each, in this order: for x - y from above and from below
/// (times delta, times z, offset), for y from above and from below (times z, offset).
enum PairLine : std::size_t {
  kAboveDelta,
  kAboveZ,
  kAboveOffset,
  kBelowDelta,
  kBelowZ,
  kBelowOffset,
  kUpperSlope,
  kUpperOffset,
  kLowerSlope,
  kLowerOffset,
  kPairLines
};

/// What a pass knows of one hidden layer of a pair: z of g, z + delta of f, y = relu(z), x = relu(z + delta).
///
/// Neurons x kLanes, except where positions are said: those of `active`.
struct PairState {
  AlignedVector lower_f, upper_f, lower_g, upper_g;  ///< ranges of z + delta and of z, from the two sides
  AlignedVector lower, upper;                        ///< range of delta
  AlignedVector sum_delta,
      sum_z;  ///< >= sum |W_f| |x - y| + |V| |y| + |c| (so >= |delta|) and sum |W_g| |y| + |b_g|
  AlignedVector
      form_share;    ///< d rows: estimate of how much of the spread of z is coordinate k's; for the search
  IndexList active;  ///< neurons where x or y is not zero in some lane, first the linear ones
  std::size_t linear = 0;    ///< positions where x = z + delta and y = z in every lane
  IndexList others, unsure;  ///< the active ones that are not linear; those of them whose delta matters
  AlignedVector lines;       ///< position x kPairLines
  AlignedVector
      slack;  ///< position x 2: estimates of what the lines of x - y and of y give away; for the search
  AlignedVector offsets;                ///< position x 2: rounding alone, for x - y and for y
  AlignedVector max_difference, max_y;  ///< positions: >= |x - y|, >= |y|
  AlignedVector
      packed_f;  ///< W_f restricted to active rows and columns; rows of packed_stride<double>(columns)
  AlignedVector
      packed_g;  ///< the rows of V, c, then those of W_g, b_g; rows of packed_stride<double>(columns)
};

/// Scratch memory of enclose_pair_tile, reusable for one pair by one thread; its contents are open to tests.
struct PairWorkspace {
  explicit PairWorkspace(const PairNetwork& network);

  AlignedVector centre, radius, maximum;  ///< inputs x kLanes: c_i, r_i, |c_i| + r_i rounded up
  IndexList inputs;
  std::vector<PairState> hidden;
  AlignedVector sum_delta, sum_z;  ///< of the output
  AlignedVector product;           ///< a row of sums
  AlignedVector
      underflow_sum;  ///< kLanes: T = sum over layers of sum_j s_j + (rows + 1) sum_i (|x - y|_i + |y|_i)
  AlignedVector rows_a, rows_b;  ///< coefficients of a chunk of rows
  AlignedVector row_constant, row_offset, row_rounding, row_upper;
  AlignedVector rounding_estimate, score_estimate;  ///< kLanes, inputs x kLanes; steer the search only
};

}  // namespace relugap::kernel
