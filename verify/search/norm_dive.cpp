#include <algorithm>
#include <limits>

#include "lib/arith/directed.h"
#include "verify/search/norm_search.h"

namespace relugap::verify {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kDive = 1.0 / 16;  // of the gap of a leaf: what a dive leaves of it

}  // namespace

void NormSearch::dive(Hand& hand) {
  Leaf whole = hand.leaf;
  std::vector<double> lower(integrals_.count(), 0.0), upper(integrals_.count(), 0.0);
  double sup = 0;
  const auto finish = [&](const Leaf& part) {
    for (std::size_t i = 0; i < lower.size(); ++i) {
      lower[i] = directed::add_down(lower[i], part.lower[i]);
      upper[i] = directed::add_up(upper[i], part.upper[i]);
    }
    sup = std::max(sup, part.box.upper);
  };
  hand.stack.assign(1, hand.leaf);
  while (!hand.stack.empty() && !out_of_time()) {
    const Leaf leaf = std::move(hand.stack.back());
    hand.stack.pop_back();
    refine(leaf, hand.evaluator, hand.children);
    if (hand.children.empty()) finish(leaf);
    const std::lock_guard lock(mutex_);
    boxes_ += hand.children.size();
    for (Leaf& child : hand.children) {
      if (is_enough(child, hand.leaf)) {
        finish(child);
      } else {
        hand.stack.push_back(std::move(child));
      }
    }
    if (stopped_) break;
  }
  hand.hopeless = hand.stack.empty() && std::find(upper.begin(), upper.end(), kInfinity) != upper.end();
  for (const Leaf& part : hand.stack) finish(part);
  // Rounding keeps what a dive cannot improve by half.
  whole.rounding_limited = true;
  for (std::size_t i = 0; i < lower.size(); ++i) {
    const double before = whole.upper[i] - whole.lower[i];
    whole.lower[i] = std::max(whole.lower[i], lower[i]);
    whole.upper[i] = std::min(whole.upper[i], upper[i]);
    if (whole.upper[i] - whole.lower[i] <= before / 2 || before == kInfinity) whole.rounding_limited = false;
  }
  if (!(sup < whole.box.upper)) whole.box.arithmetic = Arithmetic::Multiple;
  whole.box.upper = std::min(whole.box.upper, sup);
  hand.children.assign(1, std::move(whole));
}

bool NormSearch::is_enough(const Leaf& part, const Leaf& whole) const {
  double share = 0;  // of the volume, an estimate
  for (const Goal& goal : goals_) {
    if (goal.done()) continue;
    if (!goal.norm.p) {
      const double target = lower_ + (whole.box.upper - lower_) * kDive;
      if (part.box.upper == kInfinity) return false;
      if (part.box.upper > target && part.box.arithmetic != Arithmetic::Multiple &&
          !is_reached({lower_, part.box.upper}) &&
          part.box.upper > directed::next_up(directed::next_up(lower_)))
        return false;
      continue;
    }
    if (share == 0) share = volume_share(part.box) / volume_share(whole.box);
    const std::size_t i = goal.integral;
    const double gap = part.upper[i] - part.lower[i], wanted = (whole.upper[i] - whole.lower[i]) * kDive;
    if (gap == kInfinity) return false;
    if (part.rounding_limited) continue;
    if (gap > 0 && !(gap <= wanted * share) && !(gap <= estimate_negligible(goal) * volume_share(part.box)))
      return false;
  }
  return true;
}

}  // namespace relugap::verify
