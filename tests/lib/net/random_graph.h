#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tests/lib/net/model_builder.h"
#include "tests/support/random.h"

namespace relugap::net {

/// A random ONNX graph with skip connections, and its function by plain rational arithmetic, node by node.
class RandomGraph {
 public:
  /// nodes: besides the one that makes the output, of width 1 or 2.
  RandomGraph(std::size_t inputs, int nodes);

  const ModelBuilder& model() const { return model_; }
  std::vector<Rational> evaluate(const std::vector<Rational>& x) const;

 private:
  using Vector = std::vector<Rational>;
  using Function = std::function<Vector(const std::vector<Vector>& values)>;
  struct Value {
    std::string name;
    std::size_t width;
  };

  std::size_t pick() const;
  /// A value of this width, one more node if none is there.
  std::size_t of_width(std::size_t width);
  std::string constant(const std::vector<double>& numbers, const Dims& dims);
  std::size_t add(std::size_t width, Function function);
  onnx::NodeProto& node(const std::string& type, const std::vector<std::string>& inputs);
  void gemm(std::size_t from, std::size_t width);
  void activation(std::size_t from);
  void coordinatewise(std::size_t from);
  void joint(std::size_t from);

  ModelBuilder model_;
  std::vector<Value> values_;
  std::vector<Function> functions_;
  int constants_ = 0;
};

}  // namespace relugap::net
