#include "lib/net/value_chain.h"

#include <algorithm>
#include <map>
#include <utility>

#include "lib/core/error.h"

namespace relugap::net {
namespace {

bool is_identity(const Dense& layer) {
  if (layer.rows != layer.cols) return false;
  for (std::size_t i = 0; i < layer.rows; ++i) {
    if (layer.bias[i] != 0) return false;
    for (std::size_t j = 0; j < layer.cols; ++j)
      if (layer.weight(i, j) != (i == j ? 1.0 : 0.0)) return false;
  }
  return true;
}

}  // namespace

ValueChain::ValueChain(std::size_t inputs, std::size_t room)
    : room_(room), values_{{inputs, 1, 0}}, order_{0}, chain_(room) {}

void ValueChain::set_uses(Id x, std::size_t uses) {
  RELUGAP_CHECK(uses >= 1);
  values_[x].uses = uses;
}

ValueChain::Id ValueChain::add(std::size_t size) {
  values_.push_back({size, 1, 0});
  return values_.size() - 1;
}

void ValueChain::use(Id x) {
  RELUGAP_CHECK(values_[x].uses > 0);
  --values_[x].uses;
}

std::size_t ValueChain::width() const {
  std::size_t sum = 0;
  for (const Id x : order_) sum += values_[x].size;
  return sum;
}

void ValueChain::charge(std::size_t numbers, const Where& where) {
  if (numbers > room_)
    where.refuse("skip connections in proportion to the size of the file", "too many numbers to carry");
  room_ -= numbers;
}

void ValueChain::append(Dense layer) {
  if (!is_identity(layer)) chain_.append_sparse(std::move(layer));
}

Dense ValueChain::lay_out(Id z, const Where& where) {
  const std::size_t cols = width();
  std::vector<Id> order{z};
  std::vector<std::pair<std::size_t, std::size_t>> carried;  // row, column
  std::size_t rows = values_[z].size;
  for (const Id x : order_) {
    if (values_[x].uses == 0) continue;
    order.push_back(x);
    for (std::size_t i = 0; i < values_[x].size; ++i) carried.emplace_back(rows + i, values_[x].offset + i);
    values_[x].offset = rows;
    rows += values_[x].size;
  }
  order_ = std::move(order);
  charge(rows * cols, where);
  Dense layer{rows, cols, std::vector<double>(rows * cols, 0.0), std::vector<double>(rows, 0.0)};
  for (const auto& [row, column] : carried) layer.weights[row * cols + column] = 1.0;
  return layer;
}

ValueChain::Id ValueChain::affine(Id x, Dense layer, const Where& where) {
  RELUGAP_CHECK(layer.cols == values_[x].size);
  use(x);
  const Id z = add(layer.rows);
  if (order_ == std::vector<Id>{x} && values_[x].uses == 0) {
    order_ = {z};
    chain_.append(std::move(layer));
    return z;
  }
  const std::size_t offset = values_[x].offset;
  Dense wide = lay_out(z, where);
  for (std::size_t i = 0; i < layer.rows; ++i) {
    std::copy_n(layer.weights.data() + i * layer.cols, layer.cols,
                wide.weights.data() + i * wide.cols + offset);
    wide.bias[i] = layer.bias[i];
  }
  append(std::move(wide));
  return z;
}

ValueChain::Id ValueChain::combine(const std::vector<Id>& operands, const std::vector<Sum>& sums,
                                   const Where& where) {
  for (const Id x : operands) use(x);
  std::map<Id, std::size_t> columns;  // where the operands begin; laying out moves them
  for (const Id x : operands) columns[x] = values_[x].offset;
  const Id z = add(sums.size());
  Dense layer = lay_out(z, where);
  for (std::size_t i = 0; i < sums.size(); ++i) {
    for (const Term& term : sums[i].terms)
      layer.weights[i * layer.cols + columns.at(term.value) + term.index] += term.factor;
    layer.bias[i] = sums[i].bias;
  }
  append(std::move(layer));
  return z;
}

ValueChain::Id ValueChain::replace(Id x, const Where& where) {
  const std::size_t n = values_[x].size;
  if (values_[x].uses > 1) {
    std::vector<Sum> copy(n);
    for (std::size_t i = 0; i < n; ++i) copy[i].terms = {{x, i, 1.0}};
    return combine({x}, copy, where);
  }
  use(x);
  const Id z = add(n);
  values_[z].offset = values_[x].offset;
  std::replace(order_.begin(), order_.end(), x, z);
  return z;
}

ValueChain::Id ValueChain::scale(Id x, Diagonal layer, const Where& where) {
  RELUGAP_CHECK(layer.size() == values_[x].size);
  const Id z = replace(x, where);
  const std::size_t n = width(), first = values_[z].offset;
  charge(n, where);
  Diagonal wide{std::vector<Rational>(n, Rational(1)), std::vector<Rational>(n, Rational(0))};
  for (std::size_t i = 0; i < layer.size(); ++i) {
    wide.scale[first + i] = std::move(layer.scale[i]);
    wide.shift[first + i] = std::move(layer.shift[i]);
  }
  chain_.append(std::move(wide));
  return z;
}

ValueChain::Id ValueChain::rectify(Id x, Relu layer, const Where& where) {
  const Id z = replace(x, where);
  charge(width(), where);
  Relu wide;
  wide.mask.assign(width(), 0);
  for (std::size_t i = 0; i < values_[z].size; ++i)
    wide.mask[values_[z].offset + i] = static_cast<std::uint8_t>(layer.rectifies(i));
  if (wide.rectifies_all()) wide.mask.clear();
  chain_.append(std::move(wide));
  return z;
}

std::vector<Layer> ValueChain::take(Id output) {
  RELUGAP_CHECK(order_ == std::vector<Id>{output});
  return chain_.take();
}

}  // namespace relugap::net
