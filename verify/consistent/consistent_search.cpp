#include "verify/consistent/consistent_search.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <system_error>
#include <thread>

#include "lib/arith/directed.h"
#include "lib/arith/self_test.h"
#include "lib/core/error.h"
#include "verify/consistent/precise_affine.h"
#include "verify/relax/difference.h"
#include "verify/relax/value.h"
#include "verify/search/domain_point.h"
#include "verify/search/resources.h"
#include "verify/search/split.h"

namespace relugap::verify {

using kernel::kLanes;

namespace {

using Clock = std::chrono::steady_clock;
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kRoundingShare = 0.25;  // of what a box has above the lower bound: then rounding is to blame
constexpr double kReportEvery = 0.2;     // seconds

}  // namespace

/// Scratch memory of one thread, and the best point of the last tile.
struct ConsistentSearch::Worker {
  Worker(const ConsistentSearch& search)
      : side(make_tile_side(search.prepared_, search.domain_.dimension())),
        envelope(search.cones_, search.tree_),
        tile(search.domain_.dimension()),
        bounds(search.domain_.dimension()),
        points(2 * search.domain_.dimension() * kLanes, 0.0),
        values(2 * kLanes, 0.0) {}

  std::unique_ptr<TileSide> side;
  EnvelopeBound envelope;
  kernel::BoxTile tile;
  kernel::SideBounds bounds;
  kernel::AlignedVector points, values;  ///< two rows of kLanes points: above, below
  bool wanted[2][kLanes] = {};           ///< points that were set
  double lower = 0, enough = 0;          ///< at the beginning of the tile
  Children children;
  std::vector<OpenRegion> regions;
  std::vector<double> slope, score;
  std::vector<ConeTree::Found> found;
};

ConsistentSearch::ConsistentSearch(const ConeSet& cones, const ConeTree& tree, const Side& f,
                                   const target::RationalBox& domain, const SearchOptions& options)
    : cones_(cones),
      tree_(tree),
      f_(f),
      domain_(domain),
      options_(options),
      prepared_(f),
      root_{double_hull(domain), {kInfinity, kInfinity}},
      relative_gap_(round_down(options.relative_gap)),
      absolute_gap_(round_down(options.absolute_gap)),
      region_bytes_(sizeof(OpenRegion) + 2 * (domain.dimension() * sizeof(double) + 16)),
      memory_limit_(options.memory_limit_bytes ? options.memory_limit_bytes : half_of_memory()),
      threads_(options.threads ? options.threads : std::max(1u, std::thread::hardware_concurrency())),
      in_hand_(threads_, -1.0) {}

ConsistentResult ConsistentSearch::run() {
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

  ConsistentResult result;
  result.enclosure.lower = {lower_};
  result.enclosure.upper = {upper()};
  result.enclosure.witness = witness_;
  result.enclosure.status = goal_reached(lower_, upper()) ? Status::Converged : status_;
  result.enclosure.boxes = boxes_;
  result.enclosure.seconds = since(begin_);
  result.enclosure.cpu_seconds = cpu_seconds() - cpu_begin;
  result.enclosure.threads = static_cast<unsigned>(helpers.size()) + 1;
  result.side = side_;
  return result;
}

void ConsistentSearch::start() {
  Worker worker(*this);
  std::vector<OpenRegion> root{root_};
  for (const Sign sign : kSigns) confirm(centred(root_.box).centre, sign);
  bound(root, worker);
  boxes_ = 1;
  heap_.push_back(std::move(root[0]));
}

void ConsistentSearch::work(unsigned thread) {
  try {
    check_floating_point_environment();
    Worker worker(*this);
    std::unique_lock lock(mutex_);
    while (true) {
      changed_.wait(lock, [&] {
        return stopped_ || !heap_.empty() || *std::max_element(in_hand_.begin(), in_hand_.end()) < 0;
      });
      if (stopped_) break;
      if (heap_.empty()) {
        stop(Status::PrecisionLimit);
        break;
      }
      if (goal_reached(lower_, upper())) {
        stop(Status::Converged);
        break;
      }
      if (limits_hit()) break;
      std::pop_heap(heap_.begin(), heap_.end());
      OpenRegion region = std::move(heap_.back());
      heap_.pop_back();
      in_hand_[thread] = region.box.upper;
      lock.unlock();
      process(region, worker);
      lock.lock();
      in_hand_[thread] = -1;
      changed_.notify_all();
      if (thread == 0 || threads_ == 1) report();
    }
  } catch (...) {
    const std::lock_guard lock(mutex_);
    if (!failure_) failure_ = std::current_exception();
    settled_ = kInfinity;
    stop(Status::Interrupted);
  }
}

void ConsistentSearch::process(OpenRegion& region, Worker& worker) {
  const bool whole = is_unsplittable(region.box);
  if (region.box.arithmetic == Arithmetic::Multiple || whole) {
    const CentredBox around = centred(region.box);
    const double before = region.box.upper;
    bound_precisely(region, worker);
    if (whole && region.box.upper == kInfinity && !is_defined(f_, Zero{}, around)) {
      refuse_undefined(nearest_point(domain_, region.box.lo), "function");
    }
    for (const Sign sign : kSigns) confirm(around.centre, sign);
    region.box.arithmetic = Arithmetic::Double;
    const std::lock_guard lock(mutex_);
    if (whole || is_hopeless(region.box.upper)) {
      settled_ = std::max(settled_, region.box.upper);
      return;
    }
    if (region.box.upper < before) {
      heap_.push_back(std::move(region));
      std::push_heap(heap_.begin(), heap_.end());
      return;
    }
  }
  split(region.box, worker.children);
  worker.regions.clear();
  for (const OpenBox& child : worker.children.boxes())
    worker.regions.push_back({child, {region.bound[0], region.bound[1]}});
  bound(worker.regions, worker);
  const std::lock_guard lock(mutex_);
  take(worker.regions);
}

void ConsistentSearch::take(std::vector<OpenRegion>& regions) {
  boxes_ += regions.size();
  for (OpenRegion& region : regions) {
    // Below the goal at today's lower bound is below it for ever: lower only grows.
    if (is_hopeless(region.box.upper) || goal_reached(lower_, region.box.upper)) {
      settled_ = std::max(settled_, region.box.upper);
    } else {
      heap_.push_back(std::move(region));
      std::push_heap(heap_.begin(), heap_.end());
    }
  }
}

void ConsistentSearch::bound(std::vector<OpenRegion>& regions, Worker& worker) {
  RELUGAP_CHECK(!regions.empty() && regions.size() <= kLanes);
  const std::size_t d = domain_.dimension();
  for (std::size_t lane = 0; lane < kLanes; ++lane)
    load(regions[std::min(lane, regions.size() - 1)].box, lane, worker.tile);
  worker.side->enclose(worker.tile, nullptr, worker.bounds);
  worker.lower = current_lower();
  worker.enough = worker.lower + std::max(relative_gap_ * worker.lower, absolute_gap_);
  worker.slope.resize(d);
  for (std::size_t lane = 0; lane < regions.size(); ++lane) {
    OpenRegion& region = regions[lane];
    region.box.arithmetic = Arithmetic::Double;
    const CentredBox box = centred(region.box);
    worker.score.assign(d, 0.0);
    for (const Sign sign : kSigns) bound_sign(region, box, lane, sign, worker);
    region.box.upper = std::max({0.0, region.bound[0], region.bound[1]});
    choose_split(worker.score, region.box);
  }
  worker.side->estimate(worker.points, 2, worker.values);
  double best = worker.lower * (1 + 1e-12);
  std::vector<double> x(d), candidate;
  Sign side = Sign::Above;
  for (const Sign sign : kSigns) {
    const auto s = static_cast<std::size_t>(sign);
    for (std::size_t lane = 0; lane < regions.size(); ++lane) {
      if (!worker.wanted[s][lane] || regions[lane].bound[s] <= best) continue;
      for (std::size_t k = 0; k < d; ++k) x[k] = worker.points[(s * d + k) * kLanes + lane];
      tree_.estimate_least(x, sign, 1, worker.found);
      const double value = worker.values[s * kLanes + lane];
      const double estimate = worker.found[0].value - (sign == Sign::Above ? value : -value);
      if (!(estimate > best)) continue;
      best = estimate;
      candidate = x;
      side = sign;
    }
  }
  if (!candidate.empty()) confirm(candidate, side);
}

void ConsistentSearch::bound_sign(OpenRegion& region, const CentredBox& box, std::size_t lane, Sign sign,
                                  Worker& worker) {
  const auto s = static_cast<std::size_t>(sign);
  const std::size_t d = box.dimension();
  for (std::size_t k = 0; k < d; ++k) worker.points[(s * d + k) * kLanes + lane] = box.centre[k];
  worker.wanted[s][lane] = false;
  if (region.bound[s] <= worker.lower) return;  // nothing here can raise the maximum
  const kernel::LinearUpperBound& f = sign == Sign::Above ? worker.bounds.negative : worker.bounds.positive;
  if (!(f.constant[lane] < kInfinity)) {
    region.box.arithmetic = Arithmetic::Multiple;
    return;
  }
  for (std::size_t k = 0; k < d; ++k) worker.slope[k] = f.slope[k * kLanes + lane];
  const EnvelopeMaximum found =
      worker.envelope.maximum(box, {f.constant[lane], worker.slope}, sign, worker.enough);
  region.bound[s] = std::min(region.bound[s], found.upper);
  const double above = found.upper - worker.lower;
  if (found.upper > worker.enough && f.rounding[lane] + found.rounding > kRoundingShare * above)
    region.box.arithmetic = Arithmetic::Multiple;
  worker.wanted[s][lane] = true;
  for (std::size_t k = 0; k < d; ++k) {
    worker.score[k] += found.score[k] + f.score[k * kLanes + lane];
    worker.points[(s * d + k) * kLanes + lane] =
        std::clamp(box.centre[k] + box.radius[k] * found.t[k], region.box.lo[k], region.box.hi[k]);
  }
}

void ConsistentSearch::bound_precisely(OpenRegion& region, Worker& worker) {
  const CentredBox box = centred(region.box);
  for (const Sign sign : kSigns) {
    const auto s = static_cast<std::size_t>(sign);
    const auto affine = upper_affine_precise(f_, box, sign, [this] { return out_of_time(); });
    if (!affine) continue;
    const EnvelopeMaximum found =
        worker.envelope.maximum(box, {affine->constant, affine->slope}, sign, -kInfinity);
    // Once the rounding of the cones themselves is what is left, no smaller box will do better.
    region.bound[s] = std::min(region.bound[s], found.upper);
    if (found.rounding > kRoundingShare * (found.upper - current_lower())) {
      const std::lock_guard lock(mutex_);
      settled_ = std::max(settled_, region.bound[s]);
      region.bound[s] = 0;
    }
  }
  region.box.upper = std::max({0.0, region.bound[0], region.bound[1]});
}

void ConsistentSearch::confirm(const std::vector<double>& at, Sign sign) {
  const std::vector<Rational> x = nearest_point(domain_, at);
  std::vector<double> lo, hi;
  for (const Rational& v : x) {
    lo.push_back(round_down(v));
    hi.push_back(round_up(v));
  }
  const double envelope = tree_.lower_envelope(lo, hi, sign);
  double value = 0;
  try {
    const Interval f = enclose_value(f_, x, 0x1p-50 * std::fabs(envelope));
    value = sign == Sign::Above ? directed::sub_down(envelope, f.upper())
                                : directed::add_down(envelope, f.lower());
  } catch (const std::domain_error& error) {
    refuse_near(x, std::string("that are defined everywhere on the domain, found ") + error.what(),
                "function");
  }
  const std::lock_guard lock(mutex_);
  if (value > lower_ || witness_.empty()) {
    lower_ = std::max(lower_, value);
    witness_ = x;
    side_ = sign;
  }
}

bool ConsistentSearch::out_of_time() const {
  return (options_.interrupted && options_.interrupted->load(std::memory_order_relaxed)) ||
         since(begin_) >= options_.time_limit_seconds;
}

double ConsistentSearch::current_lower() {
  const std::lock_guard lock(mutex_);
  return lower_;
}

bool ConsistentSearch::is_hopeless(double upper) const {
  return upper <= lower_ || (lower_ > 0 && upper <= directed::next_up(directed::next_up(lower_)));
}

double ConsistentSearch::upper() const {
  double upper = settled_;
  if (!heap_.empty()) upper = std::max(upper, heap_.front().box.upper);
  for (double in_hand : in_hand_) upper = std::max(upper, in_hand);
  return upper;
}

bool ConsistentSearch::goal_reached(double lower, double upper) const {
  if (upper == kInfinity) return false;
  const double gap = directed::sub_up(upper, lower);
  return (lower > 0 && gap <= directed::mul_down(relative_gap_, lower)) ||
         (absolute_gap_ > 0 && gap <= absolute_gap_);
}

bool ConsistentSearch::limits_hit() {
  if (options_.interrupted && options_.interrupted->load(std::memory_order_relaxed)) {
    stop(Status::Interrupted);
  } else if (since(begin_) >= options_.time_limit_seconds) {
    stop(Status::TimeLimit);
  } else if (heap_.size() * region_bytes_ > memory_limit_) {
    stop(Status::MemoryLimit);
  } else if (settled_ == kInfinity) {
    stop(Status::PrecisionLimit);
  } else if (settled_ >= upper()) {
    // What was settled is short of the goal, and no box that waits or is in hand can change that.
    stop(Status::PrecisionLimit);
  }
  return stopped_;
}

void ConsistentSearch::report() {
  if (!options_.progress || since(last_report_) < kReportEvery) return;
  last_report_ = Clock::now();
  options_.progress({{lower_}, {upper()}, boxes_, heap_.size(), since(begin_)});
}

void ConsistentSearch::stop(Status status) {
  if (!stopped_) status_ = status;
  stopped_ = true;
  changed_.notify_all();
}

}  // namespace relugap::verify
