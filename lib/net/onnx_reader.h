#pragma once

#include <string>
#include <string_view>

#include "lib/net/network.h"

namespace relugap::net {

/// The network stored in an ONNX file, with the exact real value of every stored number.
///
/// Accepts one chain from the single graph input to the single graph output, of Gemm, MatMul, Add, Sub, Mul,
/// Div and Neg with constants, Relu, Identity, Cast that loses nothing, Transpose, Flatten, Reshape, Squeeze
/// and Unsqueeze that keep the vector; float32 or float64; a leading batch dimension may be free. Division by
/// a constant c and the factors of Gemm stay exact (Diagonal); they enter a Dense only where every result is
/// a double.
///
/// Guarantees: the result is a function of the bytes alone; memory stays within a small multiple of the file.
/// Fails: InputError "PATH: PLACE: expected X, found Y", where PLACE names the node or the tensor and its
/// index.
Network read_onnx(const std::string& path);

/// As read_onnx, for the bytes of a file that errors call `name`.
Network parse_onnx(std::string_view bytes, const std::string& name);

}  // namespace relugap::net
