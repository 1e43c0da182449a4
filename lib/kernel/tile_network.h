#pragma once

#include <cstddef>
#include <vector>

#include "lib/kernel/aligned.h"

namespace relugap::kernel {

/// Outputs of a layer are padded to a multiple of this, so that the multiplication kernel has no remainder columns.
inline constexpr std::size_t kPad = 4;
inline constexpr std::size_t padded(std::size_t n) { return (n + kPad - 1) / kPad * kPad; }

/// Coefficients of the rounding arguments of one affine layer (forward-inl.h, relax-inl.h, backward-inl.h).
struct LayerRounding {
  double forward;    ///< |fl - exact| of the affine form, per unit of sum_i |W_ji| m_i + |b_j|
  double sum;        ///< factor >= 1 that covers the rounding of a sum of non-negative terms
  double underflow;  ///< absolute part of both
  double range;      ///< rounding of centre -+ spread, per unit of spread
  double chord;      ///< rounding of the ReLU offset and of the sums it enters, relative
  double form;       ///< rounding of lambda * form, per unit of its magnitude
  double backward;   ///< rounding of one backward step, per unit of |a_j| lambda_j s_j
  double initial;    ///< inexact weights of the first backward row, per unit of s_j
  double carried_eta, chord_eta, form_eta,
      offset_eta;  ///< what underflow may cost in the quantities of these names
};

/// z = W x + b followed by ReLU or nothing; the true weights are W (1 + delta), |delta| <= gamma_k entrywise with
/// k = weight_roundings (0: the stored doubles are exact), likewise b.
struct TileLayer {
  TileLayer(std::size_t rows, std::size_t cols, const double* weights, const double* bias, bool relu,
            unsigned weight_roundings);

  std::size_t rows, cols;
  bool relu;
  unsigned weight_roundings;
  AlignedVector weights;         ///< rows x padded(cols)
  AlignedVector transposed;      ///< cols x padded(rows)
  AlignedVector transposed_abs;  ///< |W|^T, cols x padded(rows)
  AlignedVector bias;            ///< padded(rows)
  LayerRounding rounding{};
};

/// A network with one output in the form the tile kernels take: layers l = 1..L, the last one without ReLU.
class TileNetwork {
 public:
  TileNetwork(std::size_t inputs, std::vector<TileLayer> layers);

  std::size_t inputs() const { return inputs_; }
  const std::vector<TileLayer>& layers() const { return layers_; }
  std::size_t max_width() const { return max_width_; }
  /// Rounding of the last additions of a backward pass, per unit of their terms, and of its product with the box, per
  /// unit of sum_i |A_i| (|c_i| + r_i) (backward-inl.h).
  double constant_rounding() const { return constant_rounding_; }
  double input_rounding() const { return input_rounding_; }
  /// Units of eta that underflow can cost a backward pass: eta * (underflow_count + 8 T), T from the workspace.
  double underflow_count() const { return underflow_count_; }

 private:
  std::size_t inputs_;
  std::vector<TileLayer> layers_;
  std::size_t max_width_ = 0;
  double constant_rounding_ = 0, input_rounding_ = 0, underflow_count_ = 0;
};

}  // namespace relugap::kernel
