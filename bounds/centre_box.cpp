#include "bounds/centre_box.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "bounds/bump.h"
#include "bounds/hypotheses.h"
#include "lib/core/error.h"

namespace relugap::bounds {
namespace {

using Side = CentreBox::Side;

Side side_of(Rational a, Rational b) {
  const Rational full = b - a;
  if (b <= 0) std::tie(a, b) = std::pair(Rational(-b), Rational(-a));
  const Rational scale = a >= 0 && b > 1 ? b : Rational(1);
  const Rational lo = std::max(Rational(a / scale), Rational(-1)),
                 hi = std::min(Rational(b / scale), Rational(1));
  return {hi - lo, scale, full, abs(Rational(lo + hi)) / 2, 1};
}

auto key(const Side& s) { return std::tie(s.length, s.scale, s.full, s.middle); }

std::vector<Side> sides_of(const target::RationalBox& box) {
  std::vector<Side> all, runs;
  for (std::size_t i = 0; i < box.dimension(); ++i) all.push_back(side_of(box.lo[i], box.hi[i]));
  std::sort(all.begin(), all.end(), [](const Side& x, const Side& y) { return key(x) > key(y); });
  for (const Side& side : all) {
    if (!runs.empty() && key(runs.back()) == key(side))
      ++runs.back().count;
    else
      runs.push_back(side);
  }
  return runs;
}

}  // namespace

CentreBox::CentreBox(const NetworkClass& h, const Query& query)
    : sides_{{1, 1, 1, Rational(1, 2), h.dimension()}}, q_(h.q), is_unit_(is_unit_cube(query)) {
  if (!query.domain) return;
  RELUGAP_CHECK(query.domain->dimension() == h.dimension());
  sides_ = sides_of(*query.domain);
}

std::uint64_t CentreBox::usable() const {
  std::uint64_t n = 0;
  for (const Side& s : sides_)
    if (s.length > 0) n += s.count;
  return n;
}

bool CentreBox::has_interior() const {
  return std::all_of(sides_.begin(), sides_.end(), [](const Side& s) { return s.full > 0; });
}

std::vector<Side> CentreBox::active_sides(std::uint64_t active) const {
  std::vector<Side> result;
  for (const Side& s : sides_) {
    if (active == 0) break;
    result.push_back(s);
    result.back().count = std::min(s.count, active);
    active -= result.back().count;
  }
  return result;
}

// sup |sum eps_i y_i| over the centres: the middles, sorted, get alternating signs.
Rational CentreBox::spread(std::uint64_t active) const {
  std::vector<Side> sides = active_sides(active);
  std::sort(sides.begin(), sides.end(), [](const Side& x, const Side& y) { return x.middle > y.middle; });
  Rational halves = 0, middles = 0;
  int sign = 1;
  for (const Side& s : sides) {
    halves += s.length * s.count / 2;
    if (s.count % 2 == 0) continue;
    middles += sign * s.middle;
    sign = -sign;
  }
  return halves + middles;
}

PowerProduct CentreBox::stretch(std::uint64_t active) const {
  if (is_unit_) return {};
  const Rational needed = spread(active), half = (active + 1) / 2;
  if (needed <= half) return {};
  PowerProduct allowed(half);
  if (!q_.infinite()) {
    const PowerProduct other = PowerProduct(active).pow(q_.reciprocal());
    if (compare(other, allowed) == std::partial_ordering::greater) allowed = other;
  }
  const PowerProduct lambda = PowerProduct(needed) / allowed;
  const std::partial_ordering against_one = compare(lambda, PowerProduct());
  if (against_one == std::partial_ordering::less) return {};
  if (against_one != std::partial_ordering::unordered) return lambda;
  // 1 to so many bits that they do not tell: a little more is enough for either.
  return lambda * PowerProduct(1 + Rational(1, Integer(1) << 1000));
}

PowerProduct CentreBox::reach(std::uint64_t active, bool simplex) const {
  if (is_unit_) return {};
  PowerProduct volume;
  for (const Side& s : active_sides(active)) volume *= PowerProduct(s.length).pow(s.count);
  const PowerProduct side = volume.pow(Rational(1, active));
  return simplex ? side / stretch(active) : side;
}

PowerProduct CentreBox::mass(std::uint64_t active) const {
  PowerProduct mass;
  for (const Side& s : sides_) {
    const std::uint64_t inside = std::min(s.count, active);
    active -= inside;
    mass *= PowerProduct(s.scale).pow(inside) * PowerProduct(s.full).pow(s.count - inside);
  }
  return mass;
}

double CentreBox::estimate_log_stretch(std::uint64_t active) const {
  if (is_unit_) return 0;
  const double half = static_cast<double>((active + 1) / 2);
  const double root = std::pow(static_cast<double>(active), static_cast<double>(q_.reciprocal()));
  const double allowed = q_.infinite() ? half : std::max(half, root);
  return std::max(0.0, std::log(static_cast<double>(spread(active)) / allowed));
}

double CentreBox::estimate_log_reach(std::uint64_t active, bool simplex) const {
  if (is_unit_) return 0;
  double volume = 0;
  for (const Side& s : active_sides(active))
    volume += static_cast<double>(s.count) * estimate_log(PowerProduct(s.length));
  return volume / static_cast<double>(active) - (simplex ? estimate_log_stretch(active) : 0);
}

}  // namespace relugap::bounds
