#include "verify/relax/tile_side.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "lib/kernel/enclose_network_tile.h"
#include "lib/target/evaluate.h"
#include "verify/relax/formula_form.h"
#include "verify/relax/lower_network.h"

namespace relugap::verify {
namespace {

using kernel::kLanes;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

class ZeroTile final : public TileSide {
 public:
  void enclose(const kernel::BoxTile&, const std::uint8_t*, kernel::SideBounds& out) override { clear(out); }
  bool has_single() const override { return true; }
  void enclose(const kernel::SingleBoxTile&, const std::uint8_t*, kernel::SideBounds& out) override {
    clear(out);
  }
  static void clear(kernel::SideBounds& out) {
    for (kernel::LinearUpperBound* bound : {&out.positive, &out.negative})
      for (kernel::AlignedVector* v : {&bound->constant, &bound->slope, &bound->rounding, &bound->score})
        std::fill(v->begin(), v->end(), 0.0);
  }
  void estimate(const kernel::AlignedVector&, std::size_t rows, kernel::AlignedVector& values) override {
    std::fill_n(values.begin(), rows * kLanes, 0.0);
  }
};

class NetworkTile final : public TileSide {
 public:
  explicit NetworkTile(const PreparedSide& side)
      : network_(*side.network), workspace_(network_), single_(side.single) {
    if (single_) single_workspace_.emplace(*single_);
  }

  void enclose(const kernel::BoxTile& box, const std::uint8_t* known, kernel::SideBounds& out) override {
    kernel::enclose_network_tile(network_, box, workspace_, out, known);
    ran_in_single_ = false;
  }
  void expand(const kernel::BoxTile&, const kernel::SideBounds&,
              std::vector<kernel::Expansion>& out) override {
    if (!expansion_) expansion_.emplace(network_);
    kernel::expand_network_tile(network_, workspace_, *expansion_, out);
  }
  bool has_single() const override { return single_.has_value(); }
  void enclose(const kernel::SingleBoxTile& box, const std::uint8_t* known,
               kernel::SideBounds& out) override {
    kernel::enclose_network_tile(*single_, box, *single_workspace_, out, known);
    ran_in_single_ = true;
  }
  void estimate(const kernel::AlignedVector& points, std::size_t rows,
                kernel::AlignedVector& values) override {
    kernel::estimate_values(network_, points, rows, workspace_, values);
  }
  const kernel::TileWorkspace* layers() const override { return ran_in_single_ ? nullptr : &workspace_; }
  const kernel::SingleTileWorkspace* single_layers() const override {
    return ran_in_single_ ? &*single_workspace_ : nullptr;
  }

 private:
  const kernel::TileNetwork& network_;
  kernel::TileWorkspace workspace_;
  const std::optional<kernel::SingleTileNetwork>& single_;
  std::optional<kernel::SingleTileWorkspace> single_workspace_;
  std::optional<kernel::ExpansionWorkspace> expansion_;
  bool ran_in_single_ = false;
};

/// A network whose scaled weights are not doubles of normal size: no bound here, the search falls back on MPFR.
class UnboundedTile final : public TileSide {
 public:
  explicit UnboundedTile(const net::Network& network) : network_(network) {}

  void enclose(const kernel::BoxTile&, const std::uint8_t*, kernel::SideBounds& out) override {
    ZeroTile::clear(out);
    for (kernel::LinearUpperBound* bound : {&out.positive, &out.negative})
      std::fill(bound->constant.begin(), bound->constant.end(), kInfinity);
  }
  void estimate(const kernel::AlignedVector& points, std::size_t rows,
                kernel::AlignedVector& values) override {
    const std::size_t d = network_.inputs();
    for (std::size_t r = 0; r < rows; ++r) {
      for (std::size_t lane = 0; lane < kLanes; ++lane) {
        std::vector<double> x(d);
        for (std::size_t k = 0; k < d; ++k) x[k] = points[(r * d + k) * kLanes + lane];
        values[r * kLanes + lane] = net::evaluate(network_, x)[0];
      }
    }
  }

 private:
  const net::Network& network_;
};

/// Formulas, box by box. The interval coefficients become doubles; what that loses goes into the constant.
class FormulaTile final : public TileSide {
 public:
  FormulaTile(const target::Formula& formula, std::size_t d)
      : formula_(formula), box_{std::vector<double>(d), std::vector<double>(d)} {}

  void enclose(const kernel::BoxTile& box, const std::uint8_t*, kernel::SideBounds& out) override {
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      for (std::size_t k = 0; k < box_.dimension(); ++k) {
        box_.centre[k] = box.centre[k * kLanes + lane];
        box_.radius[k] = box.radius[k * kLanes + lane];
      }
      enclose_lane(lane, out);
    }
  }
  void estimate(const kernel::AlignedVector& points, std::size_t rows,
                kernel::AlignedVector& values) override {
    const std::size_t d = box_.dimension();
    std::vector<double> x(d);
    for (std::size_t r = 0; r < rows; ++r) {
      for (std::size_t lane = 0; lane < kLanes; ++lane) {
        for (std::size_t k = 0; k < d; ++k) x[k] = points[(r * d + k) * kLanes + lane];
        values[r * kLanes + lane] = target::estimate(formula_, x);
      }
    }
  }

 private:
  void enclose_lane(std::size_t lane, kernel::SideBounds& out) {
    const std::size_t d = box_.dimension();
    double above = kInfinity, below = kInfinity, total_radius = 0.0, largest = 0.0;
    std::vector<double> slopes(d, 0.0);
    try {
      AffineForm<Interval> form = enclose_formula<Interval>(formula_, box_, &largest);
      for (std::size_t k = 0; k < d; ++k) {
        slopes[k] = median(form.slope[k]);
        form.constant += symmetric(form.slope[k] - Interval(slopes[k]));
      }
      const bool finite = std::isfinite(form.constant.lower()) && std::isfinite(form.constant.upper());
      if (finite) {
        above = form.constant.upper();
        below = -form.constant.lower();
      }
    } catch (const std::domain_error&) {
      // Not defined on the whole box, as far as can be seen: no bound; smaller boxes may tell.
    }
    if (above == kInfinity) std::fill(slopes.begin(), slopes.end(), 0.0);
    out.positive.constant[lane] = above;
    out.negative.constant[lane] = below;
    // The remainder is what splitting shrinks; it is shared out by the edges of the box.
    for (double r : box_.radius) total_radius += r;
    const double remainder = above == kInfinity ? 1.0 : (above + below) / 2;
    for (std::size_t k = 0; k < d; ++k) {
      out.positive.slope[k * kLanes + lane] = slopes[k];
      out.negative.slope[k * kLanes + lane] = -slopes[k];
      const double score = total_radius > 0 ? remainder * (box_.radius[k] / total_radius) : 0.0;
      out.positive.score[k * kLanes + lane] = out.negative.score[k * kLanes + lane] = score;
    }
    const double rounding = 4 * std::numeric_limits<double>::epsilon() * largest;
    out.positive.rounding[lane] = out.negative.rounding[lane] = above == kInfinity ? 0.0 : rounding;
  }

  const target::Formula& formula_;
  CentredBox box_;
};

}  // namespace

void TileSide::expand(const kernel::BoxTile& box, const kernel::SideBounds& bounds,
                      std::vector<kernel::Expansion>& out) {
  out.resize(kLanes);
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    kernel::Expansion& e = out[lane];
    e.terms.clear();
    e.slope.clear();
    e.upper = bounds.positive.constant[lane];
    e.lower = -bounds.negative.constant[lane];
    for (std::size_t k = 0; k < box.dimension; ++k) {
      e.slope.push_back(bounds.positive.slope[k * kLanes + lane]);
      if (bounds.negative.slope[k * kLanes + lane] != -e.slope[k])
        e.upper = kInfinity;  // not parallel: nothing
    }
    if (!(e.lower > -kInfinity)) e.upper = kInfinity;
  }
}

PreparedSide::PreparedSide(const Side& side_in) : side(side_in) {
  if (const auto* f = std::get_if<net::Network>(&side)) network = lower_network(*f);
  if (network) single = kernel::to_single(*network);
}

std::unique_ptr<TileSide> make_tile_side(const PreparedSide& side, std::size_t dimension) {
  if (side.network) return std::make_unique<NetworkTile>(side);
  if (const auto* f = std::get_if<net::Network>(&side.side)) return std::make_unique<UnboundedTile>(*f);
  if (const auto* f = std::get_if<target::Formula>(&side.side))
    return std::make_unique<FormulaTile>(*f, dimension);
  return std::make_unique<ZeroTile>();
}

}  // namespace relugap::verify
