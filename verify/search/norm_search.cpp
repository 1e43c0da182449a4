#include "verify/search/norm_search.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <system_error>
#include <thread>

#include "lib/arith/directed.h"
#include "lib/arith/self_test.h"
#include "lib/core/error.h"
#include "verify/norm/power_mean.h"
#include "verify/relax/difference.h"
#include "verify/search/domain_point.h"
#include "verify/search/resources.h"
#include "verify/search/split.h"

namespace relugap::verify {
namespace {

using Clock = std::chrono::steady_clock;
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNoise = 0x1p-30;        // a value this far below its estimate is rounding noise
constexpr double kReportEvery = 0.2;      // seconds
constexpr double kNegligible = 1.0 / 16;  // of the allowed gap, by volume: a leaf below it is refined no more

std::vector<Rational> finite_exponents(const std::vector<Norm>& norms) {
  std::vector<Rational> exponents;
  for (const Norm& norm : norms)
    if (norm.p) exponents.push_back(*norm.p);
  return exponents;
}

}  // namespace

NormSearch::NormSearch(const Side& f, const Side& g, const target::RationalBox& domain,
                       const std::vector<Norm>& norms, const SearchOptions& options)
    : f_(f),
      g_(g),
      domain_(domain),
      options_(options),
      prepared_f_(f),
      prepared_g_(g),
      hull_(double_hull(domain)),
      relative_gap_(round_down(options.relative_gap)),
      absolute_gap_(round_down(options.absolute_gap)),
      memory_limit_(options.memory_limit_bytes ? options.memory_limit_bytes : half_of_memory()),
      threads_(options.threads ? options.threads : std::max(1u, std::thread::hardware_concurrency())),
      integrals_(f, g, domain, hull_, finite_exponents(norms)),
      store_(domain.dimension(), integrals_.count(), norms.size(),
             prepared_f_.sign_bytes() + prepared_g_.sign_bytes()),
      in_hand_(threads_) {
  std::size_t next = 0;
  for (const Norm& norm : norms) {
    Goal goal;
    goal.norm = norm;
    if (norm.p) goal.integral = next++;
    goals_.push_back(goal);
  }
}

std::vector<NormEnclosure> NormSearch::run() {
  begin_ = last_report_ = Clock::now();
  const double cpu_begin = cpu_seconds();
  start();
  std::vector<std::thread> helpers;
  try {
    for (unsigned t = 1; t < threads_; ++t) helpers.emplace_back([this, t] { work(t); });
  } catch (const std::system_error&) {
    // The machine gives no more threads: go on with those there are.
  }
  work(0);
  for (std::thread& helper : helpers) helper.join();
  if (failure_) std::rethrow_exception(failure_);

  std::vector<NormEnclosure> results;
  for (Goal& goal : goals_) {
    Enclosure e = enclosure(goal);
    e = {std::max(e.lower, goal.best_lower), std::min(e.upper, goal.best_upper)};
    RELUGAP_CHECK(e.upper >= e.lower);
    NormEnclosure result;
    result.lower = {e.lower};
    result.upper = {e.upper};
    if (!goal.norm.p) result.witness = witness_;
    result.status = is_reached(e) ? Status::Converged : goal.stuck ? Status::PrecisionLimit : status_;
    result.boxes = boxes_;
    result.seconds = since(begin_);
    result.cpu_seconds = cpu_seconds() - cpu_begin;
    result.threads = static_cast<unsigned>(helpers.size()) + 1;
    results.push_back(std::move(result));
  }
  return results;
}

void NormSearch::start() {
  TileEvaluator evaluator(prepared_f_, prepared_g_, domain_.dimension(), TileEvaluator::Purpose::Integrals);
  std::vector<OpenBox> root{hull_};
  confirm(centred(hull_).centre, 0);
  offer(evaluator.evaluate(root, lower_));
  std::vector<Leaf> leaves(1);
  leaves[0].box = root[0];
  integrals_.bound(evaluator, leaves);
  leaves[0].rounding_limited = false;  // no split has been tried
  boxes_ = 1;
  count(leaves[0], 1);
  put(leaves[0], false);
}

void NormSearch::work(unsigned thread) {
  try {
    check_floating_point_environment();
    TileEvaluator evaluator(prepared_f_, prepared_g_, domain_.dimension(), TileEvaluator::Purpose::Integrals);
    std::vector<Leaf> children;
    Leaf leaf;
    std::unique_lock lock(mutex_);
    while (!stopped_ && !limits_hit()) {
      if (!take(leaf)) {
        if (stopped_) break;
        const bool idle =
            std::none_of(in_hand_.begin(), in_hand_.end(), [](const auto& hand) { return hand.has_value(); });
        if (idle || all_done()) {
          stop(all_done() ? Status::Converged : Status::PrecisionLimit);
          break;
        }
        changed_.wait(lock);
        continue;
      }
      in_hand_[thread] = leaf;
      lock.unlock();
      refine(leaf, evaluator, children);
      lock.lock();
      in_hand_[thread].reset();
      count(leaf, -1);
      if (children.empty()) {
        count(leaf, 1);
        put(leaf, true);
      }
      boxes_ += children.size();
      for (const Leaf& child : children) {
        count(child, 1);
        put(child, false);
      }
      changed_.notify_all();
      if (thread == 0) report();
    }
  } catch (...) {
    const std::lock_guard lock(mutex_);
    if (!failure_) failure_ = std::current_exception();
    stop(Status::Interrupted);
  }
}

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
  integrals_.reconsider(leaf, evaluator, children, [this] {
    return since(begin_) >= options_.time_limit_seconds ||
           (options_.interrupted && options_.interrupted->load(std::memory_order_relaxed));
  });
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

bool NormSearch::take(Leaf& leaf) {
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
    const bool idle =
        std::none_of(in_hand_.begin(), in_hand_.end(), [](const auto& hand) { return hand.has_value(); });
    if (idle) goal.stuck = true;
  }
  return false;
}

void NormSearch::put(const Leaf& leaf, bool final) {
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
    if (!(goal.upper_sum - goal.lower_sum <= estimate_allowed(goal))) return false;
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
    for (const auto& hand : in_hand_)
      if (hand) upper = std::max(upper, hand->box.upper);
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
  for (const auto& hand : in_hand_)
    if (hand) add(hand->lower[i], hand->upper[i]);
  return {lower, upper};
}

bool NormSearch::is_reached(const Enclosure& e) const {
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

bool NormSearch::limits_hit() {
  if (options_.interrupted && options_.interrupted->load(std::memory_order_relaxed)) {
    stop(Status::Interrupted);
  } else if (since(begin_) >= options_.time_limit_seconds) {
    stop(Status::TimeLimit);
  } else if (store_.memory() > memory_limit_) {
    stop(Status::MemoryLimit);
  }
  return stopped_;
}

bool NormSearch::all_done() const {
  return std::all_of(goals_.begin(), goals_.end(), [](const Goal& goal) { return goal.done(); });
}

void NormSearch::report() {
  if (!options_.progress || since(last_report_) < kReportEvery) return;
  last_report_ = Clock::now();
  for (const Goal& goal : goals_) {
    if (goal.done()) continue;
    const Enclosure e = enclosure(goal);
    options_.progress({{e.lower}, {e.upper}, boxes_, store_.size(), since(begin_), to_string(goal.norm)});
    return;
  }
}

void NormSearch::stop(Status status) {
  if (!stopped_) status_ = status;
  stopped_ = true;
  changed_.notify_all();
}

}  // namespace relugap::verify
