#include "verify/relax/lower_network.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "lib/arith/rational.h"
#include "lib/core/error.h"

namespace relugap::verify {
namespace {

/// An affine map in exact rationals where a Diagonal took part, in the stored doubles otherwise.
struct Affine {
  std::size_t rows, cols;
  std::vector<Rational> weights, bias;
  net::Dense dense;  ///< used instead while `exact`
  bool exact;
};

Affine from_dense(const net::Dense& dense) { return {dense.rows, dense.cols, {}, {}, dense, true}; }

Affine identity(std::size_t n) {
  net::Dense dense{n, n, std::vector<double>(n * n, 0.0), std::vector<double>(n, 0.0)};
  for (std::size_t i = 0; i < n; ++i) dense.weights[i * n + i] = 1.0;
  return from_dense(dense);
}

void make_rational(Affine& map) {
  if (!map.exact) return;
  for (double w : map.dense.weights) map.weights.push_back(relugap::exact(w));
  for (double b : map.dense.bias) map.bias.push_back(relugap::exact(b));
  map.exact = false;
}

/// map := diagonal after map.
void scale_rows(Affine& map, const net::Diagonal& diagonal) {
  make_rational(map);
  for (std::size_t i = 0; i < map.rows; ++i) {
    for (std::size_t j = 0; j < map.cols; ++j) map.weights[i * map.cols + j] *= diagonal.scale[i];
    map.bias[i] = map.bias[i] * diagonal.scale[i] + diagonal.shift[i];
  }
}

/// The nearest double of r; nullopt if it is not r and not normal: then its relative error may exceed u.
std::optional<double> round_to_nearest(const Rational& r, bool& rounded) {
  const double below = round_down(r), above = round_up(r);
  if (below == above) return below;
  rounded = true;
  if (!std::isnormal(below) || !std::isnormal(above)) return std::nullopt;
  return r - exact(below) <= exact(above) - r ? below : above;
}

/// One flag per neuron: all rectified, none, or those of the mask.
using Rectified = std::vector<std::uint8_t>;

std::optional<kernel::TileLayer> to_layer(const Affine& map, Rectified rectified) {
  if (map.exact)
    return kernel::TileLayer(map.rows, map.cols, map.dense.weights.data(), map.dense.bias.data(),
                             std::move(rectified), 0);
  bool rounded = false;
  std::vector<double> weights, bias;
  for (const auto& [from, to] : {std::pair{&map.weights, &weights}, std::pair{&map.bias, &bias}}) {
    for (const Rational& r : *from) {
      const std::optional<double> nearest = round_to_nearest(r, rounded);
      if (!nearest) return std::nullopt;
      to->push_back(*nearest);
    }
  }
  return kernel::TileLayer(map.rows, map.cols, weights.data(), bias.data(), std::move(rectified),
                           rounded ? 1 : 0);
}

/// dense after diagonal, in rationals: W_ij scale_j, b_i + sum_j W_ij shift_j.
Affine after_diagonal(const net::Dense& dense, const net::Diagonal& diagonal) {
  Affine map = from_dense(dense);
  make_rational(map);
  for (std::size_t i = 0; i < map.rows; ++i) {
    for (std::size_t j = 0; j < map.cols; ++j) {
      Rational& w = map.weights[i * map.cols + j];
      map.bias[i] += w * diagonal.shift[j];
      w *= diagonal.scale[j];
    }
  }
  return map;
}

/// The entries of a matrix that are not 0, row by row: (column, where it stands).
using SparseRows = std::vector<std::vector<std::pair<std::size_t, std::size_t>>>;

template <class T>
SparseRows sparse_rows(const std::vector<T>& weights, std::size_t rows, std::size_t cols) {
  SparseRows result(rows);
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t j = 0; j < cols; ++j)
      if (weights[i * cols + j] != 0) result[i].emplace_back(j, i * cols + j);
  return result;
}

/// dense after map in rationals, if the product takes few multiplications: one of them then does little but carry values on
/// or add them up, and a layer of its own would cost more than the rounding of the sums. `most` bounds the multiplications and
/// the numbers of the product.
std::optional<Affine> after_affine(const net::Dense& dense, const Affine& map, std::size_t most) {
  if (dense.rows * map.cols > most) return std::nullopt;
  const SparseRows second = sparse_rows(dense.weights, dense.rows, dense.cols);
  const SparseRows first = map.exact ? sparse_rows(map.dense.weights, map.rows, map.cols)
                                     : sparse_rows(map.weights, map.rows, map.cols);
  std::size_t products = 0;
  for (const auto& row : second)
    for (const auto& [k, at] : row) products += first[k].size();
  if (products > most) return std::nullopt;
  Affine factor = map;
  make_rational(factor);
  Affine result{dense.rows, map.cols, std::vector<Rational>(dense.rows * map.cols), {}, {}, false};
  for (std::size_t i = 0; i < dense.rows; ++i) {
    Rational bias = exact(dense.bias[i]);
    for (const auto& [k, at] : second[i]) {
      const Rational w = exact(dense.weights[at]);
      bias += w * factor.bias[k];
      for (const auto& [j, from] : first[k]) result.weights[i * map.cols + j] += w * factor.weights[from];
    }
    result.bias.push_back(std::move(bias));
  }
  return result;
}

}  // namespace

std::optional<kernel::TileNetwork> lower_network(const net::Network& f) {
  RELUGAP_CHECK(f.outputs() == 1);
  std::vector<kernel::TileLayer> layers;
  std::optional<Affine> pending;         // the affine map since the last layer written
  std::optional<net::Diagonal> leading;  // a diagonal that waits for the Dense behind it
  std::size_t width = f.inputs();
  const bool plain = f.is_plain();
  std::size_t largest = 0;
  for (const net::Layer& layer : f.layers())
    if (const auto* dense = std::get_if<net::Dense>(&layer))
      largest = std::max(largest, dense->rows * dense->cols);

  const auto take_leading = [&] {
    if (!leading) return;
    pending = identity(width);
    scale_rows(*pending, *leading);
    leading.reset();
  };
  const auto write = [&](Rectified rectified) {
    take_leading();
    if (rectified.empty()) rectified.assign(width, 1);
    std::optional<kernel::TileLayer> layer =
        to_layer(pending ? *pending : identity(width), std::move(rectified));
    pending.reset();
    if (!layer) return false;
    layers.push_back(std::move(*layer));
    return true;
  };

  for (const net::Layer& layer : f.layers()) {
    if (const auto* dense = std::get_if<net::Dense>(&layer)) {
      std::optional<Affine> product;
      if (pending && !plain) product = after_affine(*dense, *pending, 2 * largest);
      if (product) {
        pending = std::move(product);
        width = dense->rows;
        continue;
      }
      if (pending && !write(Rectified(width, 0))) return std::nullopt;
      pending = leading ? after_diagonal(*dense, *leading) : from_dense(*dense);
      leading.reset();
      width = dense->rows;
    } else if (const auto* diagonal = std::get_if<net::Diagonal>(&layer)) {
      if (pending) {
        scale_rows(*pending, *diagonal);
      } else if (leading) {
        for (std::size_t i = 0; i < width; ++i) {
          leading->shift[i] = leading->shift[i] * diagonal->scale[i] + diagonal->shift[i];
          leading->scale[i] *= diagonal->scale[i];
        }
      } else {
        leading = *diagonal;
      }
    } else if (!write(std::get<net::Relu>(layer).mask)) {
      return std::nullopt;
    }
  }
  if (!write(Rectified(width, 0))) return std::nullopt;
  return kernel::TileNetwork(f.inputs(), std::move(layers));
}

}  // namespace relugap::verify
