#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "lib/net/layer_chain.h"
#include "lib/net/onnx_constants.h"

namespace relugap::net {

/// Turns the nodes of a chain into layers, one after the other, keeping track of the shape of the value.
///
/// The value is always one point: a free batch axis has length 1, so that the shape (row [1, n], column [n, 1], ...)
/// only says where constants meet its row-major list of numbers.
class Translator {
 public:
  /// Requires: dims has a positive count. `limit` bounds the numbers that all layers together may hold.
  Translator(Constants& constants, std::string input, int type, Dims dims, std::size_t limit);

  /// Batches in the file have this fixed size (1 if they are free): a Reshape to it means to 1.
  void set_batch(std::int64_t batch) { batch_ = batch; }

  /// Appends what the node does. Fails: refuses at the node.
  void translate(const Node& node);

  const Dims& dims() const { return dims_; }
  std::vector<Layer> take() { return chain_.take(); }

 private:
  using Affine = std::pair<Rational, Rational>;  // scale, shift

  void gemm(const Node& node);
  void matmul(const Node& node);
  void arithmetic(const Node& node);
  void negate(const Node& node);
  void relu(const Node& node);
  void cast(const Node& node);
  void reshape(const Node& node);
  void flatten(const Node& node);
  void squeeze(const Node& node);
  void transpose(const Node& node);

  std::size_t data_operand(const Node& node) const;
  Tensor matrix(const Node& node, std::size_t operand, std::size_t max_rank);
  Dense dense(const Tensor& matrix, bool transposed, const Node& node);
  void diagonal(const Rational& scale, const std::vector<double>& shift, const Rational& shift_factor);
  void reserve(std::size_t numbers, const Node& node);

  Constants& constants_;
  std::string value_;
  int type_;
  Dims dims_;
  std::int64_t batch_ = 1;
  std::size_t room_;
  LayerChain chain_;
};

/// How a Gemm or MatMul reads the value: along its rows (value times matrix) or columns, and how long they must be.
struct Contraction {
  bool rows = true;
  std::int64_t length = 0;
};

/// The contraction of the first Gemm or MatMul with a stored matrix among these nodes, if there is one.
std::optional<Contraction> first_contraction(const std::vector<const Node*>& chain, const std::string& input,
                                             Constants& constants);

}  // namespace relugap::net
