#include "bounds/fold.h"

#include <utility>

namespace relugap::bounds {
namespace {

AffineLayer affine(const net::Dense& d) {
  AffineLayer a{d.rows, d.cols, {}, {}};
  a.weights.reserve(d.weights.size());
  for (const double w : d.weights) a.weights.push_back(exact(w));
  for (const double b : d.bias) a.bias.push_back(exact(b));
  return a;
}

AffineLayer affine(const net::Diagonal& d) {
  const std::size_t n = d.scale.size();
  AffineLayer a{n, n, std::vector<Rational>(n * n), d.shift};
  for (std::size_t i = 0; i < n; ++i) a.weights[i * n + i] = d.scale[i];
  return a;
}

// next after first.
AffineLayer compose(AffineLayer first, const net::Diagonal& next) {
  for (std::size_t i = 0; i < first.rows; ++i) {
    for (std::size_t j = 0; j < first.cols; ++j) first.weights[i * first.cols + j] *= next.scale[i];
    first.bias[i] = next.scale[i] * first.bias[i] + next.shift[i];
  }
  return first;
}

bool is_diagonal(const AffineLayer& a) {
  if (a.rows != a.cols) return false;
  for (std::size_t i = 0; i < a.rows; ++i)
    for (std::size_t j = 0; j < a.cols; ++j)
      if (i != j && a.weights[i * a.cols + j] != 0) return false;
  return true;
}

AffineLayer compose(const AffineLayer& first, const net::Dense& dense) {
  AffineLayer next = affine(dense);
  AffineLayer result{next.rows, first.cols, std::vector<Rational>(next.rows * first.cols),
                     std::move(next.bias)};
  const bool diagonal = is_diagonal(first);
  for (std::size_t i = 0; i < next.rows; ++i)
    for (std::size_t k = 0; k < next.cols; ++k) {
      const Rational& w = next.weights[i * next.cols + k];
      result.bias[i] += w * first.bias[k];
      const std::size_t begin = diagonal ? k : 0, end = diagonal ? k + 1 : first.cols;
      for (std::size_t j = begin; j < end; ++j)
        result.weights[i * first.cols + j] += w * first.weights[k * first.cols + j];
    }
  return result;
}

}  // namespace

FoldedNetwork fold(const net::Network& network) {
  FoldedNetwork folded{network.inputs(), {}, std::nullopt};
  std::optional<AffineLayer> run;  // the affine map since the last ReLU
  if (!network.is_plain())
    folded.obstacle =
        "values pass an activation unchanged (a skip connection, or another activation than ReLU)";
  for (const net::Layer& layer : network.layers()) {
    if (const auto* dense = std::get_if<net::Dense>(&layer)) {
      run = run ? compose(*run, *dense) : affine(*dense);
    } else if (const auto* diagonal = std::get_if<net::Diagonal>(&layer)) {
      run = run ? compose(std::move(*run), *diagonal) : affine(*diagonal);
    } else if (run) {
      folded.layers.push_back(std::move(*run));
      run.reset();
    } else if (folded.layers.empty() && !folded.obstacle) {
      folded.obstacle = "an activation stands before the first affine layer";
    }
  }
  if (run)
    folded.layers.push_back(std::move(*run));
  else if (!folded.obstacle)
    folded.obstacle =
        folded.layers.empty() ? "it has no affine layer" : "an activation follows the last affine layer";
  if (!folded.obstacle && folded.layers.back().rows != 1)
    folded.obstacle = "it has " + std::to_string(folded.layers.back().rows) +
                      " outputs, the networks of the class have one";
  return folded;
}

}  // namespace relugap::bounds
