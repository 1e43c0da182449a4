#include "bounds/witness/climb.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "lib/core/parallel_for.h"

namespace relugap::bounds::witness {
namespace {

constexpr std::size_t kImproved = 12;   // of the random centres
constexpr std::size_t kMoves = 3000;    // tried per centre
constexpr std::size_t kStoppers = 48;   // samples remembered
constexpr double kSmallestStep = 1e-7;  // relative to the domain
constexpr double kGrow = 1.6, kShrink = 0.93;

struct Centre {
  std::vector<Side> sides;
  std::vector<double> y;
  Gauge gauge;
  double distance = 0, bias = 0;
};

/// One climb: a centre, the samples around it, random moves.
class ClimbEstimate {
 public:
  ClimbEstimate(const HeightEstimate& heights, const GaugeTree& tree,
                const std::vector<std::size_t>& coordinates, std::size_t group, const std::vector<double>& lo,
                const std::vector<double>& hi, std::uint64_t seed)
      : heights_(heights),
        tree_(tree),
        coordinates_(coordinates),
        group_(group),
        lo_(lo),
        hi_(hi),
        random_(seed) {
    constant_gauge_ = heights.gauge_is_constant(group);
    for (std::size_t i = 0; i < lo.size(); ++i)
      constant_gauge_ = constant_gauge_ && std::fabs(lo[i]) <= 1 && std::fabs(hi[i]) <= 1;
  }

  /// A random centre, on a face of random dimension.
  Centre start() {
    const std::size_t d = lo_.size();
    const double ends = random_.below(3) == 0 ? random_.unit() : static_cast<double>(random_.below(2));
    Centre c{std::vector<Side>(d, Side::interior), std::vector<double>(d), {}};
    for (std::size_t i = 0; i < d; ++i) {
      c.y[i] = std::clamp(lo_[i] + random_.unit() * (hi_[i] - lo_[i]), lo_[i], hi_[i]);
      if (random_.unit() < ends) snap(c, i, random_.below(2) == 0 ? Side::low_end : Side::high_end);
    }
    if (!measure(c, true)) c.bias = 0;
    return c;
  }

  Centre improve(Centre best) {
    stoppers_.clear();
    measure(best, false);
    double step = 0.25;
    for (std::size_t k = 0; k < kMoves && step > kSmallestStep && best.bias < heights_.largest(); ++k) {
      Centre next = best;
      const bool new_gauge = move(next, step);
      if (passes(next, new_gauge, best)) {
        best = std::move(next);
        step = std::min(0.5, step * kGrow);
      } else {
        step *= kShrink;
      }
    }
    return best;
  }

 private:
  void snap(Centre& c, std::size_t i, Side side) const {
    c.sides[i] = side;
    if (side != Side::interior) c.y[i] = side == Side::low_end ? lo_[i] : hi_[i];
  }

  // Sets the gauge; false if there are too few neurons.
  bool set_gauge(Centre& c) const {
    const auto arms = heights_.arms(coordinates_, c.sides, group_);
    if (!arms) return false;
    c.gauge = heights_.gauge(*arms, coordinates_, c.y);
    return true;
  }

  bool measure(Centre& c, bool new_gauge) {
    if (new_gauge && !set_gauge(c)) return false;
    const GaugeTree::Nearest nearest = tree_.nearest(c.gauge, c.y.data());
    c.distance = nearest.distance;
    c.bias = heights_.bias(c.distance);
    remember(nearest.point);
    return true;
  }

  void remember(const double* point) {
    if (stoppers_.size() < kStoppers)
      stoppers_.push_back(point);
    else
      stoppers_[oldest_++ % kStoppers] = point;
  }

  bool passes(Centre& next, bool new_gauge, const Centre& best) {
    if ((new_gauge || !constant_gauge_) && !set_gauge(next)) return false;
    for (const double* x : stoppers_)
      if (!(next.gauge.at(x, next.y.data()) > best.distance)) return false;
    return measure(next, false) && next.bias > best.bias;
  }

  // A random move; whether the sides have changed.
  bool move(Centre& c, double step) {
    const std::size_t d = lo_.size(), kind = random_.below(8);
    if (kind == 0) {  // one coordinate to an end, or off it
      const std::size_t i = random_.below(d);
      if (c.sides[i] == Side::interior) {
        snap(c, i, c.y[i] - lo_[i] < hi_[i] - c.y[i] ? Side::low_end : Side::high_end);
      } else {
        const double inward = c.sides[i] == Side::low_end ? step : -step;
        c.sides[i] = Side::interior;
        shift(c, i, inward * random_.unit());
      }
      return true;
    }
    if (kind <= 3) {  // away from one of the samples that stop the bump
      const double* x = stoppers_[random_.below(stoppers_.size())];
      const double length = step * random_.unit();
      for (std::size_t i = 0; i < d; ++i)
        if (c.sides[i] == Side::interior)
          shift(c, i, (x[i] > c.y[i] ? -length : length) * (kind == 1 ? random_.unit() : 1.0));
      return false;
    }
    if (kind <= 5) {
      const std::size_t i = random_.below(d);
      if (c.sides[i] == Side::interior) shift(c, i, step * random_.bell());
      return false;
    }
    for (std::size_t i = 0; i < d; ++i)
      if (c.sides[i] == Side::interior) shift(c, i, step * random_.bell());
    return false;
  }

  void shift(Centre& c, std::size_t i, double part) const {
    c.y[i] = std::clamp(c.y[i] + part * (hi_[i] - lo_[i]), lo_[i], hi_[i]);
  }

  const HeightEstimate& heights_;
  const GaugeTree& tree_;
  const std::vector<std::size_t>& coordinates_;
  std::size_t group_;
  const std::vector<double>&lo_, &hi_;
  Random random_;
  bool constant_gauge_ = false;
  std::vector<const double*> stoppers_;
  std::size_t oldest_ = 0;
};

}  // namespace

Region estimate_best_centre(const HeightEstimate& heights, const GaugeTree& tree,
                            const std::vector<std::size_t>& coordinates, std::size_t group,
                            const target::RationalBox& domain, const ClimbOptions& options) {
  std::vector<double> lo, hi;
  for (const std::size_t i : coordinates) {
    lo.push_back(round_up(domain.lo[i]));
    hi.push_back(round_down(domain.hi[i]));
  }
  const auto climb = [&](std::size_t k) {
    return ClimbEstimate(heights, tree, coordinates, group, lo, hi, Random(options.seed + k).bits());
  };
  std::vector<Centre> centres(options.starts);
  parallel_for(centres.size(), options.threads, [&](std::size_t k) { centres[k] = climb(k).start(); });
  std::stable_sort(centres.begin(), centres.end(),
                   [](const Centre& x, const Centre& y) { return x.bias > y.bias; });
  centres.resize(std::min(kImproved, centres.size()));
  parallel_for(centres.size(), options.threads, [&](std::size_t k) {
    if (centres[k].bias > 0) centres[k] = climb(options.starts + k).improve(std::move(centres[k]));
  });
  const auto best = std::max_element(centres.begin(), centres.end(),
                                     [](const Centre& x, const Centre& y) { return x.bias < y.bias; });
  return {coordinates, best->sides, group, best->y, best->bias};
}

}  // namespace relugap::bounds::witness
