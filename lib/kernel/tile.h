#pragma once

#include <cstddef>

#include "lib/kernel/aligned.h"

namespace relugap::kernel {

/// Boxes that one kernel call encloses side by side; lane i of every vector belongs to box i, whatever the register width.
inline constexpr std::size_t kLanes = 8;

/// kLanes boxes x = c + r t, t in [-1,1]^d. centre, radius: d x kLanes, index [k * kLanes + lane]; radius >= 0, all finite.
struct BoxTile {
  explicit BoxTile(std::size_t d) : dimension(d), centre(d * kLanes, 0.0), radius(d * kLanes, 0.0) {}

  std::size_t dimension;
  AlignedVector centre, radius;
};

/// One sign of one side of a tile: s h(c + r t) <= constant + sum_k slope_k t_k for all t in [-1,1]^d, in each lane.
///
/// constant: kLanes, +inf where no bound can be had (the slopes are then 0). slope: d x kLanes.
/// The rest steers the search and proves nothing: rounding (kLanes) estimates the share of the constant that is rounding
/// error; score (d x kLanes) estimates how much of the constant would go if coordinate k were split.
struct LinearUpperBound {
  explicit LinearUpperBound(std::size_t d)
      : constant(kLanes, 0.0), slope(d * kLanes, 0.0), rounding(kLanes, 0.0), score(d * kLanes, 0.0) {}

  AlignedVector constant, slope, rounding, score;
};

/// Linear bounds of h (positive) and of -h (negative) over a tile.
struct SideBounds {
  explicit SideBounds(std::size_t d) : positive(d), negative(d) {}

  LinearUpperBound positive, negative;
};

}  // namespace relugap::kernel
