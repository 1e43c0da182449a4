#include "bounds/witness/gauge_tree.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "lib/core/error.h"

namespace relugap::bounds::witness {
namespace {

constexpr std::uint32_t kLeaf = 12;  // points

}  // namespace

double Gauge::at(const double* x, const double* y) const {
  double sum = 0;
  for (std::size_t i = 0; i < plus.size(); ++i) {
    const double z = x[i] - y[i];
    sum += std::max(plus[i] * z, -minus[i] * z);
  }
  for (const Cross& g : cross) {
    double inner = 0;
    for (std::size_t k = 0; k < g.coordinates.size(); ++k)
      inner += g.signs[k] * (x[g.coordinates[k]] - y[g.coordinates[k]]);
    sum += g.slope * std::max(inner, 0.0);
  }
  return sum;
}

double Gauge::over_box(const double* lo, const double* hi, const double* y) const {
  double sum = 0;
  for (std::size_t i = 0; i < plus.size(); ++i)
    sum += std::max({plus[i] * (lo[i] - y[i]), minus[i] * (y[i] - hi[i]), 0.0});
  for (const Cross& g : cross) {
    double inner = 0;
    for (std::size_t k = 0; k < g.coordinates.size(); ++k) {
      const std::size_t i = g.coordinates[k];
      inner += g.signs[k] > 0 ? lo[i] - y[i] : y[i] - hi[i];
    }
    sum += g.slope * std::max(inner, 0.0);
  }
  return sum;
}

GaugeTree::GaugeTree(std::vector<double> points, std::size_t dimension) : dimension_(dimension) {
  RELUGAP_CHECK(dimension >= 1 && !points.empty());
  const std::size_t n = points.size() / dimension;
  RELUGAP_CHECK(n < std::numeric_limits<std::uint32_t>::max() / 2);
  std::vector<std::uint32_t> order(n);
  std::iota(order.begin(), order.end(), 0U);
  nodes_.reserve(4 * n / kLeaf + 1);
  build(order, points, 0, static_cast<std::uint32_t>(n));
  points_.reserve(points.size());
  for (const std::uint32_t i : order)
    points_.insert(points_.end(), points.begin() + static_cast<std::ptrdiff_t>(i * dimension),
                   points.begin() + static_cast<std::ptrdiff_t>((i + 1) * dimension));
}

std::uint32_t GaugeTree::build(std::vector<std::uint32_t>& order, const std::vector<double>& points,
                               std::uint32_t begin, std::uint32_t end) {
  const auto at = [&](std::uint32_t k, std::size_t i) { return points[order[k] * dimension_ + i]; };
  const auto self = static_cast<std::uint32_t>(nodes_.size());
  nodes_.push_back({begin, end});
  boxes_.resize(boxes_.size() + 2 * dimension_);
  std::size_t widest = 0;
  double width = -1;
  for (std::size_t i = 0; i < dimension_; ++i) {
    double lo = at(begin, i), hi = lo;
    for (std::uint32_t k = begin + 1; k < end; ++k) {
      lo = std::min(lo, at(k, i));
      hi = std::max(hi, at(k, i));
    }
    boxes_[self * 2 * dimension_ + i] = lo;
    boxes_[self * 2 * dimension_ + dimension_ + i] = hi;
    if (hi - lo > width) {
      width = hi - lo;
      widest = i;
    }
  }
  if (end - begin <= kLeaf || width <= 0) return self;
  const std::uint32_t middle = begin + (end - begin) / 2;
  std::nth_element(order.begin() + begin, order.begin() + middle, order.begin() + end,
                   [&](std::uint32_t a, std::uint32_t b) {
                     return points[a * dimension_ + widest] < points[b * dimension_ + widest];
                   });
  const std::uint32_t left = build(order, points, begin, middle);
  const std::uint32_t right = build(order, points, middle, end);
  nodes_[self].left = left;
  nodes_[self].right = right;
  return self;
}

void GaugeTree::visit(std::uint32_t node, double bound, const Gauge& gauge, const double* y,
                      Nearest& best) const {
  if (bound >= best.distance) return;
  const Node& n = nodes_[node];
  if (n.left == 0) {
    for (std::uint32_t k = n.begin; k < n.end; ++k) {
      const double* x = points_.data() + k * dimension_;
      const double distance = gauge.at(x, y);
      if (distance < best.distance) best = {x, distance};
    }
    return;
  }
  const double left = gauge.over_box(box(n.left), box(n.left) + dimension_, y);
  const double right = gauge.over_box(box(n.right), box(n.right) + dimension_, y);
  if (left <= right) {
    visit(n.left, left, gauge, y, best);
    visit(n.right, right, gauge, y, best);
  } else {
    visit(n.right, right, gauge, y, best);
    visit(n.left, left, gauge, y, best);
  }
}

GaugeTree::Nearest GaugeTree::nearest(const Gauge& gauge, const double* y) const {
  Nearest best{points_.data(), gauge.at(points_.data(), y)};
  visit(0, 0, gauge, y, best);
  return best;
}

}  // namespace relugap::bounds::witness
