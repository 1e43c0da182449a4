#include "tests/support/onnx_bytes.h"

#include <bit>

namespace relugap::test {
namespace {

// Field numbers of onnx.proto; wire types 0 (varint) and 2 (bytes) are all that is used.
std::string varint(std::uint64_t value) {
  std::string bytes;
  for (; value >= 0x80; value >>= 7) bytes += static_cast<char>((value & 0x7f) | 0x80);
  return bytes += static_cast<char>(value);
}

std::string number(unsigned field, std::int64_t value) {
  return varint(field << 3) + varint(static_cast<std::uint64_t>(value));
}

std::string blob(unsigned field, std::string_view bytes) {
  return varint(field << 3 | 2) + varint(bytes.size()) + std::string(bytes);
}

template <class Word>
void append_little_endian(std::string& bytes, Word word) {
  for (std::size_t i = 0; i < sizeof(Word); ++i) bytes += static_cast<char>(word >> (8 * i) & 0xff);
}

}  // namespace

OnnxBytes::OnnxBytes(std::int64_t inputs, Element element) : element_(element) { input("x", inputs); }

void OnnxBytes::tensor(std::string_view name, const std::vector<std::int64_t>& dims,
                       const std::vector<double>& values) {
  std::string raw;
  for (const double value : values) {
    if (element_ == Element::Float64) {
      append_little_endian(raw, std::bit_cast<std::uint64_t>(value));
    } else {
      append_little_endian(raw, std::bit_cast<std::uint32_t>(static_cast<float>(value)));
    }
  }
  std::string tensor;
  for (const std::int64_t dim : dims) tensor += number(1, dim);
  tensor += number(2, element_ == Element::Float64 ? 11 : 1) + blob(8, name) + blob(9, raw);
  initializers_ += blob(5, tensor);
}

void OnnxBytes::node(std::string_view op, std::string_view name, const std::vector<std::string>& inputs,
                     std::string_view output) {
  std::string node;
  for (const std::string& input : inputs) node += blob(1, input);
  nodes_ += blob(1, node + blob(2, output) + blob(3, name) + blob(4, op));
}

void OnnxBytes::gemm(const std::string& name, std::string_view input, std::string_view output,
                     std::int64_t rows, std::int64_t cols, const std::vector<double>& weights,
                     const std::vector<double>& bias) {
  tensor(name + ".W", {rows, cols}, weights);
  tensor(name + ".b", {rows}, bias);
  const std::string trans_b = blob(1, "transB") + number(3, 1) + number(20, 2);
  nodes_ += blob(1, blob(1, input) + blob(1, name + ".W") + blob(1, name + ".b") + blob(2, output) +
                        blob(3, name) + blob(4, "Gemm") + blob(5, trans_b));
}

void OnnxBytes::input(std::string_view name, std::int64_t size) {
  inputs_ += blob(11, value_info(name, size));
}

std::string OnnxBytes::value_info(std::string_view name, std::int64_t size) const {
  const std::string shape = blob(1, blob(2, "batch")) + blob(1, number(1, size));
  const std::string tensor = number(1, element_ == Element::Float64 ? 11 : 1) + blob(2, shape);
  return blob(1, name) + blob(2, blob(1, tensor));
}

std::string OnnxBytes::bytes(std::string_view output, std::int64_t outputs) const {
  const std::string graph =
      nodes_ + blob(2, "test") + initializers_ + inputs_ + blob(12, value_info(output, outputs));
  return number(1, 8) + blob(8, blob(1, "") + number(2, 13)) + blob(7, graph);
}

}  // namespace relugap::test
