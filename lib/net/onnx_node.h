#pragma once

#include <onnx.pb.h>

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/net/where.h"

namespace relugap::net {

/// A node of an ONNX graph with its place in the file: typed attributes, and refusal of what is not expected.
///
/// Holds a reference to the proto. Every function fails by refusing at where().
class Node {
 public:
  Node(const onnx::NodeProto& proto, const std::string& path);

  const Where& where() const { return where_; }
  const std::string& type() const { return proto_->op_type(); }
  const std::string& domain() const { return proto_->domain(); }
  const std::string& output() const { return proto_->output(0); }

  /// Number of inputs, not counting omitted ones (empty names) at the end.
  std::size_t inputs() const;
  const std::string& input(std::size_t i) const { return proto_->input(static_cast<int>(i)); }
  bool has_input(std::size_t i) const { return i < inputs() && !input(i).empty(); }

  /// Refuses unless there are between min and max inputs, one output, and no other attributes than these.
  void require(std::size_t min_inputs, std::size_t max_inputs,
               std::initializer_list<std::string_view> attributes) const;

  bool has(std::string_view attribute) const { return find(attribute) != nullptr; }
  std::int64_t integer(std::string_view attribute, std::int64_t otherwise) const;
  float real(std::string_view attribute, float otherwise) const;  ///< finite
  std::optional<std::vector<std::int64_t>> integers(std::string_view attribute) const;
  const onnx::AttributeProto* find(std::string_view attribute) const;

 private:
  const onnx::NodeProto* proto_;
  Where where_;
};

}  // namespace relugap::net
