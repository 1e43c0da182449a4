#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "bounds/bound.h"
#include "bounds/bump.h"
#include "bounds/class.h"
#include "bounds/power_product.h"

namespace relugap::bounds {

/// The hypotheses of Theorem 7: those of bumps, uniform norm, a cube of side 1, design C allowed.
std::vector<Hypothesis> cell_hypotheses(const NetworkClass& h, const Query& query);

/// The query with design C alone.
Query only_cross_polytope(Query query);

/// The greatest k with k^d <= m.
Integer integer_root(const Integer& m, std::uint64_t d);

/// An integer near x, at least 1; nothing above e^50000. Not certain: for choices that may be any integer.
std::optional<Integer> estimate_integer(const PowerProduct& x);

/// After a search that gave no value: says that 2 eps < sigma is violated.
void require_room_for_cells(Bound& bound);

}  // namespace relugap::bounds
