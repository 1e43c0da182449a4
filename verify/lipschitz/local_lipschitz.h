#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "lib/net/network.h"
#include "lib/target/domain.h"
#include "verify/lipschitz/input_norm.h"
#include "verify/norm/sup_norm.h"

namespace relugap::verify {

struct LocalLipschitzOptions {
  double relative_gap = 0.01;        ///< stop when upper - lower <= relative_gap lower
  double time_limit_seconds = 2;     ///< then the enclosure so far is the result
  std::size_t most_boxes = 1 << 20;  ///< likewise
};

/// The certified enclosure lower <= K <= upper of the Lipschitz constant K of f on the box D.
struct LocalLipschitz {
  LowerBound lower;
  UpperBound upper;
  std::vector<double>
      witness;  ///< f is affine near this point of D, with a slope of dual norm >= lower; may be empty
  std::uint64_t boxes = 0;
  bool converged = false;
};

/// Encloses the smallest K with |f(x) - f(x')| <= K ||x - x'|| for all x, x' in D.
///
/// Method: best-first bisection. K is at most the largest bound of a box of any cover of D (a segment is cut at the boxes), the
/// bound of a box is the dual norm of its enclosed slopes (gradient.h); K is at least the dual norm of the slope of f on any
/// box within D on which f is affine. Coordinates in which D has no extent do not count.
/// Guarantees: the enclosure, however the search ends. Rounding: interval arithmetic.
/// Requires: f.outputs() == 1, f.inputs() == domain.dimension(), ends within the range of double.
/// Source: [docs/theorems.md, Lipschitz constants of a given network].
LocalLipschitz enclose_local_lipschitz(const net::Network& f, const target::RationalBox& domain,
                                       InputNorm norm, const LocalLipschitzOptions& options);

}  // namespace relugap::verify
