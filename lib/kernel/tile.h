#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "lib/kernel/aligned.h"

namespace relugap::kernel {

/// Boxes that one kernel call encloses side by side; lane i of every vector belongs to box i, whatever the register width.
inline constexpr std::size_t kLanes = 8;

/// Numbers of type T in 64 bytes, one register of AVX-512: 8 doubles or 16 floats.
template <class T>
inline constexpr std::size_t kSlots = 64 / sizeof(T);

/// Rows of kLanes numbers that lie side by side in one run of kSlots: 1 in double, 2 in float. The product of a matrix with
/// many such rows (coefficients of forms, backward rows of +z and -z) then fills the registers in both.
template <class T>
inline constexpr std::size_t kPack = kSlots<T> / kLanes;

/// Runs that `rows` rows need.
template <class T>
constexpr std::size_t runs(std::size_t rows) {
  return (rows + kPack<T> - 1) / kPack<T>;
}

/// Where lane 0 of element `index` of row `row` lies in an array of rows with `count` elements each.
template <class T>
constexpr std::size_t place(std::size_t row, std::size_t index, std::size_t count) {
  return (row / kPack<T> * count + index) * kSlots<T> + row % kPack<T> * kLanes;
}

/// kLanes boxes x = c + r t, t in [-1,1]^d. centre, radius: d x kLanes, index [k * kLanes + lane]; radius >= 0, all finite.
template <class T>
struct BasicBoxTile {
  explicit BasicBoxTile(std::size_t d) : dimension(d), centre(d * kLanes, T{0}), radius(d * kLanes, T{0}) {}

  std::size_t dimension;
  AlignedArray<T> centre, radius;
};
using BoxTile = BasicBoxTile<double>;
using SingleBoxTile = BasicBoxTile<float>;

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
  std::vector<std::uint8_t> signs;  ///< kLanes rows of proved signs (SignLayout) for the boxes, or nothing
};

}  // namespace relugap::kernel
