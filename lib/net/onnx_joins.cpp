// Nodes that join several values that depend on the input.
#include <algorithm>
#include <utility>

#include "lib/core/quote.h"
#include "lib/net/onnx_layers.h"

namespace relugap::net {
namespace {

using Sum = ValueChain::Sum;

// The shape that two values give together, which has no more numbers than the larger of the two.
Dims joined_dims(const Dims& a, const Dims& b, const Where& where) {
  Dims result(std::max(a.size(), b.size()), 1);
  bool agree = true;
  for (std::size_t back = 1; back <= result.size(); ++back) {
    const std::int64_t n = back <= a.size() ? a[a.size() - back] : 1;
    const std::int64_t m = back <= b.size() ? b[b.size() - back] : 1;
    agree = agree && (n == m || n == 1 || m == 1);
    result[result.size() - back] = std::max(n, m);
  }
  if (!agree || count(result, where) > std::max(count(a, where), count(b, where)))
    where.refuse("operands whose shapes agree", to_string(a) + " and " + to_string(b));
  return result;
}

}  // namespace

void Translator::join(const Node& node) {
  if (node.type() == "Concat") return concatenate(node);
  const bool two = node.type() == "Add" || node.type() == "Sub";
  node.require(two ? 2 : 1, two ? 2 : kMostOperands, {});
  for (std::size_t k = 0; k < node.inputs(); ++k) {
    if (!values_.contains(node.input(k)))
      node.where().refuse("operands that depend on the input", quote(node.input(k)) + ", which does not");
  }
  for (std::size_t k = 1; k < node.inputs(); ++k) {
    const Value& next = values_.at(node.input(k));
    Dims dims = joined_dims(dims_, next.dims, node.where());
    const std::vector<std::size_t> first = broadcast_positions(dims_, dims, node.where());
    const std::vector<std::size_t> second = broadcast_positions(next.dims, dims, node.where());
    dims_ = std::move(dims);
    const std::size_t n = first.size();
    reserve(2 * n, node);
    const std::string& type = node.type();
    std::vector<Sum> sums;
    if (type == "Add" || type == "Sub" || type == "Sum") {
      const double factor = type == "Sub" ? -1.0 : 1.0;
      for (std::size_t i = 0; i < n; ++i)
        sums.push_back({{{id_, first[i], 1.0}, {next.id, second[i], factor}}});
      id_ = chain_.combine({id_, next.id}, sums, node.where());
      continue;
    }
    // max(a, b) = b + max(0, a - b), min(a, b) = b - max(0, b - a)
    const double sign = type == "Max" ? 1.0 : -1.0;
    for (std::size_t i = 0; i < n; ++i)
      sums.push_back({{{id_, first[i], sign}, {next.id, second[i], -sign}}});
    for (std::size_t i = 0; i < n; ++i) sums.push_back({{{next.id, second[i], 1.0}}});
    id_ = chain_.combine({id_, next.id}, sums, node.where());
    Relu relu;
    relu.mask.assign(2 * n, 0);
    std::fill_n(relu.mask.begin(), n, std::uint8_t{1});
    id_ = chain_.rectify(id_, std::move(relu), node.where());
    combine(
        n,
        [&](std::size_t i) {
          return Sum{{{id_, i, sign}, {id_, n + i, 1.0}}};
        },
        node);
  }
}

void Translator::concatenate(const Node& node) {
  node.require(1, kMostOperands, {"axis"});
  if (!node.has("axis")) node.where().refuse("an axis", "none");
  std::vector<Sum> sums;
  std::vector<Id> operands;
  Dims dims;
  for (std::size_t k = 0; k < node.inputs(); ++k) {
    const auto found = values_.find(node.input(k));
    const bool constant = found == values_.end();
    const Tensor tensor = constant ? constants_.real(node.input(k), node.where()) : Tensor{};
    const Dims& part = constant ? tensor.dims : found->second.dims;
    const auto rank = static_cast<std::int64_t>(part.size());
    const std::int64_t given = node.integer("axis", 0), axis = given < 0 ? given + rank : given;
    // The first of several axes is that of the batch; what stands before the axis has length 1, so that the parts stay whole.
    const bool inner = axis >= (rank > 1 ? 1 : 0) && axis < rank &&
                       std::all_of(part.begin(), part.begin() + axis, [](std::int64_t n) { return n == 1; });
    if (!inner) node.where().refuse("parts put one after the other", "axis " + std::to_string(given));
    if (k == 0) {
      dims = part;
    } else {
      Dims rest = dims;
      if (rest.size() == part.size())
        rest[static_cast<std::size_t>(axis)] = part[static_cast<std::size_t>(axis)];
      if (rest != part)
        node.where().refuse("parts whose other axes agree", to_string(dims) + " and " + to_string(part));
      dims[static_cast<std::size_t>(axis)] += part[static_cast<std::size_t>(axis)];
    }
    const std::size_t n = count(part, node.where());
    reserve(n, node);
    if (!constant) operands.push_back(found->second.id);
    for (std::size_t i = 0; i < n; ++i)
      sums.push_back(constant ? Sum{{}, tensor.reals[i]} : Sum{{{found->second.id, i, 1.0}}});
  }
  id_ = chain_.combine(operands, sums, node.where());
  dims_ = std::move(dims);
}

}  // namespace relugap::net
