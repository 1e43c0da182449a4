#include "lib/kernel/pair_network.h"

#include <algorithm>
#include <cmath>

#include "lib/kernel/error_term.h"
#include "lib/kernel/roundoff.h"

namespace relugap::kernel {
namespace {

bool have_same_shape(const TileNetwork& f, const TileNetwork& g) {
  return f.inputs() == g.inputs() && std::equal(f.layers().begin(), f.layers().end(), g.layers().begin(),
                                                g.layers().end(), [](const TileLayer& a, const TileLayer& b) {
                                                  return a.rows == b.rows && a.cols == b.cols &&
                                                         a.rectified == b.rectified;
                                                });
}

/// The differences of the weights; false if one is infinite.
bool subtract(PairLayer& layer) {
  const std::size_t rows = layer.rows(), cols = layer.cols();
  layer.weights.assign(rows * padded(cols), 0.0);
  layer.transposed_abs.assign(cols * padded(rows), 0.0);
  layer.bias.assign(padded(rows), 0.0);
  bool finite = true;
  for (std::size_t j = 0; j < rows; ++j) {
    layer.bias[j] = layer.f->bias[j] - layer.g->bias[j];
    finite = finite && std::isfinite(layer.bias[j]);
    for (std::size_t i = 0; i < cols; ++i) {
      const std::size_t at = j * padded(cols) + i;
      layer.weights[at] = layer.f->weights[at] - layer.g->weights[at];
      layer.transposed_abs[i * padded(rows) + j] = std::fabs(layer.weights[at]);
      finite = finite && std::isfinite(layer.weights[at]);
    }
  }
  return finite;
}

}  // namespace

std::optional<PairNetwork> PairNetwork::make(const TileNetwork& f, const TileNetwork& g) {
  if (!have_same_shape(f, g)) return std::nullopt;
  PairNetwork pair;
  pair.inputs_ = g.inputs();
  pair.max_width_ = g.max_width();
  const std::size_t depth = g.layers().size(), d = pair.inputs_;
  for (std::size_t l = 0; l < depth; ++l) {
    PairLayer layer{&f.layers()[l], &g.layers()[l], {}, {}, {}, {}};
    if (!subtract(layer)) return std::nullopt;
    const std::size_t k_f = layer.f->weight_roundings, k_g = layer.g->weight_roundings;
    const std::size_t n = layer.cols(), k = k_f + k_g + 1;
    PairRounding& r = layer.rounding;
    r.sum = 1.0 + RELUGAP_ERROR_TERM("pair-sum-rounding", gamma(4 * n + 16 + k));
    r.underflow = RELUGAP_ERROR_TERM("pair-sum-underflow", kEta * static_cast<double>(4 * n + 16));
    r.weights = RELUGAP_ERROR_TERM("pair-weights", gamma(k_f) + gamma(k_g));
    r.backward = RELUGAP_ERROR_TERM("pair-backward-rounding", gamma(2 * layer.rows() + depth + k + 16));
    pair.underflow_count_ += 32.0 * static_cast<double>(layer.rows() + n + d + 8);
    pair.layers_.push_back(std::move(layer));
  }
  pair.line_rounding_ = RELUGAP_ERROR_TERM("pair-line-rounding", gamma(2 * pair.max_width_ + depth + 32));
  pair.line_eta_ = RELUGAP_ERROR_TERM("pair-line-underflow", 16 * kEta);
  pair.input_rounding_ = RELUGAP_ERROR_TERM("pair-input-rounding", gamma(3 * d + 16));
  return pair;
}

double PairNetwork::estimate_distance() const {
  double worst = 0;
  for (const PairLayer& layer : layers_) {
    double difference = 0, size = 0;
    for (std::size_t j = 0; j < layer.rows() * padded(layer.cols()); ++j) {
      difference = std::hypot(difference, layer.weights[j]);
      size = std::hypot(size, layer.g->weights[j]);
    }
    worst = std::max(worst, difference > 0 ? difference / size : 0.0);
  }
  return worst;
}

}  // namespace relugap::kernel
