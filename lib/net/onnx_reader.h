#pragma once

#include <string>
#include <string_view>

#include "lib/net/network.h"

namespace relugap::net {

/// The network stored in an ONNX file, with the exact real value of every stored number.
///
/// Accepts the nodes that lead from the single graph input to the single graph output:
///   affine: Gemm, MatMul, Add, Sub, Mul, Div and Neg with constants;
///   activations: Relu, LeakyRelu, PRelu with stored slopes, Abs, Clip, Max and Min with constants;
///   joins of values, which make skip connections: Add, Sub, Sum, Max, Min, Concat along the vector; and parts of values:
///   Slice and Gather with stored indices;
///   and what changes no number: Identity, Dropout in evaluation, Cast that loses nothing, Transpose, Flatten, Reshape,
///   Squeeze and Unsqueeze that keep the vector.
/// float32 or float64; a leading batch dimension may be free. Division by a constant c and the factors of Gemm stay exact
/// (Diagonal); they enter a Dense only where every result is a double.
///
/// Method: the layers carry all values that are still needed side by side (value_chain.h). Every activation is made of
/// max(0, .) exactly: c x for x < 0 is (1 - c) max(0, x) + c x with the fraction 1 - c, |x| = 2 max(0, x) - x,
/// max(a, b) = b + max(0, a - b), and Clip the difference of two such.
///
/// Guarantees: the result is a function of the bytes alone; memory stays within a small multiple of the file
///   (and of 8 MiB, where a skip connection carries many values over small layers).
/// Fails: InputError "PATH: PLACE: expected X, found Y", where PLACE names the node or the tensor and its
/// index.
Network read_onnx(const std::string& path);

/// As read_onnx, for the bytes of a file that errors call `name`.
Network parse_onnx(std::string_view bytes, const std::string& name);

}  // namespace relugap::net
