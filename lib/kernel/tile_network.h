#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "lib/kernel/aligned.h"
#include "lib/kernel/known_signs.h"

namespace relugap::kernel {

/// Outputs of a layer are padded to a multiple of this, so that the multiplication kernel has no remainder columns.
inline constexpr std::size_t kPad = 4;
inline constexpr std::size_t padded(std::size_t n) { return (n + kPad - 1) / kPad * kPad; }

/// Coefficients of the rounding arguments of one affine layer (forward-inl.h, relax-inl.h, backward-inl.h), for kernels
/// that compute in T; each is rounded up to T.
template <class T>
struct LayerRounding {
  T forward;    ///< |fl - exact| of the affine form, per unit of sum_i |W_ji| m_i + |b_j|
  T sum;        ///< factor >= 1 that covers the rounding of a sum of non-negative terms
  T underflow;  ///< absolute part of both
  T range;      ///< rounding of centre -+ spread, per unit of spread
  T chord;      ///< rounding of the ReLU offset, relative
  T widen;      ///< factor >= 1 that covers the rounding of the sums that the offsets enter
  T form;       ///< rounding of lambda * form, per unit of its magnitude
  T restate;    ///< rounding of the mean of two rows, per unit of their magnitude (tighten-inl.h)
  T backward;   ///< rounding of one backward step, per unit of |a_j| lambda_j s_j
  T initial;    ///< inexact weights of the first backward row, per unit of s_j
  T carried_eta, chord_eta, form_eta,
      offset_eta;  ///< what underflow may cost in the quantities of these names
};

/// z = W x + b, and max(z_j, 0) of the rectified neurons j; the others are linear, they pass unchanged. The true weights are
/// W (1 + delta), |delta| <= gamma_k entrywise with k = weight_roundings (0: the stored numbers are exact), likewise b.
/// gamma_k is that of T.
template <class T>
struct BasicTileLayer {
  BasicTileLayer(std::size_t rows, std::size_t cols, const T* weights, const T* bias,
                 std::vector<std::uint8_t> rectified, unsigned weight_roundings);
  /// Every neuron is rectified, or none.
  BasicTileLayer(std::size_t rows, std::size_t cols, const T* weights, const T* bias, bool relu,
                 unsigned weight_roundings);

  std::size_t rows, cols;
  std::vector<std::uint8_t> rectified;  ///< rows: 1 or 0
  unsigned weight_roundings;
  AlignedArray<T> weights;         ///< rows x padded(cols), and a register more
  AlignedArray<T> transposed;      ///< cols x padded(rows)
  AlignedArray<T> transposed_abs;  ///< |W|^T, cols x padded(rows)
  AlignedArray<T> bias;            ///< padded(rows)
  LayerRounding<T> rounding{};
};

/// A network with one output in the form the tile kernels take: layers l = 1..L, the last one without rectified neurons.
template <class T>
class BasicTileNetwork {
 public:
  BasicTileNetwork(std::size_t inputs, std::vector<BasicTileLayer<T>> layers);

  std::size_t inputs() const { return inputs_; }
  const std::vector<BasicTileLayer<T>>& layers() const { return layers_; }
  std::size_t max_width() const { return max_width_; }
  const SignLayout& signs() const { return signs_; }
  /// Rounding of the last additions of a backward pass, per unit of their terms, and of its product with the box, per
  /// unit of sum_i |A_i| (|c_i| + r_i) (backward-inl.h).
  T constant_rounding() const { return constant_rounding_; }
  T input_rounding() const { return input_rounding_; }
  /// Units of eta that underflow can cost a backward pass: eta * (underflow_count + 8 T), T from the workspace.
  T underflow_count() const { return underflow_count_; }

 private:
  std::size_t inputs_;
  std::vector<BasicTileLayer<T>> layers_;
  std::size_t max_width_ = 0;
  SignLayout signs_;
  T constant_rounding_ = 0, input_rounding_ = 0, underflow_count_ = 0;
};

using TileLayer = BasicTileLayer<double>;
using TileNetwork = BasicTileNetwork<double>;
using SingleTileNetwork = BasicTileNetwork<float>;

/// The network with its weights rounded to the nearest float (one more weight rounding unless all are floats already).
///
/// Fails: nullopt if a weight is not 0 and its float is infinite or subnormal (its relative error may then exceed u), or if
/// the network is too wide or too deep for error terms in float.
std::optional<SingleTileNetwork> to_single(const TileNetwork& network);

}  // namespace relugap::kernel
