#pragma once

#include <cstddef>
#include <vector>

#include "lib/net/network.h"

namespace relugap::net {

/// Collects the layers of a network as a reader meets them and merges neighbours where that is exact.
///
/// A Diagonal after a Diagonal is composed in rationals, one after a Dense enters its weights and bias if every
/// result is a double (such as the Add after a MatMul), and one that changes nothing is dropped. A Dense that copies, carries
/// or adds up values is multiplied with a neighbouring Dense if no entry of the product is a sum and every one is a double.
/// Guarantees: the function is the composition of what was appended; nothing is rounded. Products have, all together, at most
/// `room` more numbers than what was appended: a column after a row stays two layers.
class LayerChain {
 public:
  explicit LayerChain(std::size_t room = std::size_t{1} << 20) : room_(room) {}

  void append(Dense layer);
  /// For a Dense with few entries that are not 0.
  void append_sparse(Dense layer);
  void append(Diagonal layer);
  void append(Relu layer);

  std::vector<Layer> take();

 private:
  bool merge(const Dense& layer);

  std::size_t room_;
  std::vector<Layer> layers_;
  bool sparse_ = false;  ///< whether the last layer is a Dense that append_sparse had a part in
};

}  // namespace relugap::net
