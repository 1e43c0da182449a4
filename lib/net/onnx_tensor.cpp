#include "lib/net/onnx_tensor.h"

#include <bit>
#include <cmath>
#include <cstring>

namespace relugap::net {
namespace {

static_assert(std::endian::native == std::endian::little, "raw_data is little-endian");

template <class Stored, class Value>
void append_raw(const std::string& bytes, std::vector<Value>& values) {
  for (std::size_t at = 0; at < bytes.size(); at += sizeof(Stored)) {
    Stored stored;
    std::memcpy(&stored, bytes.data() + at, sizeof(Stored));
    values.push_back(stored);
  }
}

// The elements of one type, from raw_data or from the typed field; as many as the shape says.
template <class Stored, class Field, class Value>
void read_elements(const onnx::TensorProto& proto, const Field& field, std::size_t n,
                   std::vector<Value>& values, const Where& where) {
  const std::string shape = std::to_string(n) + " elements for shape ";
  const Dims dims(proto.dims().begin(), proto.dims().end());
  if (proto.has_raw_data()) {
    const std::string& bytes = proto.raw_data();
    if (!field.empty()) where.refuse("its data once", "raw data and typed data");
    if (bytes.size() % sizeof(Stored) != 0 || bytes.size() / sizeof(Stored) != n) {
      where.refuse(shape + to_string(dims),
                   std::to_string(bytes.size()) + " bytes of " + type_name(proto.data_type()));
    }
    values.reserve(n);
    append_raw<Stored>(bytes, values);
  } else {
    if (static_cast<std::size_t>(field.size()) != n) {
      where.refuse(shape + to_string(dims),
                   std::to_string(field.size()) + " of " + type_name(proto.data_type()));
    }
    values.assign(field.begin(), field.end());
  }
}

std::string index_of(std::size_t position, const Dims& dims) {
  Dims index(dims.size());
  for (std::size_t i = dims.size(); i-- > 0;) {
    const auto n = static_cast<std::size_t>(dims[i]);
    index[i] = static_cast<std::int64_t>(position % n);
    position /= n;
  }
  return to_string(index);
}

}  // namespace

std::string type_name(int type) {
  if (!onnx::TensorProto::DataType_IsValid(type)) return "element type " + std::to_string(type);
  return onnx::TensorProto::DataType_Name(static_cast<onnx::TensorProto::DataType>(type));
}

Tensor decode(const onnx::TensorProto& proto, const Where& where) {
  if (proto.data_location() == onnx::TensorProto::EXTERNAL || proto.external_data_size() > 0) {
    where.refuse("its data in this file", "external data");
  }
  if (proto.has_segment()) where.refuse("a whole tensor", "a segment");
  Tensor tensor;
  tensor.type = proto.data_type();
  tensor.dims.assign(proto.dims().begin(), proto.dims().end());
  const std::size_t n = count(tensor.dims, where);
  switch (tensor.type) {
    case onnx::TensorProto::FLOAT:
      read_elements<float>(proto, proto.float_data(), n, tensor.reals, where);
      break;
    case onnx::TensorProto::DOUBLE:
      read_elements<double>(proto, proto.double_data(), n, tensor.reals, where);
      break;
    case onnx::TensorProto::INT32:
      read_elements<std::int32_t>(proto, proto.int32_data(), n, tensor.integers, where);
      break;
    case onnx::TensorProto::INT64:
      read_elements<std::int64_t>(proto, proto.int64_data(), n, tensor.integers, where);
      break;
    default:
      where.refuse("elements FLOAT, DOUBLE, INT32 or INT64", type_name(tensor.type));
  }
  for (std::size_t i = 0; i < tensor.reals.size(); ++i) {
    if (std::isfinite(tensor.reals[i])) continue;
    where.refuse("finite numbers", (std::isnan(tensor.reals[i]) ? "NaN" : "an infinity") +
                                       std::string(" at index ") + index_of(i, tensor.dims));
  }
  return tensor;
}

}  // namespace relugap::net
