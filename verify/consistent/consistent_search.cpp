#include "verify/consistent/consistent_search.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "lib/arith/directed.h"
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

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kRoundingShare = 0.25;  // of what a box has above the lower bound: then rounding is to blame

}  // namespace

/// Scratch memory of one thread, and the best point of the last tile.
struct ConsistentSearch::Hand : Worker {
  explicit Hand(const ConsistentSearch& search)
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
  OpenRegion region;                ///< in hand
  std::vector<OpenRegion> regions;  ///< what it was split into; nothing if it was bounded better instead
  bool settled = false;             ///< nothing can bound the region better
  std::vector<double> slope, score;
  std::vector<ConeTree::Found> found;
};

ConsistentSearch::ConsistentSearch(const ConeSet& cones, const ConeTree& tree, const Side& f,
                                   const target::RationalBox& domain, const SearchOptions& options)
    : SearchLoop(options),
      cones_(cones),
      tree_(tree),
      f_(f),
      domain_(domain),
      prepared_(f),
      root_{double_hull(domain), {kInfinity, kInfinity}},
      relative_gap_(round_down(options.relative_gap)),
      absolute_gap_(round_down(options.absolute_gap)),
      region_bytes_(sizeof(OpenRegion) + 2 * (domain.dimension() * sizeof(double) + 16)),
      memory_limit_(options.memory_limit_bytes ? options.memory_limit_bytes : half_of_memory()) {}

ConsistentResult ConsistentSearch::run() {
  start();
  run_threads();
  // Both are proved, each on its own: a contradiction is a bug in one of the proofs.
  RELUGAP_CHECK(upper() >= lower_);
  ConsistentResult result;
  result.enclosure.lower = {lower_};
  result.enclosure.upper = {upper()};
  result.enclosure.witness = witness_;
  result.enclosure.status = goal_reached(lower_, upper()) ? Status::Converged : status_;
  result.enclosure.boxes = boxes_;
  set_cost(result.enclosure);
  result.side = side_;
  return result;
}

void ConsistentSearch::start() {
  Hand hand(*this);
  std::vector<OpenRegion> root{root_};
  for (const Sign sign : kSigns) confirm(centred(root_.box).centre, sign);
  bound(root, hand);
  boxes_ = 1;
  heap_.push_back(std::move(root[0]));
}

std::unique_ptr<SearchLoop::Worker> ConsistentSearch::make_worker() { return std::make_unique<Hand>(*this); }

bool ConsistentSearch::take(Worker& worker) {
  if (goal_reached(lower_, upper())) {
    stop(Status::Converged);
  } else if (heap_.size() * region_bytes_ > memory_limit_) {
    stop(Status::MemoryLimit);
  } else if (!heap_.empty() && (settled_ == kInfinity || settled_ >= upper())) {
    // What was settled is short of the goal, and no box that waits or is in hand can change that.
    stop(Status::PrecisionLimit);
  }
  if (stopped_ || heap_.empty()) return false;
  std::pop_heap(heap_.begin(), heap_.end());
  static_cast<Hand&>(worker).region = std::move(heap_.back());
  heap_.pop_back();
  return true;
}

void ConsistentSearch::process(Worker& worker) {
  auto& hand = static_cast<Hand&>(worker);
  OpenRegion region = hand.region;  // what is in hand keeps its bound meanwhile
  hand.regions.clear();
  hand.settled = false;
  const bool whole = is_unsplittable(region.box);
  if (region.box.arithmetic == Arithmetic::Multiple || whole) {
    const CentredBox around = centred(region.box);
    const double before = region.box.upper;
    bound_precisely(region, hand);
    if (whole && region.box.upper == kInfinity && !is_defined(f_, Zero{}, around)) {
      refuse_undefined(nearest_point(domain_, region.box.lo), "function");
    }
    for (const Sign sign : kSigns) confirm(around.centre, sign);
    region.box.arithmetic = Arithmetic::Double;
    hand.settled = whole;
    if (whole || region.box.upper < before) {
      hand.regions.push_back(std::move(region));
      return;
    }
  }
  split(region.box, hand.children);
  for (const OpenBox& child : hand.children.boxes())
    hand.regions.push_back({child, {region.bound[0], region.bound[1]}});
  bound(hand.regions, hand);
  const std::lock_guard lock(mutex_);
  boxes_ += hand.regions.size();
}

void ConsistentSearch::put(Worker& worker) {
  auto& hand = static_cast<Hand&>(worker);
  for (OpenRegion& region : hand.regions) {
    if (hand.settled) {
      settled_ = std::max(settled_, region.box.upper);
    } else {
      hand_back(std::move(region));
    }
  }
}

void ConsistentSearch::hand_back(OpenRegion region) {
  // Below the goal at today's lower bound is below it for ever: lower only grows.
  if (is_hopeless(region.box.upper) || goal_reached(lower_, region.box.upper)) {
    settled_ = std::max(settled_, region.box.upper);
  } else {
    heap_.push_back(std::move(region));
    std::push_heap(heap_.begin(), heap_.end());
  }
}

void ConsistentSearch::bound(std::vector<OpenRegion>& regions, Hand& hand) {
  RELUGAP_CHECK(!regions.empty() && regions.size() <= kLanes);
  const std::size_t d = domain_.dimension();
  for (std::size_t lane = 0; lane < kLanes; ++lane)
    load(regions[std::min(lane, regions.size() - 1)].box, lane, hand.tile);
  hand.side->enclose(hand.tile, nullptr, hand.bounds);
  hand.lower = current_lower();
  hand.enough = hand.lower + std::max(relative_gap_ * hand.lower, absolute_gap_);
  hand.slope.resize(d);
  for (std::size_t lane = 0; lane < regions.size(); ++lane) {
    OpenRegion& region = regions[lane];
    region.box.arithmetic = Arithmetic::Double;
    const CentredBox box = centred(region.box);
    hand.score.assign(d, 0.0);
    for (const Sign sign : kSigns) bound_sign(region, box, lane, sign, hand);
    region.box.upper = std::max({0.0, region.bound[0], region.bound[1]});
    choose_split(hand.score, region.box);
  }
  hand.side->estimate(hand.points, 2, hand.values);
  double best = hand.lower * (1 + 1e-12);
  std::vector<double> x(d), candidate;
  Sign side = Sign::Above;
  for (const Sign sign : kSigns) {
    const auto s = static_cast<std::size_t>(sign);
    for (std::size_t lane = 0; lane < regions.size(); ++lane) {
      if (!hand.wanted[s][lane] || regions[lane].bound[s] <= best) continue;
      for (std::size_t k = 0; k < d; ++k) x[k] = hand.points[(s * d + k) * kLanes + lane];
      tree_.estimate_least(x, sign, 1, hand.found);
      const double value = hand.values[s * kLanes + lane];
      const double estimate = hand.found[0].value - (sign == Sign::Above ? value : -value);
      if (!(estimate > best)) continue;
      best = estimate;
      candidate = x;
      side = sign;
    }
  }
  if (!candidate.empty()) confirm(candidate, side);
}

void ConsistentSearch::bound_sign(OpenRegion& region, const CentredBox& box, std::size_t lane, Sign sign,
                                  Hand& hand) {
  const auto s = static_cast<std::size_t>(sign);
  const std::size_t d = box.dimension();
  for (std::size_t k = 0; k < d; ++k) hand.points[(s * d + k) * kLanes + lane] = box.centre[k];
  hand.wanted[s][lane] = false;
  if (region.bound[s] <= hand.lower) return;  // nothing here can raise the maximum
  const kernel::LinearUpperBound& f = sign == Sign::Above ? hand.bounds.negative : hand.bounds.positive;
  if (!(f.constant[lane] < kInfinity)) {
    region.box.arithmetic = Arithmetic::Multiple;
    return;
  }
  for (std::size_t k = 0; k < d; ++k) hand.slope[k] = f.slope[k * kLanes + lane];
  const EnvelopeMaximum found = hand.envelope.maximum(box, {f.constant[lane], hand.slope}, sign, hand.enough);
  region.bound[s] = std::min(region.bound[s], found.upper);
  const double above = found.upper - hand.lower;
  if (found.upper > hand.enough && f.rounding[lane] + found.rounding > kRoundingShare * above)
    region.box.arithmetic = Arithmetic::Multiple;
  hand.wanted[s][lane] = true;
  for (std::size_t k = 0; k < d; ++k) {
    hand.score[k] += found.score[k] + f.score[k * kLanes + lane];
    hand.points[(s * d + k) * kLanes + lane] =
        std::clamp(box.centre[k] + box.radius[k] * found.t[k], region.box.lo[k], region.box.hi[k]);
  }
}

void ConsistentSearch::bound_precisely(OpenRegion& region, Hand& hand) {
  const CentredBox box = centred(region.box);
  for (const Sign sign : kSigns) {
    const auto s = static_cast<std::size_t>(sign);
    const auto affine = upper_affine_precise(f_, box, sign, [this] { return out_of_time(); });
    if (!affine) continue;
    const EnvelopeMaximum found =
        hand.envelope.maximum(box, {affine->constant, affine->slope}, sign, -kInfinity);
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
  for (const std::unique_ptr<Worker>& worker : workers_)
    if (worker->busy) upper = std::max(upper, static_cast<const Hand&>(*worker).region.box.upper);
  return upper;
}

bool ConsistentSearch::goal_reached(double lower, double upper) const {
  if (upper == kInfinity) return false;
  const double gap = directed::sub_up(upper, lower);
  return (lower > 0 && gap <= directed::mul_down(relative_gap_, lower)) ||
         (absolute_gap_ > 0 && gap <= absolute_gap_);
}

Progress ConsistentSearch::progress() {
  return {{lower_}, {upper()}, boxes_, heap_.size(), 0, "inf", heap_.size() * region_bytes_};
}

}  // namespace relugap::verify
