#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "bounds/bound.h"
#include "bounds/class.h"
#include "bounds/power_product.h"

namespace relugap::bounds {

/// A bump u = relu(H - kappa F(z)) on d' active coordinates that lies in the class for every centre in the cube and every
/// height H <= H_max, together with -u; it is positive on a set of volume (2H/sigma)^d' / d'!.
struct Bump {
  std::uint64_t active;  ///< d'
  std::string design;    ///< "C" with its copies r_+,r_- or "S" with its blocks r
  PowerProduct slope;    ///< sigma, the effective slope
  bool simplex = false;  ///< S
};

/// The cross-polytope bump C with d' = active:
///
///   sigma = c^L (2d')^(-2/q) psi (n_2 ... n_{L-1})^(1-2/q),   psi = [(r_+^-nu + r_-^-nu)/2]^-(1+gamma),
///   gamma = 2/q,  nu = (1-gamma)/(1+gamma);   q <= 2: all copies 1;   q > 2: n_l = N_l, r_+ + r_- = floor(N_1/d').
///
/// Returns nothing if 2d' > N_1 or d' > d.  Requires: L >= 3.  Joint norm: sigma times 2^(-2/q).
/// Source: [docs/theorems.md, Theorem 1, Proposition 3].
std::optional<Bump> cross_polytope_bump(const NetworkClass& h, std::uint64_t active);

/// The simplex bump S with d' = active, which needs only d'+1 neurons per block:
///
///   sigma = 2 c^L (d' + sqrt D)^(-2/q) (r n_2 ... n_{L-1})^(1-2/q) / C(2d',d')^(1/d'),   D = max{d', ceil(d'/2)^q}
///
/// (q = inf: (d' + sqrt D)^(2/q) = ceil(d'/2)).  Returns nothing if d'+1 > N_1 or d' > d.  Requires: L >= 3.
/// Source: [docs/theorems.md, Theorem 2].
std::optional<Bump> simplex_bump(const NetworkClass& h, std::uint64_t active);

/// H_max = c^(L-1) (N_2 ... N_{L-1})^(1-2/q)_+, the greatest height of a bump (joint norm: times 2^(-1/q)).
/// Requires: L >= 3.
PowerProduct height_cap(const NetworkClass& h);

/// A bump in plain floating point.
struct BumpEstimate {
  std::uint64_t active;
  double log_slope;  ///< ln sigma
  bool simplex;
};

/// Heuristic objective of a bump, larger is better; -inf for one that is of no use.
using BumpObjective = std::function<double(const BumpEstimate&)>;
/// One that needs d' and ln sigma only.
using Objective = std::function<double(std::uint64_t active, double log_slope)>;

/// The bumps whose estimated objective is within rounding of the best one over all admissible d' and designs of
/// the query. On a box, d' goes up to the number of its sides of positive length.
///
/// Plain floating point: it chooses where to look, and every bump it returns gives a valid bound.
/// Returns nothing if no bump is admissible.  Cost: O(log N_1) estimates for q <= 2, O(sqrt N_1) and at most some 10^4 else.
std::vector<Bump> promising_bumps(const NetworkClass& h, const Query& query, const BumpObjective& objective);

/// Where an argument takes its bumps from: promising_bumps, or promising_grouped_bumps of bounds/grouped.h.
using BumpSource = std::vector<Bump> (*)(const NetworkClass&, const Query&, const BumpObjective&);

/// ln x to about the accuracy of a double, for objectives. Requires: x is a product without sums.
double estimate_log(const PowerProduct& x);

/// ln n! in plain floating point, for objectives.
double estimate_log_factorial(std::uint64_t n);

}  // namespace relugap::bounds
