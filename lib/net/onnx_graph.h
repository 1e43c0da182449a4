#pragma once

#include <onnx.pb.h>

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "lib/net/onnx_node.h"

namespace relugap::net {

/// The graph of an ONNX model by names: who gives which value, and the nodes between input and output.
///
/// Holds references to the proto. Nodes may stand in any order.
/// Fails: the constructor refuses values defined twice, cycles, and graphs without exactly one input (not counting
///   initializers, which old files list as inputs too) and one output.
class Graph {
 public:
  Graph(const onnx::GraphProto& proto, const std::string& path);

  const onnx::ValueInfoProto& input() const { return *input_; }
  const onnx::ValueInfoProto& output() const { return *output_; }

  /// Null if there is none of that name.
  const onnx::TensorProto* initializer(std::string_view name) const;
  const Node* producer(std::string_view name) const;

  std::size_t size() const { return nodes_.size(); }

  /// The nodes that lead from the input to the output, each after those whose values it takes; the constants they use are not
  /// among them. Of several orders one is taken in which activations stand next to each other where they can.
  /// Fails: refuses an output that does not depend on the input.
  std::vector<const Node*> path() const;

  /// The operands of a node that depend on the input.
  std::vector<std::size_t> dependent_operands(const Node& node) const;

 private:
  void find_ends(const onnx::GraphProto& proto);
  void sort_nodes();
  void find_dependent();

  Where where_;
  const onnx::ValueInfoProto* input_ = nullptr;
  const onnx::ValueInfoProto* output_ = nullptr;
  std::vector<Node> nodes_;
  std::vector<std::size_t> order_;  // topological
  std::vector<bool> depends_;       // on the input
  std::unordered_map<std::string_view, const onnx::TensorProto*> initializers_;
  std::unordered_map<std::string_view, std::size_t> producers_;
};

}  // namespace relugap::net
