#pragma once

#include <array>
#include <limits>
#include <memory>
#include <span>
#include <vector>

#include "lib/target/domain.h"
#include "verify/relax/objective.h"
#include "verify/relax/tile_pair.h"
#include "verify/relax/tile_side.h"
#include "verify/search/box_queue.h"

namespace relugap::verify {

/// A point of the domain where |f - g| (or f - g, or g - f, as the objective says) seems large: an estimate, to be confirmed by enclose_difference.
struct Candidate {
  double estimate = -std::numeric_limits<double>::infinity();
  std::vector<double> x;
};

/// Bounds |f - g| on up to kLanes boxes at once; holds the scratch memory of one thread.
class TileEvaluator {
 public:
  /// What the bounds are for: the sup norm, where a box below `lower` is done with and float will often do, or integrals
  /// too, for which every box counts and both sides are expanded in double.
  enum class Purpose { Sup, Integrals };

  TileEvaluator(const PreparedSide& f, const PreparedSide& g, std::size_t dimension,
                Purpose purpose = Purpose::Sup, Objective objective = Objective::Absolute);

  /// Sets upper (never above what it was), split, arithmetic and signs of every box, and offers the best of their centres
  /// and of the vertices that the linear bounds point to as a candidate (none where no box is bounded above `lower`; split
  /// and signs of boxes that are not are left alone).
  ///
  ///   upper = max over s = +-1 of (constant + sum_k |slope_k|),  constant, slope of s f - s g added before |.|;
  ///
  /// for the objectives Largest and Smallest only s = 1, or s = -1.
  ///
  /// lower: the proved lower bound of the norm so far, to judge whether rounding matters.
  /// Where the two sides have bounds of h = f - g together (tile_pair.h), those count if they are lower.
  /// Rounding: d + 1 additions and d + 1 of |slope|: d + 6 units relatively to the sum of magnitudes.
  /// Guarantees: |f - g| (f - g, g - f) <= upper on each box. Requires: 1 <= boxes.size() <= kLanes.
  Candidate evaluate(std::span<OpenBox> boxes, double lower);

  /// What the last call was made from: linear bounds of both sides over the tile of its boxes, box i in lane i.
  const kernel::SideBounds& bounds_f() const { return bounds_f_; }
  const kernel::SideBounds& bounds_g() const { return bounds_g_; }
  const kernel::BoxTile& tile() const { return tile_; }
  /// Expansions of both sides over that tile (TileSide::expand). Requires: made for integrals.
  void expand(std::vector<kernel::Expansion>& f, std::vector<kernel::Expansion>& g) {
    f_->expand(tile_, bounds_f_, f);
    g_->expand(tile_, bounds_g_, g);
  }
  /// An upper bound of the objective over one box in MPFR arithmetic, and a point where it is nearly reached (an estimate):
  /// from both sides together where that is possible, else upper_difference_precise and the centre.
  PeakBound bound_precisely(const CentredBox& box, const std::function<bool()>& stop, double enough);
  /// Estimates how much of the distance between upper and lower bound of f - g is rounding error.
  double estimate_rounding(std::size_t lane) const;

 private:
  /// Sets known_ to the signs that all boxes agree on; false if they carry none.
  bool know_signs(std::span<const OpenBox> boxes);
  void keep_signs(std::size_t lane, OpenBox& box) const;
  /// Bounds the sides that count, and h from them.
  void enclose(bool single, const std::uint8_t* known_f, const std::uint8_t* known_g);
  /// Linear bounds of s f - s g from those of both sides, into bounds_h_.
  void subtract();
  /// Upper bounds of s h over each box from linear ones, into upper_ and magnitude_ where they are lower.
  void bound(const kernel::SideBounds& h, std::uint8_t source);
  const kernel::LinearUpperBound& source(std::size_t sign, std::size_t lane) const;
  /// Sets upper of the box, and, where that is above `lower`, all that its children will need.
  void finish(OpenBox& box, std::size_t lane, double lower, bool single);
  Candidate best_point(std::size_t boxes);

  const Side &side_f_, &side_g_;
  std::unique_ptr<TileSide> f_, g_;
  std::unique_ptr<TilePair> pair_;  ///< nothing where two sides together say no more
  Purpose purpose_;
  Objective objective_;
  bool single_;
  std::size_t sign_bytes_f_, sign_bytes_g_;
  kernel::BoxTile tile_;
  kernel::SingleBoxTile single_tile_;
  std::vector<std::uint8_t> known_;
  kernel::SideBounds bounds_f_, bounds_g_, bounds_h_, bounds_pair_;
  kernel::AlignedVector points_, values_f_, values_g_;
  std::vector<double> score_, peak_;
  std::array<std::array<double, kernel::kLanes>, 2> upper_{}, magnitude_{};
  std::array<std::array<std::uint8_t, kernel::kLanes>, 2> source_{};  ///< 0: bounds_h_, 1: bounds_pair_
};

}  // namespace relugap::verify
