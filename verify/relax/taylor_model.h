#pragma once

#include <cstddef>
#include <vector>

#include "lib/arith/rational.h"
#include "verify/relax/taylor_basis.h"
#include "verify/relax/taylor_number.h"

namespace relugap::verify {

/// A polynomial and how far a function may be from it: |h(t) - sum_a coefficient_a t^a| <= error for each t in [-1,1]^d.
template <class N>
struct TaylorModel {
  std::vector<N> coefficient;  ///< by the monomials of a TaylorBasis
  std::vector<double> size;    ///< by degree: at least the sum of |coefficient|
  double error = 0;
  double rounding = 0;  ///< estimates the part of error that more digits would remove
};

/// Taylor models of sums, products and elementary functions (Makino and Berz), with coefficients N (TaylorNumber).
///
/// Coefficients are computed in N, rounded to nearest; what each operation may lose goes into `error`, as does what has a
/// degree above the order of the basis. With A_i the size of degree i of a, |A| their sum, e_a its error, and M the most
/// terms of a coefficient:
///   a +- b       e_a + e_b + u (|A| + |B|)
///   a b          e_a |B| + |A| e_b + e_a e_b + sum over i + j > order of A_i B_j + gamma_(M+1) |A| |B| + eta times terms
///   phi(a)       phi(c + w) = sum_k phi_k w^k + remainder, c the constant coefficient and w = a - c, by Horner's scheme
///                in models; the errors of phi_k times |w|^k and the bound of the remainder are added.
/// Error bounds are sums of non-negative doubles, rounded upward by widened().
/// Fails: std::domain_error where a function is not shown to be defined, a series not to converge, or numbers overflow.
/// Source: K. Makino, M. Berz, Taylor models and other validated functional inclusion methods, Int. J. Pure Appl. Math. 4, 2003.
template <class N>
class TaylorArithmetic {
 public:
  using Model = TaylorModel<N>;

  explicit TaylorArithmetic(const TaylorBasis& basis);

  const TaylorBasis& basis() const { return basis_; }

  /// A number known up to an error.
  Model constant(const N& value, double error) const;
  Model constant(const Rational& value) const;
  Model pi() const;
  /// centre + radius t_k.
  Model variable(std::size_t k, double centre, double radius) const;

  Model sum(const Model& a, const Model& b) const;
  Model difference(const Model& a, const Model& b) const;
  Model negative(Model a) const;
  Model product(const Model& a, const Model& b) const { return product(a, b, basis_.order()); }
  /// (factor +- error) a.
  Model scaled(Model a, const N& factor, double error) const;
  Model power(const Model& a, int n) const;  ///< n >= 1
  Model reciprocal(const Model& a) const;
  Model exp(const Model& a) const;
  Model log(const Model& a) const;
  Model sqrt(const Model& a) const;
  Model sin(const Model& a) const;
  Model cos(const Model& a) const;
  Model tan(const Model& a) const;
  Model tanh(const Model& a) const;
  Model absolute(const Model& a) const;
  Model least(const Model& a, const Model& b) const;
  Model greatest(const Model& a, const Model& b) const;

  /// sum_k phi_k w^k for w = a without its constant coefficient, |k-th coefficient - phi_k| <= coefficient_error_k, plus
  /// anything of magnitude at most remainder.
  Model series(const Model& a, const std::vector<N>& phi, const std::vector<double>& coefficient_error,
               double remainder) const;

  /// (a - c) / c for the constant coefficient c of a; largest: at least its magnitude, below 1.
  Model relative(const Model& a, double& largest) const;

  /// At least |a - its constant coefficient| on the box.
  static double deviation(const Model& a);
  /// At least |a| on the box.
  static double magnitude(const Model& a);

 private:
  using Number = TaylorNumber<N>;

  /// The product of models of degree at most `degree`; the rest goes into the error.
  Model product(const Model& a, const Model& b, std::size_t degree) const;
  /// Sets the sizes; throws if there is no finite error bound.
  void finish(Model& a) const;
  Model zero() const;
  Model wave(const Model& a, bool cosine) const;

  const TaylorBasis& basis_;
  std::vector<N> inverse_factorial_, inverse_, root_;  ///< 1/k!, (-1)^(k+1)/k, binomial(1/2, k), to nearest
  std::vector<double> factorial_up_;                   ///< at least 1/k!, to order + 1
};

}  // namespace relugap::verify
