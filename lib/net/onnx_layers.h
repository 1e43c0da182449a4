#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "lib/net/onnx_constants.h"
#include "lib/net/value_chain.h"

namespace relugap::net {

/// Turns nodes into layers, one after the other, keeping track of the shapes of the values.
///
/// A value is always that of one point: a free batch axis has length 1, so that the shape (row [1, n], column [n, 1], ...)
/// only says where constants and other values meet its row-major list of numbers.
class Translator {
 public:
  /// Requires: dims has a positive count. `limit` bounds the numbers that all layers together may hold.
  Translator(const Graph& graph, Constants& constants, int type, Dims dims, std::size_t limit);

  /// Batches in the file have this fixed size (1 if they are free): a Reshape to it means to 1.
  void set_batch(std::int64_t batch);

  /// Appends what the nodes do, in this order (Graph::path). Fails: refuses at the node.
  void translate(const std::vector<const Node*>& nodes);

  /// Of the output.
  const Dims& dims() const { return values_.at(graph_.output().name()).dims; }
  std::vector<Layer> take();

 private:
  using Id = ValueChain::Id;
  struct Value {
    Id id;
    Dims dims;
    int type;
  };
  using Sum = ValueChain::Sum;
  static constexpr std::size_t kMostOperands = 64;

  void count_uses(const std::vector<const Node*>& nodes);
  void translate(const Node& node);
  /// Makes the operand the value that the functions below work on.
  void take_operand(const std::string& name);

  void gemm(const Node& node);
  void matmul(const Node& node);
  void arithmetic(const Node& node);
  void negate(const Node& node);

  // onnx_activations.cpp
  void relu(const Node& node);
  void leaky_relu(const Node& node);
  void parametric_relu(const Node& node);
  void absolute(const Node& node);
  void clip(const Node& node);
  void extremum(const Node& node);
  /// x_i becomes c_i x_i + (1 - c_i) max(0, x_i).
  void bend(const std::vector<Rational>& slopes, const Node& node);

  // onnx_joins.cpp
  void join(const Node& node);
  void concatenate(const Node& node);

  // onnx_select.cpp
  void slice(const Node& node);
  void gather(const Node& node);
  /// Replaces an axis of the value by the numbers at these indices along it.
  void select(std::size_t axis, const std::vector<std::int64_t>& indices, const Node& node);

  void refuse_normalisation(const Node& node);
  void drop_out(const Node& node);
  void cast(const Node& node);
  void reshape(const Node& node);
  void flatten(const Node& node);
  void squeeze(const Node& node);
  void transpose(const Node& node);

  void check_batch(const Node& node, const std::vector<std::size_t>& operands);
  std::size_t data_operand(const Node& node) const;
  Tensor matrix(const Node& node, std::size_t operand, std::size_t max_rank);
  Dense dense(const Tensor& matrix, bool transposed, const Node& node);
  void diagonal(const Rational& scale, const std::vector<double>& shift, const Rational& shift_factor,
                const Node& node);
  void reserve(std::size_t numbers, const Node& node);
  /// The numbers of the constant that meet those of the value, which takes on the axes of the constant.
  std::vector<double> met_by(const std::string& constant, const Node& node);
  /// Replaces the value by sums over its numbers: sum(i, terms) of number i of the result.
  void combine(std::size_t numbers, const std::function<Sum(std::size_t)>& sum, const Node& node);

  const Graph& graph_;
  Constants& constants_;
  std::map<std::string, Value> values_;
  std::map<std::string, std::size_t> uses_;
  std::string value_;  ///< name of the operand at work
  int type_;
  Dims dims_;
  Id id_ = 0;
  std::int64_t batch_ = 1;
  std::size_t room_;
  ValueChain chain_;
};

/// How a Gemm or MatMul reads the value: along its rows (value times matrix) or columns, and how long they must be.
struct Contraction {
  bool rows = true;
  std::int64_t length = 0;
};

/// The contraction of the first Gemm or MatMul that multiplies the input itself by a stored matrix, if there is one among
/// these nodes (Graph::path).
std::optional<Contraction> first_contraction(const std::vector<const Node*>& nodes, const Graph& graph,
                                             Constants& constants);

}  // namespace relugap::net
