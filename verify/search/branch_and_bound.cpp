#include "verify/search/branch_and_bound.h"

#include <algorithm>
#include <cmath>

#include "lib/arith/directed.h"
#include "lib/core/error.h"
#include "verify/relax/difference.h"
#include "verify/search/domain_point.h"
#include "verify/search/explain.h"
#include "verify/search/resources.h"

namespace relugap::verify {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr int kPreciseTries = 64;  // boxes bounded in MPFR arithmetic while no point with f != g is known
constexpr double kNoise =
    0x1p-30;  // a value this far below its estimate is rounding noise, not worth more bits
constexpr double kDive = 1.0 / 16;        // of what a box has above the goal: what a dive leaves of it
constexpr std::size_t kExplained = 1024;  // boxes that an explanation looks at

}  // namespace

/// What one thread works with.
struct BranchAndBound::Hand : Worker {
  explicit Hand(const BranchAndBound& search)
      : evaluator(search.prepared_f_, search.prepared_g_, search.task_.pieces[0].dimension(),
                  TileEvaluator::Purpose::Sup, search.task_.objective) {}

  TileEvaluator evaluator;
  Children children;
  OpenBox box;
  Outcome outcome = Outcome::Settled;
  bool diving = false;
  double target = 0;            ///< of the dive
  double bound = -kInfinity;    ///< of what is in hand; guarded by the lock
  double reached = -kInfinity;  ///< largest bound among the leaves of the dive that reached the target
  std::vector<OpenBox> stack;   ///< of the dive: what is still to be explored
};

BranchAndBound::BranchAndBound(const Maximisation& task, const SearchOptions& options)
    : SearchLoop(options),
      task_(task),
      prepared_f_(task.f),
      prepared_g_(task.g),
      relative_gap_(round_down(options.relative_gap)),
      absolute_gap_(round_down(options.absolute_gap)),
      threshold_(options.threshold ? round_down(*options.threshold)
                                   : std::numeric_limits<double>::quiet_NaN()),
      least_progress_(std::clamp(relative_gap_ / 64, 0x1p-53, 1e-4)),
      queue_(task.pieces[0].dimension(), prepared_f_.sign_bytes() + prepared_g_.sign_bytes()),
      capacity_(queue_.capacity(options.memory_limit_bytes ? options.memory_limit_bytes : half_of_memory())),
      settled_(task.objective == Objective::Absolute ? 0.0 : -kInfinity),
      lower_(task.objective == Objective::Absolute ? options.known_lower : -kInfinity) {
  RELUGAP_CHECK(options.known_lower >= 0);
  for (const target::RationalBox& piece : task.pieces) {
    roots_.push_back(double_hull(piece));
    roots_.back().signs.assign(prepared_f_.sign_bytes() + prepared_g_.sign_bytes(), 0);
  }
}

NormEnclosure BranchAndBound::run() {
  start();
  run_threads();
  NormEnclosure result;
  const double bound =
      task_.objective == Objective::Absolute ? std::max(upper(), options_.known_lower) : upper();
  // Both are proved, each on its own: a contradiction is a bug in one of the proofs.
  RELUGAP_CHECK(bound >= lower_);
  result.lower = {lower_};
  result.upper = {bound};
  result.witness = witness_;
  result.status = status_;
  if (is_reached(lower_, bound)) result.status = reached_status(lower_, threshold_);
  result.boxes = boxes_;
  result.peak_open_boxes = peak_;
  result.memory_bytes = queue_.memory();
  set_cost(result);
  const bool short_of_goal = result.status != Status::Converged && result.status != Status::AboveThreshold &&
                             result.status != Status::BelowThreshold;
  if (short_of_goal) {
    std::vector<OpenBox> open;
    const std::uint64_t waiting = queue_.size();
    while (!queue_.empty() && open.size() < kExplained) queue_.pop(open.emplace_back());
    result.explanation = explain({prepared_f_, prepared_g_, roots_, open, waiting, result.status, magnitude(),
                                  lower_, bound, settled_ >= bound, !std::isnan(threshold_)});
  }
  return result;
}

void BranchAndBound::start() {
  Hand hand(*this);
  for (std::size_t i = 0; i < roots_.size(); i += kernel::kLanes) {
    const std::size_t count = std::min(kernel::kLanes, roots_.size() - i);
    confirm(centred(roots_[i]).centre, 0);
    offer(hand.evaluator.evaluate(std::span(roots_).subspan(i, count), lower_));
    boxes_ += count;
  }
  for (const OpenBox& root : roots_) hand_back(root);
}

std::unique_ptr<SearchLoop::Worker> BranchAndBound::make_worker() { return std::make_unique<Hand>(*this); }

bool BranchAndBound::take(Worker& worker) {
  auto& hand = static_cast<Hand&>(worker);
  const double now = upper();
  if (is_reached(lower_, now)) {
    stop(Status::Converged);
    return false;
  }
  if (queue_.empty()) return false;
  // What is settled is short of the goal, or beyond the range of double, and nothing that waits can change that.
  if (settled_ >= queue_.top_upper() && settled_ >= now && !is_done(settled_)) {
    stop(Status::PrecisionLimit);
    return false;
  }
  queue_.pop(hand.box);
  if (!may_expand(hand.box)) {
    queue_.push(hand.box);
    return false;
  }
  hand.bound = hand.box.upper;
  hand.diving = queue_.size() + kernel::kLanes * workers_.size() > capacity_;
  if (hand.diving) hand.target = dive_target(hand.box.upper);
  return true;
}

void BranchAndBound::process(Worker& worker) {
  auto& hand = static_cast<Hand&>(worker);
  if (hand.diving) {
    dive(hand);
  } else {
    hand.outcome = expand(hand.box, hand);
  }
}

void BranchAndBound::put(Worker& worker) {
  auto& hand = static_cast<Hand&>(worker);
  hand.bound = -kInfinity;
  if (hand.diving) {
    hand.box.upper = std::min(hand.box.upper, hand.reached);
    for (const OpenBox& box : hand.stack) hand.box.upper = std::max(hand.box.upper, box.upper);
    if (hand.box.upper > -kInfinity) hand_back(hand.box);
    return;
  }
  if (hand.outcome == Outcome::Split) {
    boxes_ += hand.children.boxes().size();
    for (const OpenBox& child : hand.children.boxes()) hand_back(child);
  } else if (hand.outcome == Outcome::Improved) {
    hand_back(hand.box);
  } else {
    settle(hand.box.upper);
  }
}

BranchAndBound::Outcome BranchAndBound::expand(OpenBox& box, Hand& hand) {
  const bool whole = is_unsplittable(box);
  if (box.arithmetic == Arithmetic::Multiple || whole) {
    const CentredBox around = centred(box);
    const PeakBound bound = hand.evaluator.bound_precisely(
        around, [this] { return out_of_time(); }, whole ? -kInfinity : halfway(box));
    const double precise = bound.upper;
    if (whole && precise == kInfinity && !is_defined(task_.f, task_.g, around)) {
      refuse_undefined(nearest_point(task_.pieces[0], box.lo));
    }
    // Double estimates may have missed what is here.
    confirm(bound.peak, noise(precise));
    const bool better = precise < box.upper;
    box.upper = std::min(box.upper, precise);
    box.arithmetic = Arithmetic::Double;
    if (whole) return Outcome::Settled;
    if (better) return Outcome::Improved;
  }
  split(box, hand.children);
  double lower;
  {
    const std::lock_guard lock(mutex_);
    lower = lower_;
  }
  offer(hand.evaluator.evaluate(hand.children.boxes(), lower));
  if (!prepared_f_.network || !prepared_g_.network) {
    // The bound of a formula that splitting does not move at all is kept up by rounding, whatever the estimates say.
    for (OpenBox& child : hand.children.boxes())
      if (child.upper >= box.upper && box.upper < kInfinity) child.arithmetic = Arithmetic::Multiple;
  }
  return Outcome::Split;
}

double BranchAndBound::halfway(const OpenBox& box) const {
  if (box.upper == kInfinity) return std::numeric_limits<double>::max();
  const std::lock_guard lock(mutex_);
  return lower_ + (box.upper - lower_) / 2;
}

void BranchAndBound::dive(Hand& hand) {
  hand.reached = -kInfinity;
  hand.stack.assign(1, hand.box);
  double settled = -kInfinity;
  // With the lock held: keeps what must still be explored.
  const auto sort_out = [&](const OpenBox& box) {
    if (is_done(box.upper)) {
      settled = std::max(settled, box.upper);
    } else if (box.upper <= hand.target) {
      hand.reached = std::max(hand.reached, box.upper);
    } else {
      hand.stack.push_back(box);
    }
  };
  std::unique_lock lock(mutex_);
  while (!hand.stack.empty() && !stopped_) {
    if (out_of_time()) break;
    if (!may_expand(hand.stack.back())) break;
    OpenBox box = std::move(hand.stack.back());
    hand.stack.pop_back();
    if (is_done(box.upper)) {
      settled = std::max(settled, box.upper);
      continue;
    }
    lock.unlock();
    const Outcome outcome = expand(box, hand);
    lock.lock();
    if (outcome == Outcome::Settled) settled = std::max(settled, box.upper);
    if (outcome == Outcome::Improved) sort_out(box);
    if (outcome == Outcome::Split) {
      const std::span<OpenBox> children = hand.children.boxes();
      boxes_ += children.size();
      // The largest bound is explored first.
      std::sort(children.begin(), children.end(),
                [](const OpenBox& a, const OpenBox& b) { return a.upper < b.upper; });
      for (const OpenBox& child : children) sort_out(child);
    }
    hand.bound = std::max(settled, hand.reached);
    for (const OpenBox& waiting : hand.stack) hand.bound = std::max(hand.bound, waiting.upper);
  }
  settle(settled);
}

void BranchAndBound::offer(const Candidate& candidate) {
  {
    const std::lock_guard lock(mutex_);
    if (!(candidate.estimate > lower_ + magnitude() * least_progress_)) return;
  }
  // An infinite estimate stands for "nothing but NaN": then no value is ignorable, and an undefined formula is refused.
  confirm(candidate.x, noise(candidate.estimate));
}

double BranchAndBound::noise(double estimate) const {
  if (task_.objective != Objective::Absolute) return task_.scale * 0x1p-53;
  return std::isfinite(estimate) ? estimate * kNoise : 0;
}

void BranchAndBound::confirm(const std::vector<double>& at, double ignorable) {
  std::size_t piece = 0;  // the one that the point comes from
  const auto has = [&](const OpenBox& root) {
    for (std::size_t k = 0; k < at.size(); ++k)
      if (!(root.lo[k] <= at[k] && at[k] <= root.hi[k])) return false;
    return true;
  };
  while (piece + 1 < roots_.size() && !has(roots_[piece])) ++piece;
  const std::vector<Rational> x = nearest_point(task_.pieces[piece], at);
  const double value = lower_difference(task_.f, task_.g, x, ignorable, least_progress_, task_.objective);
  const std::lock_guard lock(mutex_);
  if (value > lower_ || (witness_.empty() && value >= lower_)) {
    lower_ = value;
    witness_ = x;
  }
}

void BranchAndBound::hand_back(const OpenBox& box) {
  if (is_done(box.upper)) {
    settle(box.upper);
  } else {
    queue_.push(box);
    peak_ = std::max<std::uint64_t>(peak_, queue_.size());
  }
}

bool BranchAndBound::is_reached(double lower, double upper) const {
  if (!std::isnan(threshold_)) return upper <= threshold_ || lower > threshold_;
  if (upper == kInfinity || lower == -kInfinity) return false;
  const double gap = directed::sub_up(upper, lower);
  const double measure = task_.objective == Objective::Absolute ? lower : task_.scale;
  return (measure > 0 && gap <= directed::mul_down(relative_gap_, measure)) ||
         (absolute_gap_ > 0 && gap <= absolute_gap_);
}

bool BranchAndBound::is_done(double upper) const {
  if (upper <= lower_ || is_reached(lower_, upper)) return true;
  // Within two ulps of lower: no arithmetic over double separates them.
  if (lower_ > 0 || (task_.objective != Objective::Absolute && lower_ > -kInfinity))
    return upper <= directed::next_up(directed::next_up(lower_)) ||
           (task_.scale > 0 && upper < kInfinity && directed::sub_up(upper, lower_) <= 0x1p-52 * task_.scale);
  return false;
}

double BranchAndBound::dive_target(double upper) const {
  if (upper == kInfinity) return std::numeric_limits<double>::max();
  // Rounded down: a bound at the goal is done, so that every dive ends or lowers the bound of its box.
  const double gap = std::max(directed::mul_down(relative_gap_, magnitude()), absolute_gap_);
  const double goal = std::isnan(threshold_) ? directed::add_down(lower_, gap) : threshold_;
  return std::clamp(goal + (upper - goal) * kDive, goal, std::max(goal, directed::next_down(upper)));
}

bool BranchAndBound::may_expand(const OpenBox& box) {
  const bool reachable = absolute_gap_ > 0 || threshold_ > 0 || magnitude() > 0;
  if (reachable || box.arithmetic != Arithmetic::Multiple || box.upper == kInfinity) return true;
  // No relative gap can be reached from 0, and what is left is rounding: try some boxes with more bits, then stop.
  if (precise_tries_++ < kPreciseTries) return true;
  stop(Status::PrecisionLimit);
  return false;
}

double BranchAndBound::upper() const {
  double upper = settled_;
  if (!queue_.empty()) upper = std::max(upper, queue_.top_upper());
  for (const std::unique_ptr<Worker>& worker : workers_)
    upper = std::max(upper, static_cast<const Hand&>(*worker).bound);
  return upper;
}

Progress BranchAndBound::progress() {
  Progress now{{lower_}, {upper()}, boxes_, queue_.size(), 0, "inf", queue_.memory()};
  if (task_.objective == Objective::Largest) now.norm = "max";
  if (task_.objective == Objective::Smallest) {
    now.norm = "min";
    std::swap(now.lower.value, now.upper.value);
    now.lower.value *= -1;
    now.upper.value *= -1;
  }
  return now;
}

}  // namespace relugap::verify
