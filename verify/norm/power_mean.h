#pragma once

#include <limits>
#include <vector>

#include "lib/arith/interval.h"
#include "lib/arith/rational.h"
#include "verify/norm/ball.h"

namespace relugap::verify {

/// Two affine functions on the cube [-1,1]^d with a function h between them:
///
///   lower + sum_k lower_slope_k t_k <= h(t) <= upper + sum_k upper_slope_k t_k.
///
/// Ends may be infinite (lower = -inf, upper = +inf: nothing is known).
struct AffinePair {
  double lower = 0, upper = 0;
  std::vector<double> lower_slope, upper_slope;
};

/// Moments of h over the cube; by default nothing is known.
struct Moments {
  Interval first{-std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};  ///< E h
  Interval second{0.0, std::numeric_limits<double>::infinity()};  ///< E h^2
  std::vector<Ball> with_coordinate;                              ///< E t_k h; empty if not known
};

/// x^e for e > 0. Requires: x >= 0. Ends are rounded outward; exact at 0.
Interval enclose_power(const Interval& x, const Rational& e);

/// Whether the sign of h is not decided by its affine bounds.
bool is_mixed(const AffinePair& h);

/// Encloses E|h| from E h, E t_k h and E h^2.
///
/// Let m be (near) the L^2 projection of h on the affine functions, m_0 = E h, m_k = 3 E t_k h, and w = h - m, which is then
/// (nearly) orthogonal to m. With a = E|m| / E m^2 and r^2 = E (sgn m - a m)^2 = 1 - 2 a E|m| + a^2 E m^2:
///
///   E|h| >= E sgn(m) h = E|m| + a E m w + E (sgn m - a m) w >= E|m| - |a E m w| - r sqrt(E w^2),
///   E|h| <= E sgn(m) h + 2 E (|w| - |m|)_+,
///   (|w| - |m|)_+ <= |w| 1{|m| < tau} + (|w| - tau)_+ <= |w| 1{|m| < tau} + w^2 / (4 tau)          for any tau > 0,
///
/// and P(|m| < tau) <= tau / max_k |m_k|, so that E (|w| - |m|)_+ <= W sqrt(tau / max) + W^2 / (4 tau), W^2 = E w^2; also, with
/// D >= sup |w|, E (|w| - |m|)_+ <= E (D - |m|)_+ <= D^2 / (2 max).
/// Returns [0, inf] where the moments are not known.
Interval absolute_mean_by_moments(const AffinePair& h, const Moments& moments);

/// Encloses the mean of |h|^p over the cube [-1,1]^d (uniform distribution), p >= 1.
///
/// Write X = sum s_k t_k for uniform t: E X = E X^3 = 0, E X^2 = V = sum s_k^2 / 3, E X^4 = 3 V^2 - (2/15) sum s_k^4,
/// |X| <= S = sum |s_k|.
///
/// Where both affine functions are >= 0 (h or -h), the mean lies between their p-th moments: exact for p = 1 (c) and
/// p = 2 (c^2 + V); otherwise E (c + X)^p by Taylor's formula at c with the fourth derivative bounded over [c - S, c + S],
/// and by Jensen and Lyapunov where S is not small against c. There the moments, if they are known better, serve too:
/// E|h| = |E h|, and for other p
///
///   E h^p = c^p + p c^(p-1) (E h - c) + p(p-1)/2 c^(p-2) E (h-c)^2 + R,
///   |R| <= |p(p-1)(p-2)|/6 sup xi^(p-3) sup|h - c| E (h-c)^2       (c, xi between the least and the greatest value of h).
///
/// Elsewhere, with m = (lower + upper)/2 and delta = (upper - lower)/2 >= 0: |m| - delta <= |h| <= |m| + delta, hence
///
///   p = 1:  E|m| - E delta <= E|h| <= E|m| + E delta   (E|m|: cube_moments.h),
///           and, if the moments of h are known, by absolute_mean_by_moments,
///   p = 2:  E m^2 - 2 E|m| delta <= E h^2 <= E m^2 + 2 E|m| delta + E delta^2,
///   else    by E|h|^p <= (E h^2)^(p/2) for p <= 2, reversed for p >= 2, and by powers of sup |h|.
///
/// Rounding: interval arithmetic throughout.
/// Guarantees: the mean lies in the result, whose ends are >= 0 (the upper one perhaps +inf).
/// Requires: p >= 1; moments enclose those of h.
Interval enclose_power_mean(const AffinePair& h, const Moments& moments, const Rational& p);

}  // namespace relugap::verify
