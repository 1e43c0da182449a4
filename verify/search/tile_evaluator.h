#pragma once

#include <memory>
#include <vector>

#include "lib/target/domain.h"
#include "verify/relax/tile_side.h"
#include "verify/search/box_queue.h"

namespace relugap::verify {

/// A point of the domain where |f - g| seems large: an estimate, to be confirmed by enclose_difference.
struct Candidate {
  double estimate = -1;
  std::vector<double> x;
};

/// Bounds |f - g| on up to kLanes boxes at once; holds the scratch memory of one thread.
class TileEvaluator {
 public:
  TileEvaluator(const PreparedSide& f, const PreparedSide& g, std::size_t dimension);

  /// Sets upper (never above what it was), split and rounding_limited of every box, and offers the best of their centres
  /// and of the vertices that the linear bounds point to as a candidate.
  ///
  ///   upper = max over s = +-1 of (constant + sum_k |slope_k|),  constant, slope of s f - s g added before |.|.
  ///
  /// lower: the proved lower bound of the norm so far, to judge whether rounding matters.
  /// Rounding: d + 1 additions and d + 1 of |slope|: d + 6 units relatively to the sum of magnitudes.
  /// Guarantees: |f - g| <= upper on each box. Requires: 1 <= boxes.size() <= kLanes.
  Candidate evaluate(std::vector<OpenBox>& boxes, double lower);

  /// What the last call was made from: linear bounds of both sides over the tile of its boxes, box i in lane i.
  const kernel::SideBounds& bounds_f() const { return bounds_f_; }
  const kernel::SideBounds& bounds_g() const { return bounds_g_; }
  const kernel::BoxTile& tile() const { return tile_; }
  /// Expansions of both sides over that tile (TileSide::expand).
  void expand(std::vector<kernel::Expansion>& f, std::vector<kernel::Expansion>& g) {
    f_->expand(tile_, bounds_f_, f);
    g_->expand(tile_, bounds_g_, g);
  }
  /// Estimates how much of the distance between upper and lower bound of f - g is rounding error.
  double estimate_rounding(std::size_t lane) const;

 private:
  void bound(OpenBox& box, std::size_t lane, double lower);
  Candidate best_point(const std::vector<OpenBox>& boxes);

  std::unique_ptr<TileSide> f_, g_;
  kernel::BoxTile tile_;
  kernel::SideBounds bounds_f_, bounds_g_;
  kernel::AlignedVector points_, values_f_, values_g_;
  std::vector<double> score_;
};

}  // namespace relugap::verify
