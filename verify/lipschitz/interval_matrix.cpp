#include "verify/lipschitz/interval_matrix.h"

#include <optional>

namespace relugap::verify {
namespace {

IntervalMatrix matrix(const net::Dense& layer) {
  return {layer.rows, layer.cols, std::vector<Interval>(layer.weights.begin(), layer.weights.end())};
}

IntervalMatrix matrix(const net::Diagonal& layer) {
  const std::size_t n = layer.size();
  IntervalMatrix result{n, n, std::vector<Interval>(n * n, Interval(0.0))};
  for (std::size_t i = 0; i < n; ++i) result.entries[i * n + i] = enclose(layer.scale[i]);
  return result;
}

/// layer after first.
IntervalMatrix multiply(IntervalMatrix first, const net::Diagonal& layer) {
  for (std::size_t i = 0; i < first.rows; ++i) {
    const Interval scale = enclose(layer.scale[i]);
    for (std::size_t j = 0; j < first.cols; ++j) first.entries[i * first.cols + j] *= scale;
  }
  return first;
}

IntervalMatrix multiply(const IntervalMatrix& first, const net::Dense& layer) {
  IntervalMatrix result{layer.rows, first.cols,
                        std::vector<Interval>(layer.rows * first.cols, Interval(0.0))};
  for (std::size_t i = 0; i < layer.rows; ++i) {
    for (std::size_t k = 0; k < layer.cols; ++k) {
      const Interval weight(layer.weight(i, k));
      for (std::size_t j = 0; j < first.cols; ++j) {
        const Interval& entry = first.at(k, j);
        if (entry.lower() != 0 || entry.upper() != 0) result.entries[i * first.cols + j] += weight * entry;
      }
    }
  }
  return result;
}

}  // namespace

std::vector<IntervalMatrix> enclose_weights(const net::Network& f) {
  std::vector<IntervalMatrix> result;
  std::optional<IntervalMatrix> run;
  for (const net::Layer& layer : f.layers()) {
    if (const auto* dense = std::get_if<net::Dense>(&layer)) {
      run = run ? multiply(*run, *dense) : matrix(*dense);
    } else if (const auto* diagonal = std::get_if<net::Diagonal>(&layer)) {
      run = run ? multiply(std::move(*run), *diagonal) : matrix(*diagonal);
    } else if (run) {
      result.push_back(std::move(*run));
      run.reset();
    }
  }
  if (run) result.push_back(std::move(*run));
  return result;
}

}  // namespace relugap::verify
