#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "bounds/bump.h"
#include "bounds/centre_box.h"
#include "bounds/class.h"
#include "bounds/group.h"

namespace relugap::bounds {

/// A partition of the active coordinates into groups: `count` groups of each kind.
struct GroupedDesign {
  struct Part {
    Group group;
    std::uint64_t count;
  };
  std::vector<Part> parts;
};

/// d', the active coordinates of all groups. Requires: below 2^63.
std::uint64_t active(const GroupedDesign& design);
Integer neurons(const GroupedDesign& design);

/// "G:R45" or "G:3xH4:2,1+C2,1": the groups, each with its count if that is not 1.
std::string text(const GroupedDesign& design);

/// The grouped bump of a design, with centres in the given cube. Its `slope` is sigma p^(1/d'),
///
///   sigma = K prod_g (sigma_g / K)^(n_g / d'),   K = c^L (n_2 ... n_{L-1})^(1-2/q)   (joint norm: times 2^(-2/q)),
///
/// with p (or a number below it) the share of the admissible centres: with V(H)/p in the place of V(H), Theorems 4 and 5 hold for it.
/// Copies in layers 2 to L-1 as in Proposition 3.
///
/// Returns nothing if d' > d, the first layer has too few neurons, a group is not admissible for q and the cube, no share of the
/// centres is left, or a maximum in the formula is undecided.  Requires: L >= 3.
/// Source: [docs/theorems.md, Theorem 16].
std::optional<Bump> grouped_bump(const NetworkClass& h, const GroupedDesign& design,
                                 const CentreCube& cube = {});

/// Grouped bumps worth an evaluation: the best that a search over partitions, copies and thresholds finds for each d', compared in
/// plain floating point. Every one gives a valid bound; the best of them is not claimed to be optimal.
///
/// The volume of the box of the query is not in their slopes (nor in what the objective is told), as with promising_bumps.
/// Guarantees: the bumps C and S of bump.h are among the designs compared for the d' that are tried.
/// Cost: some 10^-5 s for a class that differs from one asked before in the widths N_2, ... or the coefficient; up to some 10^-2 s
/// for the first class with a new exponent.
std::vector<Bump> promising_grouped_bumps(const NetworkClass& h, const Query& query,
                                          const BumpObjective& objective);

/// The centres of d' = active coordinates in the box of the query, as groups need to know them [bounds/centre_box.h].
CentreCube centre_cube(const CentreBox& box, std::uint64_t active);

/// The hypotheses common to the theorems with grouped bumps.
std::vector<Hypothesis> grouped_hypotheses(const NetworkClass& h, const Query& query);

}  // namespace relugap::bounds
