#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "lib/net/where.h"

namespace relugap::net {

/// Shape of a tensor, row-major; {} is a scalar. Every entry is >= 0 and count(dims) fits in 62 bits.
using Dims = std::vector<std::int64_t>;

/// "[1, 6]".
std::string to_string(const Dims& dims);

/// Number of elements. Fails: refuses at `where` if an entry is negative or the product exceeds 2^62.
std::size_t count(const Dims& dims, const Where& where);

/// The shapes that the ONNX operators of these names give; axes may be negative where ONNX allows it.
/// Fails: each refuses at `where` what ONNX does not allow.
Dims flattened(const Dims& dims, std::int64_t axis, const Where& where);
Dims reshaped(const Dims& dims, std::vector<std::int64_t> target, bool allow_zero, const Where& where);
Dims squeezed(const Dims& dims, const std::vector<std::int64_t>* axes, const Where& where);
Dims unsqueezed(const Dims& dims, const std::vector<std::int64_t>& axes, const Where& where);
Dims transposed(const Dims& dims, const std::vector<std::int64_t>& permutation, const Where& where);

/// Whether a transposition leaves the row-major order of the elements alone: axes longer than 1 keep their order.
bool keeps_order(const Dims& dims, const std::vector<std::int64_t>& permutation);

/// For each element of `dims` in row-major order the position of the element of `constant` that meets it.
///
/// `dims` must have no fewer axes than `constant`. Fails: refuses at `where` unless `constant` broadcasts to `dims`.
std::vector<std::size_t> broadcast_positions(const Dims& constant, const Dims& dims, const Where& where);

}  // namespace relugap::net
