#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "bounds/bump.h"
#include "bounds/centre_box.h"
#include "bounds/power_product.h"

namespace relugap::bounds {

/// What both theorems about L^p require before a bump is chosen: L >= 3, N_L = 1, N_1 >= 2, p < inf, a box with interior.
std::vector<Hypothesis> lp_hypotheses(const NetworkClass& h, const Query& query);

/// "eps is less than the L^p norm of a bump of height H_max that fits into the domain", which the search has decided.
Hypothesis below_lp_cap(const Bound& found, const Rational& eps);

/// What to add to a bound in L^1.
std::string quadrature_note(const Query& query);

/// ln prod_{j=1..n} (p + j) in plain floating point, for objectives.
double estimate_log_rising(double p, std::uint64_t n);

/// The largest x in [from, to] of a function that rises and then falls, in plain floating point.
double estimate_argmax(double from, double to, const std::function<double(double)>& f);

/// exp(x) as a rational number of few bits, for |x| <= 700; beyond, exp(+-700). Requires: not NaN.
Rational estimate_short_exp(double x);

/// A bump in L^p of the box, p < inf, and the places where it fits in.
///
/// In the scaled coordinates of CentreBox the centres' box has the sides F_i = f_i (design S: f_i / lambda). The support
/// of a bump of height H has the same width w = 2 omega H / sigma in every active coordinate, omega = 1 (C) or
/// 2 C(2d',d')^(-1/d') (S). With M the mass of CentreBox (S: times lambda^d'):
///
///   norm:    ||u||_p^p = M H^(p+d') (2/sigma)^d' / prod_{j=1..d'} (p + j),    if the support lies inside the box;
///   ball:    V(H) = (w/omega)^d' / d'!;
///   centres: prod (F_i - w), the volume of the centres whose support lies inside;
///   cells:   prod floor(F_i / w), the number of disjoint supports side by side.
///
/// Source: [docs/theorems.md, Theorem 6].
class LpBump {
 public:
  /// Requires: p finite, the box has an interior, bump.active <= box.usable().
  LpBump(const Bump& bump, const CentreBox& box, const Exponent& p);

  PowerProduct norm(const PowerProduct& height) const;
  PowerProduct height_of_norm(const PowerProduct& norm) const;
  PowerProduct width(const PowerProduct& height) const;
  PowerProduct height(const PowerProduct& width) const;
  PowerProduct ball(const PowerProduct& width) const;
  /// 1/omega.
  const PowerProduct& inverse_omega() const { return inverse_omega_; }
  /// The least F_i.
  PowerProduct shortest() const;
  /// Whether w is certain to be less than every F_i.
  bool fits(const PowerProduct& width) const;
  /// Requires: fits(width).
  PowerProduct centres(const PowerProduct& width) const;
  /// Whether all F_i are equal.
  bool is_cube() const { return sides_.size() == 1; }
  /// A width with more than `samples` cells, as large as possible with cells that divide some F_i evenly.
  PowerProduct width_of_more_cells(const Integer& samples) const;
  /// The number of cells that are wider than w; nothing if that number is beyond 2^53 on one side.
  /// Guarantees: no more than prod (ceil(F_i/w) - 1).
  std::optional<Integer> cells_wider_than(const PowerProduct& width) const;
  /// The number of cells of width F / k, for a cube.
  Integer cells(const Integer& k) const;

  std::uint64_t active() const { return active_; }
  /// 1 + d'/p.
  const Rational& growth() const { return growth_; }

  /// In plain floating point: ln of the volume of the centres, -inf where the bump does not fit.
  double estimate_log_centres(double log_width) const;

 private:
  std::uint64_t active_;
  Rational p_, growth_;
  PowerProduct slope_, inverse_omega_, stretch_, unit_norm_;
  std::vector<CentreBox::Side> sides_;
  std::vector<double> log_lengths_;
};

}  // namespace relugap::bounds
