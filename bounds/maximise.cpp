#include "bounds/maximise.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "bounds/centre_box.h"
#include "bounds/hypotheses.h"

namespace relugap::bounds {

PowerProduct effective_slope(const Bump& bump, const CentreBox& box) {
  return box.is_unit() ? bump.slope : bump.slope * box.reach(bump.active, bump.simplex);
}

void maximise(Bound& bound, const NetworkClass& h, const Query& query, const BumpObjective& estimate,
              const std::function<std::optional<PowerProduct>(const Bump&)>& value, BumpSource bumps) {
  std::optional<PowerProduct> best;
  for (const Bump& bump : bumps(h, query, estimate)) {
    std::optional<PowerProduct> x = value(bump);
    if (!x || !is_resolved(*x)) continue;
    // Where few digits are wanted a tie is not worth its decision: either bump gives a valid bound.
    if (best && query.digits < kDigits && x->log().lower() <= best->log().upper()) continue;
    if (best && compare(*x, *best) != std::partial_ordering::greater) continue;
    best = std::move(x);
    bound.active = bump.active;
    bound.design = bump.design;
  }
  if (best)
    bound.value = bound.quantity == Quantity::samples ? certain_ceiling(*best, query.digits)
                                                      : certain_real(*best, query.digits);
}

namespace {

void samples_for(Bound& bound, const NetworkClass& h, const Query& query, const Rational& eps,
                 const Rational& share, BumpSource bumps) {
  bound.hypotheses.push_back(below_height_cap(h, eps, query.digits));
  if (!bound.hypotheses.back().holds) return;
  const PowerProduct twice_eps = Rational(2 * eps);
  const CentreBox box(h, query);
  const double log_2eps = estimate_log(twice_eps);
  const auto estimate = [&](const BumpEstimate& b) {
    const auto [n, log_slope, simplex] = b;
    return estimate_log_factorial(n) +
           static_cast<double>(n) * (log_slope + box.estimate_log_reach(n, simplex) - log_2eps);
  };
  maximise(
      bound, h, query, estimate,
      [&](const Bump& b) {
        return PowerProduct(share) * PowerProduct::factorial(b.active) *
               (effective_slope(b, box) / twice_eps).pow(b.active);
      },
      bumps);
}

void error_with(Bound& bound, const NetworkClass& h, const Query& query, const Integer& samples,
                const Rational& share, BumpSource bumps) {
  const CentreBox box(h, query);
  const PowerProduct cap = height_cap(h), per_share = Rational(samples / share);
  const double log_cap = estimate_log(cap), log_m = estimate_log(per_share);
  const auto estimate = [&](const BumpEstimate& b) {
    const auto [n, log_slope, simplex] = b;
    const double root = (estimate_log_factorial(n) - log_m) / static_cast<double>(n);
    return std::min(log_slope + box.estimate_log_reach(n, simplex) - std::log(2.0) + root, log_cap);
  };
  maximise(
      bound, h, query, estimate,
      [&](const Bump& b) {
        const PowerProduct root = (PowerProduct::factorial(b.active) / per_share).pow(Rational(1, b.active));
        return lower_minimum(effective_slope(b, box) / PowerProduct(2) * root, cap);
      },
      bumps);
}

}  // namespace

void apply_volume_argument(Bound& bound, const NetworkClass& h, const Query& query, const Rational& share,
                           BumpSource bumps) {
  if (const auto* goal = std::get_if<SamplesFor>(&query.goal))
    samples_for(bound, h, query, goal->eps, share, bumps);
  else
    error_with(bound, h, query, std::get<ErrorWith>(query.goal).samples, share, bumps);
}

}  // namespace relugap::bounds
