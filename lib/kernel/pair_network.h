#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "lib/kernel/aligned.h"
#include "lib/kernel/tile_network.h"

namespace relugap::kernel {

/// Coefficients of the rounding arguments of one affine layer of a pair (pair_relax-inl.h, pair_rows-inl.h).
struct PairRounding {
  double sum;        ///< factor >= 1 that covers the rounding of a sum of non-negative terms
  double underflow;  ///< absolute part of it
  double weights;    ///< how far W_f - W_g is off where the weights of f and g are inexact, per unit of sum_z
  double backward;   ///< rounding of one backward step, per unit of |P_j| sum_delta_j and of |Q_j| sum_z_j
};

/// Layer l of two networks f and g of the same shape: z^f - z^g = W_f (x - y) + V y + c, x and y what enters them.
///
/// V = W_f - W_g and c = b_f - b_g, rounded to nearest: off by u relatively (a difference of doubles that is subnormal is
/// exact), so the weights that differ in the last digits only lose nothing.
struct PairLayer {
  const TileLayer* f;
  const TileLayer* g;
  AlignedVector weights;         ///< V: rows x padded(cols)
  AlignedVector transposed_abs;  ///< |V|^T: cols x padded(rows)
  AlignedVector bias;            ///< c: padded(rows)
  PairRounding rounding{};

  std::size_t rows() const { return g->rows; }
  std::size_t cols() const { return g->cols; }
  bool is_rectified(std::size_t j) const { return g->rectified[j] != 0; }
};

/// Two networks of the same shape, f and g, as the kernel that bounds f - g takes them. Refers to both.
class PairNetwork {
 public:
  /// nullopt unless f and g have the same widths and the same rectified neurons, and all differences are finite.
  static std::optional<PairNetwork> make(const TileNetwork& f, const TileNetwork& g);

  std::size_t inputs() const { return inputs_; }
  std::size_t max_width() const { return max_width_; }
  const std::vector<PairLayer>& layers() const { return layers_; }

  /// Relative rounding of the lines of pair_relax-inl.h and of the sums of |P| offset and |Q| offset, and eta for each.
  double line_rounding() const { return line_rounding_; }
  double line_eta() const { return line_eta_; }
  /// Rounding of the product of a row with the box, per unit of sum_i |Q_i| (|c_i| + r_i).
  double input_rounding() const { return input_rounding_; }
  /// Units of eta that underflow can cost a row: underflow_count + 8 T, T from the workspace.
  double underflow_count() const { return underflow_count_; }

  /// max over the layers of |W_f - W_g| / |W_g| in the Frobenius norm: an estimate that says whether f is a copy of g.
  double estimate_distance() const;

 private:
  PairNetwork() = default;

  std::size_t inputs_ = 0, max_width_ = 0;
  std::vector<PairLayer> layers_;
  double line_rounding_ = 0, line_eta_ = 0, input_rounding_ = 0, underflow_count_ = 0;
};

}  // namespace relugap::kernel
