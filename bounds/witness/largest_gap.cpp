#include "bounds/witness/largest_gap.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

#include "lib/core/error.h"

namespace relugap::bounds::witness {
namespace {

constexpr double kClose = 1e-12;  // gaps that doubles may not tell apart, relative to the domain

struct Gap {
  std::size_t left, right;  // samples
};

// The largest gap between neighbouring values of the coordinate; none if all are equal.
std::optional<Gap> largest_gap(const samples::NumberTable& x, std::size_t coordinate,
                               const std::vector<std::size_t>& order) {
  const auto width = [&](std::size_t k) {
    return x.lower(order[k], coordinate) - x.lower(order[k - 1], coordinate);
  };
  double largest = 0;
  for (std::size_t k = 1; k < order.size(); ++k) largest = std::max(largest, width(k));
  const double scale =
      std::max(std::fabs(x.lower(order.front(), coordinate)), std::fabs(x.lower(order.back(), coordinate)));
  std::optional<Gap> best;
  Rational exactly = 0;
  for (std::size_t k = 1; k < order.size(); ++k) {
    if (width(k) < largest - kClose * scale) continue;
    const Rational gap = x.exact(order[k], coordinate) - x.exact(order[k - 1], coordinate);
    if (gap > exactly) {
      exactly = gap;
      best = Gap{order[k - 1], order[k]};
    }
  }
  return best;
}

}  // namespace

Region estimate_largest_gap(const HeightEstimate& heights, const samples::SampleSet& samples,
                            const target::RationalBox& domain, std::size_t coordinate) {
  const samples::NumberTable& x = samples.points;
  std::vector<std::size_t> order(samples.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const double left = x.lower(a, coordinate), right = x.lower(b, coordinate);
    if (left != right || (x.is_double(a, coordinate) && x.is_double(b, coordinate))) return left < right;
    return x.exact(a, coordinate) < x.exact(b, coordinate);
  });
  const std::vector<std::size_t> coordinates = {coordinate};
  const double a = round_up(domain.lo[coordinate]), b = round_down(domain.hi[coordinate]);
  Region best{coordinates, {Side::interior}, 1, {a}, 0};
  const auto offer = [&](Side side, double centre, double left, double right) {
    const auto arms = heights.arms(coordinates, {side}, 1);
    if (!arms) return;
    Gauge gauge = heights.gauge(*arms, coordinates, {centre});
    double y = centre;
    if (side == Side::interior) {
      y = left + (right - left) * (gauge.plus[0] / (gauge.plus[0] + gauge.minus[0]));
      y = std::clamp(y, a, b);
      gauge = heights.gauge(*arms, coordinates, {y});
    }
    const double distance = std::min(gauge.minus[0] > 0 ? gauge.minus[0] * (y - left) : HUGE_VAL,
                                     gauge.plus[0] > 0 ? gauge.plus[0] * (right - y) : HUGE_VAL);
    const double bias = heights.bias(distance);
    if (bias > best.bias) best = {coordinates, {side}, 1, {y}, bias};
  };
  const double first = x.lower(order.front(), coordinate), last = x.lower(order.back(), coordinate);
  offer(Side::low_end, a, a, first);
  offer(Side::high_end, b, last, b);
  if (const auto gap = largest_gap(x, coordinate, order)) {
    const double left = x.lower(gap->left, coordinate), right = x.lower(gap->right, coordinate);
    offer(Side::interior, left / 2 + right / 2, left, right);
  }
  return best;
}

}  // namespace relugap::bounds::witness
