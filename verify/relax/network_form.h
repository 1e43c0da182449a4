#pragma once

#include <functional>

#include "lib/net/network.h"
#include "verify/relax/affine_form.h"

namespace relugap::verify {

/// Affine bounds of a network over a box in interval arithmetic: slow, and as tight as the precision of I allows.
///
/// Ranges of all layers by interval arithmetic, those of neurons that change sign tightened by backward substitution with
/// the same lines as the kernels (lib/kernel/relax-inl.h); last the backward substitution of f and -f, and the interval
/// range of f where that is narrower.
/// Rounding: every operation outward in I; the weights, and the fractions of Diagonal layers, enter exactly or enclosed.
/// Requires: f.outputs() == 1, f.inputs() == box.dimension().
/// stop: asked now and then; once it says true, ranges are no longer tightened (the bounds stay valid).
/// Cost: about (unstable neurons) passes of the network in I.
template <class I>
AffineBounds<I> enclose_network(const net::Network& f, const CentredBox& box,
                                const std::function<bool()>& stop = {});

/// The ranges of all values of the network over the box, as enclose_network finds them on its way: those before layer 0, 1, ...
/// and the outputs. Requires: f.inputs() == box.dimension(). For I = Interval.
template <class I>
std::vector<std::vector<I>> enclose_ranges(const net::Network& f, const CentredBox& box);

}  // namespace relugap::verify
