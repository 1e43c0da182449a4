#pragma once

#include <optional>
#include <vector>

#include "bounds/class.h"
#include "bounds/witness/region_search.h"
#include "lib/net/network.h"
#include "lib/samples/sample_set.h"
#include "lib/target/domain.h"

namespace relugap::bounds::witness {

/// A network of the class that vanishes on the samples and not elsewhere: Theorem 13 made visible.
struct Witness {
  net::Network network;
  Region region;
  std::vector<Rational>
      centre;  ///< a point of the domain where it is as high as anywhere: one number per input
};

/// Finds a region without samples and builds the bump there.
///
/// Nothing here is proved: verify_witness judges the network. Returns nothing if no region was found (every candidate is a
/// sample).
/// Requires: points of the samples in the domain.
/// Fails: InputError if the class has no bumps (L < 3, N_L > 1, N_1 < the arms needed) or c is extreme (see buildable), or
///   where a side of the domain contains no double.
std::optional<Witness> find_witness(const NetworkClass& h, const samples::SampleSet& samples,
                                    const target::RationalBox& domain, const SearchOptions& options);

}  // namespace relugap::bounds::witness
