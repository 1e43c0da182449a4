#include "bounds/theorems/cells_deterministic.h"

#include <cmath>
#include <limits>

#include "bounds/cells.h"
#include "bounds/hypotheses.h"
#include "bounds/maximise.h"

namespace relugap::bounds {
namespace {

// ceil(y) - 1 for y > 1; y - 1, which is below, if y is above 10^15. Nothing if y > 1 is not certain.
std::optional<PowerProduct> cells_per_axis(const PowerProduct& y) {
  if (compare(y, {}) != std::partial_ordering::greater) return std::nullopt;
  const PowerProduct rest = PowerProduct::sum({{1, y}, {-1, {}}});
  if (!is_resolved(rest)) return std::nullopt;
  if (y.log().upper() > 34) return rest;
  return PowerProduct(Rational(Integer(certain_ceiling(rest).down)));
}

void samples_for(Bound& bound, const NetworkClass& h, const Query& query, const Rational& eps) {
  bound.hypotheses.push_back(below_height_cap(h, eps, query.digits));
  if (!bound.hypotheses.back().holds) return;
  const PowerProduct twice_eps = Rational(2 * eps);
  const double log_2eps = estimate_log(twice_eps);
  const auto estimate = [&](const BumpEstimate& b) {
    const double log_ratio = b.log_slope - log_2eps;
    if (log_ratio <= 0) return -std::numeric_limits<double>::infinity();
    return static_cast<double>(b.active) * (log_ratio + std::log1p(-std::exp(-log_ratio)));
  };
  maximise(bound, h, query, estimate, [&](const Bump& b) -> std::optional<PowerProduct> {
    const auto cells = cells_per_axis(b.slope / twice_eps);
    if (!cells) return std::nullopt;
    return cells->pow(b.active);
  });
  require_room_for_cells(bound);
}

void error_with(Bound& bound, const NetworkClass& h, const Query& query, const Integer& samples) {
  const PowerProduct cap = height_cap(h), m = Rational(samples);
  const double log_cap = estimate_log(cap), log_m = estimate_log(m);
  const auto estimate = [&](const BumpEstimate& b) {
    const double log_k = std::log1p(std::floor(std::exp(log_m / static_cast<double>(b.active)) + 1e-9));
    return std::min(b.log_slope - std::log(2.0) - log_k, log_cap);
  };
  maximise(bound, h, query, estimate, [&](const Bump& b) {
    const Integer k = integer_root(samples, b.active) + 1;
    return lower_minimum(b.slope / PowerProduct(Rational(2 * k)), cap);
  });
}

}  // namespace

Bound cells_deterministic(const NetworkClass& h, const Query& query) {
  Bound bound{.theorem = "cells-deterministic",
              .kind = Kind::lower,
              .quantity = asked(query),
              .algorithms = Algorithms::deterministic,
              .hypotheses = cell_hypotheses(h, query)};
  if (!all_hold(bound.hypotheses)) return bound;
  if (const auto* goal = std::get_if<SamplesFor>(&query.goal))
    samples_for(bound, h, only_cross_polytope(query), goal->eps);
  else
    error_with(bound, h, only_cross_polytope(query), std::get<ErrorWith>(query.goal).samples);
  return bound;
}

}  // namespace relugap::bounds
