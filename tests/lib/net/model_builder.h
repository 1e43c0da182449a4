#pragma once

#include <onnx.pb.h>

#include <bit>
#include <string>
#include <vector>

#include "lib/core/error.h"
#include "lib/net/dims.h"
#include "lib/net/onnx_reader.h"

namespace relugap::net {

/// Builds ONNX models for the tests of the reader: "x" -> nodes -> "y", opset 13, float64 unless said.
class ModelBuilder {
 public:
  using Lengths = Dims;

  /// Lengths of the input; -1 is a free axis.
  explicit ModelBuilder(const Lengths& input, int type = onnx::TensorProto::DOUBLE) {
    model.set_ir_version(8);
    model.add_opset_import()->set_version(13);
    declare(*graph().add_input(), "x", input, type);
    graph().add_output()->set_name("y");
  }

  onnx::GraphProto& graph() { return *model.mutable_graph(); }

  static void declare(onnx::ValueInfoProto& value, const std::string& name, const Lengths& lengths,
                      int type = onnx::TensorProto::DOUBLE) {
    value.set_name(name);
    auto& tensor = *value.mutable_type()->mutable_tensor_type();
    tensor.set_elem_type(type);
    tensor.mutable_shape();
    for (const std::int64_t n : lengths) {
      auto& dim = *tensor.mutable_shape()->add_dim();
      if (n == -1) {
        dim.set_dim_param("N");
      } else {
        dim.set_dim_value(n);
      }
    }
  }

  onnx::TensorProto& stored(onnx::TensorProto& tensor, const std::string& name, const Lengths& dims,
                            int type) {
    tensor.set_name(name);
    tensor.set_data_type(type);
    for (const std::int64_t n : dims) tensor.add_dims(n);
    return tensor;
  }
  onnx::TensorProto& tensor(const std::string& name, const Lengths& dims, const std::vector<double>& values) {
    auto& result = stored(*graph().add_initializer(), name, dims, onnx::TensorProto::DOUBLE);
    result.mutable_double_data()->Add(values.begin(), values.end());
    return result;
  }
  onnx::TensorProto& integers(const std::string& name, const std::vector<std::int64_t>& values) {
    auto& result = stored(*graph().add_initializer(), name, {static_cast<std::int64_t>(values.size())},
                          onnx::TensorProto::INT64);
    result.mutable_int64_data()->Add(values.begin(), values.end());
    return result;
  }

  onnx::NodeProto& node(const std::string& type, const std::vector<std::string>& inputs,
                        const std::string& output) {
    auto& result = *graph().add_node();
    result.set_op_type(type);
    for (const auto& name : inputs) result.add_input(name);
    result.add_output(output);
    return result;
  }
  static onnx::AttributeProto& attribute(onnx::NodeProto& node, const std::string& name) {
    auto& result = *node.add_attribute();
    result.set_name(name);
    return result;
  }
  static void integer(onnx::NodeProto& node, const std::string& name, std::int64_t value) {
    attribute(node, name).set_i(value);
  }
  static void real(onnx::NodeProto& node, const std::string& name, float value) {
    attribute(node, name).set_f(value);
  }
  static void list(onnx::NodeProto& node, const std::string& name, const std::vector<std::int64_t>& values) {
    attribute(node, name).mutable_ints()->Add(values.begin(), values.end());
  }

  std::string bytes() const { return model.SerializeAsString(); }
  Network read() const { return parse_onnx(bytes(), "test.onnx"); }

  /// The message with which the reader refuses the model; empty if it accepts it.
  std::string refusal() const { return refusal_of(bytes()); }
  static std::string refusal_of(const std::string& bytes) {
    try {
      parse_onnx(bytes, "test.onnx");
    } catch (const InputError& error) {
      return error.what();
    }
    return "";
  }

  onnx::ModelProto model;
};

/// "c7".
inline std::string numbered(const std::string& prefix, int n) { return prefix + std::to_string(n); }

inline std::vector<Rational> rationals(const std::vector<double>& x) {
  std::vector<Rational> result;
  for (const double t : x) result.push_back(exact(t));
  return result;
}

/// f(x) exactly, for a network with inputs that are doubles.
inline std::vector<Rational> value_at(const Network& f, const std::vector<double>& x) {
  return evaluate(f, rationals(x));
}

/// Equality of bit patterns: tells 0 from -0.
inline bool same_bits(const std::vector<double>& a, const std::vector<double>& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (std::bit_cast<std::uint64_t>(a[i]) != std::bit_cast<std::uint64_t>(b[i])) return false;
  }
  return true;
}

}  // namespace relugap::net
