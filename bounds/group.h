#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "bounds/class.h"
#include "bounds/power_product.h"
#include "lib/arith/rational.h"

namespace relugap::bounds {

/// The centres y of a bump: those of a cube [lo, lo+side]^d in [-1,1]^d, or of another box in [-1,1]^d.
struct CentreCube {
  Rational lo = 0;
  Rational side = 1;    ///< > 0
  bool is_cube = true;  ///< false: a box of unequal sides, where only groups that allow every centre are used

  friend bool operator==(const CentreCube&, const CentreCube&) = default;
};

/// A group of n = size active coordinates that share neurons of the first layer. With w_k = eps_k z_k, signs alternating:
///
///   single (C)      n = 1; `plus` neurons rho(z), `minus` neurons rho(-z);
///   difference (D)  `plus` copies of each rho(w_k), `minus` copies of rho(-sum w); slopes in the ratio 1 : `ratio`;
///                   only for centres with |sum eps_k y_k| <= `reach`;
///   regular (R)     q = 2; n + 1 neurons whose weights are the vertices of a regular simplex;
///   rotated (H)     q = inf, n = 2, 3, 4; `plus` copies of each rho(w'_k) and `minus` of rho(-w'_k), w' = M z, where M has
///                   entries of modulus <= 1 and a large determinant; only for centres with |M y|_inf <= 1.
///
/// Source: [docs/theorems.md, Theorem 16].
struct Group {
  enum class Kind { single, difference, regular, rotated };
  Kind kind = Kind::single;
  std::uint64_t size = 1;
  std::uint64_t plus = 1;
  std::uint64_t minus = 1;
  Rational reach = 1;  ///< t > 0, of kind difference
  Rational ratio =
      1;  ///< lambda > 0, of kind difference with q < inf; for q = inf it follows from the copies

  friend bool operator==(const Group&, const Group&) = default;
};

/// Neurons of the first layer that the group needs.
Integer neurons(const Group& g);

/// "C2,1", "D5:1,1,t=2,s=9/16", "R45", "H4:2,1"  [docs/theorems.md, section 4].
std::string text(const Group& g);

/// Whether the group can be used for this q on this cube of centres: the conditions of Theorem 16.
bool is_admissible(const Group& g, const Exponent& q, const CentreCube& cube);

/// A number <= p, the share of the admissible centres in the cube; p itself for n <= kExactShare, and where it is 1.
///
/// single, regular: 1.  difference: P(|sum eps_k y_k| <= t), Irwin-Hall; above kExactShare coordinates a rational number
/// below 1 - 2 exp(-6 (t - |mean|)^2 / (n side^2)), or 0.  rotated: 1 minus the corners cut off.
/// Requires: is_admissible.
Rational lower_share(const Group& g, const CentreCube& cube);
inline constexpr std::uint64_t kExactShare = 160;

/// E_n(s) = n! vol{ sum_k w_k^+ + s (-sum_k w_k)^+ < 1 } = C(2n-1,n) + sum_{j=1..n} C(2n-1-j, n-j) s^-j.
/// E_n(1) = C(2n,n).  Requires: n >= 1, s > 0.  Cost: O(n) operations with numbers of O(n) digits.
Rational difference_volume(std::uint64_t n, const Rational& s);

/// A number <= (sigma_g / K)^n for a bump with `active` coordinates in all, where K = c^L (n_2 ... n_{L-1})^(1-2/q): what the group
/// contributes to (sigma / K)^d' = prod_g (sigma_g / K)^{n_g}; equal to it up to kExactShare coordinates. Above, E_n(s) is
/// replaced by the larger C(2n-1,n) / (1 - n/((2n-1)s)), which is why s > n/(2n-1) is asked for there. Nothing if a maximum in it is undecided.
/// Requires: is_admissible.
std::optional<PowerProduct> slope_power(const Group& g, const Exponent& q, std::uint64_t active,
                                        const CentreCube& cube);

/// The scale theta of the last row of M of the kind `rotated` with n = 2, 4 (1 for n = 3), and |det M|.
Rational rotated_scale(std::uint64_t size, const CentreCube& cube);
Rational rotated_determinant(std::uint64_t size, const CentreCube& cube);

}  // namespace relugap::bounds
