#pragma once

#include <optional>
#include <span>

#include "lib/arith/mp_float.h"
#include "lib/arith/rational.h"

namespace relugap::verify {

/// The norm ||z||_p on R^d for one p: a rational number in [1, inf), or infinity. Bounds of it in doubles.
///
/// Rounding: directed operations for p = 1, 2, inf; for other p powers are taken by directed multiplications and, where that is
/// not possible, by MPFR. Guarantees: the bounds; they are within a few ulps of the norm.
class LpNorm {
 public:
  /// nullopt is p = inf. Requires: p >= 1.
  explicit LpNorm(std::optional<Rational> p);

  bool is_sum() const { return kind_ == Kind::Sum; }  ///< p = 1
  bool is_max() const { return kind_ == Kind::Max; }  ///< p = inf
  const std::optional<Rational>& p() const { return p_; }

  /// Bounds of ||z||_p for sizes z_k >= 0: `upper` of all vectors with |entries| <= z_k, `lower` of all with |entries| >= z_k.
  double upper(std::span<const double> z) const;
  double lower(std::span<const double> z) const;

  /// Some number >= t^p. Requires: t >= 0, p < inf.
  double upper_power(double t) const;
  /// Numbers >= 1/p and >= 1 - 1/p.
  double upper_reciprocal() const { return reciprocal_; }
  double upper_dual_reciprocal() const { return dual_reciprocal_; }

  /// About t^p, t^(1/p) and ||z||_p, in plain double arithmetic.
  double estimate_power(double t) const;
  double estimate_root(double t) const;
  double estimate(std::span<const double> z) const;

 private:
  enum class Kind { Sum, Euclidean, Max, General };

  double upper_power_by_multiplication(double t) const;
  double lower_power(double t) const;

  std::optional<Rational> p_;
  Kind kind_;
  double reciprocal_ = 0, dual_reciprocal_ = 1;
  double estimated_p_ = 0;
  int numerator_ = 0, denominator_ = 0;  ///< of p, if both are small; else 0
};

}  // namespace relugap::verify
