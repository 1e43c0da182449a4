#include "bounds/theorems/cells_randomized.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "bounds/cells.h"
#include "bounds/hypotheses.h"
#include "bounds/maximise.h"

namespace relugap::bounds {
namespace {

// 1 - x for 0 < x < 1; an x below 10^-40 is replaced by 10^-40 (which only lowers the result). Nothing if x < 1 is not certain.
std::optional<PowerProduct> one_minus(const PowerProduct& x) {
  if (compare(x, {}) != std::partial_ordering::less) return std::nullopt;
  const PowerProduct tiny = PowerProduct(10).pow(-40);
  const PowerProduct rest = PowerProduct::sum({{1, {}}, {-1, compare(x, tiny) <= 0 ? tiny : x}});
  return is_resolved(rest) ? std::optional(rest) : std::nullopt;
}

// The largest f(k) over a few integers k; nothing if there is none. Each k is taken once: that f(k) equals f(k) may be hard to see.
template <class Function>
std::optional<PowerProduct> best_of(std::vector<Integer> candidates, Function f) {
  std::sort(candidates.begin(), candidates.end());
  candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
  std::optional<PowerProduct> best;
  for (const Integer& k : candidates) {
    if (k < 1) continue;
    std::optional<PowerProduct> x = f(k);
    if (x && (!best || compare(*x, *best) == std::partial_ordering::greater)) best = std::move(x);
  }
  return best;
}

// The integers around each of the given numbers; one of them where they are so large that it makes no difference worth
// the thousands of bits that tell which one is better.
std::vector<Integer> integers_near(const std::vector<PowerProduct>& numbers) {
  const Integer large = Integer(1) << 100;
  std::vector<Integer> result;
  for (const PowerProduct& x : numbers) {
    const auto k = estimate_integer(x);
    if (!k) continue;
    result.push_back(*k);
    if (*k < large) result.insert(result.end(), {*k - 1, *k + 1});
  }
  return result;
}

void samples_for(Bound& bound, const NetworkClass& h, const Query& query, const Rational& eps) {
  bound.hypotheses.push_back(below_height_cap(h, eps, query.digits));
  if (!bound.hypotheses.back().holds) return;
  const PowerProduct cap = height_cap(h);
  const double log_eps = estimate_log(eps), log_cap = estimate_log(cap);
  const auto estimate = [&](const BumpEstimate& b) {
    const double d = static_cast<double>(b.active), log_most = b.log_slope - std::log(2.0) - log_eps;
    if (log_most <= 0) return -std::numeric_limits<double>::infinity();
    const double log_height = std::min(log_eps + std::log1p(1 / d), log_cap);
    return d * (b.log_slope - std::log(2.0) - log_height) + std::log(-std::expm1(log_eps - log_height));
  };
  maximise(bound, h, query, estimate, [&](const Bump& b) {
    const PowerProduct half = b.slope / PowerProduct(2);
    const auto candidates = integers_near(
        {half * PowerProduct(Rational(b.active, b.active + 1)) / PowerProduct(eps), half / cap});
    return best_of(candidates, [&](const Integer& k) -> std::optional<PowerProduct> {
      const PowerProduct cells = Rational(k);
      const auto rest = one_minus(PowerProduct(eps) / lower_minimum(half / cells, cap));
      if (!rest) return std::nullopt;
      return cells.pow(b.active) * *rest;
    });
  });
  require_room_for_cells(bound);
}

void error_with(Bound& bound, const NetworkClass& h, const Query& query, const Integer& samples) {
  const PowerProduct cap = height_cap(h), m = Rational(samples);
  const double log_cap = estimate_log(cap), log_m = estimate_log(m);
  const auto estimate = [&](const BumpEstimate& b) {
    const double d = static_cast<double>(b.active);
    const double log_k = (log_m + std::log(d + 1)) / d;
    return std::min(b.log_slope - std::log(2.0) - log_k, log_cap) - std::log1p(1 / d);
  };
  maximise(bound, h, query, estimate, [&](const Bump& b) {
    const PowerProduct half = b.slope / PowerProduct(2);
    std::vector<Integer> candidates = integers_near({half / cap});
    const Integer root = integer_root(samples * (b.active + 1), b.active);
    candidates.insert(candidates.end(), {root, root + 1, integer_root(samples, b.active) + 1});
    return best_of(candidates, [&](const Integer& k) -> std::optional<PowerProduct> {
      const PowerProduct cells = Rational(k);
      const auto rest = one_minus(m / cells.pow(b.active));
      if (!rest) return std::nullopt;
      return *rest * lower_minimum(half / cells, cap);
    });
  });
}

}  // namespace

Bound cells_randomized(const NetworkClass& h, const Query& query) {
  Bound bound{.theorem = "cells-randomized",
              .kind = Kind::lower,
              .quantity = asked(query),
              .algorithms = Algorithms::randomized,
              .hypotheses = cell_hypotheses(h, query)};
  if (!all_hold(bound.hypotheses)) return bound;
  if (const auto* goal = std::get_if<SamplesFor>(&query.goal))
    samples_for(bound, h, only_cross_polytope(query), goal->eps);
  else
    error_with(bound, h, only_cross_polytope(query), std::get<ErrorWith>(query.goal).samples);
  return bound;
}

}  // namespace relugap::bounds
