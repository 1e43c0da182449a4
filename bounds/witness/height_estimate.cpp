#include "bounds/witness/height_estimate.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "bounds/bump.h"
#include "lib/core/error.h"

namespace relugap::bounds::witness {

double estimate_root(double n, double q) { return std::pow(n, -1 / q); }

double estimate_share(double t, double q) {
  return t <= 1 ? std::pow(1 + std::pow(t, q), -1 / q) : std::pow(1 + std::pow(t, -q), -1 / q) / t;
}

HeightEstimate::HeightEstimate(const NetworkClass& h)
    : q_(estimate_exponent(h)),
      c_(static_cast<double>(h.coefficient)),
      n1_(static_cast<double>(h.widths[1])),
      n2_(copies_pay(h) ? static_cast<double>(h.widths[2]) : 1),
      joint_(h.joint && !h.q.infinite()),
      copies_pay_(copies_pay(h)) {}

std::optional<std::vector<Arm>> HeightEstimate::arms(const std::vector<std::size_t>& coordinates,
                                                     const std::vector<Side>& sides,
                                                     std::size_t group) const {
  return arms_at(coordinates, sides, group, static_cast<std::uint64_t>(n1_), copies_pay_);
}

Gauge HeightEstimate::gauge(const std::vector<Arm>& arms, const std::vector<std::size_t>& coordinates,
                            const std::vector<double>& centre) const {
  const auto place = [&](std::size_t coordinate) {
    return static_cast<std::size_t>(std::lower_bound(coordinates.begin(), coordinates.end(), coordinate) -
                                    coordinates.begin());
  };
  std::vector<double> push;
  for (const Arm& arm : arms) {
    double sum = 0;
    for (const Arm::Term& t : arm.terms) sum += t.sign * centre[place(t.coordinate)];
    push.push_back(std::fabs(sum));
  }
  const std::vector<ArmWeights> weights = estimate_weights(arms, push, q_, joint_, n2_);
  Gauge gauge{std::vector<double>(coordinates.size()), std::vector<double>(coordinates.size()), {}};
  for (std::size_t k = 0; k < arms.size(); ++k) {
    const double slope = c_ * static_cast<double>(arms[k].copies) * weights[k].in * weights[k].out;
    if (arms[k].terms.size() == 1) {
      const Arm::Term t = arms[k].terms[0];
      (t.sign > 0 ? gauge.plus : gauge.minus)[place(t.coordinate)] = slope;
      continue;
    }
    Gauge::Cross cross{slope, {}, {}};
    for (const Arm::Term& t : arms[k].terms) {
      cross.coordinates.push_back(place(t.coordinate));
      cross.signs.push_back(t.sign);
    }
    gauge.cross.push_back(std::move(cross));
  }
  return gauge;
}

double HeightEstimate::largest() const { return estimate_root(n2_, q_); }

double HeightEstimate::bias(double distance) const {
  if (distance <= 0) return 0;
  return joint_ ? distance * estimate_share(distance / largest(), q_) : std::min(distance, largest());
}

double HeightEstimate::typical_bias(const std::vector<std::size_t>& coordinates,
                                    const std::vector<Side>& sides, std::size_t group, double log_volume,
                                    double samples) const {
  const auto some = arms(coordinates, sides, group);
  if (!some) return 0;
  const Gauge g = gauge(*some, coordinates, std::vector<double>(coordinates.size(), 0.5));
  const auto estimate_distance = [&] {
    // ln of d'! vol{F < 1} is a sum over units: 1/P at an end, 1/P + 1/M, C(2k,k) (1/P)^k in a group of k coordinates.
    double log_units = 0;
    for (std::size_t i = 0; i < coordinates.size(); ++i) {
      const double p = g.plus[i], m = g.minus[i];
      log_units += p > 0 && m > 0 ? std::log(1 / p + 1 / m) : -std::log(std::max(p, m));
    }
    for (const Gauge::Cross& cross : g.cross) {
      const std::size_t k =
          cross.coordinates.size();  // the slopes of a unit are equal, or nearly so for q = inf
      log_units += estimate_log_factorial(2 * k) - 2 * estimate_log_factorial(k);
    }
    const double d = static_cast<double>(coordinates.size());
    return std::exp(
        (estimate_log_factorial(coordinates.size()) + log_volume - std::log(samples) - log_units) / d);
  };
  return bias(estimate_distance());
}

}  // namespace relugap::bounds::witness
