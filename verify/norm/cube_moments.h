#pragma once

#include <cstddef>
#include <vector>

#include "verify/norm/ball.h"

namespace relugap::verify {

/// An affine function C(t) = constant + sum_k slope[k] t_k on the cube [-1,1]^d; the doubles are exact.
struct CubeForm {
  double constant = 0;
  const double* slope = nullptr;
  std::size_t dimension = 0;

  /// >= sum_k |slope_k|.
  double spread() const;
};

/// Moments of C_+ = max(C, 0) for t uniform on the cube.
struct PlusMoments {
  Ball first;                         ///< E C_+
  Ball second;                        ///< E C_+^2
  std::vector<Ball> with_coordinate;  ///< E t_k C_+
};

/// Encloses the moments; with_coordinate only if asked for.
///
/// Over a set K of m coordinates with s_k != 0 the integral is a sum over the 2^m vertices of their cube,
///
///   E C_+^n = n! / ((n+m)! 2^m prod s_k) sum_v (prod v_k) (c + s.v)_+^(n+m),
///   E t_j C_+ = 1 / (2^m prod s_k) sum_v (prod_{k != j} v_k) [F_m(c + s.v) - v_j F_{m+1}(c + s.v) / s_j],
///     F_m(y) = y_+^(m+1) / (m+1)!                    (j in K; integrate by parts in t_j),
///
/// by repeated integration. K has the largest slopes, at most kVertexCoordinates, none so small that the sum would cancel.
/// For the other coordinates, X' = sum_{k not in K} s_k t_k with variance V', s the largest slope: C without X' has a
/// density <= 1/(2 s), so E C_+ grows by at most V'/(4 s) through X' (and does not shrink: Jensen), E t_j C_+ changes by at most
/// V'/(4 s) either way, E C_+^2 grows by at most V'; and E t_j C_+ is in s_j [0, 1/3] for j not in K.
/// Where C does not change sign the moments are those of C or of 0. C is first scaled by a power of two to s in [1, 2).
/// Rounding: balls; the largest errors come from the cancelling sum, whose terms are at most (|c| + sum |s_k|)^(m+n).
/// A moment that overflows gets a ball that is not finite. Cost: O(d 2^m).
void enclose_plus_moments(const CubeForm& form, bool all, PlusMoments& out);

/// Encloses E |C| = 2 E C_+ - c.
Ball enclose_absolute_mean(const CubeForm& form);

}  // namespace relugap::verify
