#include "verify/search/split.h"

#include <algorithm>
#include <cmath>

#include "lib/arith/directed.h"
#include "lib/kernel/roundoff.h"

namespace relugap::verify {
namespace {

struct Centred {
  double centre, radius;
};

/// [lo, hi] within [centre - radius, centre + radius], centre a double of [lo, hi].
Centred centre_of(double lo, double hi) {
  if (lo == hi) return {lo, 0.0};
  const double centre = std::clamp(lo / 2 + hi / 2, lo, hi);
  return {centre, std::max(directed::sub_up(hi, centre), directed::sub_up(centre, lo))};
}

bool has_inside(double lo, double hi) { return split_point(lo, hi) != lo; }

}  // namespace

double split_point(double lo, double hi) {
  const double middle = lo / 2 + hi / 2;
  if (middle > lo && middle < hi) return middle;
  const double next = std::nextafter(lo, hi);
  return next < hi ? next : lo;
}

bool is_unsplittable(const OpenBox& box) {
  for (std::size_t k = 0; k < box.lo.size(); ++k)
    if (has_inside(box.lo[k], box.hi[k])) return false;
  return true;
}

void split(const OpenBox& box, Children& family) {
  std::array<OpenBox, std::size_t{1} << kBisections>& children = family.boxes_;
  std::size_t& size = family.size_;
  children[0] = box;
  children[0].depth = box.depth + 1;
  size = 1;
  for (const std::size_t wanted : box.split) {
    const std::size_t count = size;
    for (std::size_t i = 0; i < count; ++i) {
      OpenBox& child = children[i];
      std::size_t k = wanted;
      if (!has_inside(child.lo[k], child.hi[k])) {
        double widest = 0;
        for (std::size_t other = 0; other < box.lo.size(); ++other) {
          const double edge = child.hi[other] - child.lo[other];
          if (has_inside(child.lo[other], child.hi[other]) && !(edge <= widest)) {
            widest = edge;
            k = other;
          }
        }
        if (!has_inside(child.lo[k], child.hi[k])) continue;
      }
      const double middle = split_point(child.lo[k], child.hi[k]);
      OpenBox& sibling = children[size++];
      sibling = child;
      child.hi[k] = middle;
      sibling.lo[k] = middle;
    }
  }
}

void load(const OpenBox& box, std::size_t lane, kernel::BoxTile& tile) {
  for (std::size_t k = 0; k < tile.dimension; ++k) {
    const Centred side = centre_of(box.lo[k], box.hi[k]);
    tile.centre[k * kernel::kLanes + lane] = side.centre;
    tile.radius[k * kernel::kLanes + lane] = side.radius;
  }
}

bool load(const OpenBox& box, std::size_t lane, kernel::SingleBoxTile& tile) {
  constexpr double kLargest = 1 + 0x1p-10;  // times half the edge
  for (std::size_t k = 0; k < tile.dimension; ++k) {
    const double lo = box.lo[k], hi = box.hi[k];
    const auto centre = static_cast<float>(lo / 2 + hi / 2);
    const double radius =
        std::max({directed::sub_up(hi, double{centre}), directed::sub_up(double{centre}, lo), 0.0});
    const auto single = kernel::round_up_to<float>(radius);
    if (!std::isfinite(centre) || !(double{single} <= kLargest * (hi / 2 - lo / 2))) return false;
    tile.centre[k * kernel::kLanes + lane] = centre;
    tile.radius[k * kernel::kLanes + lane] = single;
  }
  return true;
}

CentredBox centred(const OpenBox& box) {
  CentredBox result;
  for (std::size_t k = 0; k < box.lo.size(); ++k) {
    const Centred side = centre_of(box.lo[k], box.hi[k]);
    result.centre.push_back(side.centre);
    result.radius.push_back(side.radius);
  }
  return result;
}

void choose_split(const std::vector<double>& score, OpenBox& box) {
  thread_local std::vector<double> rest, edge;
  rest = score;
  edge.resize(box.lo.size());
  for (std::size_t k = 0; k < edge.size(); ++k) {
    edge[k] = box.hi[k] - box.lo[k];
    if (!(rest[k] >= 0) || !std::isfinite(rest[k])) rest[k] = 0;
  }
  for (std::uint32_t& chosen : box.split) {
    std::size_t best = 0;
    for (std::size_t k = 1; k < edge.size(); ++k)
      if (rest[k] > rest[best] || (rest[k] == rest[best] && edge[k] > edge[best])) best = k;
    chosen = static_cast<std::uint32_t>(best);
    rest[best] /= 4;
    edge[best] /= 2;
  }
}

}  // namespace relugap::verify
