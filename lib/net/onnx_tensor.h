#pragma once

#include <onnx.pb.h>

#include <cstdint>
#include <string>
#include <vector>

#include "lib/net/dims.h"

namespace relugap::net {

/// A constant tensor of an ONNX file: numbers in `reals` (float32, float64) or in `integers` (int32, int64).
struct Tensor {
  int type = onnx::TensorProto::UNDEFINED;  ///< onnx::TensorProto::DataType
  Dims dims;
  std::vector<double> reals;
  std::vector<std::int64_t> integers;

  bool is_real() const { return type == onnx::TensorProto::FLOAT || type == onnx::TensorProto::DOUBLE; }
};

/// "FLOAT", "INT64", ... or the number of an element type that the format does not know.
std::string type_name(int type);

/// The numbers of a stored tensor, exactly; `where` names the tensor in errors.
///
/// Guarantees: reals are finite; allocates no more than the bytes that are really there.
/// Fails: refuses external data, other element types, a shape that does not match the data, NaN and infinities
///   (with their index).
Tensor decode(const onnx::TensorProto& proto, const Where& where);

}  // namespace relugap::net
