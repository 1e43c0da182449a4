#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "verify/relax/taylor_model.h"

namespace relugap::verify {

/// Taylor models of p(a) for p = sum_j c_j T_j; holds p and its derivatives in the Chebyshev basis.
///
/// The Taylor coefficients of p at c, the constant coefficient of a, are p^(k)(c) / k! = sum_j c_kj T_j(c), where c_kj are the
/// Chebyshev coefficients of p^(k) / k!, found exactly and rounded to N once. With T~_j of N next to T_j(c) (enclosed by
/// target::enclose_chebyshev), e_j >= |T~_j - T_j(c)| and m coefficients each errs by at most
///   sum_j |c_kj| (e_j + gamma_(m+3) |T~_j|).
/// The remainder beyond order n, for |w| <= q, is bounded by the smaller of
///   q^(n+1) sum_j |c_(n+1)j| T_m(max(1, |c| + q))                              (Lagrange; |T_j| <= T_m there), and
///   M (q/R)^(n+1) / (1 - q/R),  M = sum_j |c_j| rho^j,  some R > q             (Cauchy),
/// where |p| <= M on the disc of radius R around c: it lies in the ellipse with foci -1, 1 and sum of half-axes rho, on which
/// |T_j| <= rho^j. With x = |c|, s = 1 - x^2 > 2 x R and a, b the half-axes through z = c + d, |d| = R,
///   2 a^2 = |z|^2 + 1 + |1 - z^2|,  |1 - z^2| <= |s - 2 c d| + R^2,
///   |s - 2 c d| <= (s - 2 c Re d) + 4 x^2 R^2 / (2 (s - 2 x R)),  hence b^2 = a^2 - 1 <= R^2 (1 + x^2 / (s - 2 x R)).
/// So inside of (-1,1) it is the frequency m that counts, not m^2, which Lagrange's bound knows.
template <class N>
class ChebyshevSeries {
 public:
  ChebyshevSeries(std::span<const Rational> coefficients, std::size_t order);

  /// Fails: as TaylorArithmetic. Requires: arithmetic.basis().order() == order.
  TaylorModel<N> apply(const TaylorArithmetic<N>& arithmetic, const TaylorModel<N>& a) const;

 private:
  using Number = TaylorNumber<N>;

  double remainder(const Interval& c, double q) const;

  std::size_t order_;
  std::vector<std::vector<N>> derivative_;      ///< c_kj to nearest, k = 0..order
  std::vector<std::vector<double>> magnitude_;  ///< at least |c_kj|, and at least 2^-1000
  double last_ = 0;                             ///< at least sum_j |c_(order+1)j|
};

}  // namespace relugap::verify
