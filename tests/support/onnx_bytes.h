#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace relugap::test {

/// Builds ONNX files byte by byte, also ones that no exporter would write. Shares no code with lib/net.
class OnnxBytes {
 public:
  enum class Element { Float32, Float64 };

  explicit OnnxBytes(std::int64_t inputs, Element element = Element::Float64);

  /// Stored tensor with the given dimensions, whatever the number of values.
  void tensor(std::string_view name, const std::vector<std::int64_t>& dims,
              const std::vector<double>& values);
  /// Node with one output, no attributes.
  void node(std::string_view op, std::string_view name, const std::vector<std::string>& inputs,
            std::string_view output);
  /// y = W x + b as a Gemm with transB = 1, its tensors named NAME.W and NAME.b; `weights` is rows x cols.
  void gemm(const std::string& name, std::string_view input, std::string_view output, std::int64_t rows,
            std::int64_t cols, const std::vector<double>& weights, const std::vector<double>& bias);
  /// A second graph input.
  void input(std::string_view name, std::int64_t size);

  /// The model whose graph goes from "x" to `output`.
  std::string bytes(std::string_view output, std::int64_t outputs) const;

 private:
  std::string value_info(std::string_view name, std::int64_t size) const;

  Element element_;
  std::string nodes_;
  std::string initializers_;
  std::string inputs_;
};

}  // namespace relugap::test
