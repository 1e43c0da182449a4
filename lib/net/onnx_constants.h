#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "lib/net/onnx_graph.h"
#include "lib/net/onnx_tensor.h"

namespace relugap::net {

/// The constants of a graph: initializers, Constant nodes, and what exact operations make of them.
///
/// Those operations are Identity, Cast that changes no number, Transpose, Reshape, Squeeze, Unsqueeze, and for shapes
/// also Shape, Gather and Concat (PyTorch writes x.view(x.size(0), -1) with them). Nothing that would round is
/// folded: that is not part of the network as stored.
class Constants {
 public:
  explicit Constants(const Graph& graph) : graph_(graph) {}

  /// The shape of a value of the chain, for Shape.
  void set_dims(const std::string& name, Dims dims) { dims_[name] = std::move(dims); }

  /// The constant called `name`, an operand of the node at `where`. Fails: refuses there if there is none, and
  /// at the node in question if it is computed by another operation or from the graph's input.
  Tensor get(const std::string& name, const Where& where);

  /// As get; refuses unless its elements are FLOAT or DOUBLE (real) or INT32 or INT64 (integers).
  Tensor real(const std::string& name, const Where& where);
  std::vector<std::int64_t> integers(const std::string& name, const Where& where);

 private:
  Tensor evaluate(const Node& node);
  Tensor constant(const Node& node);
  Tensor cast(const Node& node);
  Tensor transpose(const Node& node);
  Tensor gather(const Node& node);
  Tensor concat(const Node& node);

  const Graph& graph_;
  std::map<std::string, Dims> dims_;
  std::size_t depth_ = 0;
  std::size_t steps_ = 0;
};

/// The axes of a Squeeze or Unsqueeze: an attribute before opset 13, the second input since. Empty if not given.
std::vector<std::int64_t> axes_of(const Node& node, Constants& constants);

}  // namespace relugap::net
