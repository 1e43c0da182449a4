#pragma once

#include <functional>
#include <string>
#include <vector>

#include "lib/arith/rational.h"
#include "lib/kernel/enclose_network_tile.h"
#include "tests/support/random.h"

namespace relugap::test {

/// The network in exact rationals: the oracle of all kernel tests. `relative` (|.| <= gamma_k) perturbs every weight and
/// bias of a layer with weight_roundings = k, in the way the contract of TileLayer allows.
Rational evaluate_exactly(const kernel::TileNetwork& f, std::vector<Rational> x,
                          const Rational& relative = 0);

/// sum_i W_ji x_i + b_j for all j.
std::vector<Rational> affine_exactly(const kernel::TileLayer& layer, const std::vector<Rational>& x,
                                     const Rational& relative = 0);

/// A network with ReLU after all layers but the last, weights and biases from `number`.
kernel::TileNetwork random_network(const std::vector<std::size_t>& widths,
                                   const std::function<double()>& number, unsigned weight_roundings = 0);

/// Random widths: 1 to 6 inputs, up to 4 hidden layers of up to 13 neurons, one output.
std::vector<std::size_t> random_widths();

/// Boxes around random centres with |c| <= 1 and this radius in every coordinate; some coordinates have radius 0.
kernel::BoxTile random_boxes(std::size_t dimension, double radius);

/// A point t of [-1,1]^d: corners, zeros, small fractions, uniform ones.
std::vector<Rational> random_t(std::size_t dimension);

/// c + r t in lane `lane`.
std::vector<Rational> at(const kernel::BoxTile& box, std::size_t lane, const std::vector<Rational>& t);

/// Runs `check` once for every instruction set of this machine.
void for_each_target(const std::function<void(const std::string& name)>& check);

}  // namespace relugap::test
