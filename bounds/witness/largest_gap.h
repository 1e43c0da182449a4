#pragma once

#include "bounds/witness/height_estimate.h"
#include "bounds/witness/region_search.h"

namespace relugap::bounds::witness {

/// The best centre of a bump with this one active coordinate.
///
/// With P, M the slopes to the right and left of an interior bump, and P' that of the one arm of a bump at an end,
///
///   R = max{ gap / (1/P + 1/M) over neighbouring samples, P' (x_min - a), P' (b - x_max) },   [a, b] the domain.
///
/// The largest gap is decided among the exact samples. Best possible where slopes do not depend on the centre: separate
/// norms and a domain within [-1, 1]; elsewhere it is the best of these three places.
Region estimate_largest_gap(const HeightEstimate& heights, const samples::SampleSet& samples,
                            const target::RationalBox& domain, std::size_t coordinate);

}  // namespace relugap::bounds::witness
