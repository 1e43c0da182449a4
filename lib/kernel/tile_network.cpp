#include "lib/kernel/tile_network.h"

#include <algorithm>
#include <cmath>

#include "lib/core/error.h"
#include "lib/kernel/error_term.h"
#include "lib/kernel/roundoff.h"
#include "lib/kernel/tile.h"

namespace relugap::kernel {

template <class T>
BasicTileLayer<T>::BasicTileLayer(std::size_t rows_in, std::size_t cols_in, const T* weights_in,
                                  const T* bias_in, std::vector<std::uint8_t> rectified_in,
                                  unsigned weight_roundings_in)
    : rows(rows_in),
      cols(cols_in),
      rectified(std::move(rectified_in)),
      weight_roundings(weight_roundings_in),
      weights(rows_in * padded(cols_in) + kSlots<T>, T{0}),
      transposed(cols_in * padded(rows_in), T{0}),
      transposed_abs(cols_in * padded(rows_in), T{0}),
      bias(padded(rows_in), T{0}) {
  RELUGAP_CHECK(rows > 0 && cols > 0 && rows < (std::size_t{1} << 24) && cols < (std::size_t{1} << 24));
  RELUGAP_CHECK(rectified.size() == rows &&
                std::all_of(rectified.begin(), rectified.end(), [](std::uint8_t r) { return r <= 1; }));
  for (std::size_t j = 0; j < rows; ++j) {
    RELUGAP_CHECK(std::isfinite(bias_in[j]));
    bias[j] = bias_in[j];
    for (std::size_t i = 0; i < cols; ++i) {
      const T w = weights_in[j * cols + i];
      RELUGAP_CHECK(std::isfinite(w));
      weights[j * padded(cols) + i] = w;
      transposed[i * padded(rows) + j] = w;
      transposed_abs[i * padded(rows) + j] = std::fabs(w);
    }
  }
}

template <class T>
BasicTileLayer<T>::BasicTileLayer(std::size_t rows_in, std::size_t cols_in, const T* weights_in,
                                  const T* bias_in, bool relu, unsigned weight_roundings_in)
    : BasicTileLayer(rows_in, cols_in, weights_in, bias_in,
                     std::vector<std::uint8_t>(rows_in, static_cast<std::uint8_t>(relu)),
                     weight_roundings_in) {}

template <class T>
BasicTileNetwork<T>::BasicTileNetwork(std::size_t inputs, std::vector<BasicTileLayer<T>> layers)
    : inputs_(inputs), layers_(std::move(layers)), max_width_(inputs) {
  RELUGAP_CHECK(!layers_.empty() && layers_.back().rows == 1 && layers_.back().rectified[0] == 0);
  std::size_t cols = inputs_;
  for (const BasicTileLayer<T>& layer : layers_) {
    RELUGAP_CHECK(layer.cols == cols);
    cols = layer.rows;
    max_width_ = std::max(max_width_, layer.rows);
  }
  const std::size_t d = inputs_, depth = layers_.size();
  for (std::size_t l = 1; l + 1 < depth; ++l) signs_.append(layers_[l].rows);
  const auto gamma = [](std::size_t n) {
    RELUGAP_CHECK(n <= Rounding<T>::kMostTerms);
    return Rounding<T>::gamma(n);
  };
  constexpr double eta = Rounding<T>::kEta;
  double underflow_count = 0;
  for (BasicTileLayer<T>& layer : layers_) {
    const std::size_t n = layer.cols, k = layer.weight_roundings;
    LayerRounding<T>& r = layer.rounding;
    const auto set = [](T& to, double value) { to = round_up_to<T>(value); };
    set(r.forward, RELUGAP_ERROR_TERM("forward-rounding", gamma(n + 8 + k)));
    set(r.sum, 1.0 + RELUGAP_ERROR_TERM("magnitude-sum-rounding", gamma(2 * n + 16 + k)));
    set(r.underflow,
        RELUGAP_ERROR_TERM("forward-underflow", 2.0 * eta * static_cast<double>((d + 2) * (n + 2))));
    set(r.range, RELUGAP_ERROR_TERM("range-rounding", gamma(d + 8)));
    const double chord = RELUGAP_ERROR_TERM("relu-chord-rounding", gamma(2 * max_width_ + depth + 16));
    set(r.chord, chord);
    set(r.widen, 1.0 + chord);
    set(r.form, RELUGAP_ERROR_TERM("relu-form-rounding", gamma(4)));
    set(r.restate, RELUGAP_ERROR_TERM("restated-form-rounding", gamma(3 * d + 16)));
    set(r.backward, RELUGAP_ERROR_TERM("backward-rounding", gamma(layer.rows + depth + k + 8)));
    set(r.carried_eta, RELUGAP_ERROR_TERM("carried-underflow", eta));
    set(r.chord_eta, RELUGAP_ERROR_TERM("chord-underflow", 2 * eta));
    set(r.form_eta, RELUGAP_ERROR_TERM("form-underflow", static_cast<double>(2 * d + 8) * eta));
    set(r.offset_eta, RELUGAP_ERROR_TERM("offset-underflow", eta));
    set(r.initial, k == 0 ? 0.0 : RELUGAP_ERROR_TERM("initial-row-rounding", gamma(k)));
    underflow_count += 16.0 * static_cast<double>(layer.rows + layer.cols + d + 8);
  }
  underflow_count_ = round_up_to<T>(underflow_count);
  constant_rounding_ = round_up_to<T>(RELUGAP_ERROR_TERM("constant-rounding", gamma(depth + 8)));
  input_rounding_ = round_up_to<T>(RELUGAP_ERROR_TERM("input-rounding", gamma(3 * d + 16)));
}

template struct BasicTileLayer<double>;
template struct BasicTileLayer<float>;
template class BasicTileNetwork<double>;
template class BasicTileNetwork<float>;

namespace {

/// Appends x as a float; false if its relative error may exceed u.
bool append(double x, std::vector<float>& to, bool& rounded) {
  const auto nearest = static_cast<float>(x);
  if (x != 0 && !std::isnormal(nearest)) return false;
  rounded = rounded || static_cast<double>(nearest) != x;
  to.push_back(nearest);
  return true;
}

}  // namespace

std::optional<SingleTileNetwork> to_single(const TileNetwork& network) {
  if (4 * network.max_width() + 8 * network.inputs() + network.layers().size() + 64 >
      Rounding<float>::kMostTerms)
    return std::nullopt;
  std::vector<BasicTileLayer<float>> layers;
  for (const TileLayer& layer : network.layers()) {
    bool rounded = layer.weight_roundings > 0;
    std::vector<float> weights, bias;
    for (std::size_t j = 0; j < layer.rows; ++j) {
      for (std::size_t i = 0; i < layer.cols; ++i)
        if (!append(layer.weights[j * padded(layer.cols) + i], weights, rounded)) return std::nullopt;
      if (!append(layer.bias[j], bias, rounded)) return std::nullopt;
    }
    // gamma_k of double is far less than one u of float.
    const unsigned roundings = (rounded ? 1U : 0U) + (layer.weight_roundings > 0 ? 1U : 0U);
    if (layer.weight_roundings > (1U << 20)) return std::nullopt;
    layers.emplace_back(layer.rows, layer.cols, weights.data(), bias.data(), layer.rectified, roundings);
  }
  return SingleTileNetwork(network.inputs(), std::move(layers));
}

}  // namespace relugap::kernel
