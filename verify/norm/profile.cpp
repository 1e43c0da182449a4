#include "verify/norm/profile.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <memory>

#include "lib/core/error.h"
#include "verify/relax/tile_pair.h"
#include "verify/relax/tile_side.h"
#include "verify/search/domain_point.h"
#include "verify/search/resources.h"
#include "verify/search/split.h"

namespace relugap::verify {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr std::uint32_t kDeepest = 12;  // bisections inside a cell

/// The smallest number that is proved >= max over t in [-1,1]^d of the linear bound, +inf if there is none.
double upper_end(const kernel::LinearUpperBound& a, std::size_t d, std::size_t lane) {
  double total = a.constant[lane];
  if (!std::isfinite(total)) return kInfinity;
  for (std::size_t k = 0; k < d; ++k) {
    const double slope = std::fabs(a.slope[k * kernel::kLanes + lane]);
    if (!std::isfinite(slope)) return kInfinity;
    total = directed::add_up(total, slope);
  }
  return std::isnan(total) ? kInfinity : total;
}

/// The same for the sum of two linear bounds, whose slopes are added before the absolute value is taken.
double upper_end(const kernel::LinearUpperBound& a, const kernel::LinearUpperBound& b, std::size_t d,
                 std::size_t lane) {
  if (!std::isfinite(a.constant[lane]) || !std::isfinite(b.constant[lane])) return kInfinity;
  double total = directed::add_up(a.constant[lane], b.constant[lane]);
  for (std::size_t k = 0; k < d; ++k) {
    const double x = a.slope[k * kernel::kLanes + lane], y = b.slope[k * kernel::kLanes + lane];
    if (!std::isfinite(x) || !std::isfinite(y)) return kInfinity;
    total = directed::add_up(total, std::max(directed::add_up(x, y), -directed::add_down(x, y)));
  }
  return std::isnan(total) ? kInfinity : total;
}

/// [-negative, positive], where both are proved, cut to what was known.
Interval cut(const Interval& known, double negative, double positive) {
  const double lo = std::max(known.lower(), -negative), hi = std::min(known.upper(), positive);
  RELUGAP_CHECK(lo <= hi);  // both enclose the values on a box that is not empty
  return {lo, hi};
}

Interval hull(const Interval& a, const Interval& b) {
  return {std::min(a.lower(), b.lower()), std::max(a.upper(), b.upper())};
}

/// How far the linear upper and lower bound are apart at most, an estimate: the slack of the range's ends.
double estimate_slack(const kernel::SideBounds& h, std::size_t d, std::size_t lane) {
  double slack = h.positive.constant[lane] + h.negative.constant[lane];
  for (std::size_t k = 0; k < d; ++k) {
    const std::size_t i = k * kernel::kLanes + lane;
    slack += std::fabs(h.positive.slope[i] + h.negative.slope[i]);
  }
  return slack;
}

/// A box of whole cells, or a part of one, and what is proved on it.
struct Piece {
  std::array<std::size_t, 2> first{}, last{};  ///< cells [first, last) along each axis
  std::array<double, 2> lo{}, hi{};
  CellRanges ranges{{-kInfinity, kInfinity}, {-kInfinity, kInfinity}, {-kInfinity, kInfinity}};
  std::array<double, 3> slack{};  ///< of f, g and f - g
  std::uint32_t depth = 0;        ///< bisections inside of a cell
};

class ProfileBuilder {
 public:
  ProfileBuilder(const Side& f, const Side& g, const target::RationalBox& domain,
                 const ProfileOptions& options)
      : options_(options),
        d_(domain.dimension()),
        prepared_f_(f),
        prepared_g_(g),
        f_(make_tile_side(prepared_f_, d_)),
        g_(make_tile_side(prepared_g_, d_)),
        pair_(make_tile_pair(prepared_f_, prepared_g_, d_)),
        box_(double_hull(domain)),
        tile_(d_),
        bounds_f_(d_),
        bounds_g_(d_),
        bounds_pair_(d_) {
    profile_.axes = varying_coordinates(domain);
    RELUGAP_CHECK(options.cells >= 1 && (profile_.axes.size() == 1 || profile_.axes.size() == 2));
    for (const std::size_t k : profile_.axes) profile_.ends.push_back(grid(box_.lo[k], box_.hi[k]));
  }

  Profile run() {
    Piece whole;
    for (std::size_t a = 0; a < axes(); ++a) {
      whole.last[a] = profile_.ends[a].size() - 1;
      whole.lo[a] = profile_.ends[a].front();
      whole.hi[a] = profile_.ends[a].back();
    }
    std::vector<Piece> open{whole}, next;
    bound(open);
    while (!open.empty() && !is_over()) {
      measure(open);
      next.clear();
      for (const Piece& piece : open) {
        if (wants_refinement(piece) && boxes_ + 2 * next.size() < options_.max_boxes) {
          bisect(piece, next);
        } else {
          settled_.push_back(piece);
        }
      }
      open.swap(next);
      bound(open);
    }
    settled_.insert(settled_.end(), open.begin(), open.end());
    spread();
    return std::move(profile_);
  }

 private:
  std::size_t axes() const { return profile_.axes.size(); }

  std::vector<double> grid(double lo, double hi) const {
    std::vector<double> ends{lo};
    const auto n = static_cast<double>(options_.cells);
    for (std::size_t i = 1; i < options_.cells; ++i) {
      const double t = static_cast<double>(i) / n, end = lo * (1 - t) + hi * t;
      if (end > ends.back() && end < hi) ends.push_back(end);
    }
    ends.push_back(hi);
    return ends;
  }

  bool is_over() const {
    return (options_.interrupted && options_.interrupted->load(std::memory_order_relaxed)) ||
           since(begin_) >= options_.time_limit_seconds;
  }

  /// Bounds the pieces, a tile at a time; those that are not reached in time keep what their parents had.
  void bound(std::vector<Piece>& pieces) {
    for (std::size_t i = 0; i < pieces.size() && !(boxes_ > 0 && is_over()); i += kernel::kLanes) {
      const std::size_t count = std::min(kernel::kLanes, pieces.size() - i);
      for (std::size_t lane = 0; lane < kernel::kLanes; ++lane) {
        const Piece& piece = pieces[i + std::min(lane, count - 1)];
        for (std::size_t a = 0; a < axes(); ++a) {
          box_.lo[profile_.axes[a]] = piece.lo[a];
          box_.hi[profile_.axes[a]] = piece.hi[a];
        }
        load(box_, lane, tile_);
      }
      f_->enclose(tile_, nullptr, bounds_f_);
      g_->enclose(tile_, nullptr, bounds_g_);
      if (pair_) pair_->enclose(tile_, {*f_, bounds_f_}, {*g_, bounds_g_}, bounds_pair_);
      for (std::size_t lane = 0; lane < count; ++lane) keep(lane, pieces[i + lane]);
      boxes_ += count;
    }
  }

  void keep(std::size_t lane, Piece& piece) const {
    CellRanges& r = piece.ranges;
    r.f = cut(r.f, upper_end(bounds_f_.negative, d_, lane), upper_end(bounds_f_.positive, d_, lane));
    r.g = cut(r.g, upper_end(bounds_g_.negative, d_, lane), upper_end(bounds_g_.positive, d_, lane));
    r.difference = cut(r.difference, upper_end(bounds_f_.negative, bounds_g_.positive, d_, lane),
                       upper_end(bounds_f_.positive, bounds_g_.negative, d_, lane));
    piece.slack = {estimate_slack(bounds_f_, d_, lane), estimate_slack(bounds_g_, d_, lane), 0};
    piece.slack[2] = piece.slack[0] + piece.slack[1];
    if (!pair_) return;
    r.difference = cut(r.difference, upper_end(bounds_pair_.negative, d_, lane),
                       upper_end(bounds_pair_.positive, d_, lane));
    piece.slack[2] = std::min(piece.slack[2], estimate_slack(bounds_pair_, d_, lane));
  }

  /// Sets the slack that cannot be seen: that part of the range of all values that the resolution says.
  void measure(const std::vector<Piece>& open) {
    std::array<double, 4> ends{kInfinity, -kInfinity, kInfinity, -kInfinity};
    const auto include = [&](const Piece& piece) {
      for (const auto& [range, at] : {std::pair{&piece.ranges.f, 0u}, std::pair{&piece.ranges.g, 0u},
                                      std::pair{&piece.ranges.difference, 2u}}) {
        if (!std::isfinite(range->lower()) || !std::isfinite(range->upper())) continue;
        ends[at] = std::min(ends[at], range->lower());
        ends[at + 1] = std::max(ends[at + 1], range->upper());
      }
    };
    for (const Piece& piece : settled_) include(piece);
    for (const Piece& piece : open) include(piece);
    values_slack_ = options_.resolution * (ends[1] - ends[0]);
    difference_slack_ = options_.resolution * (ends[3] - ends[2]);
  }

  bool wants_refinement(const Piece& piece) const {
    for (std::size_t a = 0; a < axes(); ++a)
      if (piece.last[a] - piece.first[a] > 1) return true;
    if (piece.depth >= kDeepest) return false;
    return !(piece.slack[0] <= values_slack_ && piece.slack[1] <= values_slack_ &&
             piece.slack[2] <= difference_slack_);
  }

  /// Two halves along the axis with most cells, or, inside of a cell, along each axis in turn; the piece itself if no double
  /// lies inside.
  void bisect(const Piece& piece, std::vector<Piece>& out) const {
    std::size_t a = axes() == 2 && piece.last[1] - piece.first[1] > piece.last[0] - piece.first[0] ? 1 : 0;
    Piece left = piece, right = piece;
    if (piece.last[a] - piece.first[a] > 1) {
      left.last[a] = right.first[a] = std::midpoint(piece.first[a], piece.last[a]);
      left.hi[a] = right.lo[a] = profile_.ends[a][left.last[a]];
    } else {
      a = piece.depth % axes();
      ++left.depth;
      ++right.depth;
      left.hi[a] = right.lo[a] = split_point(piece.lo[a], piece.hi[a]);
      if (left.hi[a] == piece.lo[a]) {  // nothing inside
        out.push_back(left);
        return;
      }
    }
    out.push_back(left);
    out.push_back(right);
  }

  /// Gives every cell the hull of what is proved on the pieces that meet it.
  void spread() {
    const std::size_t nx = profile_.ends[0].size() - 1;
    const std::size_t ny = axes() == 2 ? profile_.ends[1].size() - 1 : 1;
    std::vector<std::uint8_t> met(nx * ny, 0);
    profile_.cells.resize(nx * ny);
    for (const Piece& piece : settled_) {
      const std::size_t y_end = axes() == 2 ? piece.last[1] : 1;
      for (std::size_t y = axes() == 2 ? piece.first[1] : 0; y < y_end; ++y) {
        for (std::size_t x = piece.first[0]; x < piece.last[0]; ++x) {
          const std::size_t i = y * nx + x;
          CellRanges& cell = profile_.cells[i];
          cell = met[i] == 0 ? piece.ranges
                             : CellRanges{hull(cell.f, piece.ranges.f), hull(cell.g, piece.ranges.g),
                                          hull(cell.difference, piece.ranges.difference)};
          met[i] = 1;
        }
      }
    }
    RELUGAP_CHECK(std::all_of(met.begin(), met.end(), [](std::uint8_t m) { return m == 1; }));
  }

  const ProfileOptions& options_;
  std::size_t d_;
  PreparedSide prepared_f_, prepared_g_;
  std::unique_ptr<TileSide> f_, g_;
  std::unique_ptr<TilePair> pair_;
  OpenBox box_;
  kernel::BoxTile tile_;
  kernel::SideBounds bounds_f_, bounds_g_, bounds_pair_;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  double values_slack_ = 0, difference_slack_ = 0;
  std::uint64_t boxes_ = 0;
  std::vector<Piece> settled_;
  Profile profile_;
};

}  // namespace

std::vector<std::size_t> varying_coordinates(const target::RationalBox& domain) {
  std::vector<std::size_t> axes;
  for (std::size_t k = 0; k < domain.dimension(); ++k)
    if (domain.lo[k] < domain.hi[k]) axes.push_back(k);
  return axes;
}

Profile enclose_profile(const Side& f, const Side& g, const target::RationalBox& domain,
                        const ProfileOptions& options) {
  return ProfileBuilder(f, g, domain, options).run();
}

}  // namespace relugap::verify
