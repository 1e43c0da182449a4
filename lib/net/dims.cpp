#include "lib/net/dims.h"

#include <algorithm>
#include <numeric>

namespace relugap::net {
namespace {

constexpr std::int64_t kMaxCount = std::int64_t{1} << 62;

// The axis counted from the front, 0 <= axis < end.
std::size_t normal_axis(std::int64_t axis, std::size_t end, std::size_t rank, const Where& where) {
  const auto signed_rank = static_cast<std::int64_t>(rank);
  const std::int64_t result = axis < 0 ? axis + signed_rank : axis;
  if (result < 0 || result >= static_cast<std::int64_t>(end)) {
    where.refuse("an axis of a shape with " + std::to_string(rank) + " axes", "axis " + std::to_string(axis));
  }
  return static_cast<std::size_t>(result);
}

std::vector<bool> marked(const std::vector<std::int64_t>& axes, std::size_t rank, const Where& where) {
  std::vector<bool> result(rank, false);
  for (const std::int64_t axis : axes) {
    const std::size_t i = normal_axis(axis, rank, rank, where);
    if (result[i]) where.refuse("different axes", "axis " + std::to_string(axis) + " twice");
    result[i] = true;
  }
  return result;
}

}  // namespace

std::string to_string(const Dims& dims) {
  std::string result = "[";
  for (std::size_t i = 0; i < dims.size(); ++i) {
    if (i == 16) return result + ", ...]";
    result += (i > 0 ? ", " : "") + std::to_string(dims[i]);
  }
  return result + "]";
}

std::size_t count(const Dims& dims, const Where& where) {
  std::int64_t result = 1;
  for (const std::int64_t n : dims) {
    if (n < 0) where.refuse("a shape without negative entries", to_string(dims));
  }
  if (std::find(dims.begin(), dims.end(), 0) != dims.end()) return 0;
  for (const std::int64_t n : dims) {
    if (n > kMaxCount / result) where.refuse("a shape of at most 2^62 elements", to_string(dims));
    result *= n;
  }
  return static_cast<std::size_t>(result);
}

Dims flattened(const Dims& dims, std::int64_t axis, const Where& where) {
  const auto split = static_cast<std::ptrdiff_t>(normal_axis(axis, dims.size() + 1, dims.size(), where));
  const auto product = [](auto first, auto last) {
    return std::accumulate(first, last, std::int64_t{1}, std::multiplies<>());
  };
  return {product(dims.begin(), dims.begin() + split), product(dims.begin() + split, dims.end())};
}

Dims reshaped(const Dims& dims, std::vector<std::int64_t> target, bool allow_zero, const Where& where) {
  const std::string asked = to_string(target);
  const std::size_t total = count(dims, where);
  std::ptrdiff_t free_axis = -1;
  for (std::size_t i = 0; i < target.size(); ++i) {
    if (target[i] == 0 && !allow_zero) {
      if (i >= dims.size()) where.refuse("a shape whose zeros copy an axis of " + to_string(dims), asked);
      target[i] = dims[i];
    } else if (target[i] == -1) {
      if (free_axis >= 0) where.refuse("a shape with at most one -1", asked);
      free_axis = static_cast<std::ptrdiff_t>(i);
      target[i] = 1;
    }
  }
  const std::size_t known = count(target, where);
  if (free_axis >= 0 && known > 0)
    target[static_cast<std::size_t>(free_axis)] = static_cast<std::int64_t>(total / known);
  if (count(target, where) != total) {
    where.refuse("a shape with the " + std::to_string(total) + " elements of " + to_string(dims), asked);
  }
  return target;
}

Dims squeezed(const Dims& dims, const std::vector<std::int64_t>* axes, const Where& where) {
  std::vector<bool> drop(dims.size());
  if (axes == nullptr) {
    std::transform(dims.begin(), dims.end(), drop.begin(), [](std::int64_t n) { return n == 1; });
  } else {
    drop = marked(*axes, dims.size(), where);
  }
  Dims result;
  for (std::size_t i = 0; i < dims.size(); ++i) {
    if (drop[i] && dims[i] != 1)
      where.refuse("axes of length 1", "axis " + std::to_string(i) + " of " + to_string(dims));
    if (!drop[i]) result.push_back(dims[i]);
  }
  return result;
}

Dims unsqueezed(const Dims& dims, const std::vector<std::int64_t>& axes, const Where& where) {
  const std::vector<bool> fresh = marked(axes, dims.size() + axes.size(), where);
  Dims result;
  auto next = dims.begin();
  for (const bool is_new : fresh) result.push_back(is_new ? 1 : *next++);
  return result;
}

Dims transposed(const Dims& dims, const std::vector<std::int64_t>& permutation, const Where& where) {
  const std::vector<bool> seen = marked(permutation, dims.size(), where);
  if (permutation.size() != dims.size() ||
      std::any_of(permutation.begin(), permutation.end(), [](auto axis) { return axis < 0; })) {
    where.refuse("a permutation of the axes of " + to_string(dims), to_string(permutation));
  }
  Dims result;
  for (const std::int64_t axis : permutation) result.push_back(dims[static_cast<std::size_t>(axis)]);
  return result;
}

bool keeps_order(const Dims& dims, const std::vector<std::int64_t>& permutation) {
  std::vector<std::int64_t> long_axes;
  for (const std::int64_t axis : permutation) {
    if (dims[static_cast<std::size_t>(axis)] != 1) long_axes.push_back(axis);
  }
  return std::is_sorted(long_axes.begin(), long_axes.end());
}

std::vector<std::size_t> broadcast_positions(const Dims& constant, const Dims& dims, const Where& where) {
  // Both shapes read from the last axis; the constant is constant along its missing axes and those of length 1.
  const std::size_t total = count(dims, where);
  std::vector<std::size_t> result(total, 0);
  std::size_t period = 1;  // elements of dims per step along the current axis
  std::size_t stride = 1;  // the same for the constant
  for (std::size_t back = 1; back <= constant.size(); ++back) {
    const auto n = static_cast<std::size_t>(back <= dims.size() ? dims[dims.size() - back] : 1);
    const auto m = static_cast<std::size_t>(constant[constant.size() - back]);
    if (m != 1 && m != n)
      where.refuse("a constant that broadcasts to " + to_string(dims), "shape " + to_string(constant));
    if (m > 1) {
      for (std::size_t k = 0; k < total; ++k) result[k] += stride * ((k / period) % n);
    }
    period *= n;
    stride *= m;
  }
  return result;
}

}  // namespace relugap::net
