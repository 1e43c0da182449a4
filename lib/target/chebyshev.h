#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "lib/arith/rational.h"

/// Sums c_0 T_0(x) + ... + c_n T_n(x) of Chebyshev polynomials T_j(cos a) = cos(j a), for every real x.
namespace relugap::target {

/// Encloses T_0(x), ..., T_n(x), for I = Interval or MpInterval.
///
///   T_2m = 2 T_m^2 - 1,   T_2m+1 = 2 T_m T_m+1 - x,
///
/// which takes log2(n) steps to T_n: for a point x of [-1,1] the width grows with n^2, where interval arithmetic on the
/// three-term recurrence, or on Clenshaw's, would let it grow like 2.4^n. The results lie in [-1,1], or for x beyond that
/// in [-T_j(z), T_j(z)] with z = max |x|.
/// Rounding: directed throughout.
template <class I>
std::vector<I> enclose_chebyshev(const I& x, std::size_t n);

/// Encloses the values of sum_j c_j T_j over x, for I = Interval or MpInterval. Requires: c not empty.
template <class I>
I enclose_chebyshev_sum(std::span<const Rational> c, const I& x);

/// The value in double, by Clenshaw's recurrence: heuristic.
double estimate_chebyshev_sum(std::span<const double> c, double x);

/// The exact value.
Rational exact_chebyshev_sum(std::span<const Rational> c, const Rational& x);

/// The coefficients of the derivative, exactly: c'_{j-1} = c'_{j+1} + 2 j c_j, halved for j = 1. Never empty.
std::vector<Rational> chebyshev_derivative(std::span<const Rational> c);

}  // namespace relugap::target
