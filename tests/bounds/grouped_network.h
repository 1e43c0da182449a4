#pragma once

#include <vector>

#include "bounds/grouped.h"
#include "tests/bounds/bump_network.h"

namespace relugap::bounds::test {

/// A grouped bump of the proof of Theorem 16 as an actual network, with rational weights just inside the class.
struct GroupedNetwork {
  std::vector<ExactLayer> layers;
  std::vector<std::size_t> coordinates;  ///< J, in the order of the groups
  std::vector<Rational> centre;          ///< y, one per active coordinate
  Rational height;                       ///< H
  // The gauge sum_i weights[i] <directions[i], z>^+, directions over the active coordinates.
  std::vector<std::vector<Rational>> directions;
  std::vector<Rational> weights;
  Rational slope_power;  ///< d'! V(H) / (2H)^d' = 1/slope_power, computed from the weights: sigma^d'
};

/// Whether the centre is one of those that the groups allow, decided exactly.
bool is_admissible_centre(const GroupedDesign& design, const Exponent& q,
                          const std::vector<Rational>& centre);

/// For q in {1, 2, inf}, [0,1]^d and separate norms, at `fraction` of the greatest height.
/// Requires: is_admissible_centre; the groups are admissible and fit into the first layer.
GroupedNetwork grouped_network(const NetworkClass& h, const GroupedDesign& design,
                               std::vector<std::size_t> coordinates, std::vector<Rational> centre,
                               const Rational& fraction);

/// max{0, H - gauge(x_J - y)}.
Rational formula(const GroupedNetwork& u, const std::vector<Rational>& x);

/// The layers as a network that bump_network.h can run and measure.
BumpNetwork layers_of(const GroupedNetwork& u);

}  // namespace relugap::bounds::test
