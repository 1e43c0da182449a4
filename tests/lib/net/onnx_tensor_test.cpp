#include "lib/net/onnx_tensor.h"

#include <doctest/doctest.h>

#include <cstring>
#include <limits>

#include "tests/lib/net/model_builder.h"

namespace relugap::net {
namespace {

onnx::TensorProto tensor(int type, const Dims& dims) {
  onnx::TensorProto result;
  result.set_data_type(type);
  for (const std::int64_t n : dims) result.add_dims(n);
  return result;
}

template <class T>
void set_raw(onnx::TensorProto& proto, const std::vector<T>& values) {
  proto.set_raw_data(std::string(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)));
}

std::string refusal(const onnx::TensorProto& proto) {
  try {
    decode(proto, {"f.onnx", "tensor 'W'"});
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

constexpr double kInf = std::numeric_limits<double>::infinity();
const std::vector<double> kHard{0.1, -0.0, 5e-324, 1.7976931348623157e308, -2.2250738585072014e-308, 1.0 / 3};

TEST_CASE("float64 numbers are read bit for bit, raw or typed") {
  auto raw = tensor(onnx::TensorProto::DOUBLE, {2, 3});
  set_raw(raw, kHard);
  CHECK(same_bits(decode(raw, {}).reals, kHard));
  auto typed = tensor(onnx::TensorProto::DOUBLE, {6});
  typed.mutable_double_data()->Add(kHard.begin(), kHard.end());
  CHECK(same_bits(decode(typed, {}).reals, kHard));
}

TEST_CASE("float32 numbers are exact in double, raw or typed") {
  const std::vector<float> floats{0.1F, -0.0F, 1e-45F, 3.4028235e38F};
  const std::vector<double> expected(floats.begin(), floats.end());
  auto raw = tensor(onnx::TensorProto::FLOAT, {4});
  set_raw(raw, floats);
  CHECK(same_bits(decode(raw, {}).reals, expected));
  auto typed = tensor(onnx::TensorProto::FLOAT, {4});
  typed.mutable_float_data()->Add(floats.begin(), floats.end());
  CHECK(same_bits(decode(typed, {}).reals, expected));
}

TEST_CASE("integers of 32 and 64 bits are read for shapes") {
  auto wide = tensor(onnx::TensorProto::INT64, {2});
  set_raw(wide, std::vector<std::int64_t>{-1, 6});
  CHECK(decode(wide, {}).integers == std::vector<std::int64_t>{-1, 6});
  auto narrow = tensor(onnx::TensorProto::INT32, {2});
  narrow.add_int32_data(-1);
  narrow.add_int32_data(6);
  CHECK(decode(narrow, {}).integers == std::vector<std::int64_t>{-1, 6});
}

TEST_CASE("NaN and infinite weights are refused with tensor and index") {
  auto proto = tensor(onnx::TensorProto::DOUBLE, {2, 2});
  set_raw(proto, std::vector<double>{1, 2, std::numeric_limits<double>::quiet_NaN(), 3});
  CHECK(refusal(proto) == "f.onnx: tensor 'W': expected finite numbers, found NaN at index [1, 0]");
  set_raw(proto, std::vector<double>{1, -kInf, 2, 3});
  CHECK(refusal(proto) == "f.onnx: tensor 'W': expected finite numbers, found an infinity at index [0, 1]");
}

TEST_CASE("a shape that does not match the data is refused before anything is allocated") {
  auto proto = tensor(onnx::TensorProto::DOUBLE, {std::int64_t{1} << 50});
  set_raw(proto, std::vector<double>{1, 2});
  CHECK(refusal(proto) ==
        "f.onnx: tensor 'W': expected 1125899906842624 elements for shape [1125899906842624], found 16 bytes "
        "of DOUBLE");
  proto = tensor(onnx::TensorProto::DOUBLE, {3});
  proto.add_double_data(1);
  CHECK(refusal(proto) == "f.onnx: tensor 'W': expected 3 elements for shape [3], found 1 of DOUBLE");
  proto = tensor(onnx::TensorProto::DOUBLE, {2});
  proto.set_raw_data(std::string(17, 'a'));
  CHECK(refusal(proto).find("found 17 bytes") != std::string::npos);
  proto = tensor(onnx::TensorProto::DOUBLE, {std::int64_t{1} << 40, std::int64_t{1} << 40});
  CHECK(refusal(proto).find("at most 2^62 elements") != std::string::npos);
  proto = tensor(onnx::TensorProto::DOUBLE, {-2});
  CHECK(refusal(proto).find("without negative entries, found [-2]") != std::string::npos);
}

TEST_CASE("data outside the file, twice, in part, or of another type is refused") {
  auto external = tensor(onnx::TensorProto::DOUBLE, {1});
  external.set_data_location(onnx::TensorProto::EXTERNAL);
  CHECK(refusal(external) == "f.onnx: tensor 'W': expected its data in this file, found external data");
  auto twice = tensor(onnx::TensorProto::DOUBLE, {1});
  set_raw(twice, std::vector<double>{1});
  twice.add_double_data(1);
  CHECK(refusal(twice).find("found raw data and typed data") != std::string::npos);
  auto segment = tensor(onnx::TensorProto::DOUBLE, {1});
  segment.mutable_segment()->set_begin(0);
  CHECK(refusal(segment).find("found a segment") != std::string::npos);
  CHECK(refusal(tensor(onnx::TensorProto::FLOAT16, {1})) ==
        "f.onnx: tensor 'W': expected elements FLOAT, DOUBLE, INT32 or INT64, found FLOAT16");
  CHECK(refusal(tensor(99, {1})).find("found element type 99") != std::string::npos);
}

}  // namespace
}  // namespace relugap::net
