#pragma once

#include <cstddef>
#include <vector>

#include "lib/net/network.h"

namespace relugap::net {

/// Collects the layers of a network as a reader meets them and merges neighbours where that is exact.
///
/// A Diagonal after a Diagonal is composed in rationals, one after a Dense enters its weights and bias if every
/// result is a double (such as the Add after a MatMul), and one that changes nothing is dropped.
/// Guarantees: the function is the composition of what was appended; nothing is rounded.
class LayerChain {
 public:
  void append(Dense layer);
  void append(Diagonal layer);
  void append(Relu layer);

  std::vector<Layer> take();

 private:
  std::vector<Layer> layers_;
};

}  // namespace relugap::net
