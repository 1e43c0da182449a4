#include "verify/norm/local_pair.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "lib/arith/directed.h"
#include "lib/kernel/error_term.h"
#include "verify/relax/difference.h"

namespace relugap::verify {
namespace {

using kernel::kLanes;
using kernel::LinearUpperBound;

/// s h(tau) <= constant + sum slope_k tau_k from two one-sided bounds of a tile.
double add_bounds(const LinearUpperBound& a, const LinearUpperBound& b, std::size_t lane,
                  const LocalCoordinates& at, std::vector<double>& slope) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  double constant = directed::add_up(a.constant[lane], b.constant[lane]);
  slope.assign(at.shift.size(), 0.0);
  if (!std::isfinite(constant)) return kInfinity;
  for (std::size_t k = 0; k < slope.size(); ++k) {
    const std::size_t v = k * kLanes + lane;
    Interval sum(directed::add_down(a.slope[v], b.slope[v]), directed::add_up(a.slope[v], b.slope[v]));
    if (!at.identity) {
      constant = directed::add_up(constant, (sum * at.shift[k]).upper());
      sum *= at.stretch[k];
    }
    slope[k] = sum.lower();
    constant = directed::add_up(
        constant, RELUGAP_ERROR_TERM("local-slope-rounding", directed::sub_up(sum.upper(), sum.lower())));
    if (!std::isfinite(slope[k]) || !std::isfinite(constant)) {
      slope.assign(slope.size(), 0.0);
      return kInfinity;
    }
  }
  return constant;
}

MpInterval widened(const Interval& x) {
  return MpInterval(enclose_mp(x.lower()).lower(), enclose_mp(x.upper()).upper());
}

/// sign (constant + sum slope_k t_k) <= result + sum out_k tau_k over the box of `at`.
double upper_end(const AffineForm<MpInterval>& form, int sign, const LocalCoordinates& at,
                 std::vector<double>& out) {
  const MpInterval factor = enclose_mp(static_cast<double>(sign));
  MpInterval constant = factor * form.constant;
  for (std::size_t k = 0; k < form.slope.size(); ++k) {
    const MpInterval slope = factor * form.slope[k];
    constant += slope * widened(at.shift[k]);
    const MpInterval stretched = slope * widened(at.stretch[k]);
    const Interval rounded = to_interval(stretched);
    out[k] = std::isfinite(rounded.lower()) ? rounded.lower() : 0.0;
    constant += symmetric(stretched - enclose_mp(out[k]));
  }
  return to_interval(constant).upper();
}

}  // namespace

DomainGeometry::DomainGeometry(const target::RationalBox& domain, const OpenBox& hull)
    : hull_lo_(hull.lo), hull_hi_(hull.hi) {
  for (std::size_t k = 0; k < domain.dimension(); ++k) {
    lo_.push_back(enclose(domain.lo[k]));
    hi_.push_back(enclose(domain.hi[k]));
  }
}

void DomainGeometry::locate(const OpenBox& box, const kernel::BoxTile& tile, std::size_t lane,
                            LocalCoordinates& out) const {
  const std::size_t d = hull_lo_.size();
  out.shift.assign(d, Interval(0.0));
  out.stretch.assign(d, Interval(1.0));
  out.volume = 1.0;
  out.identity = true;
  for (std::size_t k = 0; k < d; ++k) {
    const Interval lo = box.lo[k] == hull_lo_[k] ? lo_[k] : Interval(box.lo[k]);
    const Interval hi = box.hi[k] == hull_hi_[k] ? hi_[k] : Interval(box.hi[k]);
    const Interval edge = hi - lo;
    out.volume *= Interval(std::max(edge.lower(), 0.0), edge.upper());
    const double centre = tile.centre[k * kLanes + lane], radius = tile.radius[k * kLanes + lane];
    const Interval right = hi - Interval(centre), left = Interval(centre) - lo;
    const bool exact = right.lower() == radius && right.upper() == radius && left.lower() == radius &&
                       left.upper() == radius;
    if (radius > 0 && !exact) {
      out.identity = false;
      out.shift[k] = ((lo + hi) / Interval(2.0) - Interval(centre)) / Interval(radius);
      out.stretch[k] = edge / (Interval(2.0) * Interval(radius));
    }
  }
}

void local_pair(const kernel::SideBounds& f, const kernel::SideBounds& g, std::size_t lane,
                const LocalCoordinates& at, AffinePair& out) {
  out.upper = add_bounds(f.positive, g.negative, lane, at, out.upper_slope);
  out.lower = -add_bounds(f.negative, g.positive, lane, at, out.lower_slope);
  for (double& slope : out.lower_slope) slope = -slope;
}

void precise_pair(const Side& f, const Side& g, const CentredBox& box, const LocalCoordinates& at,
                  AffinePair& out, const std::function<bool()>& stop) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  const std::size_t d = at.shift.size();
  out.lower_slope.assign(d, 0.0);
  out.upper_slope.assign(d, 0.0);
  out.lower = -kInfinity;
  out.upper = kInfinity;
  try {
    const PrecisionScope scope(kPreciseBits);
    const AffineBounds<MpInterval> h = enclose_difference_form<MpInterval>(f, g, box, stop);
    const double upper = upper_end(h.upper, 1, at, out.upper_slope);
    const double lower = -upper_end(h.lower, -1, at, out.lower_slope);
    if (!std::isfinite(lower) || !std::isfinite(upper)) return;
    out.upper = upper;
    out.lower = lower;
    for (double& slope : out.lower_slope) slope = -slope;
  } catch (const std::domain_error&) {
    // Not defined on the whole box, as far as can be seen.
  }
}

}  // namespace relugap::verify
