#include "lib/net/onnx_constants.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "lib/core/quote.h"

namespace relugap::net {
namespace {

// Constants are computed from a few others in real files; these stop hostile ones.
constexpr std::size_t kMaxDepth = 64;
constexpr std::size_t kMaxConcat = 64;

Tensor integer_vector(std::vector<std::int64_t> values) {
  const auto n = static_cast<std::int64_t>(values.size());
  return {onnx::TensorProto::INT64, {n}, {}, std::move(values)};
}

// The value after conversion to the type, if that changes nothing.
bool fits(double value, int type) {
  if (type == onnx::TensorProto::DOUBLE) return true;
  if (type == onnx::TensorProto::FLOAT) {
    return std::fabs(value) <= static_cast<double>(std::numeric_limits<float>::max()) &&
           static_cast<double>(static_cast<float>(value)) == value;
  }
  return false;
}

template <class T>
std::vector<T> permuted(const std::vector<T>& values, const Dims& dims,
                        const std::vector<std::int64_t>& permutation) {
  // strides[k]: step in `values` along axis k of the result.
  const std::size_t rank = dims.size();
  std::vector<std::size_t> strides(rank), lengths(rank), index(rank, 0);
  for (std::size_t k = 0; k < rank; ++k) {
    const auto axis = static_cast<std::size_t>(permutation[k]);
    lengths[k] = static_cast<std::size_t>(dims[axis]);
    strides[k] = 1;
    for (std::size_t later = axis + 1; later < rank; ++later)
      strides[k] *= static_cast<std::size_t>(dims[later]);
  }
  std::vector<T> result;
  result.reserve(values.size());
  for (std::size_t at = 0; result.size() < values.size();) {
    result.push_back(values[at]);
    for (std::size_t k = rank; k-- > 0;) {
      at += strides[k];
      if (++index[k] < lengths[k]) break;
      at -= strides[k] * lengths[k];
      index[k] = 0;
    }
  }
  return result;
}

}  // namespace

std::vector<std::int64_t> axes_of(const Node& node, Constants& constants) {
  node.require(1, 2, {"axes"});
  if (node.has_input(1)) return constants.integers(node.input(1), node.where());
  return node.integers("axes").value_or(std::vector<std::int64_t>{});
}

Tensor Constants::get(const std::string& name, const Where& where) {
  if (const onnx::TensorProto* initializer = graph_.initializer(name)) {
    return decode(*initializer, {where.path, "tensor " + quote(name)});
  }
  const Node* node = graph_.producer(name);
  if (node == nullptr)
    where.refuse("a constant or a value of the graph as operand", quote(name) + ", which is undefined");
  if (depth_ >= kMaxDepth || ++steps_ > 16 * graph_.size() + 1024) {
    node->where().refuse("a constant computed in a few steps", "too many");
  }
  ++depth_;
  Tensor result = evaluate(*node);
  --depth_;
  return result;
}

Tensor Constants::real(const std::string& name, const Where& where) {
  Tensor tensor = get(name, where);
  if (!tensor.is_real()) where.refuse("FLOAT or DOUBLE in " + quote(name), type_name(tensor.type));
  return tensor;
}

std::vector<std::int64_t> Constants::integers(const std::string& name, const Where& where) {
  Tensor tensor = get(name, where);
  if (tensor.is_real()) where.refuse("INT32 or INT64 in " + quote(name), type_name(tensor.type));
  if (tensor.dims.size() > 1)
    where.refuse("a list of integers in " + quote(name), "shape " + to_string(tensor.dims));
  return tensor.integers;
}

Tensor Constants::evaluate(const Node& node) {
  const std::string& type = node.type();
  if (type == "Constant") return constant(node);
  if (type == "Cast") return cast(node);
  if (type == "Transpose") return transpose(node);
  if (type == "Gather") return gather(node);
  if (type == "Concat") return concat(node);
  if (type == "Identity") {
    node.require(1, 1, {});
    return get(node.input(0), node.where());
  }
  if (type == "Shape") {
    node.require(1, 1, {});
    const auto known = dims_.find(node.input(0));
    return integer_vector(known != dims_.end() ? known->second : get(node.input(0), node.where()).dims);
  }
  if (type == "Reshape") {
    node.require(2, 2, {"allowzero"});
    Tensor tensor = get(node.input(0), node.where());
    tensor.dims = reshaped(tensor.dims, integers(node.input(1), node.where()),
                           node.integer("allowzero", 0) != 0, node.where());
    return tensor;
  }
  if (type == "Squeeze" || type == "Unsqueeze") {
    const std::vector<std::int64_t> axes = axes_of(node, *this);
    Tensor tensor = get(node.input(0), node.where());
    const bool all = axes.empty() && type == "Squeeze";
    tensor.dims = type == "Squeeze" ? squeezed(tensor.dims, all ? nullptr : &axes, node.where())
                                    : unsqueezed(tensor.dims, axes, node.where());
    return tensor;
  }
  node.where().refuse("a constant operand (stored, or by Identity, Cast, Transpose or Reshape of one)",
                      "the result of " + quote(type));
}

Tensor Constants::constant(const Node& node) {
  node.require(0, 0, {"value", "value_float", "value_floats", "value_int", "value_ints"});
  if (const onnx::AttributeProto* value = node.find("value")) {
    return decode(value->t(), {node.where().path, "tensor " + quote(node.output())});
  }
  if (node.has("value_float")) return {onnx::TensorProto::FLOAT, {}, {node.real("value_float", 0)}, {}};
  if (node.has("value_int")) return {onnx::TensorProto::INT64, {}, {}, {node.integer("value_int", 0)}};
  if (const auto values = node.integers("value_ints")) return integer_vector(*values);
  const onnx::AttributeProto* floats = node.find("value_floats");
  if (floats == nullptr) node.where().refuse("a value", "none");
  Tensor tensor{onnx::TensorProto::FLOAT,
                {floats->floats_size()},
                {floats->floats().begin(), floats->floats().end()},
                {}};
  if (!std::all_of(tensor.reals.begin(), tensor.reals.end(), [](double v) { return std::isfinite(v); })) {
    node.where().refuse("finite numbers", "NaN or an infinity");
  }
  return tensor;
}

Tensor Constants::cast(const Node& node) {
  node.require(1, 1, {"to", "saturate"});
  Tensor tensor = get(node.input(0), node.where());
  const auto to = node.integer("to", 0);
  const bool to_integer = to == onnx::TensorProto::INT32 || to == onnx::TensorProto::INT64;
  if (to_integer && !tensor.is_real()) {
    tensor.type = onnx::TensorProto::INT64;
    return tensor;
  }
  if (to != onnx::TensorProto::FLOAT && to != onnx::TensorProto::DOUBLE) {
    node.where().refuse("a cast that changes no number",
                        type_name(tensor.type) + " to " + type_name(static_cast<int>(to)));
  }
  for (const std::int64_t integer : tensor.integers) {
    if (std::abs(integer / 2) >= (std::int64_t{1} << 52))
      node.where().refuse("integers below 2^53", std::to_string(integer));
    tensor.reals.push_back(static_cast<double>(integer));
  }
  tensor.integers.clear();
  tensor.type = static_cast<int>(to);
  for (const double value : tensor.reals) {
    if (!fits(value, tensor.type))
      node.where().refuse("a cast that changes no number", "a number that is no " + type_name(tensor.type));
  }
  return tensor;
}

Tensor Constants::transpose(const Node& node) {
  node.require(1, 1, {"perm"});
  Tensor tensor = get(node.input(0), node.where());
  std::vector<std::int64_t> reversed(tensor.dims.size());
  for (std::size_t i = 0; i < reversed.size(); ++i)
    reversed[i] = static_cast<std::int64_t>(reversed.size() - 1 - i);
  const std::vector<std::int64_t> permutation = node.integers("perm").value_or(reversed);
  Dims dims = transposed(tensor.dims, permutation, node.where());
  tensor.reals = permuted(tensor.reals, tensor.dims, permutation);
  tensor.integers = permuted(tensor.integers, tensor.dims, permutation);
  tensor.dims = std::move(dims);
  return tensor;
}

Tensor Constants::gather(const Node& node) {
  node.require(2, 2, {"axis"});
  const std::vector<std::int64_t> list = integers(node.input(0), node.where());
  Tensor index = get(node.input(1), node.where());
  if (index.is_real() || index.dims.size() > 1 || node.integer("axis", 0) != 0 ||
      index.integers.size() > kMaxConcat) {
    node.where().refuse("entries of a shape, chosen along axis 0 by an integer or a short list of them",
                        "other indices");
  }
  const auto n = static_cast<std::int64_t>(list.size());
  for (std::int64_t& i : index.integers) {
    if (i < -n || i >= n)
      node.where().refuse("an index into " + std::to_string(n) + " entries", std::to_string(i));
    i = list[static_cast<std::size_t>(i < 0 ? i + n : i)];
  }
  return index;
}

Tensor Constants::concat(const Node& node) {
  node.require(1, kMaxConcat, {"axis"});
  std::vector<std::int64_t> all;
  for (std::size_t i = 0; i < node.inputs(); ++i) {
    const std::vector<std::int64_t> part = integers(node.input(i), node.where());
    all.insert(all.end(), part.begin(), part.end());
    if (all.size() > kMaxConcat)
      node.where().refuse("a shape of at most " + std::to_string(kMaxConcat) + " axes", "more");
  }
  return integer_vector(std::move(all));
}

}  // namespace relugap::net
