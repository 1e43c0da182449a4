#include "bounds/theorems/bump_lp_randomized.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "bounds/hypotheses.h"
#include "bounds/lp_bump.h"
#include "bounds/maximise.h"

namespace relugap::bounds {
namespace {

constexpr double kNever = -std::numeric_limits<double>::infinity();
constexpr int kSpan = 3;  // optima are looked for within a factor e^3 of their places for small bumps

// (1 - x) y; nothing unless x < 1 is certain. An x below 10^-40 is replaced by 10^-40, which only lowers the result.
std::optional<PowerProduct> reduced(const PowerProduct& x, const PowerProduct& y) {
  if (compare(x, {}) != std::partial_ordering::less) return std::nullopt;
  const PowerProduct tiny = PowerProduct(10).pow(-40);
  return y * PowerProduct::sum({{1, {}}, {-1, compare(x, tiny) <= 0 ? tiny : x}});
}

void take_greater(std::optional<PowerProduct>& best, const std::optional<PowerProduct>& x) {
  if (!x || !is_resolved(*x)) return;
  if (!best || compare(*x, *best) == std::partial_ordering::greater) best = x;
}

double estimate_log_one_minus_exp(double x) { return x < 0 ? std::log(-std::expm1(x)) : kNever; }

/// The k for which k cells per axis are nearly best, widest = ln of the most cells; -1 where the volume wins.
long estimate_cells(double widest, double growth, double d) {
  constexpr double kVolumeWins = 20;
  const double wanted = widest - std::log1p(growth / d) / growth;
  return wanted < kVolumeWins ? std::lround(std::exp(wanted)) : -1;
}

void error_with(Bound& bound, const NetworkClass& h, const Query& query, const Integer& samples) {
  const CentreBox box(h, query);
  const PowerProduct cap = height_cap(h), m = Rational(samples);
  const double log_cap = estimate_log(cap), log_m = estimate_log(m);
  const double p = static_cast<double>(query.norm.value());
  const auto estimate = [&](const BumpEstimate& b) {  // with the share x of hit centres that small bumps want
    const double d = static_cast<double>(b.active);
    const double x = (1 + d / p) / (1 + d / p + d);
    const double tau = std::exp((estimate_log_factorial(b.active) - log_m + std::log(x)) / d);
    const double log_height = std::min(log_cap, b.log_slope - std::log(2.0) + std::log(tau / (1 + tau)) +
                                                    box.estimate_log_reach(b.active, b.simplex));
    return std::log1p(-x) + (1 + d / p) * log_height + d / p * (std::log(2.0) - b.log_slope) -
           estimate_log_rising(p, b.active) / p;
  };
  maximise(bound, h, query, estimate, [&](const Bump& b) {
    const LpBump u(b, box, query.norm);
    const double d = static_cast<double>(b.active), growth = static_cast<double>(u.growth());
    std::optional<PowerProduct> best;
    const auto try_width = [&](const PowerProduct& w) {
      if (u.fits(w)) take_greater(best, reduced(u.ball(w) * m / u.centres(w), u.norm(u.height(w))));
    };
    // w = (omega tau' / (1 + omega tau' / F)) t, tau' for the share x above, F the shortest side.
    const Rational share = u.growth() / (u.growth() + b.active);
    const PowerProduct root =
        (PowerProduct::factorial(b.active) * PowerProduct(share) / m).pow(Rational(1, b.active));
    const PowerProduct start = u.shortest() / PowerProduct::sum({{1, {}}, {1, u.inverse_omega() / root}});
    const double log_start = estimate_log(start), log_ball = estimate_log(u.ball(start) * m);
    const double t = estimate_argmax(-kSpan, kSpan, [&](double x) {
      const double hit = log_ball + d * x - u.estimate_log_centres(log_start + x);
      return estimate_log_one_minus_exp(hit) + growth * x;
    });
    try_width(u.width(lower_minimum(u.height(start * PowerProduct(estimate_short_exp(t))), cap)));
    if (u.is_cube()) {  // k^d' cells; in their number the loss is 1 - m / k^d'
      const PowerProduct first = u.shortest() / u.width_of_more_cells(samples);
      const Integer least = numerator(*first.exact());
      for (int extra = 0; extra < 3; ++extra) {
        const Integer k = least + extra;
        const PowerProduct w = u.shortest() / PowerProduct(Rational(k));
        take_greater(
            best, reduced(m / PowerProduct(Rational(u.cells(k))), u.norm(lower_minimum(u.height(w), cap))));
      }
    }
    return best;
  });
}

void samples_for(Bound& bound, const NetworkClass& h, const Query& query, const Rational& eps) {
  const CentreBox box(h, query);
  const PowerProduct cap = height_cap(h);
  const double log_cap = estimate_log(cap), log_eps = estimate_log(eps);
  const double p = static_cast<double>(query.norm.value());
  const auto estimate = [&](const BumpEstimate& b) {
    const double d = static_cast<double>(b.active), growth = 1 + d / p;
    const double least =
        (p * log_eps + estimate_log_rising(p, b.active) + d * (b.log_slope - std::log(2.0))) / (p + d);
    const double log_height = std::min(log_cap, least + std::log1p(growth / d) / growth);
    const double log_inverse = b.log_slope - std::log(2.0) - log_height;
    const double side = std::exp(box.estimate_log_reach(b.active, b.simplex)), width = std::exp(-log_inverse);
    if (least >= log_cap || width >= side) return kNever;
    return estimate_log_one_minus_exp(growth * (least - log_height)) + estimate_log_factorial(b.active) +
           d * (log_inverse + std::log(side - width));
  };
  maximise(bound, h, query, estimate, [&](const Bump& b) {
    const LpBump u(b, box, query.norm);
    const double d = static_cast<double>(b.active), growth = static_cast<double>(u.growth());
    std::optional<PowerProduct> best;
    const PowerProduct least = u.height_of_norm(eps);
    if (compare(least, cap) != std::partial_ordering::less || !u.fits(u.width(least))) return best;
    const auto try_height =
        [&](const PowerProduct& height) {  // error <= eps needs m >= (1 - eps/norm) centres / V
          const PowerProduct w = u.width(height);
          if (u.fits(w))
            take_greater(best, reduced(PowerProduct(eps) / u.norm(height), u.centres(w) / u.ball(w)));
        };
    const double log_width = estimate_log(u.width(least));
    const double room =
        std::min({double{kSpan}, log_cap - estimate_log(least), estimate_log(u.shortest()) - log_width});
    const double t = estimate_argmax(0, room, [&](double x) {
      return estimate_log_one_minus_exp(-growth * x) - d * x + u.estimate_log_centres(log_width + x);
    });
    try_height(lower_minimum(least * PowerProduct(estimate_short_exp(t)), cap));
    if (u.is_cube()) {
      const double widest =
          estimate_log(u.shortest()) - log_width;  // ln of the real number of cells per axis
      const long wanted = estimate_cells(widest, growth, d);
      if (wanted >= 0)
        for (long k = std::max(1L, wanted - 1), end = k + 3; k < end; ++k) {
          const PowerProduct w = u.shortest() / PowerProduct(static_cast<std::uint64_t>(k));
          const PowerProduct height = lower_minimum(u.height(w), cap);
          take_greater(best, reduced(PowerProduct(eps) / u.norm(height), PowerProduct(Rational(u.cells(k)))));
        }
    }
    return best;
  });
  bound.hypotheses.push_back(below_lp_cap(bound, eps));
}

}  // namespace

Bound bump_lp_randomized(const NetworkClass& h, const Query& query) {
  Bound bound{.theorem = "bump-lp-randomized",
              .kind = Kind::lower,
              .quantity = asked(query),
              .algorithms = Algorithms::randomized,
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
