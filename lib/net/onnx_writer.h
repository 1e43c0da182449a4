#pragma once

#include <string>

#include "lib/net/network.h"

namespace relugap::net {

enum class ElementType { Float32, Float64 };

/// The bytes of an ONNX model (opset 13) of exactly this function, from "x" [batch, inputs] to "y" [batch,
/// outputs].
///
/// Dense becomes Gemm (transB = 1), Diagonal becomes Mul, Add and Div by constants, as many as it needs; a Relu that
/// rectifies only some coordinates becomes a PRelu with slopes 0 (those) and 1.
/// Requires: every stored number is one of the element type; each pair (scale_i, shift_i) of a Diagonal is
///   (a/c, b/c) with a, b, c of the element type. Aborts otherwise: nothing is rounded on the way out.
/// Guarantees: parse_onnx gives the same function back, and the same layers bit for bit unless a Diagonal follows
///   an affine layer (where readers merge what they can).
std::string to_onnx(const Network& f, ElementType type = ElementType::Float64);

}  // namespace relugap::net
