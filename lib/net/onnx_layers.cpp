#include "lib/net/onnx_layers.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "lib/core/error.h"
#include "lib/core/quote.h"

namespace relugap::net {
namespace {

std::string text(std::int64_t n) { return std::to_string(n); }

// Numbers that carrying values may take in small files.
constexpr std::size_t kFreeRoom = std::size_t{1} << 20;

}  // namespace

Translator::Translator(const Graph& graph, Constants& constants, int type, Dims dims, std::size_t limit)
    : graph_(graph),
      constants_(constants),
      type_(type),
      dims_(dims),
      room_(limit),
      chain_(count(dims, {"", ""}), limit + kFreeRoom) {
  const std::string& input = graph.input().name();
  constants_.set_dims(input, dims);
  values_[input] = {0, std::move(dims), type};
}

void Translator::count_uses(const std::vector<const Node*>& nodes) {
  ++uses_[graph_.output().name()];
  for (const Node* node : nodes)
    for (const std::size_t k : graph_.dependent_operands(*node)) ++uses_[node->input(k)];
}

void Translator::translate(const std::vector<const Node*>& nodes) {
  count_uses(nodes);
  chain_.set_uses(0, uses_[graph_.input().name()]);
  for (const Node* node : nodes) translate(*node);
}

std::vector<Layer> Translator::take() { return chain_.take(values_.at(graph_.output().name()).id); }

void Translator::take_operand(const std::string& name) {
  const Value& value = values_.at(name);
  value_ = name;
  id_ = value.id;
  dims_ = value.dims;
  type_ = value.type;
}

void Translator::translate(const Node& node) {
  using Method = void (Translator::*)(const Node&);
  static const std::map<std::string, Method> kMethods = {{"Gemm", &Translator::gemm},
                                                         {"MatMul", &Translator::matmul},
                                                         {"Add", &Translator::arithmetic},
                                                         {"Sub", &Translator::arithmetic},
                                                         {"Mul", &Translator::arithmetic},
                                                         {"Div", &Translator::arithmetic},
                                                         {"Neg", &Translator::negate},
                                                         {"Sum", &Translator::join},
                                                         {"Concat", &Translator::join},
                                                         {"Slice", &Translator::slice},
                                                         {"Gather", &Translator::gather},
                                                         {"Relu", &Translator::relu},
                                                         {"LeakyRelu", &Translator::leaky_relu},
                                                         {"PRelu", &Translator::parametric_relu},
                                                         {"Abs", &Translator::absolute},
                                                         {"Clip", &Translator::clip},
                                                         {"Max", &Translator::extremum},
                                                         {"Min", &Translator::extremum},
                                                         {"Cast", &Translator::cast},
                                                         {"Dropout", &Translator::drop_out},
                                                         {"Identity", &Translator::reshape},
                                                         {"Reshape", &Translator::reshape},
                                                         {"Flatten", &Translator::flatten},
                                                         {"Squeeze", &Translator::squeeze},
                                                         {"Unsqueeze", &Translator::squeeze},
                                                         {"Transpose", &Translator::transpose}};
  // Those that may take several operands that depend on the input.
  static const std::set<std::string> kJoins = {"Add", "Sub", "Sum", "Concat", "Max", "Min"};
  if (!node.domain().empty() && node.domain() != "ai.onnx") {
    node.where().refuse("an operator of the ONNX operator set", "one of " + quote(node.domain()));
  }
  if (node.type() == "BatchNormalization") refuse_normalisation(node);
  const auto method = kMethods.find(node.type());
  if (method == kMethods.end()) {
    std::string known;
    for (const auto& entry : kMethods) known += (known.empty() ? "" : ", ") + entry.first;
    node.where().refuse("an operator among " + known, quote(node.type()));
  }
  const std::vector<std::size_t> operands = graph_.dependent_operands(node);
  take_operand(node.input(operands.at(0)));
  if (operands.size() == 1) {
    (this->*method->second)(node);
  } else if (kJoins.contains(node.type())) {
    join(node);
  } else {
    node.where().refuse("one operand that depends on the input",
                        std::to_string(operands.size()) + " of them");
  }
  if (batch_ != 1) check_batch(node, operands);
  const std::size_t uses = uses_.at(node.output());
  // An operation that leaves the numbers alone gives the same value another name.
  chain_.set_uses(id_, chain_.uses(id_) - 1 + uses);
  Dims stored = dims_;
  if (batch_ != 1) stored[0] = batch_;
  constants_.set_dims(node.output(), std::move(stored));
  values_[node.output()] = {id_, std::move(dims_), type_};
}

void Translator::set_batch(std::int64_t batch) {
  batch_ = batch;
  Dims dims = dims_;
  if (batch != 1) dims[0] = batch;
  constants_.set_dims(graph_.input().name(), std::move(dims));
}

// What the nodes do to one of several points must be what they do to all: the first axis stays that of the batch.
void Translator::check_batch(const Node& node, const std::vector<std::size_t>& operands) {
  static const std::set<std::string> kMoves = {"Slice", "Gather", "Transpose", "Unsqueeze"};
  static const std::set<std::string> kReshapes = {"Reshape", "Flatten", "Squeeze", "MatMul"};
  bool kept = !kMoves.contains(node.type()) && !dims_.empty() && dims_[0] == 1;
  for (const std::size_t k : operands) {
    const auto rank = static_cast<std::int64_t>(values_.at(node.input(k)).dims.size());
    if (!kReshapes.contains(node.type())) kept = kept && rank == static_cast<std::int64_t>(dims_.size());
    const auto is_first = [rank](std::int64_t axis) { return axis == 0 || axis == -rank; };
    if (node.type() == "Flatten") kept = kept && !is_first(node.integer("axis", 1));
    if (node.type() == "Squeeze") {
      const std::vector<std::int64_t> axes = axes_of(node, constants_);
      kept = kept && std::none_of(axes.begin(), axes.end(), is_first);
    }
  }
  if (!kept)
    node.where().refuse(
        "a first axis that stays that of the " + text(batch_) + " points (or points one at a time)",
        "an operation that may move or mix them");
}

// The operand that is the value at work.
std::size_t Translator::data_operand(const Node& node) const {
  for (std::size_t i = 0; i < node.inputs(); ++i) {
    if (node.input(i) == value_) return i;
  }
  RELUGAP_CHECK(false);
}

std::vector<double> Translator::met_by(const std::string& name, const Node& node) {
  const Tensor constant = constants_.real(name, node.where());
  while (dims_.size() < constant.dims.size()) dims_.insert(dims_.begin(), 1);
  std::vector<double> numbers;
  for (const std::size_t p : broadcast_positions(constant.dims, dims_, node.where()))
    numbers.push_back(constant.reals[p]);
  return numbers;
}

void Translator::combine(std::size_t numbers, const std::function<Sum(std::size_t)>& sum, const Node& node) {
  std::vector<Sum> sums;
  for (std::size_t i = 0; i < numbers; ++i) sums.push_back(sum(i));
  id_ = chain_.combine({id_}, sums, node.where());
}

void Translator::reserve(std::size_t numbers, const Node& node) {
  if (numbers > room_)
    node.where().refuse("layers in proportion to the size of the file", "too many numbers used again");
  room_ -= numbers;
}

Tensor Translator::matrix(const Node& node, std::size_t operand, std::size_t max_rank) {
  Tensor tensor = constants_.real(node.input(operand), node.where());
  const bool empty = std::find(tensor.dims.begin(), tensor.dims.end(), 0) != tensor.dims.end();
  if (tensor.dims.empty() || tensor.dims.size() > max_rank || empty) {
    node.where().refuse("a matrix as operand " + quote(node.input(operand)),
                        "shape " + to_string(tensor.dims));
  }
  return tensor;
}

// W of z = W x for a rank 2 tensor, as stored (outputs x inputs) or transposed.
Dense Translator::dense(const Tensor& matrix, bool transposed, const Node& node) {
  const auto first = static_cast<std::size_t>(matrix.dims[0]);
  const auto second = static_cast<std::size_t>(matrix.dims[1]);
  Dense layer{transposed ? second : first, transposed ? first : second, {}, {}};
  reserve(layer.rows * (layer.cols + 1), node);
  layer.bias.assign(layer.rows, 0.0);
  layer.weights = matrix.reals;
  if (!transposed) return layer;
  for (std::size_t i = 0; i < layer.rows; ++i) {
    for (std::size_t j = 0; j < layer.cols; ++j)
      layer.weights[i * layer.cols + j] = matrix.reals[j * layer.rows + i];
  }
  return layer;
}

void Translator::gemm(const Node& node) {
  node.require(2, 3, {"transA", "transB", "alpha", "beta"});
  const std::size_t data = data_operand(node);
  if (data == 2) node.where().refuse("a stored matrix product", "operand C that depends on the input");
  const bool trans_data = node.integer(data == 0 ? "transA" : "transB", 0) != 0;
  const bool trans_matrix = node.integer(data == 0 ? "transB" : "transA", 0) != 0;
  const Tensor m = matrix(node, 1 - data, 2);
  if (m.dims.size() != 2) node.where().refuse("a matrix", "shape " + to_string(m.dims));
  Dims x = dims_;
  if (trans_data) std::reverse(x.begin(), x.end());
  // W is the matrix that multiplies the value as a column: op(B)^T if the value is the left factor, else op(A).
  const bool transposed = (data == 0) != trans_matrix;
  const std::int64_t n = m.dims[transposed ? 0 : 1];
  if (x != (data == 0 ? Dims{1, n} : Dims{n, 1})) {
    node.where().refuse((data == 0 ? "a row [1, " + text(n) + "]" : "a column [" + text(n) + ", 1]") +
                            " for the matrix " + to_string(m.dims) + (trans_matrix ? " (transposed)" : ""),
                        "shape " + to_string(x));
  }
  Dense layer = dense(m, transposed, node);
  const auto rows = static_cast<std::int64_t>(layer.rows);
  dims_ = data == 0 ? Dims{1, rows} : Dims{rows, 1};
  std::vector<double> bias(layer.rows, 0.0);
  if (node.has_input(2)) {
    const Tensor c = constants_.real(node.input(2), node.where());
    const std::vector<std::size_t> positions = broadcast_positions(c.dims, dims_, node.where());
    if (c.dims.size() > 2) node.where().refuse("a bias with at most 2 axes", "shape " + to_string(c.dims));
    std::transform(positions.begin(), positions.end(), bias.begin(),
                   [&](std::size_t p) { return c.reals[p]; });
  }
  const double alpha = node.real("alpha", 1.0F);
  const double beta = node.real("beta", 1.0F);
  if (alpha == 1 && beta == 1) {
    layer.bias = std::move(bias);
    id_ = chain_.affine(id_, std::move(layer), node.where());
  } else {
    reserve(2 * layer.rows, node);
    id_ = chain_.affine(id_, std::move(layer), node.where());
    diagonal(exact(alpha), bias, exact(beta), node);
  }
}

void Translator::diagonal(const Rational& scale, const std::vector<double>& shift,
                          const Rational& shift_factor, const Node& node) {
  Diagonal layer{std::vector<Rational>(shift.size(), scale), {}};
  for (const double b : shift) layer.shift.emplace_back(shift_factor * exact(b));
  id_ = chain_.scale(id_, std::move(layer), node.where());
}

void Translator::matmul(const Node& node) {
  node.require(2, 2, {});
  const std::size_t data = data_operand(node);
  Tensor m = matrix(node, 1 - data, 2);
  const bool vector = m.dims.size() == 1;
  if (vector) m.dims = data == 0 ? Dims{m.dims[0], 1} : Dims{1, m.dims[0]};
  const std::int64_t n = m.dims[data];
  // The axis that is summed over; the value must be a vector along it.
  const std::size_t axis = dims_.size() - (data == 0 || dims_.size() == 1 ? 1 : 2);
  const auto total = static_cast<std::int64_t>(count(dims_, node.where()));
  if (dims_.empty() || total != n || dims_[axis] != n) {
    node.where().refuse("a vector of length " + text(n) +
                            (data == 0 ? " along the last axis" : " along the last axis but one"),
                        "shape " + to_string(dims_));
  }
  Dense layer = dense(m, data == 0, node);
  if (vector) {
    dims_.erase(dims_.begin() + static_cast<std::ptrdiff_t>(axis));
  } else {
    dims_[axis] = static_cast<std::int64_t>(layer.rows);
  }
  id_ = chain_.affine(id_, std::move(layer), node.where());
}

void Translator::arithmetic(const Node& node) {
  node.require(2, 2, {});
  const std::size_t data = data_operand(node);
  const std::string& type = node.type();
  const std::string& name = node.input(1 - data);
  if (type == "Div" && data == 1)
    node.where().refuse("division by a constant", "division by a value that depends on the input");
  const std::vector<double> numbers = met_by(name, node);
  reserve(2 * numbers.size(), node);
  Diagonal layer;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const Rational c = exact(numbers[i]);
    if (type == "Div" && c == 0)
      node.where().refuse("non-zero divisors", "0 at position " + std::to_string(i) + " of " + quote(name));
    const Rational zero = 0;
    const Rational one = 1;
    layer.scale.emplace_back(type == "Mul"                ? c
                             : type == "Div"              ? Rational(1 / c)
                             : type == "Sub" && data == 1 ? Rational(-1)
                                                          : one);
    layer.shift.emplace_back(type == "Add" || (type == "Sub" && data == 1) ? c
                             : type == "Sub"                               ? Rational(-c)
                                                                           : zero);
  }
  id_ = chain_.scale(id_, std::move(layer), node.where());
}

void Translator::negate(const Node& node) {
  node.require(1, 1, {});
  const std::size_t n = count(dims_, node.where());
  reserve(2 * n, node);
  diagonal(-1, std::vector<double>(n, 0.0), 1, node);
}

void Translator::refuse_normalisation(const Node& node) {
  node.where().refuse(
      "an affine layer with stored numbers (BatchNormalization divides by a square root, which is not one: "
      "fold it "
      "into the layer before it, in PyTorch with torch.nn.utils.fusion.fuse_linear_bn_eval)",
      "'BatchNormalization'");
}

void Translator::drop_out(const Node& node) {
  node.require(1, 3, {"ratio", "seed"});
  if (node.input(0) != value_) node.where().refuse("a stored ratio", "one that depends on the input");
  if (node.has_input(2))
    node.where().refuse("a Dropout that does nothing (exported for evaluation)", "an operand that may train");
}

void Translator::cast(const Node& node) {
  node.require(1, 1, {"to", "saturate"});
  const auto to = node.integer("to", 0);
  if (to != onnx::TensorProto::DOUBLE &&
      !(to == onnx::TensorProto::FLOAT && type_ == onnx::TensorProto::FLOAT)) {
    node.where().refuse("a cast that changes no number",
                        type_name(type_) + " to " + type_name(static_cast<int>(to)));
  }
  type_ = static_cast<int>(to);
}

void Translator::reshape(const Node& node) {
  if (node.type() == "Identity") return node.require(1, 1, {});
  node.require(2, 2, {"allowzero"});
  if (node.input(0) != value_) node.where().refuse("a constant shape", "one that depends on the input");
  std::vector<std::int64_t> target = constants_.integers(node.input(1), node.where());
  if (batch_ != 1 && !target.empty()) {
    if (target[0] != batch_ && target[0] != 0 && target[0] != -1)
      node.where().refuse("a shape that begins with the " + text(batch_) + " points", to_string(target));
    if (target[0] == batch_) target[0] = 1;
  }
  dims_ = reshaped(dims_, std::move(target), node.integer("allowzero", 0) != 0, node.where());
}

void Translator::flatten(const Node& node) {
  node.require(1, 1, {"axis"});
  dims_ = flattened(dims_, node.integer("axis", 1), node.where());
}

void Translator::squeeze(const Node& node) {
  if (node.input(0) != value_) node.where().refuse("constant axes", "axes that depend on the input");
  const std::vector<std::int64_t> axes = axes_of(node, constants_);
  if (node.type() == "Unsqueeze") {
    dims_ = unsqueezed(dims_, axes, node.where());
  } else {
    dims_ = squeezed(dims_, axes.empty() ? nullptr : &axes, node.where());
  }
}

void Translator::transpose(const Node& node) {
  node.require(1, 1, {"perm"});
  std::vector<std::int64_t> reversed(dims_.size());
  for (std::size_t i = 0; i < reversed.size(); ++i)
    reversed[i] = static_cast<std::int64_t>(reversed.size() - 1 - i);
  const std::vector<std::int64_t> permutation = node.integers("perm").value_or(reversed);
  Dims dims = transposed(dims_, permutation, node.where());
  if (!keeps_order(dims_, permutation)) {
    node.where().refuse("a permutation that keeps the order of the vector " + to_string(dims_),
                        to_string(permutation));
  }
  dims_ = std::move(dims);
}

std::optional<Contraction> first_contraction(const std::vector<const Node*>& nodes, const Graph& graph,
                                             Constants& constants) {
  std::set<std::string> same{graph.input().name()};  // values of as many numbers as the input
  for (const Node* node : nodes) {
    const std::vector<std::size_t> operands = graph.dependent_operands(*node);
    const bool gemm = node->type() == "Gemm";
    if ((gemm || node->type() == "MatMul") && node->inputs() >= 2) {
      if (operands.size() != 1 || operands[0] > 1 || !same.contains(node->input(operands[0]))) continue;
      const std::size_t data = operands[0];
      const Dims dims = constants.real(node->input(1 - data), node->where()).dims;
      if (dims.empty() || dims.size() > 2) return std::nullopt;
      const bool transposed = gemm && node->integer(data == 0 ? "transB" : "transA", 0) != 0;
      const bool first = (data == 0) != transposed;
      const bool flipped = gemm && node->integer(data == 0 ? "transA" : "transB", 0) != 0;
      return Contraction{(data == 0) != flipped, first ? dims.front() : dims.back()};
    }
    const bool all_same = std::all_of(operands.begin(), operands.end(),
                                      [&](std::size_t k) { return same.contains(node->input(k)); });
    static const std::set<std::string> kOther = {"Concat", "Slice", "Gather"};
    if (all_same && !kOther.contains(node->type())) same.insert(node->output());
  }
  return std::nullopt;
}

}  // namespace relugap::net
