#pragma once

#include <cstddef>
#include <cstdint>
#include <variant>
#include <vector>

#include "lib/arith/rational.h"

namespace relugap::net {

/// Affine layer with stored weights: z = W x + b in real arithmetic.
///
/// weights is row-major, weights[i * cols + j] = W_ij; bias has `rows` entries. Every entry is finite and
/// means exactly that double; float32 weights are exact in double.
struct Dense {
  std::size_t rows = 0;
  std::size_t cols = 0;
  std::vector<double> weights;
  std::vector<double> bias;

  double weight(std::size_t i, std::size_t j) const { return weights[i * cols + j]; }
  bool operator==(const Dense&) const = default;
};

/// Coordinatewise affine layer: z_i = scale_i x_i + shift_i, exactly.
///
/// Holds what is not a double: division by a stored constant c is scale 1/c, and alpha of a Gemm is a factor.
struct Diagonal {
  std::vector<Rational> scale;
  std::vector<Rational> shift;

  std::size_t size() const { return scale.size(); }
  bool operator==(const Diagonal&) const = default;
};

/// z_i = max(0, x_i) for the rectified coordinates; the others pass unchanged, z_i = x_i.
///
/// That is how a chain carries what a skip connection goes around, and how max(0, x) and x make another piecewise linear
/// activation (readers: onnx_reader.h).
struct Relu {
  std::vector<std::uint8_t> mask;  ///< 1 where rectified, 0 elsewhere; empty: every coordinate is rectified

  bool rectifies(std::size_t i) const { return mask.empty() || mask[i] != 0; }
  /// Whether this is the activation of a plain ReLU network.
  bool rectifies_all() const;
  bool operator==(const Relu&) const = default;
};

using Layer = std::variant<Dense, Diagonal, Relu>;

/// Immutable chain of layers R^inputs -> R^outputs: the function is the exact real one of its stored numbers.
///
/// Any order of layers is legal, also none at all (the identity), Relu last, or two affine layers in a row;
/// readers merge neighbouring affine layers only where that is exact.
class Network {
 public:
  /// Requires: inputs >= 1, every layer takes as many numbers as the one before gives, every Dense has
  /// rows, cols >= 1 and entries that are finite, every mask is empty or 0 and 1 for each number. Aborts otherwise:
  /// readers check before they build.
  Network(std::size_t inputs, std::vector<Layer> layers);

  std::size_t inputs() const { return inputs_; }
  std::size_t outputs() const { return outputs_; }
  const std::vector<Layer>& layers() const { return layers_; }

  /// N_0, N_1, ..., N_L: the inputs, then the rows of each Dense (Diagonal layers do not count). Values that a layer only
  /// carries on count like any others.
  std::vector<std::size_t> widths() const;

  /// sum over l of N_l (N_{l-1} + 1): the weights and biases of the Dense layers, with those that carry values on.
  std::size_t parameters() const;

  /// The network x -> f(x)_i with a single output; i counts from 0. Requires: i < outputs().
  Network with_output(std::size_t i) const;

  /// Whether every activation rectifies all coordinates: no skip connection, nothing but ReLU.
  bool is_plain() const;

  bool operator==(const Network&) const = default;

 private:
  std::size_t inputs_;
  std::size_t outputs_;
  std::vector<Layer> layers_;
};

/// f(x) in the arithmetic of S, one of double, Rational, Interval, MpInterval; x has f.inputs() entries.
///
/// Guarantees: Rational is exact; Interval and MpInterval contain f(p) for every p in x (overflow widens the
///   interval to infinity); double is an estimate in rounding to nearest and proves nothing.
/// Cost: one multiplication and addition per non-zero weight, MPFR ones for MpInterval.
template <class S>
std::vector<S> evaluate(const Network& f, std::vector<S> x);

}  // namespace relugap::net
