// Piecewise linear activations as max(0, .) of some numbers and the numbers themselves, exactly.
#include <algorithm>
#include <utility>

#include "lib/core/quote.h"
#include "lib/net/onnx_layers.h"

namespace relugap::net {
namespace {

using Sum = ValueChain::Sum;

Relu first_of(std::size_t rectified, std::size_t all) {
  Relu layer;
  layer.mask.assign(all, 0);
  std::fill_n(layer.mask.begin(), rectified, std::uint8_t{1});
  return layer;
}

}  // namespace

void Translator::relu(const Node& node) {
  node.require(1, 1, {});
  id_ = chain_.rectify(id_, Relu{}, node.where());
}

void Translator::leaky_relu(const Node& node) {
  node.require(1, 1, {"alpha"});
  const Rational alpha = exact(node.real("alpha", 0.01F));
  bend(std::vector<Rational>(count(dims_, node.where()), alpha), node);
}

void Translator::parametric_relu(const Node& node) {
  node.require(2, 2, {});
  if (data_operand(node) != 0) node.where().refuse("a stored slope", "a slope that depends on the input");
  // The slope broadcasts to the value: it adds no axes.
  const Dims dims = dims_;
  const std::vector<double> numbers = met_by(node.input(1), node);
  if (dims_ != dims)
    node.where().refuse("a slope with no more axes than " + to_string(dims), "shape " + to_string(dims_));
  std::vector<Rational> slopes;
  for (const double c : numbers) slopes.push_back(exact(c));
  bend(slopes, node);
}

void Translator::bend(const std::vector<Rational>& slopes, const Node& node) {
  const std::size_t n = slopes.size();
  reserve(4 * n, node);
  const auto is_bit = [](const Rational& c) { return c == 0 || c == 1; };
  if (std::all_of(slopes.begin(), slopes.end(), is_bit)) {
    Relu layer;
    for (const Rational& c : slopes) layer.mask.push_back(static_cast<std::uint8_t>(c == 0));
    id_ = chain_.rectify(id_, std::move(layer), node.where());
    return;
  }
  // (x, x) -> (max(0, x), x) -> ((1 - c) max(0, x), c x) -> their sum.
  combine(
      2 * n,
      [&](std::size_t i) {
        return Sum{{{id_, i % n, 1.0}}};
      },
      node);
  id_ = chain_.rectify(id_, first_of(n, 2 * n), node.where());
  Diagonal factors;
  for (const Rational& c : slopes) factors.scale.emplace_back(1 - c);
  factors.scale.insert(factors.scale.end(), slopes.begin(), slopes.end());
  factors.shift.assign(2 * n, Rational(0));
  id_ = chain_.scale(id_, std::move(factors), node.where());
  combine(
      n,
      [&](std::size_t i) {
        return Sum{{{id_, i, 1.0}, {id_, n + i, 1.0}}};
      },
      node);
}

void Translator::absolute(const Node& node) {
  node.require(1, 1, {});
  const std::size_t n = count(dims_, node.where());
  reserve(2 * n, node);
  // |x| = 2 max(0, x) - x
  combine(
      2 * n,
      [&](std::size_t i) {
        return Sum{{{id_, i % n, 1.0}}};
      },
      node);
  id_ = chain_.rectify(id_, first_of(n, 2 * n), node.where());
  combine(
      n,
      [&](std::size_t i) {
        return Sum{{{id_, i, 2.0}, {id_, n + i, -1.0}}};
      },
      node);
}

void Translator::clip(const Node& node) {
  node.require(1, 3, {"min", "max"});
  if (node.input(0) != value_) node.where().refuse("stored bounds", "a bound that depends on the input");
  const auto bound = [&](std::size_t operand, const char* attribute) -> std::optional<double> {
    if (node.has(attribute)) return node.real(attribute, 0);
    if (!node.has_input(operand)) return std::nullopt;
    const Tensor tensor = constants_.real(node.input(operand), node.where());
    if (tensor.reals.size() != 1)
      node.where().refuse("a number as operand " + quote(node.input(operand)),
                          "shape " + to_string(tensor.dims));
    return tensor.reals[0];
  };
  const std::optional<double> low = bound(1, "min"), high = bound(2, "max");
  const std::size_t n = count(dims_, node.where());
  reserve(2 * n, node);
  if (low && high && *low > *high)
    node.where().refuse("a lower bound that is at most the upper one", "a larger one");
  if (!low && !high) return;
  if (low && !high && *low == 0) {
    id_ = chain_.rectify(id_, Relu{}, node.where());
  } else if (low && high) {
    // l + max(0, x - l) - max(0, x - h)
    combine(
        2 * n,
        [&](std::size_t i) {
          return Sum{{{id_, i % n, 1.0}}, i < n ? -*low : -*high};
        },
        node);
    id_ = chain_.rectify(id_, Relu{}, node.where());
    combine(
        n,
        [&](std::size_t i) {
          return Sum{{{id_, i, 1.0}, {id_, n + i, -1.0}}, *low};
        },
        node);
  } else if (low) {
    combine(
        n,
        [&](std::size_t i) {
          return Sum{{{id_, i, 1.0}}, -*low};
        },
        node);
    id_ = chain_.rectify(id_, Relu{}, node.where());
    combine(
        n,
        [&](std::size_t i) {
          return Sum{{{id_, i, 1.0}}, *low};
        },
        node);
  } else {
    // h - max(0, h - x)
    combine(
        n,
        [&](std::size_t i) {
          return Sum{{{id_, i, -1.0}}, *high};
        },
        node);
    id_ = chain_.rectify(id_, Relu{}, node.where());
    combine(
        n,
        [&](std::size_t i) {
          return Sum{{{id_, i, -1.0}}, *high};
        },
        node);
  }
}

void Translator::extremum(const Node& node) {
  node.require(1, kMostOperands, {});
  const double sign = node.type() == "Max" ? 1.0 : -1.0;
  const std::size_t data = data_operand(node);
  for (std::size_t k = 0; k < node.inputs(); ++k) {
    if (k == data) continue;
    // s max(s x, s c) = s max(0, s x - s c) + c for s = 1 (Max) and s = -1 (Min)
    const std::vector<double> c = met_by(node.input(k), node);
    const std::size_t n = c.size();
    reserve(2 * n, node);
    combine(
        n,
        [&](std::size_t i) {
          return Sum{{{id_, i, sign}}, -sign * c[i]};
        },
        node);
    id_ = chain_.rectify(id_, Relu{}, node.where());
    combine(
        n,
        [&](std::size_t i) {
          return Sum{{{id_, i, sign}}, c[i]};
        },
        node);
  }
}

}  // namespace relugap::net
