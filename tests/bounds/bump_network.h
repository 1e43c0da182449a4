#pragma once

#include <cstdint>
#include <vector>

#include "bounds/class.h"
#include "lib/arith/rational.h"

namespace relugap::bounds::test {

/// z = W x + b with exact entries.
struct ExactLayer {
  std::vector<std::vector<Rational>> weights;
  std::vector<Rational> bias;
};

/// A bump of the proofs of Theorems 1 and 2 as an actual network, with rational weights just inside the class.
struct BumpNetwork {
  std::vector<ExactLayer> layers;
  std::vector<std::size_t> coordinates;  ///< J
  std::vector<Rational> centre;          ///< y, one per active coordinate
  Rational height;                       ///< H
  // The gauge: kappa F(z) = sum_i (plus z_i^+ + minus z_i^-) + across |sum_i (-1)^i z_i|.
  Rational plus, minus, across;
};

/// Design C (q in {1, 2, inf}) at `fraction` of the greatest height, centred at y. Requires: 2 |J| <= N_1.
BumpNetwork cross_polytope_network(const NetworkClass& h, std::vector<std::size_t> coordinates,
                                   std::vector<Rational> y, const Rational& fraction);

/// Design S, likewise. Requires: |J| + 1 <= N_1.
BumpNetwork simplex_network(const NetworkClass& h, std::vector<std::size_t> coordinates,
                            std::vector<Rational> y, const Rational& fraction);

/// u(x), by running the layers in exact arithmetic with a ReLU after each but the last.
Rational run(const BumpNetwork& u, std::vector<Rational> x);

/// max{0, H - kappa F(x_J - y)}: what the theorems say u is.
Rational formula(const BumpNetwork& u, const std::vector<Rational>& x);

/// kappa F(z).
Rational gauge(const BumpNetwork& u, const std::vector<Rational>& z);

/// Whether the network has the widths of the class (or fewer neurons) and all norms are <= c, decided exactly.
bool in_class(const BumpNetwork& u, const NetworkClass& h);

}  // namespace relugap::bounds::test
