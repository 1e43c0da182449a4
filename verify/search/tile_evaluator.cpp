#include "verify/search/tile_evaluator.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "lib/core/error.h"
#include "lib/kernel/error_term.h"
#include "lib/kernel/roundoff.h"
#include "verify/relax/difference.h"
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

TileEvaluator::TileEvaluator(const PreparedSide& f, const PreparedSide& g, std::size_t d, Purpose purpose,
                             Objective objective)
    : side_f_(f.side),
      side_g_(g.side),
      f_(make_tile_side(f, d)),
      g_(make_tile_side(g, d)),
      pair_(make_tile_pair(f, g, d)),
      purpose_(purpose),
      objective_(objective),
      single_(purpose == Purpose::Sup && f_->has_single() && g_->has_single()),
      sign_bytes_f_(f.sign_bytes()),
      sign_bytes_g_(g.sign_bytes()),
      tile_(d),
      single_tile_(d),
      known_(sign_bytes_f_ + sign_bytes_g_),
      bounds_f_(d),
      bounds_g_(d),
      bounds_h_(d),
      bounds_pair_(d),
      points_(2 * d * kLanes, 0.0),
      values_f_(2 * kLanes, 0.0),
      values_g_(2 * kLanes, 0.0),
      score_(d, 0.0),
      peak_(d, 0.0) {}

Candidate TileEvaluator::evaluate(std::span<OpenBox> boxes, double lower) {
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
  enclose(single, known_f, known_g);
  for (std::size_t lane = 0; lane < boxes.size(); ++lane) finish(boxes[lane], lane, lower, single);
  // No point of a box that is bounded by `lower` raises it.
  const bool promising =
      std::any_of(boxes.begin(), boxes.end(), [&](const OpenBox& b) { return b.upper > lower; });
  return promising ? best_point(boxes.size()) : Candidate{};
}

void TileEvaluator::enclose(bool single, const std::uint8_t* known_f, const std::uint8_t* known_g) {
  const bool all = !pair_ || purpose_ == Purpose::Integrals;
  const bool with_f = all || pair_->needs_f(), with_g = all || pair_->needs_g();
  if (single) {
    if (with_f) f_->enclose(single_tile_, known_f, bounds_f_);
    if (with_g) g_->enclose(single_tile_, known_g, bounds_g_);
  } else {
    if (with_f) f_->enclose(tile_, known_f, bounds_f_);
    if (with_g) g_->enclose(tile_, known_g, bounds_g_);
  }
  for (std::size_t sign = 0; sign < 2; ++sign) {
    upper_[sign].fill(kInfinity);
    magnitude_[sign].fill(0.0);
    source_[sign].fill(1);
  }
  if (with_f && with_g) {
    subtract();
    bound(bounds_h_, 0);
  }
  if (pair_) {
    pair_->enclose(tile_, {*f_, bounds_f_}, {*g_, bounds_g_}, bounds_pair_);
    bound(bounds_pair_, 1);
  }
}

PeakBound TileEvaluator::bound_precisely(const CentredBox& box, const std::function<bool()>& stop,
                                         double enough) {
  if (pair_)
    if (std::optional<PeakBound> bound = pair_->enclose_precisely(box, objective_, stop, enough))
      return *bound;
  return {upper_difference_precise(side_f_, side_g_, box, stop, objective_, enough), box.centre};
}

bool TileEvaluator::know_signs(std::span<const OpenBox> boxes) {
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

void TileEvaluator::subtract() {
  const std::size_t d = tile_.dimension;
  for (std::size_t sign = 0; sign < 2; ++sign) {
    const kernel::LinearUpperBound& a = sign == 0 ? bounds_f_.positive : bounds_f_.negative;
    const kernel::LinearUpperBound& b = sign == 0 ? bounds_g_.negative : bounds_g_.positive;
    kernel::LinearUpperBound& h = sign == 0 ? bounds_h_.positive : bounds_h_.negative;
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      h.constant[lane] = a.constant[lane] + b.constant[lane];
      h.rounding[lane] = a.rounding[lane] + b.rounding[lane];
      // What the additions here may lose, |a| + |b| times a few units, is paid in `bound` with these magnitudes.
      magnitude_[sign][lane] = std::fabs(a.constant[lane]) + std::fabs(b.constant[lane]);
    }
    for (std::size_t i = 0; i < d * kLanes; ++i) {
      h.slope[i] = a.slope[i] + b.slope[i];
      h.score[i] = a.score[i] + b.score[i];
    }
  }
}

void TileEvaluator::bound(const kernel::SideBounds& bounds, std::uint8_t source) {
  const std::size_t d = tile_.dimension;
  const auto error = RELUGAP_ERROR_TERM("difference-rounding", kernel::gamma(2 * d + 8));
  for (std::size_t sign = 0; sign < 2; ++sign) {
    const kernel::LinearUpperBound& h = sign == 0 ? bounds.positive : bounds.negative;
    std::array<double, kLanes> total, magnitude;
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      total[lane] = h.constant[lane];
      magnitude[lane] = source == 0 ? magnitude_[sign][lane] : std::fabs(h.constant[lane]);
    }
    for (std::size_t k = 0; k < d; ++k) {
      for (std::size_t lane = 0; lane < kLanes; ++lane) {
        const double slope = std::fabs(h.slope[k * kLanes + lane]);
        total[lane] += slope;
        magnitude[lane] += slope;
      }
    }
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      magnitude[lane] *= error;
      total[lane] += magnitude[lane];
      if (!(std::fabs(total[lane]) < kInfinity)) total[lane] = kInfinity;
      if (source == 0 || total[lane] < upper_[sign][lane]) {
        upper_[sign][lane] = total[lane];
        magnitude_[sign][lane] = magnitude[lane];
        source_[sign][lane] = source;
      }
    }
  }
}

const kernel::LinearUpperBound& TileEvaluator::source(std::size_t sign, std::size_t lane) const {
  const kernel::SideBounds& h = source_[sign][lane] == 0 ? bounds_h_ : bounds_pair_;
  return sign == 0 ? h.positive : h.negative;
}

void TileEvaluator::finish(OpenBox& box, std::size_t lane, double lower, bool single) {
  const bool absolute = objective_ == Objective::Absolute;
  const std::size_t d = tile_.dimension;
  const std::size_t sign =
      absolute ? (upper_[1][lane] > upper_[0][lane] ? 1 : 0) : (objective_ == Objective::Smallest ? 1 : 0);
  const double worst = upper_[sign][lane];
  box.upper = std::min(box.upper, absolute ? std::max(worst, 0.0) : worst);
  const kernel::LinearUpperBound& h = source(sign, lane);
  const bool inside = source_[sign][lane] == 1 && pair_->peak(sign, lane, peak_);
  for (std::size_t k = 0; k < d; ++k) {
    const std::size_t v = k * kLanes + lane;
    // The vertex that this bound points to, or the peak inside.
    points_[v] = inside ? std::clamp(tile_.centre[v] + tile_.radius[v] * peak_[k], box.lo[k], box.hi[k])
                        : (h.slope[v] > 0 ? box.hi[k] : box.lo[k]);
    score_[k] = h.score[v];
  }
  const bool below = box.upper <= lower;
  if (below && purpose_ == Purpose::Sup) return;  // nobody will split it
  const double rounding = h.rounding[lane] + magnitude_[sign][lane];
  const double share = single ? kSingleShare : kRoundingShare;
  const bool limited = !below && (worst == kInfinity || rounding > share * (box.upper - lower));
  box.arithmetic = single ? (limited ? Arithmetic::Double : Arithmetic::Single)
                          : (limited ? Arithmetic::Multiple : Arithmetic::Double);
  choose_split(score_, box);
  keep_signs(lane, box);
}

double TileEvaluator::estimate_rounding(std::size_t lane) const {
  return bounds_f_.positive.rounding[lane] + bounds_f_.negative.rounding[lane] +
         bounds_g_.positive.rounding[lane] + bounds_g_.negative.rounding[lane];
}

Candidate TileEvaluator::best_point(std::size_t boxes) {
  const std::size_t d = tile_.dimension;
  for (std::size_t k = 0; k < d; ++k) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      points_[(d + k) * kLanes + lane] = tile_.centre[k * kLanes + lane];
      if (lane >= boxes) points_[k * kLanes + lane] = tile_.centre[k * kLanes + lane];
    }
  }
  f_->estimate(points_, 2, values_f_);
  g_->estimate(points_, 2, values_g_);
  Candidate best;
  std::size_t at = 0;
  for (std::size_t i = 0; i < 2 * kLanes; ++i) {
    const double difference = values_f_[i] - values_g_[i];
    const double estimate = objective_ == Objective::Absolute  ? std::fabs(difference)
                            : objective_ == Objective::Largest ? difference
                                                               : -difference;
    if (estimate > best.estimate) {
      best.estimate = estimate;
      at = i;
    }
  }
  if (best.estimate == -kInfinity) {  // nothing but NaN: let the rigorous evaluation say why, at a centre
    best.estimate = kInfinity;
    at = kLanes;
  }
  for (std::size_t k = 0; k < d; ++k)
    best.x.push_back(points_[((at / kLanes) * d + k) * kLanes + at % kLanes]);
  return best;
}

}  // namespace relugap::verify
