#include "lib/kernel/tile_network.h"

#include <algorithm>
#include <cmath>

#include "lib/core/error.h"
#include "lib/kernel/error_term.h"
#include "lib/kernel/roundoff.h"

namespace relugap::kernel {

TileLayer::TileLayer(std::size_t rows_in, std::size_t cols_in, const double* weights_in,
                     const double* bias_in, bool relu_in, unsigned weight_roundings_in)
    : rows(rows_in),
      cols(cols_in),
      relu(relu_in),
      weight_roundings(weight_roundings_in),
      weights(rows_in * padded(cols_in), 0.0),
      transposed(cols_in * padded(rows_in), 0.0),
      transposed_abs(cols_in * padded(rows_in), 0.0),
      bias(padded(rows_in), 0.0) {
  RELUGAP_CHECK(rows > 0 && cols > 0 && rows < (std::size_t{1} << 24) && cols < (std::size_t{1} << 24));
  for (std::size_t j = 0; j < rows; ++j) {
    RELUGAP_CHECK(std::isfinite(bias_in[j]));
    bias[j] = bias_in[j];
    for (std::size_t i = 0; i < cols; ++i) {
      const double w = weights_in[j * cols + i];
      RELUGAP_CHECK(std::isfinite(w));
      weights[j * padded(cols) + i] = w;
      transposed[i * padded(rows) + j] = w;
      transposed_abs[i * padded(rows) + j] = std::fabs(w);
    }
  }
}

TileNetwork::TileNetwork(std::size_t inputs, std::vector<TileLayer> layers)
    : inputs_(inputs), layers_(std::move(layers)), max_width_(inputs) {
  RELUGAP_CHECK(!layers_.empty() && layers_.back().rows == 1 && !layers_.back().relu);
  std::size_t cols = inputs_;
  for (TileLayer& layer : layers_) {
    RELUGAP_CHECK(layer.cols == cols);
    cols = layer.rows;
    max_width_ = std::max(max_width_, layer.rows);
  }
  const std::size_t d = inputs_, depth = layers_.size();
  for (TileLayer& layer : layers_) {
    const std::size_t n = layer.cols, k = layer.weight_roundings;
    LayerRounding& r = layer.rounding;
    r.forward = RELUGAP_ERROR_TERM("forward-rounding", gamma(n + 8 + k));
    r.sum = 1.0 + RELUGAP_ERROR_TERM("magnitude-sum-rounding", gamma(2 * n + 16 + k));
    r.underflow =
        RELUGAP_ERROR_TERM("forward-underflow", 2.0 * kEta * static_cast<double>((d + 2) * (n + 2)));
    r.range = RELUGAP_ERROR_TERM("range-rounding", gamma(d + 8));
    r.chord = RELUGAP_ERROR_TERM("relu-chord-rounding", gamma(2 * max_width_ + depth + 16));
    r.form = RELUGAP_ERROR_TERM("relu-form-rounding", gamma(4));
    r.backward = RELUGAP_ERROR_TERM("backward-rounding", gamma(2 * std::max(n, layer.rows) + depth + k + 16));
    r.carried_eta = RELUGAP_ERROR_TERM("carried-underflow", kEta);
    r.chord_eta = RELUGAP_ERROR_TERM("chord-underflow", 2 * kEta);
    r.form_eta = RELUGAP_ERROR_TERM("form-underflow", static_cast<double>(2 * d + 8) * kEta);
    r.offset_eta = RELUGAP_ERROR_TERM("offset-underflow", kEta);
    r.initial = k == 0 ? 0.0 : RELUGAP_ERROR_TERM("initial-row-rounding", gamma(k));
    underflow_count_ += 16.0 * static_cast<double>(layer.rows + layer.cols + d + 8);
  }
  constant_rounding_ = RELUGAP_ERROR_TERM("constant-rounding", gamma(depth + 8));
  input_rounding_ = RELUGAP_ERROR_TERM("input-rounding", gamma(3 * d + 16));
}

}  // namespace relugap::kernel
