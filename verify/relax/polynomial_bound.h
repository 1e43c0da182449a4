#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "verify/relax/taylor_basis.h"

namespace relugap::verify {

/// Upper bounds of polynomials p(t) = sum_i c_i t^i over [-1,1]^d, with coefficients that are doubles.
///
/// d = 1: [-1,1] is bisected where the bound is largest. On [m - r, m + r], with p(m + r s) = sum_k b_k s^k,
///   p <= b_0 + max over |s| <= 1 of (b_1 s + b_2 s^2) + sum_{k > 2} |b_k|,
/// until that exceeds the largest b_0 by no more than a tolerance. The shifted coefficients are computed in double by repeated
/// synthetic division: a term c_j of b_k passes through at most 3 n + 1 roundings, and sum_k of the sums of their magnitudes
/// is sum_j |c_j| (|m| + r)^j <= sum_j |c_j|, since the piece lies in [-1,1]; the few roundings of the bound itself included,
/// gamma_(8n+32) sum_j |c_j| covers everything.
///
/// d > 1: with the linear part g, the quadratic part t'Qt and any diagonal D >= 0 for which D - Q is positive definite,
///   g't + t'Qt <= phi(t) + sum_k D_k,  phi(t) = g't - t'(D - Q)t concave, hence, from any point z of the box,
///   phi(t) <= phi(z) + sum_k (|phi_k'(z)| - phi_k'(z) z_k),
/// to which the sum of |c_i| of all higher degrees is added. D is 0, or nearly, where p is strictly concave: there the bound is
/// off by no more than the cubic part, once z is close to the maximum. Definiteness is proved by an L D L' factorisation in
/// interval arithmetic, in which D is raised where a pivot would not be positive. The bound is never above the sum of the
/// one-dimensional maxima of g_k t + Q_kk t^2 and of all other |c_i|. All sums are in interval arithmetic.
class PolynomialBound {
 public:
  explicit PolynomialBound(const TaylorBasis& basis);

  /// An upper bound of sum_{i >= 1} c_i t^i, and in `peak` a point near a maximum (an estimate). tolerance: what is not worth
  /// any effort. Requires: c has basis.count() numbers, of which c_0 is ignored; peak has d.
  double upper(std::span<const double> c, double tolerance, std::span<double> peak);

  /// p at t without its constant, in double: an estimate.
  double estimate(std::span<const double> c, std::span<const double> t) const;

 private:
  struct Piece {
    double bound, middle, radius;
  };

  double upper_univariate(std::span<const double> c, double tolerance, double& peak);
  Piece bound_piece(std::span<const double> c, double middle, double radius, double& value);
  double upper_multivariate(std::span<const double> c, std::span<double> peak);
  /// Raises `shift` (D) until D - Q is proved positive definite; false if that fails.
  bool make_definite(std::span<const double> c, std::vector<double>& shift) const;
  /// An estimate of the maximum of the concave phi over the box, by coordinate ascent.
  void climb(std::span<const double> c, const std::vector<double>& shift, std::span<double> z) const;
  double entry(std::span<const double> c, std::size_t i, std::size_t j) const;

  const TaylorBasis& basis_;
  std::vector<Piece> pieces_;
  std::vector<double> shifted_, shift_;
};

/// Copies the coefficients to doubles, rounded to nearest, with the opposite sign if `negated`; returns at least the sum of
/// what that loses, but for the constant, which becomes 0: |x - fl(x)| <= u |fl(x)| + eta.
template <class N>
double to_doubles(const std::vector<N>& coefficient, bool negated, std::span<double> c);

/// Adds the slopes to the linear coefficients; returns at least the sum of what that loses, u |sum| each.
double add_slopes(std::span<const double> slope, std::span<double> c);

}  // namespace relugap::verify
