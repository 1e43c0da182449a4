#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "lib/arith/interval.h"
#include "lib/kernel/tile.h"
#include "lib/target/domain.h"
#include "verify/norm/power_mean.h"
#include "verify/relax/affine_form.h"
#include "verify/search/box_queue.h"
#include "verify/side.h"

namespace relugap::verify {

/// How a box of the cover lies in its tile: t_k = shift_k + stretch_k tau_k takes tau in [-1,1]^d onto the box itself,
/// which may be a little smaller than the tile's [c - r, c + r]. volume encloses the box's volume.
struct LocalCoordinates {
  std::vector<Interval> shift, stretch;
  Interval volume = 0.0;
  bool identity = true;  ///< shift = 0 and stretch = 1 exactly
};

/// The part of the domain D that a box of doubles stands for: ends on the boundary of D's double hull mean D's own ends.
class DomainGeometry {
 public:
  /// hull: the smallest box of doubles around the domain.
  DomainGeometry(const target::RationalBox& domain, const OpenBox& hull);

  void locate(const OpenBox& box, const kernel::BoxTile& tile, std::size_t lane, LocalCoordinates& out) const;

 private:
  std::vector<double> hull_lo_, hull_hi_;
  std::vector<Interval> lo_, hi_;
};

/// Affine bounds of h = f - g over one box in its own coordinates tau.
///
/// Rounding: sums of slopes and the change of coordinates are rounded in one direction, and what that may cost
/// (|tau_k| <= 1) goes into the constants; lanes without a bound give infinite constants.
void local_pair(const kernel::SideBounds& f, const kernel::SideBounds& g, std::size_t lane,
                const LocalCoordinates& at, AffinePair& out);

/// The same in MPFR arithmetic with kPreciseBits bits, for boxes where rounding, or a weight out of range, leaves the
/// kernels without a good bound. box: the one of the tile. Where a formula is not defined, nothing is known.
/// stop: as enclose_network.
void precise_pair(const Side& f, const Side& g, const CentredBox& box, const LocalCoordinates& at,
                  AffinePair& out, const std::function<bool()>& stop = {});

inline constexpr unsigned kPreciseBits = 256;

}  // namespace relugap::verify
