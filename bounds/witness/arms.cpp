#include "bounds/witness/arms.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "lib/core/error.h"

namespace relugap::bounds::witness {
namespace {

// p_k of one unit: the arms get equal slopes (Theorem 16), the two arms of a single coordinate those of Theorem 1.
void estimate_shape(const std::vector<Arm>& arms, const std::vector<double>& cost, double q,
                    std::size_t begin, std::size_t end, std::vector<double>& shape) {
  const auto copies = [&](std::size_t k) { return static_cast<double>(arms[k].copies); };
  const double gamma = 2 / q;
  if (end - begin == 2 && arms[begin].terms.size() == 1 && arms[begin + 1].terms.size() == 1) {
    const double nu = (1 - gamma) / (1 + gamma);
    const double total = std::pow(copies(begin), -nu) + std::pow(copies(begin + 1), -nu);
    for (std::size_t k = begin; k < end; ++k)
      shape[k] = std::pow(copies(k), 1 - gamma) * std::pow(std::pow(copies(k), -nu) / total, gamma);
    return;
  }
  const double size = end - begin == 1 ? 1 : static_cast<double>(end - begin - 1);  // coordinates of the unit
  double sum = 0;
  for (std::size_t k = begin; k < end; ++k) sum += std::sqrt(cost[k]) * std::pow(copies(k), 1 - q / 2);
  for (std::size_t k = begin; k < end; ++k) shape[k] = std::pow(size / sum, gamma);
}

}  // namespace

bool copies_pay(const NetworkClass& h) { return h.q.infinite() || h.q.value() > 2; }

double estimate_exponent(const NetworkClass& h) {
  return h.q.infinite() ? std::numeric_limits<double>::infinity() : static_cast<double>(h.q.value());
}

std::optional<std::vector<Arm>> arms_at(const std::vector<std::size_t>& coordinates,
                                        const std::vector<Side>& sides, std::size_t group, std::uint64_t n1,
                                        bool copies_pay) {
  RELUGAP_CHECK(coordinates.size() == sides.size() && group >= 1);
  std::vector<Arm> arms;
  std::vector<std::size_t> waiting;  // interior coordinates of the unit in work
  std::size_t unit = 0;
  const auto close_unit = [&] {
    if (waiting.empty()) return;
    if (waiting.size() == 1) {
      for (const int sign : {1, -1}) arms.push_back({{{waiting[0], sign}}, 1, unit});
    } else {
      Arm across{{}, 1, unit};
      for (std::size_t k = 0; k < waiting.size(); ++k) {
        const int sign = k % 2 == 0 ? 1 : -1;
        arms.push_back({{{waiting[k], sign}}, 1, unit});
        across.terms.push_back({waiting[k], -sign});
      }
      arms.push_back(std::move(across));
    }
    ++unit;
    waiting.clear();
  };
  for (std::size_t k = 0; k < coordinates.size(); ++k) {
    if (sides[k] == Side::interior) {
      waiting.push_back(coordinates[k]);
      if (waiting.size() == group) close_unit();
    }
  }
  close_unit();
  for (std::size_t k = 0; k < coordinates.size(); ++k)
    if (sides[k] != Side::interior)
      arms.push_back({{{coordinates[k], sides[k] == Side::low_end ? 1 : -1}}, 1, unit++});
  if (arms.empty() || arms.size() > n1) return std::nullopt;
  if (copies_pay)
    for (std::size_t k = 0; k < arms.size(); ++k)
      arms[k].copies = n1 / arms.size() + (k < n1 % arms.size() ? 1 : 0);
  return arms;
}

std::vector<ArmWeights> estimate_weights(const std::vector<Arm>& arms, const std::vector<double>& bias,
                                         double q, bool joint, double n2) {
  const std::size_t n = arms.size();
  std::vector<ArmWeights> weights(n);
  if (std::isinf(q)) {
    for (std::size_t k = 0; k < n; ++k) weights[k] = {1 / std::max(1.0, bias[k]), 1};
    return weights;
  }
  std::vector<double> cost(n), shape(n);
  for (std::size_t k = 0; k < n; ++k) {
    const double size = static_cast<double>(arms[k].terms.size()), push = std::pow(bias[k], q);
    cost[k] = joint ? size + push : std::max(size, push);
  }
  for (std::size_t begin = 0, end = 0; begin < n; begin = end) {
    while (end < n && arms[end].unit == arms[begin].unit) ++end;
    estimate_shape(arms, cost, q, begin, end, shape);
  }
  double sum = 0;
  for (std::size_t k = 0; k < n; ++k)
    sum += std::sqrt(cost[k]) * std::pow(static_cast<double>(arms[k].copies), 1 - q / 2) *
           std::pow(shape[k], q / 2);
  const double scale = std::pow(sum * std::sqrt(n2), -2 / q);
  for (std::size_t k = 0; k < n; ++k) {
    const double product = scale * shape[k] / static_cast<double>(arms[k].copies);  // in out
    const double in = std::pow(n2 / cost[k], 1 / (2 * q)) * std::sqrt(product);
    weights[k] = {in, product / in};
  }
  return weights;
}

}  // namespace relugap::bounds::witness
