#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "lib/arith/rational.h"
#include "lib/net/network.h"

namespace relugap::bounds {

/// z = W x + b with exact entries, row by row: everything affine that stands between two ReLUs.
struct AffineLayer {
  std::size_t rows, cols;
  std::vector<Rational> weights, bias;
};

/// A network in the form of the classes H^q_{N,c}: affine layers with a ReLU between two of them.
struct FoldedNetwork {
  std::size_t inputs;
  std::vector<AffineLayer> layers;
  std::optional<std::string>
      obstacle;  ///< why the network has not that form (activation at an end, skip connections, several outputs)
};

/// Multiplies scalings and neighbouring affine layers together in rational arithmetic.
///
/// Guarantees: without an obstacle, the folded layers compute exactly the function of the network.
/// Cost: O(parameters) rational operations, more where two affine layers follow each other without ReLU.
FoldedNetwork fold(const net::Network& network);

}  // namespace relugap::bounds
