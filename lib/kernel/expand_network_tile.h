#pragma once

#include <cstdint>
#include <vector>

#include "lib/kernel/tile.h"
#include "lib/kernel/tile_network.h"
#include "lib/kernel/tile_workspace.h"

namespace relugap::kernel {

/// A neuron that may change sign on a box. Its bend phi(z) = relu(z) - slope z, 0 <= phi(z) <= beta, enters the network's
/// output with this coefficient, and its pre-activation is affine but for the bends of neurons before it:
///
///   |z(t) - (a_0 + sum_k a_k t_k + sum_i weight_i phi_i(z_i(t)))| <= radius      for t in [-1,1]^d, if a is finite,
///
/// where a = Expansion::forms[form], ... (d + 1 doubles) and i runs over Expansion::links[first_link .. end_link).
struct ExpansionTerm {
  std::uint32_t layer, neuron;  ///< hidden layer from 0, row of its matrix
  double coefficient, slope, beta, radius;
  std::size_t form, first_link, end_link;
};

/// A bend in the pre-activation of a later neuron.
struct ExpansionLink {
  std::uint32_t term;  ///< index in Expansion::terms
  double weight;
};

/// A network over one box of a tile as an affine function and the bends of its undecided neurons:
///
///   f(c + r t) in [lower, upper] + sum_k slope_k t_k + sum_j coefficient_j phi_j(z_j(t))      for all t in [-1,1]^d.
///
/// upper = +inf (and no terms) where nothing can be said. Terms come layer by layer, so that links point backward.
struct Expansion {
  double lower, upper;
  std::vector<double> slope;
  std::vector<ExpansionTerm> terms;
  std::vector<double> forms;
  std::vector<ExpansionLink> links;
};

/// Scratch memory of expand_network_tile.
struct ExpansionWorkspace {
  explicit ExpansionWorkspace(const TileNetwork& network);

  std::vector<std::vector<std::int32_t>>
      term_of;                         ///< by hidden layer: neuron * kLanes + lane -> term, -1 if none
  std::vector<std::uint32_t> neurons;  ///< of the layer at work: undecided in some lane
  std::vector<std::vector<ExpansionLink>> links;  ///< of the rows at work: row * kLanes + lane
};

/// Expands the lanes of the tile that enclose_network_tile has just treated with this workspace.
///
/// Method: backward rows with the SAME line for both signs, relu(z) = slope z + phi(z), which is an identity: one for the
/// output, one for every undecided neuron behind the first layer. A row's coefficient over relu(z_j) when it reaches
/// z_j's layer is the coefficient of phi_j. [lower, upper] and radius hold rounding only.
/// Rounding: that of a backward row (backward-inl.h), whose argument bounds |exact - computed| of the affine part; the
/// coefficients of phi are the doubles of the row itself, so nothing is lost there. A neuron whose row overflows keeps its
/// forward form, with that one's radius and no links.
/// Requires: ws as enclose_network_tile(network, box, ws, ...) left it. With known signs all this holds where they do.
void expand_network_tile(const TileNetwork& network, TileWorkspace& ws, ExpansionWorkspace& extra,
                         std::vector<Expansion>& out);

}  // namespace relugap::kernel
