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

}  // namespace

void LayerChain::append(Dense layer) { layers_.emplace_back(std::move(layer)); }

void LayerChain::append(Relu layer) { layers_.emplace_back(layer); }

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
  layers_.emplace_back(std::move(layer));
}

std::vector<Layer> LayerChain::take() { return std::exchange(layers_, {}); }

}  // namespace relugap::net
