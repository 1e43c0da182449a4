#include "lib/net/onnx_node.h"

#include <algorithm>
#include <cmath>

#include "lib/core/quote.h"

namespace relugap::net {
namespace {

std::string place_of(const onnx::NodeProto& node) {
  const std::string type = node.op_type().empty() ? "without operator" : quote(node.op_type()).substr(1);
  const std::string operation = node.op_type().empty() ? type : type.substr(0, type.size() - 1);
  if (!node.name().empty()) return "node " + quote(node.name()) + " (" + operation + ")";
  if (node.output_size() > 0) return "node " + operation + " giving " + quote(node.output(0));
  return "node " + operation;
}

}  // namespace

Node::Node(const onnx::NodeProto& proto, const std::string& path)
    : proto_(&proto), where_{path, place_of(proto)} {}

std::size_t Node::inputs() const {
  auto n = static_cast<std::size_t>(proto_->input_size());
  while (n > 0 && input(n - 1).empty()) --n;
  return n;
}

void Node::require(std::size_t min_inputs, std::size_t max_inputs,
                   std::initializer_list<std::string_view> attributes) const {
  if (inputs() < min_inputs || inputs() > max_inputs) {
    const std::string least = std::to_string(min_inputs);
    where_.refuse(
        (min_inputs == max_inputs ? least : least + " to " + std::to_string(max_inputs)) + " inputs",
        std::to_string(inputs()));
  }
  for (std::size_t i = 0; i < min_inputs; ++i) {
    if (input(i).empty()) where_.refuse("an input " + std::to_string(i), "none");
  }
  if (proto_->output_size() != 1) where_.refuse("one output", std::to_string(proto_->output_size()));
  for (const onnx::AttributeProto& attribute : proto_->attribute()) {
    if (std::find(attributes.begin(), attributes.end(), attribute.name()) != attributes.end()) continue;
    std::string known;
    for (const std::string_view name : attributes) known += (known.empty() ? "" : ", ") + std::string(name);
    where_.refuse(known.empty() ? "no attributes" : "no attributes but " + known, quote(attribute.name()));
  }
}

const onnx::AttributeProto* Node::find(std::string_view attribute) const {
  for (const onnx::AttributeProto& candidate : proto_->attribute()) {
    if (candidate.name() == attribute) return &candidate;
  }
  return nullptr;
}

std::int64_t Node::integer(std::string_view attribute, std::int64_t otherwise) const {
  const onnx::AttributeProto* found = find(attribute);
  if (found == nullptr) return otherwise;
  if (!found->has_i()) where_.refuse("an integer attribute " + quote(attribute), "another type");
  return found->i();
}

float Node::real(std::string_view attribute, float otherwise) const {
  const onnx::AttributeProto* found = find(attribute);
  if (found == nullptr) return otherwise;
  if (!found->has_f()) where_.refuse("a real attribute " + quote(attribute), "another type");
  if (!std::isfinite(found->f()))
    where_.refuse("a finite attribute " + quote(attribute), "NaN or an infinity");
  return found->f();
}

std::optional<std::vector<std::int64_t>> Node::integers(std::string_view attribute) const {
  const onnx::AttributeProto* found = find(attribute);
  if (found == nullptr) return std::nullopt;
  if (found->has_i() || found->has_f() || found->has_t()) {
    where_.refuse("a list of integers as attribute " + quote(attribute), "another type");
  }
  return std::vector<std::int64_t>(found->ints().begin(), found->ints().end());
}

}  // namespace relugap::net
