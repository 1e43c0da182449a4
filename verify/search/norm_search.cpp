#include "verify/search/norm_search.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "lib/arith/directed.h"
#include "lib/core/error.h"
#include "verify/norm/power_mean.h"
#include "verify/relax/difference.h"
#include "verify/search/domain_point.h"
#include "verify/search/explain.h"
#include "verify/search/resources.h"
#include "verify/search/split.h"

namespace relugap::verify {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNoise = 0x1p-30;        // a value this far below its estimate is rounding noise
constexpr double kNegligible = 1.0 / 16;  // of the allowed gap, by volume: a leaf below it is refined no more
constexpr double kUndecided = 0x1p-40;    // gap to which leaves are refined while a threshold lies inside

std::vector<Rational> finite_exponents(const std::vector<Norm>& norms) {
  std::vector<Rational> exponents;
  for (const Norm& norm : norms)
    if (norm.p) exponents.push_back(*norm.p);
  return exponents;
}

double estimate_power(double x, const Rational& p) { return std::pow(x, p.convert_to<double>()); }

}  // namespace

NormSearch::Hand::Hand(const NormSearch& search)
    : evaluator(search.prepared_f_, search.prepared_g_, search.domain_.dimension(),
                TileEvaluator::Purpose::Integrals) {}

NormSearch::NormSearch(const Side& f, const Side& g, const target::RationalBox& domain,
                       const std::vector<Norm>& norms, const SearchOptions& options)
    : SearchLoop(options),
      f_(f),
      g_(g),
      domain_(domain),
      prepared_f_(f),
      prepared_g_(g),
      hull_(double_hull(domain)),
      relative_gap_(options.threshold ? kUndecided : round_down(options.relative_gap)),
      absolute_gap_(options.threshold ? 0.0 : round_down(options.absolute_gap)),
      threshold_(options.threshold ? round_down(*options.threshold)
                                   : std::numeric_limits<double>::quiet_NaN()),
      integrals_(f, g, domain, hull_, finite_exponents(norms)),
      store_(domain.dimension(), integrals_.count(), norms.size(),
             prepared_f_.sign_bytes() + prepared_g_.sign_bytes()),
      capacity_(store_.capacity(options.memory_limit_bytes ? options.memory_limit_bytes : half_of_memory())) {
  std::size_t next = 0;
  for (const Norm& norm : norms) {
    Goal goal;
    goal.norm = norm;
    if (norm.p) goal.integral = next++;
    goals_.push_back(goal);
  }
}

std::vector<NormEnclosure> NormSearch::run() {
  start();
  run_threads();
  std::vector<NormEnclosure> results;
  for (Goal& goal : goals_) {
    Enclosure e = enclosure(goal);
    e = {std::max(e.lower, goal.best_lower), std::min(e.upper, goal.best_upper)};
    RELUGAP_CHECK(e.upper >= e.lower);
    NormEnclosure result;
    result.lower = {e.lower};
    result.upper = {e.upper};
    if (!goal.norm.p) result.witness = witness_;
    result.status = goal.stuck ? Status::PrecisionLimit : status_;
    if (is_reached(e)) result.status = reached_status(e.lower, threshold_);
    result.boxes = boxes_;
    result.peak_open_boxes = peak_;
    result.memory_bytes = store_.memory();
    set_cost(result);
    if (!is_reached(e)) {
      const bool stuck = result.status == Status::PrecisionLimit;
      result.explanation = explain({prepared_f_,
                                    prepared_g_,
                                    {hull_},
                                    {},
                                    store_.size(),
                                    result.status,
                                    std::max(e.lower, lower_),  // a point with f != g: no norm is 0
                                    e.lower,
                                    e.upper,
                                    stuck,
                                    !std::isnan(threshold_),
                                    goal.norm.p.has_value()});
    }
    results.push_back(std::move(result));
  }
  return results;
}

void NormSearch::start() {
  Hand hand(*this);
  std::vector<OpenBox> root{hull_};
  confirm(centred(hull_).centre, 0);
  offer(hand.evaluator.evaluate(root, lower_));
  std::vector<Leaf> leaves(1);
  leaves[0].box = root[0];
  integrals_.bound(hand.evaluator, leaves);
  leaves[0].rounding_limited = false;  // no split has been tried
  boxes_ = 1;
  count(leaves[0], 1);
  put_back(leaves[0], false);
}

std::unique_ptr<SearchLoop::Worker> NormSearch::make_worker() { return std::make_unique<Hand>(*this); }

bool NormSearch::take(Worker& worker) {
  auto& hand = static_cast<Hand&>(worker);
  if (!take_leaf(hand.leaf)) {
    if (all_done()) stop(Status::Converged);
    return false;
  }
  hand.diving = store_.size() + kernel::kLanes * workers_.size() > capacity_;
  return true;
}

void NormSearch::process(Worker& worker) {
  auto& hand = static_cast<Hand&>(worker);
  if (hand.diving) {
    dive(hand);
  } else {
    refine(hand.leaf, hand.evaluator, hand.children);
  }
}

void NormSearch::put(Worker& worker) {
  auto& hand = static_cast<Hand&>(worker);
  count(hand.leaf, -1);
  if (hand.diving) {
    // The one child is the leaf itself, with better bounds.
    count(hand.children[0], 1);
    put_back(hand.children[0], hand.hopeless);
    return;
  }
  if (hand.children.empty()) {
    count(hand.leaf, 1);
    put_back(hand.leaf, true);
  }
  boxes_ += hand.children.size();
  for (const Leaf& child : hand.children) {
    count(child, 1);
    put_back(child, false);
  }
}

void NormSearch::exhausted() { stop(all_done() ? Status::Converged : Status::PrecisionLimit); }

void NormSearch::refine(const Leaf& leaf, TileEvaluator& evaluator, std::vector<Leaf>& children) {
  children.clear();
  if (is_unsplittable(leaf.box)) {
    if (leaf.box.upper == kInfinity && !is_defined(f_, g_, centred(leaf.box)))
      refuse_undefined(nearest_point(domain_, leaf.box.lo));
    return;
  }
  double lower;
  {
    const std::lock_guard lock(mutex_);
    lower = lower_;
  }
  Children family;
  split(leaf.box, family);
  const Candidate candidate = evaluator.evaluate(family.boxes(), lower);
  for (OpenBox& box : family.boxes()) children.push_back({std::move(box), {}, {}});
  integrals_.bound(evaluator, children);
  offer(candidate);
  integrals_.reconsider(leaf, evaluator, children, [this] { return out_of_time(); });
}

void NormSearch::offer(const Candidate& candidate) {
  {
    const std::lock_guard lock(mutex_);
    if (!(candidate.estimate > lower_ + lower_ * 1e-12)) return;
    const bool wanted = std::any_of(goals_.begin(), goals_.end(), [](const Goal& g) { return !g.norm.p; });
    if (!wanted && std::isfinite(candidate.estimate)) return;
  }
  confirm(candidate.x, std::isfinite(candidate.estimate) ? candidate.estimate * kNoise : 0);
}

void NormSearch::confirm(const std::vector<double>& at, double ignorable) {
  const std::vector<Rational> x = nearest_point(domain_, at);
  const double value = lower_difference(f_, g_, x, ignorable);
  const std::lock_guard lock(mutex_);
  if (value > lower_ || witness_.empty()) {
    lower_ = std::max(lower_, value);
    witness_ = x;
  }
}

bool NormSearch::take_leaf(Leaf& leaf) {
  for (std::size_t tried = 0; tried < goals_.size(); ++tried) {
    const std::size_t i = turn_;
    turn_ = (turn_ + 1) % goals_.size();
    Goal& goal = goals_[i];
    if (goal.done() || look(goal)) continue;
    if (!goal.norm.p && store_.top(i) >= 0 && store_.top_is_rounding_limited(i)) {
      goal.stuck = true;  // left to the search with more bits
      continue;
    }
    if (store_.pop(i, leaf)) return true;
    const bool idle = std::none_of(workers_.begin(), workers_.end(), [](const auto& w) { return w->busy; });
    if (idle) goal.stuck = true;
  }
  return false;
}

void NormSearch::put_back(const Leaf& leaf, bool final) {
  std::vector<double> keys(goals_.size(), -1.0);
  bool wanted = false;
  const double share = volume_share(leaf.box);
  for (std::size_t i = 0; i < goals_.size() && !final; ++i) {
    const Goal& goal = goals_[i];
    if (goal.done()) continue;
    if (!goal.norm.p) {
      if (!is_reached({lower_, leaf.box.upper}) &&
          leaf.box.upper > directed::next_up(directed::next_up(lower_)))
        keys[i] = leaf.box.upper;
    } else {
      const double gap = leaf.upper[goal.integral] - leaf.lower[goal.integral];
      const bool limited = leaf.rounding_limited && gap < kInfinity;
      if (!limited && gap > 0 && !(gap <= estimate_negligible(goal) * share)) keys[i] = gap;
    }
    wanted = wanted || keys[i] >= 0;
  }
  for (std::size_t i = 0; i < goals_.size(); ++i) {
    Goal& goal = goals_[i];
    if (!goal.norm.p) {
      if (!(keys[i] >= 0)) goal.settled_upper = std::max(goal.settled_upper, leaf.box.upper);
    } else if (!wanted) {
      goal.settled_lower = directed::add_down(goal.settled_lower, leaf.lower[goal.integral]);
      goal.settled_upper = directed::add_up(goal.settled_upper, leaf.upper[goal.integral]);
      if (goal.settled_upper == kInfinity) goal.stuck = true;  // no finite bound will come
    }
  }
  if (wanted) store_.push(leaf, keys);
  peak_ = std::max<std::uint64_t>(peak_, store_.size());
}

double NormSearch::volume_share(const OpenBox& box) const {
  double share = 1;
  for (std::size_t k = 0; k < box.lo.size(); ++k)
    share *= (box.hi[k] - box.lo[k]) / (hull_.hi[k] - hull_.lo[k]);
  return share;
}

void NormSearch::count(const Leaf& leaf, double sign) {
  for (Goal& goal : goals_) {
    if (!goal.norm.p) continue;
    const double upper = leaf.upper[goal.integral];
    goal.lower_sum += sign * leaf.lower[goal.integral];
    if (upper == kInfinity) {
      goal.infinite += sign > 0 ? 1 : -1;
    } else {
      goal.upper_sum += sign * upper;
    }
  }
}

bool NormSearch::look(Goal& goal) {
  if (goal.norm.p) {
    if (goal.infinite > 0 || boxes_ < goal.next_look) return false;
    if (boxes_ >= goal.next_total) {
      const Enclosure now = integral(goal);
      goal.lower_sum = now.lower;
      goal.upper_sum = now.upper;
      goal.next_total = 2 * boxes_;
    }
    if (!std::isnan(threshold_)) {
      const double power = estimate_power(std::max(threshold_, 0.0), *goal.norm.p);
      if (goal.lower_sum <= power && power < goal.upper_sum) return false;
    } else if (!(goal.upper_sum - goal.lower_sum <= estimate_allowed(goal))) {
      return false;
    }
  }
  const Enclosure now = enclosure(goal);
  goal.best_lower = std::max(goal.best_lower, now.lower);
  goal.best_upper = std::min(goal.best_upper, now.upper);
  goal.reached = is_reached({goal.best_lower, goal.best_upper});
  goal.next_look = boxes_ + boxes_ / 16 + 1;
  return goal.reached;
}

NormSearch::Enclosure NormSearch::enclosure(const Goal& goal) {
  if (!goal.norm.p) {
    const auto heap = static_cast<std::size_t>(&goal - goals_.data());
    double upper = std::max(goal.settled_upper, store_.top(heap));
    for (const auto& worker : workers_)
      if (worker->busy) upper = std::max(upper, static_cast<const Hand&>(*worker).leaf.box.upper);
    return {lower_, upper};
  }
  const Enclosure sum = integral(goal);
  const Interval root = enclose_power(Interval(std::max(sum.lower, 0.0), sum.upper), 1 / *goal.norm.p);
  return {root.lower(), root.upper()};
}

NormSearch::Enclosure NormSearch::integral(const Goal& goal) const {
  double lower = goal.settled_lower, upper = goal.settled_upper;
  const auto add = [&](double more_lower, double more_upper) {
    lower = directed::add_down(lower, more_lower);
    upper = directed::add_up(upper, more_upper);
  };
  const std::size_t i = goal.integral;
  store_.for_each([&](const double* lowers, const double* uppers) { add(lowers[i], uppers[i]); });
  for (const auto& worker : workers_) {
    if (!worker->busy) continue;
    const Leaf& leaf = static_cast<const Hand&>(*worker).leaf;
    add(leaf.lower[i], leaf.upper[i]);
  }
  return {lower, upper};
}

bool NormSearch::is_reached(const Enclosure& e) const {
  if (!std::isnan(threshold_)) return e.upper <= threshold_ || e.lower > threshold_;
  if (e.upper == kInfinity) return false;
  const double gap = directed::sub_up(e.upper, e.lower);
  return (e.lower > 0 && gap <= directed::mul_down(relative_gap_, e.lower)) ||
         (absolute_gap_ > 0 && gap <= absolute_gap_);
}

double NormSearch::estimate_allowed(const Goal& goal) const {
  const double p = goal.norm.p->convert_to<double>(), integral = std::max(goal.lower_sum, 0.0);
  const double relative = integral * std::expm1(p * std::log1p(relative_gap_));
  const double absolute = std::pow(std::pow(integral, 1 / p) + absolute_gap_, p) - integral;
  return std::max(relative, absolute);
}

double NormSearch::estimate_negligible(const Goal& goal) const {
  // A large p allows an integral that is far off; it must still be refined for a while to be known at all.
  return kNegligible * std::min(estimate_allowed(goal), std::max(goal.lower_sum, absolute_gap_));
}

bool NormSearch::all_done() const {
  return std::all_of(goals_.begin(), goals_.end(), [](const Goal& goal) { return goal.done(); });
}

Progress NormSearch::progress() {
  for (Goal& goal : goals_) {
    if (goal.done()) continue;
    // What is shown once is kept: a later sum may be off by more rounding.
    const Enclosure e = enclosure(goal);
    goal.best_lower = std::max(goal.best_lower, e.lower);
    goal.best_upper = std::min(goal.best_upper, e.upper);
    return {{goal.best_lower},    {goal.best_upper}, boxes_, store_.size(), 0,
            to_string(goal.norm), store_.memory()};
  }
  const Goal& first = goals_[0];
  return {{first.best_lower},    {first.best_upper}, boxes_, store_.size(), 0,
          to_string(first.norm), store_.memory()};
}

}  // namespace relugap::verify
