#include "lib/net/layer_chain.h"

#include <gmp.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "lib/core/error.h"

namespace relugap::net {
namespace {

// Compositions stop when numbers grow beyond this: a file of a million factors must not cost a million digits each.
constexpr std::size_t kMaxBits = 1 << 14;

std::size_t bits(const Rational& r) {
  const auto* q = r.backend().data();
  return mpz_sizeinbase(mpq_numref(q), 2) + mpz_sizeinbase(mpq_denref(q), 2);
}

bool is_identity(const Diagonal& layer) {
  return std::all_of(layer.scale.begin(), layer.scale.end(), [](const Rational& s) { return s == 1; }) &&
         std::all_of(layer.shift.begin(), layer.shift.end(), [](const Rational& t) { return t == 0; });
}

std::optional<double> as_double(const Rational& r) {
  const double candidate = round_down(r);
  if (std::isfinite(candidate) && exact(candidate) == r) return candidate;
  return std::nullopt;
}

// scale (W x + b) + shift as one Dense, if all its entries are doubles.
std::optional<Dense> absorb(const Dense& dense, const Diagonal& diagonal) {
  Dense result = dense;
  for (std::size_t i = 0; i < dense.rows; ++i) {
    const Rational& scale = diagonal.scale[i];
    if (scale != 1 || diagonal.shift[i] != 0) {
      const auto bias = as_double(scale * exact(dense.bias[i]) + diagonal.shift[i]);
      if (!bias) return std::nullopt;
      result.bias[i] = *bias;
    }
    if (scale == 1) continue;
    for (std::size_t j = 0; j < dense.cols; ++j) {
      const auto weight = as_double(scale * exact(dense.weight(i, j)));
      if (!weight) return std::nullopt;
      result.weights[i * dense.cols + j] = *weight;
    }
  }
  return result;
}

// scale2 (scale1 x + shift1) + shift2 as one Diagonal, unless its numbers get long.
std::optional<Diagonal> compose(const Diagonal& first, const Diagonal& second) {
  Diagonal result = first;
  for (std::size_t i = 0; i < first.size(); ++i) {
    result.scale[i] *= second.scale[i];
    result.shift[i] = second.scale[i] * first.shift[i] + second.shift[i];
    if (bits(result.scale[i]) + bits(result.shift[i]) > kMaxBits) return std::nullopt;
  }
  return result;
}

// a b, if that is a double.
std::optional<double> product(double a, double b) {
  if (std::fabs(a) == 1 || std::fabs(b) == 1) return a * b;
  return as_double(exact(a) * exact(b));
}

// second after first as one Dense, if every entry of the product of the matrices has at most one term and is a double, and so
// is the bias.
std::optional<Dense> compose(const Dense& first, const Dense& second) {
  RELUGAP_CHECK(first.rows == second.cols);
  std::vector<std::vector<std::size_t>> columns(first.rows);  // of the entries of `first` that are not 0
  for (std::size_t k = 0; k < first.rows; ++k)
    for (std::size_t j = 0; j < first.cols; ++j)
      if (first.weight(k, j) != 0) columns[k].push_back(j);
  Dense result{second.rows, first.cols, std::vector<double>(second.rows * first.cols, 0.0), {}};
  for (std::size_t i = 0; i < second.rows; ++i) {
    Rational bias = exact(second.bias[i]);
    for (std::size_t k = 0; k < second.cols; ++k) {
      const double w = second.weight(i, k);
      if (w == 0) continue;
      if (first.bias[k] != 0) bias += exact(w) * exact(first.bias[k]);
      for (const std::size_t j : columns[k]) {
        double& entry = result.weights[i * first.cols + j];
        const std::optional<double> term = product(w, first.weight(k, j));
        if (entry != 0 || !term) return std::nullopt;
        entry = *term;
      }
    }
    const std::optional<double> sum = as_double(bias);
    if (!sum) return std::nullopt;
    result.bias.push_back(*sum);
  }
  return result;
}

}  // namespace

void LayerChain::append(Dense layer) {
  if (sparse_) return append_sparse(std::move(layer));
  layers_.emplace_back(std::move(layer));
}

void LayerChain::append_sparse(Dense layer) {
  sparse_ = true;
  if (!merge(layer)) layers_.emplace_back(std::move(layer));
}

// Makes the last layer `layer` after it, where that is exact and not too large.
bool LayerChain::merge(const Dense& layer) {
  if (layers_.empty()) return false;
  auto* const previous = std::get_if<Dense>(&layers_.back());
  if (previous == nullptr) return false;
  const std::size_t apart = layer.weights.size() + previous->weights.size();
  const std::size_t together = layer.rows * previous->cols;
  if (together > apart && together - apart > room_) return false;
  std::optional<Dense> both = compose(*previous, layer);
  if (!both) return false;
  if (together > apart) room_ -= together - apart;
  *previous = std::move(*both);
  return true;
}

void LayerChain::append(Relu layer) {
  sparse_ = false;
  // Activations side by side: each coordinate is rectified if one of the two does so.
  if (!layer.mask.empty() && !layers_.empty()) {
    if (auto* previous = std::get_if<Relu>(&layers_.back())) {
      for (std::size_t i = 0; i < layer.mask.size(); ++i)
        layer.mask[i] = static_cast<std::uint8_t>(layer.mask[i] | static_cast<int>(previous->rectifies(i)));
      if (layer.rectifies_all()) layer.mask.clear();
      *previous = std::move(layer);
      return;
    }
  }
  layers_.emplace_back(std::move(layer));
}

void LayerChain::append(Diagonal layer) {
  if (is_identity(layer)) return;
  if (!layers_.empty()) {
    if (const auto* previous = std::get_if<Diagonal>(&layers_.back())) {
      RELUGAP_CHECK(previous->size() == layer.size());
      if (auto both = compose(*previous, layer)) {
        layers_.pop_back();
        append(std::move(*both));
        return;
      }
    } else if (const auto* dense = std::get_if<Dense>(&layers_.back())) {
      RELUGAP_CHECK(dense->rows == layer.size());
      if (auto both = absorb(*dense, layer)) {
        layers_.back() = std::move(*both);
        return;
      }
    }
  }
  sparse_ = false;
  layers_.emplace_back(std::move(layer));
}

std::vector<Layer> LayerChain::take() {
  sparse_ = false;
  return std::exchange(layers_, {});
}

}  // namespace relugap::net
