#pragma once

#include <cstddef>
#include <vector>

#include "lib/target/domain.h"
#include "verify/norm/norm_enclosure.h"
#include "verify/side.h"

namespace relugap::verify {

/// Encloses |f - g| at its `count` worst places, apart from each other.
///
/// Place 1 is the sup norm with its witness w_1. Place k encloses
///
///   sup { |h(x)| : x in D, and for each i < k a coordinate j with |x_j - w_i,j| >= separation (edge j of D) },
///
/// j among the coordinates in which D is more than a point;
/// that is, what is left once the open cubes around the earlier witnesses are cut out of D. A place on the rim of such a
/// cube may be the flank of an earlier one; `on_rim` says so.
/// Guarantees: each enclosure holds for the w_i that were found; the sups decrease with k (the enclosures are cut to say so).
/// Fewer than `count` come back where nothing of D is left, or time is up.
/// The gap of each is that of the options, time_limit_seconds that of all together. Fails, requires: as enclose_sup_norm;
/// 0 < separation; no threshold and no known_lower.
std::vector<NormEnclosure> enclose_worst(const Side& f, const Side& g, const target::RationalBox& domain,
                                         std::size_t count, const Rational& separation,
                                         const SearchOptions& options);

/// Whether x lies on the rim of the cube around an earlier witness (x_j - w_j = +-separation edge_j for some j, and not
/// more in any other), to within 2^-40 of the edges: witnesses are doubles where there are any.
bool on_rim(const std::vector<Rational>& x, const std::vector<Rational>& earlier,
            const target::RationalBox& domain, const Rational& separation);

}  // namespace relugap::verify
