#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "lib/kernel/tile.h"
#include "verify/relax/affine_form.h"
#include "verify/relax/objective.h"
#include "verify/relax/tile_side.h"

namespace relugap::verify {

/// An upper bound of the objective over a box, and a point of the box where it is nearly reached (an estimate).
struct PeakBound {
  double upper;
  std::vector<double> peak;
};

/// Bounds of h = f - g over tiles where looking at both sides together says more than subtracting the bounds of each.
/// Holds the scratch memory of one thread.
class TilePair {
 public:
  virtual ~TilePair() = default;

  /// What one side has found on the tile; `bounds` is up to date only if the pair needs that side.
  struct Part {
    const TileSide& side;
    const kernel::SideBounds& bounds;
  };

  /// Whether `enclose` wants the bounds of f, or of g. If it does not want both, its own are no worse than theirs.
  virtual bool needs_f() const { return true; }
  virtual bool needs_g() const { return true; }

  /// Linear bounds of h (positive) and -h (negative) in each lane, +inf where none can be had. The sides that are needed have
  /// just enclosed the same tile (in float or double) and still hold what they found.
  virtual void enclose(const kernel::BoxTile& box, const Part& f, const Part& g, kernel::SideBounds& h) = 0;

  /// Where the last tile's bound of h (sign 0) or -h (sign 1) is nearly reached in this lane, as t of [-1,1]^d: an
  /// estimate. False: nothing better is known than the vertex that the linear bound points to.
  virtual bool peak(std::size_t /*sign*/, std::size_t /*lane*/, std::span<double> /*t*/) const {
    return false;
  }

  /// Bounds the objective over one box in MPFR arithmetic, as upper_difference_precise does, with no more effort once the bound
  /// is at most `enough`; nothing if the pair has no better way than that.
  virtual std::optional<PeakBound> enclose_precisely(const CentredBox& /*box*/, Objective /*objective*/,
                                                     const std::function<bool()>& /*stop*/,
                                                     double /*enough*/) {
    return std::nullopt;
  }
};

/// Nothing where the two sides together say no more than each by itself.
std::unique_ptr<TilePair> make_tile_pair(const PreparedSide& f, const PreparedSide& g, std::size_t dimension);

}  // namespace relugap::verify
