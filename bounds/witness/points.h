#pragma once

#include <cstdint>

#include "lib/samples/sample_set.h"
#include "lib/target/domain.h"

namespace relugap::bounds::witness {

/// The centres of k^d equal boxes of the domain: coordinates lo + (hi - lo)(2i + 1)/(2k), exactly.
///
/// Fails: InputError for k = 0 or more than 2^24 points or coordinates in all.
samples::NumberTable grid_points(const target::RationalBox& domain, std::uint64_t k);

/// m independent points, uniform on the domain but for rounding to doubles in it; the same for a seed on every machine. A side
/// that contains no double contributes its lower end.
///
/// Fails: InputError for m = 0 or more than 2^27 coordinates in all.
samples::NumberTable random_points(const target::RationalBox& domain, std::uint64_t m, std::uint64_t seed);

/// Checks that every point lies in the domain.
///
/// Fails: InputError "NAME: PLACE, column J: expected a number in [lo, hi] (the domain), found X", or for another dimension.
void require_in_domain(const samples::NumberTable& points, const target::RationalBox& domain,
                       const std::string& name);

}  // namespace relugap::bounds::witness
