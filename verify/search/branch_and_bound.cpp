#include "verify/search/branch_and_bound.h"

#include <algorithm>
#include <cmath>
#include <system_error>
#include <thread>

#include "lib/arith/directed.h"
#include "lib/arith/self_test.h"
#include "lib/core/error.h"
#include "verify/relax/difference.h"
#include "verify/search/domain_point.h"
#include "verify/search/resources.h"

namespace relugap::verify {
namespace {

using Clock = std::chrono::steady_clock;
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr int kPreciseTries = 64;  // boxes bounded in MPFR arithmetic while no point with f != g is known
constexpr double kNoise =
    0x1p-30;  // a value this far below its estimate is rounding noise, not worth more bits
constexpr double kReportEvery = 0.2;  // seconds

}  // namespace

BranchAndBound::BranchAndBound(const Side& f, const Side& g, const target::RationalBox& domain,
                               const SearchOptions& options)
    : f_(f),
      g_(g),
      domain_(domain),
      options_(options),
      prepared_f_(f),
      prepared_g_(g),
      relative_gap_(round_down(options.relative_gap)),
      absolute_gap_(round_down(options.absolute_gap)),
      least_progress_(std::clamp(relative_gap_ / 64, 0x1p-53, 1e-4)),
      memory_limit_(options.memory_limit_bytes ? options.memory_limit_bytes : half_of_memory()),
      threads_(options.threads ? options.threads : std::max(1u, std::thread::hardware_concurrency())),
      queue_(domain.dimension(), prepared_f_.sign_bytes() + prepared_g_.sign_bytes()),
      in_hand_(threads_, -1.0) {
  root_ = double_hull(domain);
  root_.signs.assign(prepared_f_.sign_bytes() + prepared_g_.sign_bytes(), 0);
}

NormEnclosure BranchAndBound::run() {
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
  // Both are proved, each on its own: a contradiction is a bug in one of the proofs.
  RELUGAP_CHECK(upper() >= lower_);

  NormEnclosure result;
  result.lower = {lower_};
  result.upper = {upper()};
  result.witness = witness_;
  result.status = goal_reached(lower_, upper()) ? Status::Converged : status_;
  result.boxes = boxes_;
  result.seconds = since(begin_);
  result.cpu_seconds = cpu_seconds() - cpu_begin;
  result.threads = static_cast<unsigned>(helpers.size()) + 1;
  return result;
}

void BranchAndBound::start() {
  TileEvaluator evaluator(prepared_f_, prepared_g_, domain_.dimension());
  std::vector<OpenBox> root{root_};
  confirm(centred(root_).centre, 0);
  offer(evaluator.evaluate(root, lower_));
  boxes_ = 1;
  queue_.push(root[0]);
}

void BranchAndBound::work(unsigned thread) {
  try {
    check_floating_point_environment();
    TileEvaluator evaluator(prepared_f_, prepared_g_, domain_.dimension());
    Children children;
    OpenBox box;
    std::unique_lock lock(mutex_);
    while (true) {
      changed_.wait(lock, [&] {
        return stopped_ || !queue_.empty() || *std::max_element(in_hand_.begin(), in_hand_.end()) < 0;
      });
      if (stopped_) break;
      if (queue_.empty()) {
        stop(Status::PrecisionLimit);
        break;
      }
      if (goal_reached(lower_, upper())) {
        stop(Status::Converged);
        break;
      }
      queue_.pop(box);
      if (limits_hit(box)) {
        queue_.push(box);
        break;
      }
      in_hand_[thread] = box.upper;
      lock.unlock();
      process(box, evaluator, children);
      lock.lock();
      in_hand_[thread] = -1;
      changed_.notify_all();
      if (thread == 0 || threads_ == 1) report();
    }
  } catch (...) {
    const std::lock_guard lock(mutex_);
    if (!failure_) failure_ = std::current_exception();
    settle(kInfinity);
    stop(Status::Interrupted);
  }
}

void BranchAndBound::process(OpenBox& box, TileEvaluator& evaluator, Children& children) {
  const bool whole = is_unsplittable(box);
  if (box.arithmetic == Arithmetic::Multiple || whole) {
    const CentredBox around = centred(box);
    const double precise = upper_difference_precise(f_, g_, around, [this] { return out_of_time(); });
    if (whole && precise == kInfinity && !is_defined(f_, g_, around)) {
      refuse_undefined(nearest_point(domain_, box.lo));
    }
    // Double estimates may have missed what is here.
    confirm(around.centre, std::isfinite(precise) ? precise * kNoise : 0);
    const bool better = precise < box.upper;
    box.upper = std::min(box.upper, precise);
    box.arithmetic = Arithmetic::Double;
    const std::lock_guard lock(mutex_);
    if (whole || is_hopeless(box.upper)) {
      settle(box.upper);
      return;
    }
    if (better) {
      queue_.push(box);
      return;
    }
  }
  split(box, children);
  double lower;
  {
    const std::lock_guard lock(mutex_);
    lower = lower_;
  }
  offer(evaluator.evaluate(children.boxes(), lower));
  const std::lock_guard lock(mutex_);
  boxes_ += children.boxes().size();
  for (const OpenBox& child : children.boxes()) {
    // Below the goal at today's lower bound is below it for ever: lower only grows.
    if (is_hopeless(child.upper) || goal_reached(lower_, child.upper)) {
      settle(child.upper);
    } else {
      queue_.push(child);
    }
  }
}

void BranchAndBound::offer(const Candidate& candidate) {
  {
    const std::lock_guard lock(mutex_);
    if (!(candidate.estimate > lower_ + lower_ * least_progress_)) return;
  }
  // An infinite estimate stands for "nothing but NaN": then no value is ignorable, and an undefined formula is refused.
  confirm(candidate.x, std::isfinite(candidate.estimate) ? candidate.estimate * kNoise : 0);
}

void BranchAndBound::confirm(const std::vector<double>& at, double ignorable) {
  const std::vector<Rational> x = nearest_point(domain_, at);
  const double value = lower_difference(f_, g_, x, ignorable, least_progress_);
  const std::lock_guard lock(mutex_);
  if (value > lower_ || witness_.empty()) {
    lower_ = std::max(lower_, value);
    witness_ = x;
  }
}

bool BranchAndBound::is_hopeless(double upper) const {
  // Within two ulps of lower: no arithmetic over double separates them.
  return upper <= lower_ || (lower_ > 0 && upper <= directed::next_up(directed::next_up(lower_)));
}

bool BranchAndBound::out_of_time() const {
  return (options_.interrupted && options_.interrupted->load(std::memory_order_relaxed)) ||
         since(begin_) >= options_.time_limit_seconds;
}

double BranchAndBound::upper() const {
  double upper = settled_;
  if (!queue_.empty()) upper = std::max(upper, queue_.top_upper());
  for (double in_hand : in_hand_) upper = std::max(upper, in_hand);
  return upper;
}

bool BranchAndBound::goal_reached(double lower, double upper) const {
  if (upper == kInfinity) return false;
  const double gap = directed::sub_up(upper, lower);
  return (lower > 0 && gap <= directed::mul_down(relative_gap_, lower)) ||
         (absolute_gap_ > 0 && gap <= absolute_gap_);
}

bool BranchAndBound::limits_hit(const OpenBox& next) {
  if (options_.interrupted && options_.interrupted->load(std::memory_order_relaxed)) {
    stop(Status::Interrupted);
  } else if (since(begin_) >= options_.time_limit_seconds) {
    stop(Status::TimeLimit);
  } else if (queue_.memory() > memory_limit_) {
    stop(Status::MemoryLimit);
  } else if (settled_ == kInfinity) {
    stop(Status::PrecisionLimit);  // beyond the range of double somewhere: no finite bound will come
  } else if (lower_ == 0 && !(absolute_gap_ > 0) && next.arithmetic == Arithmetic::Multiple &&
             next.upper < kInfinity) {
    // No relative gap can be reached from 0, and what is left is rounding: try some boxes with more bits, then stop.
    if (precise_tries_ == kPreciseTries) stop(Status::PrecisionLimit);
    ++precise_tries_;
  }
  return stopped_;
}

void BranchAndBound::settle(double upper) { settled_ = std::max(settled_, upper); }

void BranchAndBound::report() {
  if (!options_.progress || since(last_report_) < kReportEvery) return;
  last_report_ = Clock::now();
  options_.progress({{lower_}, {upper()}, boxes_, queue_.size(), since(begin_)});
}

void BranchAndBound::stop(Status status) {
  if (!stopped_) status_ = status;
  stopped_ = true;
  changed_.notify_all();
}

}  // namespace relugap::verify
