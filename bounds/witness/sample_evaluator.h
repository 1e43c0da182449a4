#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "lib/arith/interval.h"
#include "lib/net/network.h"
#include "lib/samples/number_table.h"

namespace relugap::bounds::witness {

/// Encloses a network at many sample points by directed rounding, without the work for zero weights, equal neurons and
/// neurons that are off: exactly [0, 0] where the rest of the network multiplies zeros.
class SampleEvaluator {
 public:
  /// Requires: f consists of Dense and Relu layers.
  explicit SampleEvaluator(const net::Network& f);

  /// Contains f(x)_0 for the point x in this row of the table.
  Interval enclose(const samples::NumberTable& points, std::size_t row) const;

 private:
  struct Row {
    double bias;
    std::vector<std::uint32_t> columns;  // among the distinct neurons of the layer before
    std::vector<double> weights;         // none is zero
    friend auto operator<=>(const Row&, const Row&) = default;
  };
  struct Layer {
    std::vector<Row> rows;  // distinct ones
    bool relu = false;      // after the layer
  };
  std::vector<Layer> layers_;
  std::size_t first_output_ = 0;
};

}  // namespace relugap::bounds::witness
