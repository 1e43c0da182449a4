// Nodes that choose some numbers of a value: Slice and Gather with stored indices.
#include <algorithm>
#include <numeric>
#include <utility>

#include "lib/net/onnx_layers.h"

namespace relugap::net {
namespace {

using Indices = std::vector<std::int64_t>;

std::size_t checked_axis(std::int64_t axis, const Dims& dims, const Where& where) {
  const auto rank = static_cast<std::int64_t>(dims.size());
  const std::int64_t found = axis < 0 ? axis + rank : axis;
  if (found < 0 || found >= rank) where.refuse("an axis of " + to_string(dims), std::to_string(axis));
  return static_cast<std::size_t>(found);
}

// start, start + step, ... before end, both counted and clamped as ONNX does.
Indices range(std::int64_t start, std::int64_t end, std::int64_t step, std::int64_t n, const Where& where) {
  step = std::clamp(step, -n, n);  // a step of n already leaves the first number alone
  const auto clamped = [n](std::int64_t i, std::int64_t least, std::int64_t most) {
    return std::clamp(i < 0 && i >= -n ? i + n : i, least, most);
  };
  Indices result;
  if (step > 0) {
    const std::int64_t last = clamped(end, 0, n);
    for (std::int64_t i = clamped(start, 0, n); i < last; i += step) result.push_back(i);
  } else {
    const std::int64_t last = end < -n ? -1 : clamped(end, -1, n - 1);
    for (std::int64_t i = clamped(start, 0, n - 1); i > last; i += step) result.push_back(i);
  }
  if (result.empty()) where.refuse("at least one number along each axis", "an empty slice");
  return result;
}

}  // namespace

void Translator::slice(const Node& node) {
  node.require(1, 5, {"starts", "ends", "axes"});
  if (node.input(0) != value_) node.where().refuse("stored indices", "indices that depend on the input");
  const auto list = [&](std::size_t operand, const char* attribute) -> std::optional<Indices> {
    if (node.has_input(operand)) return constants_.integers(node.input(operand), node.where());
    return node.integers(attribute);
  };
  const std::optional<Indices> starts = list(1, "starts"), ends = list(2, "ends");
  if (!starts || !ends) node.where().refuse("starts and ends", "none");
  Indices every(starts->size());
  std::iota(every.begin(), every.end(), std::int64_t{0});
  const Indices axes = list(3, "axes").value_or(every);
  const Indices steps = list(4, "steps").value_or(Indices(starts->size(), 1));
  if (ends->size() != starts->size() || axes.size() != starts->size() || steps.size() != starts->size())
    node.where().refuse("lists of one length", "others");
  for (std::size_t k = 0; k < axes.size(); ++k) {
    if (steps[k] == 0) node.where().refuse("steps that are not 0", "0");
    const std::size_t axis = checked_axis(axes[k], dims_, node.where());
    select(axis, range((*starts)[k], (*ends)[k], steps[k], dims_[axis], node.where()), node);
  }
}

void Translator::gather(const Node& node) {
  node.require(2, 2, {"axis"});
  if (node.input(0) != value_) node.where().refuse("stored indices", "indices that depend on the input");
  const Tensor tensor = constants_.get(node.input(1), node.where());
  if (tensor.is_real() || tensor.dims.size() > 1 || tensor.integers.empty())
    node.where().refuse("an integer or a list of integers as indices", "shape " + to_string(tensor.dims));
  const std::size_t axis = checked_axis(node.integer("axis", 0), dims_, node.where());
  const std::int64_t n = dims_[axis];
  Indices indices = tensor.integers;
  for (std::int64_t& i : indices) {
    if (i < -n || i >= n) node.where().refuse("indices below " + std::to_string(n), std::to_string(i));
    if (i < 0) i += n;
  }
  select(axis, indices, node);
  if (tensor.dims.empty()) dims_.erase(dims_.begin() + static_cast<std::ptrdiff_t>(axis));
}

void Translator::select(std::size_t axis, const std::vector<std::int64_t>& indices, const Node& node) {
  const auto tail_begin = dims_.begin() + static_cast<std::ptrdiff_t>(axis);
  const std::size_t before = count(Dims(dims_.begin(), tail_begin), node.where());
  const std::size_t after = count(Dims(tail_begin + 1, dims_.end()), node.where());
  const auto n = static_cast<std::size_t>(dims_[axis]);
  Indices all(n);
  std::iota(all.begin(), all.end(), std::int64_t{0});
  if (indices == all) return;
  const std::size_t numbers = before * after;
  // Fewer numbers than the value has, or each index costs at least the four bytes it stands in.
  if (numbers > 0 && indices.size() > n && indices.size() > room_ / numbers)
    node.where().refuse("layers in proportion to the size of the file", "too many numbers chosen");
  reserve(before * indices.size() * after, node);
  std::vector<Sum> sums;
  for (std::size_t b = 0; b < before; ++b)
    for (const std::int64_t i : indices)
      for (std::size_t a = 0; a < after; ++a)
        sums.push_back({{{id_, (b * n + static_cast<std::size_t>(i)) * after + a, 1.0}}});
  id_ = chain_.combine({id_}, sums, node.where());
  dims_[axis] = static_cast<std::int64_t>(indices.size());
}

}  // namespace relugap::net
