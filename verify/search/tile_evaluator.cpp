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

}  // namespace

TileEvaluator::TileEvaluator(const PreparedSide& f, const PreparedSide& g, std::size_t d)
    : f_(make_tile_side(f, d)),
      g_(make_tile_side(g, d)),
      tile_(d),
      bounds_f_(d),
      bounds_g_(d),
      points_(2 * d * kLanes, 0.0),
      values_f_(2 * kLanes, 0.0),
      values_g_(2 * kLanes, 0.0),
      score_(d, 0.0) {}

Candidate TileEvaluator::evaluate(std::vector<OpenBox>& boxes, double lower) {
  RELUGAP_CHECK(!boxes.empty() && boxes.size() <= kLanes);
  for (std::size_t lane = 0; lane < kLanes; ++lane)
    load(boxes[std::min(lane, boxes.size() - 1)], lane, tile_);
  f_->enclose(tile_, bounds_f_);
  g_->enclose(tile_, bounds_g_);
  for (std::size_t lane = 0; lane < boxes.size(); ++lane) bound(boxes[lane], lane, lower);
  return best_point(boxes);
}

void TileEvaluator::bound(OpenBox& box, std::size_t lane, double lower) {
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
  box.rounding_limited = worst == kInfinity || rounding > kRoundingShare * (box.upper - lower);
  choose_split(score_, box);
}

double TileEvaluator::estimate_rounding(std::size_t lane) const {
  return bounds_f_.positive.rounding[lane] + bounds_f_.negative.rounding[lane] +
         bounds_g_.positive.rounding[lane] + bounds_g_.negative.rounding[lane];
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
