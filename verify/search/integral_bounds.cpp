#include "verify/search/integral_bounds.h"

#include <algorithm>
#include <limits>

#include "verify/norm/expansion_moments.h"
#include "verify/norm/power_mean.h"
#include "verify/search/split.h"

namespace relugap::verify {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kRoundingShare = 0.25;  // of the distance of the affine bounds
constexpr double kNoProgress = 0.95;     // of the gap left after a split

/// Whether the children of a leaf know some integral better than the leaf did.
bool makes_progress(const Leaf& leaf, const std::vector<Leaf>& children) {
  for (std::size_t i = 0; i < leaf.lower.size(); ++i) {
    double gap = 0;
    for (const Leaf& child : children) gap += child.upper[i] - child.lower[i];
    if (gap < kNoProgress * (leaf.upper[i] - leaf.lower[i])) return true;
  }
  return false;
}

void forgive(std::vector<Leaf>& leaves) {
  for (Leaf& leaf : leaves) leaf.rounding_limited = false;
}

}  // namespace

IntegralBounds::IntegralBounds(const Side& f, const Side& g, const target::RationalBox& domain,
                               const OpenBox& hull, std::vector<Rational> exponents)
    : f_(f), g_(g), geometry_(domain, hull), exponents_(std::move(exponents)) {}

void IntegralBounds::bound(TileEvaluator& evaluator, std::vector<Leaf>& leaves) const {
  const bool with_second =
      std::any_of(exponents_.begin(), exponents_.end(), [](const Rational& p) { return p != 1; });
  thread_local std::vector<kernel::Expansion> f, g;  // scratch memory, kept from call to call
  evaluator.expand(f, g);
  AffinePair pair;
  LocalCoordinates at;
  for (std::size_t lane = 0; lane < leaves.size(); ++lane) {
    Leaf& leaf = leaves[lane];
    leaf.lower.clear();
    leaf.upper.clear();
    geometry_.locate(leaf.box, evaluator.tile(), lane, at);
    local_pair(evaluator.bounds_f(), evaluator.bounds_g(), lane, at, pair);
    const Moments moments = enclose_moments(&f[lane], &g[lane], at, with_second || is_mixed(pair));
    for (const Rational& p : exponents_) {
      const Interval integral = at.volume * enclose_power_mean(pair, moments, p);
      leaf.lower.push_back(integral.lower());
      leaf.upper.push_back(integral.upper());
    }
    leaf.rounding_limited = !(pair.upper < kInfinity && pair.lower > -kInfinity) ||
                            evaluator.estimate_rounding(lane) > kRoundingShare * (pair.upper - pair.lower);
  }
}

void IntegralBounds::reconsider(const Leaf& leaf, const TileEvaluator& evaluator, std::vector<Leaf>& children,
                                const std::function<bool()>& stop) const {
  if (std::none_of(children.begin(), children.end(),
                   [](const Leaf& child) { return child.rounding_limited; }))
    return;
  if (makes_progress(leaf, children)) return forgive(children);
  for (std::size_t lane = 0; lane < children.size(); ++lane)
    if (children[lane].rounding_limited) bound_precisely(evaluator, lane, children[lane], stop);
  if (makes_progress(leaf, children)) forgive(children);
}

void IntegralBounds::bound_precisely(const TileEvaluator& evaluator, std::size_t lane, Leaf& leaf,
                                     const std::function<bool()>& stop) const {
  LocalCoordinates at;
  AffinePair pair;
  geometry_.locate(leaf.box, evaluator.tile(), lane, at);
  precise_pair(f_, g_, centred(leaf.box), at, pair, stop);
  for (std::size_t i = 0; i < exponents_.size(); ++i) {
    const Interval integral = at.volume * enclose_power_mean(pair, {}, exponents_[i]);
    leaf.lower[i] = std::max(leaf.lower[i], integral.lower());
    leaf.upper[i] = std::min(leaf.upper[i], integral.upper());
  }
}

}  // namespace relugap::verify
