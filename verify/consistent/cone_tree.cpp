#include "verify/consistent/cone_tree.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "lib/arith/directed.h"
#include "lib/core/error.h"

namespace relugap::verify {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr std::uint32_t kLeaf = 8;

/// Scratch for the sizes of one vector.
double* sizes_of(std::size_t d) {
  thread_local std::vector<double> sizes;
  if (sizes.size() < d) sizes.resize(d);
  return sizes.data();
}

/// max(0, a, b) for two lower bounds of a distance.
double distance(double a, double b) { return std::max(0.0, std::max(a, b)); }

}  // namespace

ConeTree::ConeTree(const ConeSet& cones)
    : cones_(cones), estimated_lipschitz_(cones.lipschitz.upper()), order_(cones.size()) {
  RELUGAP_CHECK(cones.size() > 0 && cones.size() < std::numeric_limits<std::uint32_t>::max());
  std::iota(order_.begin(), order_.end(), 0u);
  build(0, static_cast<std::uint32_t>(order_.size()));
}

std::uint32_t ConeTree::build(std::uint32_t begin, std::uint32_t end) {
  const std::size_t d = cones_.dimension;
  const auto id = static_cast<std::uint32_t>(nodes_.size());
  nodes_.push_back({begin, end, 0, {kInfinity, kInfinity}});
  boxes_.resize(boxes_.size() + 2 * d);
  double* const lo = boxes_.data() + std::size_t{id} * 2 * d;
  std::fill_n(lo, d, kInfinity);
  std::fill_n(lo + d, d, -kInfinity);
  for (std::uint32_t i = begin; i < end; ++i) {
    const double* const x = cones_.apex(order_[i]);
    for (std::size_t k = 0; k < d; ++k) {
      lo[k] = std::min(lo[k], x[k]);
      lo[d + k] = std::max(lo[d + k], x[k]);
    }
    for (std::size_t s = 0; s < 2; ++s)
      nodes_[id].least[s] = std::min(nodes_[id].least[s], cones_.lower_value[s][order_[i]]);
  }
  if (end - begin <= kLeaf) return id;
  std::size_t widest = 0;
  for (std::size_t k = 1; k < d; ++k)
    if (lo[d + k] - lo[k] > lo[d + widest] - lo[widest]) widest = k;
  const std::uint32_t middle = begin + (end - begin) / 2;
  std::nth_element(
      order_.begin() + begin, order_.begin() + middle, order_.begin() + end,
      [&](std::uint32_t a, std::uint32_t b) { return cones_.apex(a)[widest] < cones_.apex(b)[widest]; });
  build(begin, middle);
  const std::uint32_t right = build(middle, end);
  nodes_[id].right = right;
  return id;
}

double ConeTree::estimate_node(std::uint32_t node, const double* x, std::size_t s) const {
  const std::size_t d = cones_.dimension;
  const double* const ends = box(node);
  double* const z = sizes_of(d);
  for (std::size_t k = 0; k < d; ++k) z[k] = distance(ends[k] - x[k], x[k] - ends[d + k]);
  return nodes_[node].least[s] + estimated_lipschitz_ * cones_.norm.estimate({z, d});
}

double ConeTree::estimate_cone(std::uint32_t j, const double* x, std::size_t s) const {
  const std::size_t d = cones_.dimension;
  const double* const apex = cones_.apex(j);
  double* const z = sizes_of(d);
  for (std::size_t k = 0; k < d; ++k) z[k] = std::fabs(x[k] - apex[k]);
  return cones_.upper_value[s][j] + estimated_lipschitz_ * cones_.norm.estimate({z, d});
}

double ConeTree::lower_node(std::uint32_t node, const double* lo, const double* hi, std::size_t s) const {
  const std::size_t d = cones_.dimension;
  const double* const ends = box(node);
  double* const z = sizes_of(d);
  for (std::size_t k = 0; k < d; ++k)
    z[k] = distance(directed::sub_down(ends[k], hi[k]), directed::sub_down(lo[k], ends[d + k]));
  return directed::add_down(nodes_[node].least[s],
                            directed::mul_down(cones_.lipschitz.lower(), cones_.norm.lower({z, d})));
}

void ConeTree::estimate_least(std::span<const double> x, Sign sign, std::size_t count,
                              std::vector<Found>& found) const {
  const auto s = static_cast<std::size_t>(sign);
  found.clear();
  thread_local std::vector<std::pair<double, std::uint32_t>> open;  // a stack, nearer child on top
  open.assign(1, {estimate_node(0, x.data(), s), 0});
  while (!open.empty()) {
    const auto [value, node] = open.back();
    open.pop_back();
    if (found.size() == count && value >= found.front().value) continue;
    const Node& at = nodes_[node];
    if (at.right != 0) {
      std::pair<double, std::uint32_t> near{estimate_node(node + 1, x.data(), s), node + 1},
          far{estimate_node(at.right, x.data(), s), at.right};
      if (far.first < near.first) std::swap(near, far);
      open.push_back(far);
      open.push_back(near);
      continue;
    }
    for (std::uint32_t i = at.begin; i < at.end; ++i) {
      const Found here{estimate_cone(order_[i], x.data(), s), order_[i]};
      if (found.size() == count) {
        if (!(here < found.front())) continue;
        std::pop_heap(found.begin(), found.end());
        found.pop_back();
      }
      found.push_back(here);
      std::push_heap(found.begin(), found.end());
    }
  }
  std::sort_heap(found.begin(), found.end());
}

double ConeTree::lower_envelope(std::span<const double> lo, std::span<const double> hi, Sign sign) const {
  const auto s = static_cast<std::size_t>(sign);
  const std::size_t d = cones_.dimension;
  double best = kInfinity;
  std::vector<std::pair<double, std::uint32_t>> open{{lower_node(0, lo.data(), hi.data(), s), 0}};
  while (!open.empty()) {
    const auto [value, node] = open.back();
    open.pop_back();
    if (value >= best) continue;
    const Node& at = nodes_[node];
    if (at.right != 0) {
      std::pair<double, std::uint32_t> near{lower_node(node + 1, lo.data(), hi.data(), s), node + 1},
          far{lower_node(at.right, lo.data(), hi.data(), s), at.right};
      if (far.first < near.first) std::swap(near, far);
      open.push_back(far);
      open.push_back(near);
      continue;
    }
    for (std::uint32_t i = at.begin; i < at.end; ++i) {
      const double* const apex = cones_.apex(order_[i]);
      double* const z = sizes_of(d);
      for (std::size_t k = 0; k < d; ++k)
        z[k] = distance(directed::sub_down(apex[k], hi[k]), directed::sub_down(lo[k], apex[k]));
      best = std::min(
          best, directed::add_down(cones_.lower_value[s][order_[i]],
                                   directed::mul_down(cones_.lipschitz.lower(), cones_.norm.lower({z, d}))));
    }
  }
  return best;
}

std::optional<ConeTree::Contradiction> ConeTree::find_contradiction(std::uint64_t budget) const {
  const std::size_t d = cones_.dimension;
  std::vector<double> z(d);
  const auto contradicts = [&](std::size_t i, std::size_t j, std::size_t s) {
    for (std::size_t k = 0; k < d; ++k)
      z[k] = std::max(directed::sub_up(cones_.apex(i)[k], cones_.apex(j)[k]),
                      directed::sub_up(cones_.apex(j)[k], cones_.apex(i)[k]));
    const double most = directed::add_up(cones_.upper_value[s][j],
                                         directed::mul_up(cones_.lipschitz.upper(), cones_.norm.upper(z)));
    return cones_.lower_value[s][i] > most;
  };
  std::vector<std::uint32_t> open;
  for (std::size_t i = 0; i < cones_.samples; ++i) {
    if (cones_.size() > cones_.samples && contradicts(i, cones_.samples, 1)) return {{i, cones_.samples}};
    const double* const x = cones_.apex(i);
    open.assign(1, 0);
    while (!open.empty()) {
      if (budget-- == 0) return std::nullopt;
      const std::uint32_t node = open.back();
      open.pop_back();
      if (estimate_node(node, x, 0) >= cones_.lower_value[0][i]) continue;
      const Node& at = nodes_[node];
      if (at.right != 0) {
        open.push_back(at.right);
        open.push_back(node + 1);
        continue;
      }
      for (std::uint32_t o = at.begin; o < at.end; ++o)
        if (order_[o] != i && contradicts(i, order_[o], 0)) return {{i, order_[o]}};
    }
  }
  return std::nullopt;
}

}  // namespace relugap::verify
