#pragma once

#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "lib/arith/rational.h"
#include "lib/kernel/enclose_network_tile.h"
#include "tests/support/random.h"

namespace relugap::test {

/// sum_i W_ji x_i + b_j for all j. `relative` (|.| <= gamma_k) perturbs every weight and bias of a layer with
/// weight_roundings = k, in the way the contract of TileLayer allows.
template <class T>
std::vector<Rational> affine_exactly(const kernel::BasicTileLayer<T>& layer, const std::vector<Rational>& x,
                                     const Rational& relative = 0);

/// What the layer makes of its pre-activations z: max(z_j, 0) for the rectified neurons, z_j for the linear ones.
template <class T>
std::vector<Rational> rectify(const kernel::BasicTileLayer<T>& layer, std::vector<Rational> z);

/// The network in exact rationals: the oracle of all kernel tests.
template <class T>
Rational evaluate_exactly(const kernel::BasicTileNetwork<T>& f, std::vector<Rational> x,
                          const Rational& relative = 0);

/// The nearest finite T.
template <class T>
T narrow(double x) {
  constexpr double kLargest = std::numeric_limits<T>::max();
  return static_cast<T>(std::fmax(-kLargest, std::fmin(kLargest, x)));
}

/// A network with ReLU after all layers but the last, weights and biases from `number`.
template <class T = double>
kernel::BasicTileNetwork<T> random_network(const std::vector<std::size_t>& widths,
                                           const std::function<double()>& number,
                                           unsigned weight_roundings = 0);

/// The same network with every other neuron, at random, linear instead of rectified.
template <class T>
kernel::BasicTileNetwork<T> with_linear_neurons(const kernel::BasicTileNetwork<T>& f);

/// Random widths: 1 to 6 inputs, up to 4 hidden layers of up to 13 neurons, one output.
std::vector<std::size_t> random_widths();

/// Boxes around random centres with |c| <= 1 and this radius in every coordinate; some coordinates have radius 0.
template <class T = double>
kernel::BasicBoxTile<T> random_boxes(std::size_t dimension, double radius);

/// A point t of [-1,1]^d: corners, zeros, small fractions, uniform ones.
std::vector<Rational> random_t(std::size_t dimension);

/// c + r t in lane `lane`.
template <class T>
std::vector<Rational> at(const kernel::BasicBoxTile<T>& box, std::size_t lane,
                         const std::vector<Rational>& t) {
  std::vector<Rational> x;
  for (std::size_t k = 0; k < t.size(); ++k)
    x.push_back(exact(box.centre[k * kernel::kLanes + lane]) +
                exact(box.radius[k * kernel::kLanes + lane]) * t[k]);
  return x;
}

/// Runs `check` once for every instruction set of this machine.
void for_each_target(const std::function<void(const std::string& name)>& check);

}  // namespace relugap::test
