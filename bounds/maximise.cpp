#include "bounds/maximise.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "bounds/hypotheses.h"

namespace relugap::bounds {

void maximise(Bound& bound, const NetworkClass& h, const Designs& designs, const Objective& estimate,
              const std::function<PowerProduct(const Bump&)>& value) {
  std::optional<PowerProduct> best;
  for (const Bump& bump : promising_bumps(h, designs, estimate)) {
    PowerProduct x = value(bump);
    if (!is_resolved(x)) continue;
    if (best && compare(x, *best) != std::partial_ordering::greater) continue;
    best = std::move(x);
    bound.active = bump.active;
    bound.design = bump.design;
  }
  if (best) bound.value = bound.quantity == Quantity::samples ? certain_ceiling(*best) : certain_real(*best);
}

namespace {

void samples_for(Bound& bound, const NetworkClass& h, const Designs& designs, const Rational& eps,
                 const Rational& share) {
  bound.hypotheses.push_back(below_height_cap(h, eps));
  if (!bound.hypotheses.back().holds) return;
  const PowerProduct twice_eps = Rational(2 * eps);
  const double log_2eps = estimate_log(twice_eps);
  const auto estimate = [&](std::uint64_t n, double log_slope) {
    return estimate_log_factorial(n) + static_cast<double>(n) * (log_slope - log_2eps);
  };
  maximise(bound, h, designs, estimate, [&](const Bump& b) {
    return PowerProduct(share) * PowerProduct::factorial(b.active) * (b.slope / twice_eps).pow(b.active);
  });
}

void error_with(Bound& bound, const NetworkClass& h, const Designs& designs, const Integer& samples,
                const Rational& share) {
  const PowerProduct cap = height_cap(h), per_share = Rational(samples / share);
  const double log_cap = estimate_log(cap), log_m = estimate_log(per_share);
  const auto estimate = [&](std::uint64_t n, double log_slope) {
    const double root = (estimate_log_factorial(n) - log_m) / static_cast<double>(n);
    return std::min(log_slope - std::log(2.0) + root, log_cap);
  };
  maximise(bound, h, designs, estimate, [&](const Bump& b) {
    const PowerProduct root = (PowerProduct::factorial(b.active) / per_share).pow(Rational(1, b.active));
    return lower_minimum(b.slope / PowerProduct(2) * root, cap);
  });
}

}  // namespace

void apply_volume_argument(Bound& bound, const NetworkClass& h, const Query& query, const Rational& share) {
  if (const auto* goal = std::get_if<SamplesFor>(&query.goal))
    samples_for(bound, h, query.designs, goal->eps, share);
  else
    error_with(bound, h, query.designs, std::get<ErrorWith>(query.goal).samples, share);
}

}  // namespace relugap::bounds
