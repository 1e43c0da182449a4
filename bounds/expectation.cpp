#include "bounds/expectation.h"

#include <algorithm>
#include <cmath>

#include "bounds/hypotheses.h"
#include "bounds/maximise.h"

namespace relugap::bounds {
namespace {

bool certainly_at_most(const PowerProduct& x, const PowerProduct& y) { return compare(x, y) <= 0; }

// d'! (sigma / (2H))^d' = (volume of the centres) / V(H).
PowerProduct inverse_volume(const Bump& b, const CentreBox& box, const PowerProduct& height) {
  return PowerProduct::factorial(b.active) *
         (effective_slope(b, box) / (PowerProduct(2) * height)).pow(b.active);
}

// 1 - x for 0 < x < 1; an x below 10^-40 is replaced by 10^-40 (which only lowers the result).
PowerProduct one_minus(const PowerProduct& x) {
  const PowerProduct tiny = PowerProduct(10).pow(-40);
  return PowerProduct::sum({{1, {}}, {-1, certainly_at_most(x, tiny) ? tiny : x}});
}

void samples_for(Bound& bound, const NetworkClass& h, const Query& query, const Rational& eps,
                 BumpSource bumps) {
  bound.hypotheses.push_back(below_height_cap(h, eps, query.digits));
  if (!bound.hypotheses.back().holds) return;
  const PowerProduct cap = height_cap(h);
  const CentreBox box(h, query);
  const double log_eps = estimate_log(eps), log_cap = estimate_log(cap);
  const auto uncapped = [&](std::uint64_t n) {  // (1 + 1/d') eps <= H_max
    return certainly_at_most(Rational(eps + eps / n), cap);
  };
  const auto estimate = [&](const BumpEstimate& b) {
    const std::uint64_t n = b.active;
    const double log_slope = b.log_slope + box.estimate_log_reach(n, b.simplex);
    const double d = static_cast<double>(n);
    const double log_height = std::min(log_cap, log_eps + std::log1p(1 / d));
    return estimate_log_factorial(n) + d * (log_slope - std::log(2.0) - log_height) +
           std::log(std::max(-std::expm1(log_eps - log_height), 1e-300));
  };
  maximise(
      bound, h, query, estimate,
      [&](const Bump& b) {
        const std::uint64_t n = b.active;
        if (uncapped(n))
          return inverse_volume(b, box, eps) * PowerProduct(n).pow(n) / PowerProduct(n + 1).pow(n + 1);
        return inverse_volume(b, box, cap) * one_minus(PowerProduct(eps) / cap);
      },
      bumps);
  if (!bound
           .value) {  // one_minus(eps / H_max) may be unresolved: eps agrees with H_max in thousands of digits
    bound.hypotheses.push_back({"1 - eps/H_max is told from zero at the greatest precision", false});
    return;
  }
  bound.hypotheses.push_back({uncapped(bound.active)
                                  ? "(1 + 1/d') eps <= H_max for d' = " + std::to_string(bound.active)
                                  : "below the cap: eps < H_max < (1 + 1/d') eps, form with H_max",
                              true});
}

void error_with(Bound& bound, const NetworkClass& h, const Query& query, const Integer& samples,
                BumpSource bumps) {
  const CentreBox box(h, query);
  const PowerProduct cap = height_cap(h), m = Rational(samples);
  const double log_cap = estimate_log(cap), log_m = estimate_log(m);
  const auto estimate = [&](const BumpEstimate& b) {
    const std::uint64_t n = b.active;
    const double log_slope = b.log_slope + box.estimate_log_reach(n, b.simplex);
    const double d = static_cast<double>(n);
    const double log_fraction = estimate_log_factorial(n) - log_m;
    const double log_height = log_slope - std::log(2.0) + (log_fraction - std::log(d + 1)) / d;
    if (log_height <= log_cap) return log_height - std::log1p(1 / d);
    const double log_hit = d * (std::log(2.0) + log_cap - log_slope) - log_fraction;
    return log_cap + std::log1p(-std::exp(log_hit));
  };
  maximise(
      bound, h, query, estimate,
      [&](const Bump& b) {
        const std::uint64_t n = b.active;
        const PowerProduct root =
            (PowerProduct::factorial(n) / (PowerProduct(n + 1) * m)).pow(Rational(1, n));
        const PowerProduct height = effective_slope(b, box) / PowerProduct(2) * root;
        if (certainly_at_most(height, cap)) return height * PowerProduct(Rational(n, n + 1));
        return cap * one_minus(m / inverse_volume(b, box, cap));
      },
      bumps);
}

}  // namespace

void apply_expectation_argument(Bound& bound, const NetworkClass& h, const Query& query, BumpSource bumps) {
  if (const auto* goal = std::get_if<SamplesFor>(&query.goal))
    samples_for(bound, h, query, goal->eps, bumps);
  else
    error_with(bound, h, query, std::get<ErrorWith>(query.goal).samples, bumps);
}

}  // namespace relugap::bounds
