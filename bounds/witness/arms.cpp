#include "bounds/witness/arms.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "lib/core/error.h"

namespace relugap::bounds::witness {
namespace {

// ln(e^a_1 + e^a_2 + ...), without overflow.
double estimate_log_sum(const std::vector<double>& logs) {
  const double largest = *std::max_element(logs.begin(), logs.end());
  double sum = 0;
  for (const double a : logs) sum += std::exp(a - largest);
  return largest + std::log(sum);
}

// ln p_k of one unit: the arms get equal slopes (Theorem 16), the two arms of a single coordinate those of Theorem 1.
void estimate_shape(const std::vector<Arm>& arms, const std::vector<double>& log_cost, double q,
                    std::size_t begin, std::size_t end, std::vector<double>& log_shape) {
  const auto estimate_log_copies = [&](std::size_t k) {
    return std::log(static_cast<double>(arms[k].copies));
  };
  const double gamma = 2 / q;
  std::vector<double> logs;
  if (end - begin == 2 && arms[begin].terms.size() == 1 && arms[begin + 1].terms.size() == 1) {
    const double nu = (1 - gamma) / (1 + gamma);
    for (std::size_t k = begin; k < end; ++k) logs.push_back(-nu * estimate_log_copies(k));
    const double total = estimate_log_sum(logs);
    for (std::size_t k = begin; k < end; ++k)
      log_shape[k] = (1 - gamma) * estimate_log_copies(k) + gamma * (logs[k - begin] - total);
    return;
  }
  const double size = end - begin == 1 ? 1 : static_cast<double>(end - begin - 1);  // coordinates of the unit
  for (std::size_t k = begin; k < end; ++k)
    logs.push_back(log_cost[k] / 2 + (1 - q / 2) * estimate_log_copies(k));
  const double total = estimate_log_sum(logs);
  for (std::size_t k = begin; k < end; ++k) log_shape[k] = gamma * (std::log(size) - total);
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
  std::vector<double> log_cost(n), log_shape(n), logs(n);  // all in logarithms: q may be large
  for (std::size_t k = 0; k < n; ++k) {
    const double size = std::log(static_cast<double>(arms[k].terms.size())), push = q * std::log(bias[k]);
    log_cost[k] = joint ? estimate_log_sum({size, push}) : std::max(size, push);
  }
  for (std::size_t begin = 0, end = 0; begin < n; begin = end) {
    while (end < n && arms[end].unit == arms[begin].unit) ++end;
    estimate_shape(arms, log_cost, q, begin, end, log_shape);
  }
  for (std::size_t k = 0; k < n; ++k)
    logs[k] =
        log_cost[k] / 2 + (1 - q / 2) * std::log(static_cast<double>(arms[k].copies)) + q / 2 * log_shape[k];
  const double log_scale = -2 / q * (estimate_log_sum(logs) + std::log(n2) / 2);
  for (std::size_t k = 0; k < n; ++k) {
    const double product =
        log_scale + log_shape[k] - std::log(static_cast<double>(arms[k].copies));  // in out
    const double in = (std::log(n2) - log_cost[k]) / (2 * q) + product / 2;
    weights[k] = {std::exp(in), std::exp(product - in)};
  }
  return weights;
}

}  // namespace relugap::bounds::witness
