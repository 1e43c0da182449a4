#pragma once

#include <cstdint>
#include <vector>

#include "bounds/bound.h"
#include "bounds/class.h"
#include "bounds/power_product.h"

namespace relugap::bounds {

/// Where the centres of bumps may lie if the domain is a box D = prod [a_i, b_i].
///
/// The class is closed under x_i -> -x_i and x_i -> x_i / R_i, R_i >= 1. For each side these are chosen so that the part of
/// the side in [-1,1], where the centres lie, is as long as possible: its length is f_i = b_i - a_i if -1 <= a_i, b_i <= 1,
/// |[a_i, b_i] cap [-1,1]| if 0 lies inside, (b_i - a_i) / max(|a_i|, |b_i|) if not and the side leaves [-1,1].
/// The active coordinates are those of the d' greatest f_i. Bumps S need |sum eps_i y_i| <= max{d'^(1/q), ceil(d'/2)};
/// where that is not so they are scaled by a further lambda(d') >= 1.
/// Source: [docs/theorems.md, Proposition 9].
class CentreBox {
 public:
  /// Sides of equal data, the greatest f_i first.
  struct Side {
    Rational length;  ///< f_i
    Rational scale;   ///< R_i
    Rational full;    ///< b_i - a_i
    Rational middle;  ///< modulus of the middle of the scaled part in [-1,1]
    std::uint64_t count;
  };

  /// Requires: the box has the dimension of the class.
  CentreBox(const NetworkClass& h, const Query& query);

  /// The number of coordinates with f_i > 0.
  std::uint64_t usable() const;
  /// Whether it is a cube with f_i = 1 for which lambda = 1: [0,1]^d or one of its translates in [-1,1]^d.
  bool is_unit() const { return is_unit_; }
  /// The sides that take part in the d' = active greatest ones, with their counts among those.
  std::vector<Side> active_sides(std::uint64_t active) const;
  /// prod f_i over the active coordinates, to the power 1/d', over lambda (bumps S) or 1 (bumps C): what multiplies sigma.
  /// Requires: 1 <= active <= usable().
  PowerProduct reach(std::uint64_t active, bool simplex) const;
  /// lambda(d') for bumps S.
  PowerProduct stretch(std::uint64_t active) const;
  /// prod of R_i over the active and of b_i - a_i over the other coordinates, without lambda: the measure that L^p norms
  /// take from outside.
  PowerProduct mass(std::uint64_t active) const;
  /// b_i - a_i > 0 for all i.
  bool has_interior() const;

  /// ln reach and ln stretch in plain floating point, for objectives.
  double estimate_log_reach(std::uint64_t active, bool simplex) const;
  double estimate_log_stretch(std::uint64_t active) const;

 private:
  Rational spread(std::uint64_t active) const;

  std::vector<Side> sides_;
  Exponent q_;
  bool is_unit_;
};

}  // namespace relugap::bounds
