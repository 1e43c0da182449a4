#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "bounds/witness/gauge_tree.h"
#include "bounds/witness/height_estimate.h"
#include "bounds/witness/random.h"
#include "bounds/witness/region_search.h"
#include "lib/target/domain.h"

namespace relugap::bounds::witness {

struct ClimbOptions {
  std::uint64_t seed;
  std::size_t starts;
  unsigned threads;  ///< does not change the result
};

/// A centre of large bias for these active coordinates: many random centres, then the best of them improved.
///
/// A move is refused as soon as one of the samples that stopped earlier moves is too near; only moves that pass ask the tree.
Region estimate_best_centre(const HeightEstimate& heights, const GaugeTree& tree,
                            const std::vector<std::size_t>& coordinates, std::size_t group,
                            const target::RationalBox& domain, const ClimbOptions& options);

}  // namespace relugap::bounds::witness
