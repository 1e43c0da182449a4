#include "lib/net/network.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "lib/core/error.h"

namespace relugap::net {
namespace {

bool all_finite(const std::vector<double>& values) {
  for (const double value : values) {
    if (!std::isfinite(value)) return false;
  }
  return true;
}

// Number of outputs of a layer that is given `inputs` numbers; aborts where the shapes do not fit.
std::size_t outputs_of(const Layer& layer, std::size_t inputs) {
  if (const auto* dense = std::get_if<Dense>(&layer)) {
    RELUGAP_CHECK(dense->rows >= 1 && dense->cols == inputs);
    RELUGAP_CHECK(dense->weights.size() == dense->rows * dense->cols && dense->bias.size() == dense->rows);
    RELUGAP_CHECK(all_finite(dense->weights) && all_finite(dense->bias));
    return dense->rows;
  }
  if (const auto* diagonal = std::get_if<Diagonal>(&layer)) {
    RELUGAP_CHECK(diagonal->scale.size() == inputs && diagonal->shift.size() == inputs);
  }
  if (const auto* relu = std::get_if<Relu>(&layer)) {
    RELUGAP_CHECK(relu->mask.empty() || relu->mask.size() == inputs);
    for (const std::uint8_t bit : relu->mask) RELUGAP_CHECK(bit <= 1);
  }
  return inputs;
}

// Row i alone. Coordinatewise layers after the last Dense keep their entry i, so the same i serves all of them.
Layer with_row(const Layer& layer, std::size_t i) {
  if (const auto* dense = std::get_if<Dense>(&layer)) {
    const auto first = dense->weights.begin() + static_cast<std::ptrdiff_t>(i * dense->cols);
    return Dense{1, dense->cols, {first, first + static_cast<std::ptrdiff_t>(dense->cols)}, {dense->bias[i]}};
  }
  if (const auto* diagonal = std::get_if<Diagonal>(&layer)) {
    return Diagonal{{diagonal->scale[i]}, {diagonal->shift[i]}};
  }
  const Relu& relu = std::get<Relu>(layer);
  return relu.rectifies(i) ? Relu{} : Relu{{0}};
}

Dense selection(std::size_t inputs, std::size_t i) {
  Dense dense{1, inputs, std::vector<double>(inputs, 0.0), {0.0}};
  dense.weights[i] = 1.0;
  return dense;
}

}  // namespace

bool Relu::rectifies_all() const {
  return std::all_of(mask.begin(), mask.end(), [](std::uint8_t bit) { return bit != 0; });
}

Network::Network(std::size_t inputs, std::vector<Layer> layers)
    : inputs_(inputs), outputs_(inputs), layers_(std::move(layers)) {
  RELUGAP_CHECK(inputs >= 1);
  for (const Layer& layer : layers_) outputs_ = outputs_of(layer, outputs_);
}

std::vector<std::size_t> Network::widths() const {
  std::vector<std::size_t> result{inputs_};
  for (const Layer& layer : layers_) {
    if (const auto* dense = std::get_if<Dense>(&layer)) result.push_back(dense->rows);
  }
  return result;
}

std::size_t Network::parameters() const {
  std::size_t result = 0;
  for (const Layer& layer : layers_) {
    if (const auto* dense = std::get_if<Dense>(&layer)) result += dense->rows * (dense->cols + 1);
  }
  return result;
}

bool Network::is_plain() const {
  return std::all_of(layers_.begin(), layers_.end(), [](const Layer& layer) {
    const auto* relu = std::get_if<Relu>(&layer);
    return relu == nullptr || relu->rectifies_all();
  });
}

Network Network::with_output(std::size_t i) const {
  RELUGAP_CHECK(i < outputs_);
  if (outputs_ == 1) return *this;
  std::vector<Layer> layers = layers_;
  std::size_t k = layers.size();
  while (k > 0 && !std::holds_alternative<Dense>(layers[k - 1])) --k;
  if (k == 0) {
    layers.emplace_back(selection(inputs_, i));
    return Network(inputs_, std::move(layers));
  }
  for (std::size_t l = k - 1; l < layers.size(); ++l) layers[l] = with_row(layers[l], i);
  return Network(inputs_, std::move(layers));
}

}  // namespace relugap::net
