#include "verify/norm/batch_network.h"

#include <algorithm>
#include <type_traits>
#include <variant>

#include "lib/core/error.h"

// The widest vectors that the machine has, chosen when the program starts. Sanitizers cannot follow that choice.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)
#define RELUGAP_WIDEST_VECTORS __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define RELUGAP_WIDEST_VECTORS
#endif

namespace relugap::verify {

namespace {

constexpr std::size_t kBatch = BatchNetwork::kBatch;
constexpr std::size_t kRows = 4;  // outputs and points of a tile whose sums stay in registers
constexpr std::size_t kColumns = 16;

std::size_t padded(std::size_t rows) { return (rows + kRows - 1) / kRows * kRows; }

/// z = W x + b for kBatch points, then ReLU if asked. W: rows (a multiple of kRows) x cols; x: cols x kBatch.
RELUGAP_WIDEST_VECTORS
void estimate_affine(const double* weights, const double* bias, std::size_t rows, std::size_t cols, bool relu,
                     const double* x, double* z) {
  for (std::size_t i = 0; i < rows; i += kRows) {
    for (std::size_t p = 0; p < kBatch; p += kColumns) {
      double sum[kRows][kColumns];
      for (std::size_t r = 0; r < kRows; ++r) {
        for (std::size_t c = 0; c < kColumns; ++c) sum[r][c] = bias[i + r];
      }
      for (std::size_t k = 0; k < cols; ++k) {
        const double* xk = x + k * kBatch + p;
        for (std::size_t r = 0; r < kRows; ++r) {
          const double w = weights[(i + r) * cols + k];
          for (std::size_t c = 0; c < kColumns; ++c) sum[r][c] += w * xk[c];
        }
      }
      for (std::size_t r = 0; r < kRows; ++r) {
        double* out = z + (i + r) * kBatch + p;
        for (std::size_t c = 0; c < kColumns; ++c) out[c] = relu && !(sum[r][c] > 0) ? 0 : sum[r][c];
      }
    }
  }
}

}  // namespace

BatchNetwork::BatchNetwork(const net::Network& network)
    : inputs_(network.inputs()), widest_(padded(network.inputs())) {
  RELUGAP_CHECK(network.outputs() == 1);
  for (const net::Layer& layer : network.layers()) {
    if (const auto* dense = std::get_if<net::Dense>(&layer)) {
      Affine affine{dense->rows, dense->cols, dense->weights, dense->bias, false};
      affine.weights.resize(padded(dense->rows) * dense->cols, 0.0);
      affine.bias.resize(padded(dense->rows), 0.0);
      layers_.push_back(std::move(affine));
    } else if (const auto* diagonal = std::get_if<net::Diagonal>(&layer)) {
      const std::size_t n = diagonal->size();
      Affine affine{n, n, std::vector<double>(padded(n) * n, 0.0), std::vector<double>(padded(n), 0.0),
                    false};
      for (std::size_t i = 0; i < n; ++i) {
        affine.weights[i * n + i] = diagonal->scale[i].convert_to<double>();
        affine.bias[i] = diagonal->shift[i].convert_to<double>();
      }
      layers_.push_back(std::move(affine));
    } else if (layers_.empty() || layers_.back().relu) {  // a ReLU of its own: after an identity
      const std::size_t n = layers_.empty() ? inputs_ : layers_.back().rows;
      Affine identity{n, n, std::vector<double>(padded(n) * n, 0.0), std::vector<double>(padded(n), 0.0),
                      true};
      for (std::size_t i = 0; i < n; ++i) identity.weights[i * n + i] = 1;
      layers_.push_back(std::move(identity));
    } else {
      layers_.back().relu = true;
    }
    widest_ = std::max(widest_, padded(layers_.back().rows));
  }
}

void BatchNetwork::estimate(const double* x, double* workspace, double* result) const {
  const double* in = x;
  double* buffers[2] = {workspace, workspace + kBatch * widest_};
  for (std::size_t l = 0; l < layers_.size(); ++l) {
    const Affine& layer = layers_[l];
    double* out = buffers[l % 2];
    estimate_affine(layer.weights.data(), layer.bias.data(), padded(layer.rows), layer.cols, layer.relu, in,
                    out);
    in = out;
  }
  std::copy(in, in + kBatch, result);
}

}  // namespace relugap::verify
