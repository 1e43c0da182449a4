#pragma once

#include <array>

#include "lib/net/network.h"
#include "verify/lipschitz/input_norm.h"

namespace relugap::verify {

/// Proved upper bounds of a Lipschitz constant of f on all of R^d, for l1, l2, linf norms of the inputs.
struct GlobalLipschitz {
  /// prod_l ||W^l||_{p->p}: largest column sums for l1, spectral norms for l2, largest row sums for linf.
  std::array<double, 3> product;
  /// The dual norm of |W^L| ... |W^1|: the sum over all paths of the products of the sizes of their weights.
  std::array<double, 3> paths;

  double best(InputNorm norm) const;
};

/// Guarantees: |f(x) - f(x')| <= K ||x - x'|| for all x, x' and each of these K. Rounding: upward, or as stated.
/// Requires: f.outputs() == 1. Source: [docs/theorems.md, Lipschitz constants of a given network].
GlobalLipschitz upper_global_lipschitz(const net::Network& f);

}  // namespace relugap::verify
