#include "lib/net/onnx_writer.h"

#include <onnx.pb.h>

#include <bit>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "lib/core/error.h"
#include "lib/core/version.h"

namespace relugap::net {
namespace {

static_assert(std::endian::native == std::endian::little, "raw_data is little-endian");

// "W3".
std::string numbered(const std::string& prefix, std::size_t n) { return prefix + std::to_string(n); }

// Builds the graph as a chain; value_ is the name of the last value.
class Writer {
 public:
  Writer(onnx::GraphProto& graph, ElementType type) : graph_(graph), type_(type) {}

  void write(const Dense& layer);
  void write(const Diagonal& layer);
  void write(const Relu& layer);
  void declare(onnx::ValueInfoProto& value, const std::string& name, std::size_t width) const;

  /// The last value, renamed to "y"; a network without layers passes through an Identity.
  void finish() {
    if (nodes_ == 0) node("Identity", {});
    graph_.mutable_node(graph_.node_size() - 1)->set_output(0, std::string("y"));
  }

 private:
  onnx::NodeProto& node(const std::string& operation, const std::vector<std::string>& constants);
  std::string tensor(const std::string& name, const std::vector<std::size_t>& dims,
                     const std::vector<double>& values);
  int element() const {
    return type_ == ElementType::Float32 ? onnx::TensorProto::FLOAT : onnx::TensorProto::DOUBLE;
  }
  double stored(const Rational& r) const;
  bool fits(double value) const;

  onnx::GraphProto& graph_;
  ElementType type_;
  std::string value_ = "x";
  std::size_t nodes_ = 0;
};

bool Writer::fits(double value) const {
  return type_ == ElementType::Float64 || static_cast<double>(static_cast<float>(value)) == value;
}

double Writer::stored(const Rational& r) const {
  const double value = round_down(r);
  RELUGAP_CHECK(std::isfinite(value) && exact(value) == r && fits(value));
  return value;
}

std::string Writer::tensor(const std::string& name, const std::vector<std::size_t>& dims,
                           const std::vector<double>& values) {
  onnx::TensorProto& tensor = *graph_.add_initializer();
  tensor.set_name(numbered(name, nodes_));
  tensor.set_data_type(element());
  for (const std::size_t n : dims) tensor.add_dims(static_cast<std::int64_t>(n));
  std::string& bytes = *tensor.mutable_raw_data();
  for (const double value : values) {
    RELUGAP_CHECK(fits(value));
    const auto narrow = static_cast<float>(value);
    if (type_ == ElementType::Float32) {
      bytes.append(reinterpret_cast<const char*>(&narrow), sizeof narrow);
    } else {
      bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
    }
  }
  return tensor.name();
}

onnx::NodeProto& Writer::node(const std::string& operation, const std::vector<std::string>& constants) {
  onnx::NodeProto& node = *graph_.add_node();
  node.set_op_type(operation);
  node.add_input(std::exchange(value_, numbered("z", nodes_++)));
  for (const std::string& name : constants) node.add_input(name);
  node.add_output(value_);
  return node;
}

void Writer::write(const Dense& layer) {
  const std::string weights = tensor("W", {layer.rows, layer.cols}, layer.weights);
  const std::string bias = tensor("b", {layer.rows}, layer.bias);
  onnx::AttributeProto& attribute = *node("Gemm", {weights, bias}).add_attribute();
  attribute.set_name("transB");
  attribute.set_type(onnx::AttributeProto::INT);
  attribute.set_i(1);
}

// Divides out all factors of two.
Integer odd_part(Integer n) { return n >> lsb(n); }

void Writer::write(const Diagonal& layer) {
  // scale x + shift = (a x + b) / c, with c the least odd number that makes a and b dyadic.
  std::vector<double> a, b, c;
  bool divides = false;
  for (std::size_t i = 0; i < layer.size(); ++i) {
    const Integer divisor = lcm(odd_part(denominator(layer.scale[i])), odd_part(denominator(layer.shift[i])));
    a.push_back(stored(layer.scale[i] * divisor));
    b.push_back(stored(layer.shift[i] * divisor));
    c.push_back(stored(Rational(divisor)));
    divides = divides || divisor != 1;
  }
  node("Mul", {tensor("a", {layer.size()}, a)});
  node("Add", {tensor("b", {layer.size()}, b)});
  if (divides) node("Div", {tensor("c", {layer.size()}, c)});
}

void Writer::write(const Relu& layer) {
  if (layer.rectifies_all()) {
    node("Relu", {});
    return;
  }
  std::vector<double> slopes;
  for (const std::uint8_t bit : layer.mask) slopes.push_back(1.0 - bit);
  node("PRelu", {tensor("slope", {slopes.size()}, slopes)});
}

void Writer::declare(onnx::ValueInfoProto& value, const std::string& name, std::size_t width) const {
  value.set_name(name);
  onnx::TypeProto::Tensor& tensor = *value.mutable_type()->mutable_tensor_type();
  tensor.set_elem_type(element());
  tensor.mutable_shape()->add_dim()->set_dim_param("batch");
  tensor.mutable_shape()->add_dim()->set_dim_value(static_cast<std::int64_t>(width));
}

}  // namespace

std::string to_onnx(const Network& f, ElementType type) {
  onnx::ModelProto model;
  model.set_ir_version(7);
  model.set_producer_name("relugap");
  model.set_producer_version(version());
  model.add_opset_import()->set_version(13);
  onnx::GraphProto& graph = *model.mutable_graph();
  graph.set_name("network");
  Writer writer(graph, type);
  writer.declare(*graph.add_input(), "x", f.inputs());
  writer.declare(*graph.add_output(), "y", f.outputs());
  for (const Layer& layer : f.layers()) {
    std::visit([&writer](const auto& l) { writer.write(l); }, layer);
  }
  writer.finish();
  return model.SerializeAsString();
}

}  // namespace relugap::net
