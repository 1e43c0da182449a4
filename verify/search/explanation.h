#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace relugap::verify {

/// Why a gap is still open, as far as the boxes tell that hold it open: those with the largest upper bounds. It describes
/// the search and claims nothing about the functions.
struct Explanation {
  enum class Cause {
    MoreTime,  ///< boxes shrink and their bounds with them: more time, or a wider gap, is all that is missing
    Rounding,  ///< what is left is rounding error: no smaller box has a better bound
    ZeroLower,  ///< no point with f != g is known, so that no relative gap can be reached
    Overflow,   ///< no finite bound somewhere: numbers beyond the range of double
    Tie         ///< the threshold lies within the enclosure that the arithmetic can tell
  };
  /// A hidden layer whose neurons may change sign on those boxes: their linear bounds are what splitting improves.
  struct Layer {
    char side = 'f';          ///< 'f' or 'g'
    std::size_t layer = 0;    ///< hidden layer, counted from 1
    std::size_t neurons = 0;  ///< of that layer
    double unstable = 0;      ///< of them, those of unknown sign: mean over the boxes
  };

  Cause cause = Cause::MoreTime;
  std::uint64_t open_boxes = 0;      ///< all that wait
  std::uint64_t looked_at = 0;       ///< those that the rest is about
  double rounding_limited = 0;       ///< share of those whose bound rounding keeps up
  std::vector<double> median_edges;  ///< by coordinate, as a share of the domain's edge
  std::vector<Layer> layers;         ///< from the second hidden layer on
  std::string reason, advice;        ///< one sentence each
};

}  // namespace relugap::verify
