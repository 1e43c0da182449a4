#pragma once

#include <cstddef>
#include <vector>

#include "lib/net/network.h"

namespace relugap::verify {

/// Evaluates a network at kBatch points at once in plain double arithmetic: heuristic, for sampling only.
///
/// Values lie neuron by neuron, kBatch points in a row, so that all loops run over contiguous points.
class BatchNetwork {
 public:
  static constexpr std::size_t kBatch = 64;

  explicit BatchNetwork(const net::Network& network);

  /// Doubles that estimate() needs as workspace.
  std::size_t workspace_size() const { return 2 * kBatch * widest_; }

  /// x: inputs x kBatch; result: kBatch values of the single output.
  void estimate(const double* x, double* workspace, double* result) const;

 private:
  struct Affine {
    std::size_t rows, cols;
    std::vector<double> weights;  ///< row-major, rows padded to a multiple of the tile
    std::vector<double> bias;
    bool relu;
  };

  std::size_t inputs_, widest_;
  std::vector<Affine> layers_;
};

}  // namespace relugap::verify
