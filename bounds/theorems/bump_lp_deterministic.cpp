#include "bounds/theorems/bump_lp_deterministic.h"

#include <cmath>
#include <limits>

#include "bounds/hypotheses.h"
#include "bounds/lp_bump.h"
#include "bounds/maximise.h"

namespace relugap::bounds {
namespace {

constexpr double kNever = -std::numeric_limits<double>::infinity();

// The greater of two optional numbers.
void take_greater(std::optional<PowerProduct>& best, const PowerProduct& x) {
  if (!is_resolved(x)) return;
  if (!best || compare(x, *best) == std::partial_ordering::greater) best = x;
}

// A width w, the largest up to rounding, with m V <= prod (F_i - w).
std::optional<PowerProduct> width_of_volume(const LpBump& u, const PowerProduct& m) {
  const PowerProduct root = (PowerProduct::factorial(u.active()) / m).pow(Rational(1, u.active()));
  const PowerProduct relative = root / u.inverse_omega();  // omega tau; as if all sides were the shortest
  const PowerProduct width = u.shortest() / PowerProduct::sum({{1, {}}, {1, PowerProduct() / relative}});
  if (u.is_cube()) return width;
  // m V = (w / (omega tau))^d': solve for ln w in floating point, then verify.
  const double log_relative = estimate_log(relative), d = static_cast<double>(u.active());
  double low = estimate_log(width), high = estimate_log(u.shortest());
  const double start = low;
  for (int i = 0; i < 60; ++i) {
    const double middle = (low + high) / 2;
    (d * (middle - log_relative) < u.estimate_log_centres(middle) ? low : high) = middle;
  }
  for (double x = low, step = 1e-6; x > start; x -= step, step *= 2) {
    const PowerProduct w = width * PowerProduct(estimate_short_exp(x - start));
    if (u.fits(w) && compare(u.ball(w) * m, u.centres(w)) == std::partial_ordering::less) return w;
  }
  return width;
}

void error_with(Bound& bound, const NetworkClass& h, const Query& query, const Integer& samples) {
  const CentreBox box(h, query);
  const PowerProduct cap = height_cap(h), m = Rational(samples);
  const double log_cap = estimate_log(cap), log_m = estimate_log(m);
  const double p = static_cast<double>(query.norm.value());
  const auto estimate = [&](const BumpEstimate& b) {  // as if all sides were equal
    const double d = static_cast<double>(b.active);
    const double log_side = box.estimate_log_reach(b.active, b.simplex);
    const double tau = std::exp((estimate_log_factorial(b.active) - log_m) / d);
    const double log_height =
        std::min(log_cap, b.log_slope - std::log(2.0) + log_side + std::log(tau / (1 + tau)));
    return (1 + d / p) * log_height + d / p * (std::log(2.0) - b.log_slope) -
           estimate_log_rising(p, b.active) / p;
  };
  maximise(bound, h, query, estimate, [&](const Bump& b) {
    const LpBump u(b, box, query.norm);
    std::optional<PowerProduct> best;
    if (const auto w = width_of_volume(u, m)) take_greater(best, u.norm(lower_minimum(u.height(*w), cap)));
    take_greater(best, u.norm(lower_minimum(u.height(u.width_of_more_cells(samples)), cap)));
    return best;
  });
}

void samples_for(Bound& bound, const NetworkClass& h, const Query& query, const Rational& eps) {
  const CentreBox box(h, query);
  const PowerProduct cap = height_cap(h);
  const double log_cap = estimate_log(cap), log_eps = estimate_log(eps);
  const double p = static_cast<double>(query.norm.value());
  const auto estimate = [&](const BumpEstimate& b) {  // as if all sides were equal
    const double d = static_cast<double>(b.active);
    const double log_height =
        (p * log_eps + estimate_log_rising(p, b.active) + d * (b.log_slope - std::log(2.0))) / (p + d);
    const double log_inverse = b.log_slope - std::log(2.0) - log_height;  // of the width, design C
    const double side = std::exp(box.estimate_log_reach(b.active, b.simplex)), width = std::exp(-log_inverse);
    if (log_height >= log_cap || width >= side) return kNever;
    return estimate_log_factorial(b.active) + d * (log_inverse + std::log(side - width));
  };
  maximise(bound, h, query, estimate, [&](const Bump& b) {
    const LpBump u(b, box, query.norm);
    std::optional<PowerProduct> best;
    const PowerProduct height = u.height_of_norm(eps), w = u.width(height);
    if (compare(height, cap) != std::partial_ordering::less || !u.fits(w)) return best;
    take_greater(best, u.centres(w) / u.ball(w));
    if (const auto n = u.cells_wider_than(w); n && *n > 0) take_greater(best, PowerProduct(Rational(*n)));
    return best;
  });
  bound.hypotheses.push_back(below_lp_cap(bound, eps));
}

}  // namespace

Bound bump_lp_deterministic(const NetworkClass& h, const Query& query) {
  Bound bound{.theorem = "bump-lp-deterministic",
              .kind = Kind::lower,
              .quantity = asked(query),
              .algorithms = Algorithms::deterministic,
              .hypotheses = lp_hypotheses(h, query),
              .note = quadrature_note(query)};
  if (!all_hold(bound.hypotheses)) return bound;
  if (const auto* goal = std::get_if<SamplesFor>(&query.goal))
    samples_for(bound, h, query, goal->eps);
  else
    error_with(bound, h, query, std::get<ErrorWith>(query.goal).samples);
  return bound;
}

}  // namespace relugap::bounds
