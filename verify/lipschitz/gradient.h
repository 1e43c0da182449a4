#pragma once

#include <vector>

#include "lib/net/network.h"
#include "verify/relax/affine_form.h"

namespace relugap::verify {

/// What enclose_slopes finds on a box.
struct SlopeEnclosure {
  std::vector<Interval> slopes;  ///< one per input
  bool affine = false;  ///< no neuron is seen to change sign: f is affine on the box, with these slopes
};

/// Encloses the slopes of a network over a box.
///
/// A ReLU satisfies relu(z) - relu(z') = s (z - z') for some s in [0,1], with s = 1 where both numbers are >= 0 and s = 0 where
/// both are <= 0. Taking these factors (intervals, by the enclosed ranges of the neurons over the box) backward through the
/// layers gives intervals G_k with
///
///   f(x) - f(x') = sum_k g_k (x_k - x'_k)   for some g in G, for all x, x' of the box.
///
/// Where few neurons (up to 5) may change sign, the hull over their factors 0 and 1 is taken: the slopes are affine in each
/// factor alone, and intervals through many layers lose what the entries have in common.
/// Rounding: interval arithmetic throughout. Cost: that of enclose_ranges and at most 33 passes backward.
/// Requires: f.outputs() == 1, f.inputs() == box.dimension().
SlopeEnclosure enclose_slopes(const net::Network& f, const CentredBox& box);

}  // namespace relugap::verify
