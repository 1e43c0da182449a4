#include "lib/net/onnx_graph.h"

#include <algorithm>
#include <utility>

#include "lib/core/quote.h"

namespace relugap::net {
namespace {

// The shape of a value is a constant: every length is known, so Shape does not make its output depend on the input.
bool passes_dependence(const Node& node) { return node.type() != "Shape"; }

}  // namespace

Graph::Graph(const onnx::GraphProto& proto, const std::string& path) : where_{path, "graph"} {
  nodes_.reserve(static_cast<std::size_t>(proto.node_size()));
  const auto refuse_twice = [this](const std::string& name) {
    where_.refuse("each value to be defined once", quote(name) + " defined twice");
  };
  for (const onnx::TensorProto& tensor : proto.initializer()) {
    if (!initializers_.emplace(tensor.name(), &tensor).second) refuse_twice(tensor.name());
  }
  if (proto.sparse_initializer_size() > 0)
    where_.refuse("stored tensors that are dense", "sparse initializers");
  find_ends(proto);
  for (const onnx::NodeProto& node : proto.node()) {
    for (const std::string& name : node.output()) {
      if (name.empty()) continue;
      const bool taken = initializers_.contains(name) || name == input_->name();
      if (taken || !producers_.emplace(name, nodes_.size()).second) refuse_twice(name);
    }
    nodes_.emplace_back(node, path);
  }
  sort_nodes();
  find_dependent();
}

void Graph::find_ends(const onnx::GraphProto& proto) {
  std::string names;
  std::size_t n = 0;
  for (const onnx::ValueInfoProto& value : proto.input()) {
    if (initializers_.contains(value.name())) continue;
    input_ = &value;
    if (++n <= 8) names += (n > 1 ? ", " : " (") + quote(value.name());
  }
  if (n != 1)
    where_.refuse("one input", std::to_string(n) + (n > 8 ? names + ", ...)" : n > 0 ? names + ")" : ""));
  if (input_->name().empty()) where_.refuse("an input with a name", "an empty one");
  if (proto.output_size() != 1) where_.refuse("one output", std::to_string(proto.output_size()));
  output_ = &proto.output(0);
}

void Graph::sort_nodes() {
  // Kahn: a node is ready when all its operands that nodes produce are; what never gets ready contains a cycle.
  std::vector<std::size_t> waiting(nodes_.size(), 0);
  std::vector<std::vector<std::size_t>> consumers(nodes_.size());
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    for (std::size_t k = 0; k < nodes_[i].inputs(); ++k) {
      const auto from = producers_.find(nodes_[i].input(k));
      if (from == producers_.end()) continue;
      consumers[from->second].push_back(i);
      ++waiting[i];
    }
    if (waiting[i] == 0) order_.push_back(i);
  }
  for (std::size_t next = 0; next < order_.size(); ++next) {
    for (const std::size_t consumer : consumers[order_[next]]) {
      if (--waiting[consumer] == 0) order_.push_back(consumer);
    }
  }
  if (order_.size() == nodes_.size()) return;
  // From any node that waits, go back to a producer that waits until one comes again: that one is on a cycle.
  auto at = static_cast<std::size_t>(
      std::find_if(waiting.begin(), waiting.end(), [](std::size_t n) { return n > 0; }) - waiting.begin());
  std::vector<bool> seen(nodes_.size(), false);
  while (!seen[at]) {
    seen[at] = true;
    for (std::size_t k = 0; k < nodes_[at].inputs(); ++k) {
      const auto from = producers_.find(nodes_[at].input(k));
      if (from == producers_.end() || waiting[from->second] == 0) continue;
      at = from->second;
      break;
    }
  }
  nodes_[at].where().refuse("a graph without cycles", "a node that depends on its own output");
}

const onnx::TensorProto* Graph::initializer(std::string_view name) const {
  const auto found = initializers_.find(name);
  return found == initializers_.end() ? nullptr : found->second;
}

const Node* Graph::producer(std::string_view name) const {
  const auto found = producers_.find(name);
  return found == producers_.end() ? nullptr : &nodes_[found->second];
}

std::vector<std::size_t> Graph::dependent_operands(const Node& node) const {
  std::vector<std::size_t> result;
  for (std::size_t k = 0; k < node.inputs(); ++k) {
    const auto from = producers_.find(node.input(k));
    const bool produced = from != producers_.end() && depends_[from->second];
    if (produced || node.input(k) == input_->name()) result.push_back(k);
  }
  return result;
}

void Graph::find_dependent() {
  depends_.assign(nodes_.size(), false);
  for (const std::size_t i : order_)
    depends_[i] = passes_dependence(nodes_[i]) && !dependent_operands(nodes_[i]).empty();
}

std::vector<const Node*> Graph::path() const {
  if (output_->name() == input_->name()) return {};
  const auto last = producers_.find(output_->name());
  if (last == producers_.end() || !depends_[last->second]) {
    where_.refuse("an output that depends on the input " + quote(input_->name()),
                  quote(output_->name()) + ", which does not");
  }
  std::vector<bool> leads(nodes_.size(), false);  // to the output
  leads[last->second] = true;
  std::vector<std::vector<std::size_t>> consumers(nodes_.size());
  std::vector<std::size_t> waiting(nodes_.size(), 0), ready, activations;
  const auto is_ready = [&](std::size_t i) {
    (nodes_[i].type() == "Relu" ? activations : ready).push_back(i);
  };
  for (auto at = order_.rbegin(); at != order_.rend(); ++at) {
    if (!leads[*at]) continue;
    for (const std::size_t k : dependent_operands(nodes_[*at])) {
      const auto from = producers_.find(nodes_[*at].input(k));
      if (from == producers_.end()) continue;
      leads[from->second] = true;
      consumers[from->second].push_back(*at);
      ++waiting[*at];
    }
  }
  for (const std::size_t i : order_)
    if (leads[i] && waiting[i] == 0) is_ready(i);
  std::vector<const Node*> result;
  const auto take = [&](std::size_t i) {
    result.push_back(&nodes_[i]);
    for (const std::size_t consumer : consumers[i])
      if (--waiting[consumer] == 0) is_ready(consumer);
  };
  while (!ready.empty() || !activations.empty()) {
    if (ready.empty()) {
      for (const std::size_t i : std::exchange(activations, {})) take(i);
    } else {
      const std::size_t i = ready.back();
      ready.pop_back();
      take(i);
    }
  }
  return result;
}

}  // namespace relugap::net
