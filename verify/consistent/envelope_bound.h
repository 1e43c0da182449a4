#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "verify/consistent/cone_tree.h"
#include "verify/relax/affine_form.h"

namespace relugap::verify {

/// s f(c + r t) <= constant + sum_k slope_k t_k, or -s f; doubles that are proved.
struct AffineUpper {
  double constant;
  std::span<const double> slope;
};

/// What EnvelopeBound finds on a box.
struct EnvelopeMaximum {
  double upper;               ///< proved
  double rounding;            ///< estimate of what rounding contributes to it
  std::vector<double> t;      ///< where the maximum seems to be, in [-1,1]^d
  std::vector<double> score;  ///< estimate of what splitting each coordinate would gain
};

/// Bounds sup over a box of  min_j (s y_j + Lambda ||x - x_j||) + a(x),  a affine: the upper envelope of Theorem 14 less f.
///
/// Every cone has a separable convex majorant over the box x = c + r t: with z_k = |c_k + r_k t_k - x_jk|,
///
///   p = 1:        ||z|| = sum_k z_k,
///   p = inf:      ||z|| <= m + sum_k (z_k - m)_+                                for any m >= 0,
///   otherwise:    ||z|| <= n (sum_k (z_k/n)^p / p + 1 - 1/p)                    for any n > 0 (Young's inequality),
///                 or d^(1/p) times the one for p = inf, which is the better one for large p and boxes not yet small,
///
/// equalities up to second order for good m, n where the box is small against its distance from x_j. For any weights w_j >= 0
/// with sum 1 the minimum is at most the weighted sum of majorants, and that one is separable and convex: its maximum is the sum of
/// the larger values at t_k = -1 and t_k = 1. Cones on opposite sides so bound the envelope to second order. The weights
/// come from a small linear program (weights.h), solved in plain double arithmetic; they are multiples of 2^-20 with sum
/// exactly 1, and only they and m, n enter the bound, which is evaluated upward.
class EnvelopeBound {
 public:
  EnvelopeBound(const ConeSet& cones, const ConeTree& tree);

  /// Requires: dimensions agree. Guarantees: result.upper. `enough`: a bound at most this is not improved further.
  EnvelopeMaximum maximum(const CentredBox& box, const AffineUpper& a, Sign sign, double enough);

 private:
  double estimate_chord_gain(const CentredBox& box, std::uint32_t cone, std::size_t k, std::size_t j) const;

  const ConeSet& cones_;
  const ConeTree& tree_;
  double spread_;  ///< >= d^(1/p)
  std::size_t candidates_;
  std::vector<ConeTree::Found> found_;
  std::vector<double> plus_, minus_, constant_, cost_, slopes_;
};

}  // namespace relugap::verify
