#pragma once

#include "verify/lipschitz/interval_matrix.h"

namespace relugap::verify {

/// An upper bound of the spectral norm ||W||_2 of every matrix in W; within about 0.2% where the squarings are affordable.
///
/// Method: with M the matrix of midpoints and R of radii, ||W||_2 <= ||M||_2 + ||R||_F, and for the Gram matrix G = M M^T
/// (or M^T M) of order n
///
///   ||M||_2^2 = lambda_max(G) = lambda_max(G^s)^(1/s) <= ||G^s||_F^(1/s),   s = 2^k, k <= 10 by the cost n^3 k;
///
/// the Frobenius norm exceeds lambda_max by at most sqrt(n). Very large matrices get min(||M||_F, (||M||_1 ||M||_inf)^(1/2)).
/// Rounding: a product of n x n matrices in plain binary64 errs in the Frobenius norm by at most gamma_n times the product of
/// the Frobenius norms, and n^3 eta; with ||T - S|| <= e of the exact power T, ||T^2 - fl(S^2)|| <= e (2 ||S|| + e) + that.
/// Scalings are by powers of two; what they push below the normal range is counted. Norms and roots are rounded up.
/// Source: the method is repeated squaring of the power method; the error terms are those of N. J. Higham, Accuracy and
/// Stability of Numerical Algorithms, 2nd ed., (3.13).
double upper_spectral_norm(const IntervalMatrix& w);

}  // namespace relugap::verify
