#pragma once

#include <optional>
#include <vector>

#include "bounds/class.h"
#include "bounds/witness/region_search.h"
#include "lib/net/network.h"
#include "lib/samples/sample_set.h"

namespace relugap::bounds::witness {

/// The class with the widths that a witness is built with: those of the class itself, or, where the network would have more
/// than 2^24 parameters, as few hidden neurons as bumps need (q <= 2) or as fit (q > 2). A subset of the class.
///
/// Fails: InputError if even that is too many, if c < 2^-300, or for fewer than three layers or more than one output.
NetworkClass buildable(const NetworkClass& h);

/// The bump of this region as a network with double weights that is zero on the samples, for verify_witness to judge.
///
/// Layer 1: the arms, with biases rounded down, so that every neuron is off at the centre. Layer 2: n_2 equal neurons whose
/// bias B is the least weighted sum of arms at a sample (directed rounding, hence zero there in real arithmetic), or the
/// largest that the norm allows. Layers 3 to L: equal positive weights. Each layer is made smaller by units in the last
/// place until its norms are seen to be at most c.
/// Returns nothing if B would not be positive.
/// Cost: O(active neurons) per sample.
std::optional<net::Network> build_witness(const NetworkClass& h, const Region& region,
                                          const samples::SampleSet& samples, unsigned threads);

}  // namespace relugap::bounds::witness
