#include "verify/search/tile_evaluator.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "lib/core/error.h"
#include "lib/kernel/error_term.h"
#include "lib/kernel/roundoff.h"
#include "verify/search/split.h"

namespace relugap::verify {

using kernel::kLanes;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
/// Rounding is to blame for a box once it makes up this part of what the box has above the lower bound.
constexpr double kRoundingShare = 0.25;
/// The same for the change from float to double, which costs much less.
constexpr double kSingleShare = 0.1;

}  // namespace

TileEvaluator::TileEvaluator(const PreparedSide& f, const PreparedSide& g, std::size_t d)
    : f_(make_tile_side(f, d)),
      g_(make_tile_side(g, d)),
      single_(f_->has_single() && g_->has_single()),
      sign_bytes_f_(f.sign_bytes()),
      sign_bytes_g_(g.sign_bytes()),
      tile_(d),
      single_tile_(d),
      known_(sign_bytes_f_ + sign_bytes_g_),
      bounds_f_(d),
      bounds_g_(d),
      points_(2 * d * kLanes, 0.0),
      values_f_(2 * kLanes, 0.0),
      values_g_(2 * kLanes, 0.0),
      score_(d, 0.0) {}

Candidate TileEvaluator::evaluate(std::vector<OpenBox>& boxes, double lower) {
  RELUGAP_CHECK(!boxes.empty() && boxes.size() <= kLanes);
  bool single = single_;
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    const OpenBox& box = boxes[std::min(lane, boxes.size() - 1)];
    load(box, lane, tile_);
    single = single && box.arithmetic == Arithmetic::Single && load(box, lane, single_tile_);
  }
  const std::uint8_t *known_f = nullptr, *known_g = nullptr;
  if (know_signs(boxes)) {
    if (sign_bytes_f_ > 0) known_f = known_.data();
    if (sign_bytes_g_ > 0) known_g = known_.data() + sign_bytes_f_;
  }
  if (single) {
    f_->enclose(single_tile_, known_f, bounds_f_);
    g_->enclose(single_tile_, known_g, bounds_g_);
  } else {
    f_->enclose(tile_, known_f, bounds_f_);
    g_->enclose(tile_, known_g, bounds_g_);
  }
  for (std::size_t lane = 0; lane < boxes.size(); ++lane) {
    bound(boxes[lane], lane, lower, single);
    if (boxes[lane].upper <= lower) continue;  // nobody will split it
    choose_split(score_, boxes[lane]);
    keep_signs(lane, boxes[lane]);
  }
  // No point of a box that is bounded by `lower` raises it.
  const bool promising =
      std::any_of(boxes.begin(), boxes.end(), [&](const OpenBox& b) { return b.upper > lower; });
  return promising ? best_point(boxes) : Candidate{};
}

bool TileEvaluator::know_signs(const std::vector<OpenBox>& boxes) {
  std::fill(known_.begin(), known_.end(), std::uint8_t{0xFF});
  for (const OpenBox& box : boxes) {
    if (box.signs.size() != known_.size()) return false;
    for (std::size_t i = 0; i < known_.size(); ++i) known_[i] &= box.signs[i];
  }
  return true;
}

void TileEvaluator::keep_signs(std::size_t lane, OpenBox& box) const {
  box.signs.resize(known_.size());
  const auto copy = [&](const kernel::SideBounds& bounds, std::size_t bytes, std::size_t to) {
    if (bytes > 0) std::copy_n(bounds.signs.data() + lane * bytes, bytes, box.signs.data() + to);
  };
  copy(bounds_f_, sign_bytes_f_, 0);
  copy(bounds_g_, sign_bytes_g_, sign_bytes_f_);
}

void TileEvaluator::bound(OpenBox& box, std::size_t lane, double lower, bool single) {
  const std::size_t d = tile_.dimension;
  const auto error = RELUGAP_ERROR_TERM("difference-rounding", kernel::gamma(2 * d + 8));
  double worst = -kInfinity, rounding = 0;
  const std::pair<const kernel::LinearUpperBound*, const kernel::LinearUpperBound*> signs[2] = {
      {&bounds_f_.positive, &bounds_g_.negative}, {&bounds_f_.negative, &bounds_g_.positive}};
  for (const auto& [a, b] : signs) {
    double total = a->constant[lane] + b->constant[lane];
    double magnitude = std::fabs(a->constant[lane]) + std::fabs(b->constant[lane]);
    for (std::size_t k = 0; k < d; ++k) {
      const double slope = std::fabs(a->slope[k * kLanes + lane] + b->slope[k * kLanes + lane]);
      total += slope;
      magnitude += slope;
    }
    double upper = total + error * magnitude;
    if (!(std::fabs(upper) < kInfinity)) upper = kInfinity;
    if (!(upper > worst)) continue;
    worst = upper;
    rounding = a->rounding[lane] + b->rounding[lane] + error * magnitude;
    for (std::size_t k = 0; k < d; ++k) {
      score_[k] = a->score[k * kLanes + lane] + b->score[k * kLanes + lane];
      // The vertex that this bound points to.
      const double direction = a->slope[k * kLanes + lane] + b->slope[k * kLanes + lane];
      points_[k * kLanes + lane] = direction > 0 ? box.hi[k] : box.lo[k];
    }
  }
  box.upper = std::min(box.upper, std::max(worst, 0.0));
  if (single) {
    const bool limited = worst == kInfinity || rounding > kSingleShare * (box.upper - lower);
    box.arithmetic = limited ? Arithmetic::Double : Arithmetic::Single;
  } else {
    const bool limited = worst == kInfinity || rounding > kRoundingShare * (box.upper - lower);
    box.arithmetic = limited ? Arithmetic::Multiple : Arithmetic::Double;
  }
}

Candidate TileEvaluator::best_point(const std::vector<OpenBox>& boxes) {
  const std::size_t d = tile_.dimension;
  for (std::size_t k = 0; k < d; ++k) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      points_[(d + k) * kLanes + lane] = tile_.centre[k * kLanes + lane];
      if (lane >= boxes.size()) points_[k * kLanes + lane] = tile_.centre[k * kLanes + lane];
    }
  }
  f_->estimate(points_, 2, values_f_);
  g_->estimate(points_, 2, values_g_);
  Candidate best;
  std::size_t at = 0;
  for (std::size_t i = 0; i < 2 * kLanes; ++i) {
    const double estimate = std::fabs(values_f_[i] - values_g_[i]);
    if (estimate > best.estimate) {
      best.estimate = estimate;
      at = i;
    }
  }
  if (best.estimate < 0) {  // nothing but NaN: let the rigorous evaluation say why, at a centre
    best.estimate = kInfinity;
    at = kLanes;
  }
  for (std::size_t k = 0; k < d; ++k)
    best.x.push_back(points_[((at / kLanes) * d + k) * kLanes + at % kLanes]);
  return best;
}

}  // namespace relugap::verify
