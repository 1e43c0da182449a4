#include "bounds/witness/covering.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <vector>

#include "bounds/power_product.h"
#include "bounds/theorems/lipschitz_grid.h"
#include "lib/arith/directed.h"
#include "lib/arith/elementary.h"
#include "lib/core/error.h"

namespace relugap::bounds::witness {
namespace {

constexpr int kBits = 128;

/// Splits the domain into one box per sample.
class Cells {
 public:
  Cells(const samples::NumberTable& x, const target::RationalBox& domain, int p) : x_(x), p_(p) {
    for (std::size_t k = 0; k < domain.dimension(); ++k) {
      lo_.push_back(round_down(domain.lo[k]));
      hi_.push_back(round_up(domain.hi[k]));
    }
    order_.resize(x.rows());
    std::iota(order_.begin(), order_.end(), std::size_t{0});
  }

  double radius() { return radius(0, order_.size()); }

 private:
  // Of the samples order_[begin, end) in the box [lo_, hi_], which comes back unchanged.
  double radius(std::size_t begin, std::size_t end) {
    if (end - begin == 1) return farthest(order_[begin]);
    // The side whose halves are the shortest; a side on which all samples agree does not separate them.
    std::size_t side = x_.cols();
    double width = -1;
    for (std::size_t k = 0; k < x_.cols(); ++k) {
      const double w = directed::sub_up(hi_[k], lo_[k]);
      if (w > width && spread(k, begin, end)) {
        width = w;
        side = k;
      }
    }
    if (side == x_.cols()) return farthest(order_[begin]);  // equal as doubles: one of them serves them all
    const std::size_t middle = begin + (end - begin) / 2;
    const auto at = [&](std::size_t k) { return order_.begin() + static_cast<std::ptrdiff_t>(k); };
    std::nth_element(at(begin), at(middle), at(end),
                     [&](std::size_t a, std::size_t b) { return x_.lower(a, side) < x_.lower(b, side); });
    double below = lo_[side];
    for (std::size_t k = begin; k < middle; ++k) below = std::max(below, x_.lower(order_[k], side));
    const double cut = below / 2 + x_.lower(order_[middle], side) / 2;  // any number in between is right
    const double lo = lo_[side], hi = hi_[side];
    const double inside = std::clamp(cut, lo, hi);
    hi_[side] = inside;
    const double left = radius(begin, middle);
    hi_[side] = hi;
    lo_[side] = inside;
    const double right = radius(middle, end);
    lo_[side] = lo;
    return std::max(left, right);
  }

  bool spread(std::size_t k, std::size_t begin, std::size_t end) const {
    const double first = x_.lower(order_[begin], k);
    return std::any_of(order_.begin() + static_cast<std::ptrdiff_t>(begin),
                       order_.begin() + static_cast<std::ptrdiff_t>(end),
                       [&](std::size_t j) { return x_.lower(j, k) != first; });
  }

  // max ||x - x_j||_p over the box [lo_, hi_].
  double farthest(std::size_t j) const {
    double norm = 0;
    for (std::size_t k = 0; k < x_.cols(); ++k) {
      const double z =
          std::max(directed::sub_up(hi_[k], x_.lower(j, k)), directed::sub_up(x_.upper(j, k), lo_[k]));
      if (p_ == 0) norm = std::max(norm, z);
      if (p_ == 1) norm = directed::add_up(norm, z);
      if (p_ == 2) norm = directed::add_up(norm, directed::mul_up(z, z));
    }
    return p_ == 2 ? directed::sqrt_up(norm) : norm;
  }

  const samples::NumberTable& x_;
  int p_;
  std::vector<double> lo_, hi_;
  std::vector<std::size_t> order_;
};

// The largest p among 1, 2, inf (0) that is at most q' = q/(q-1).
int dual_below(const Exponent& q) {
  if (q.infinite()) return 1;
  if (q.value() == 1) return 0;
  return q.value() <= 2 ? 2 : 1;
}

// R with |u| <= R on D: R_0 = max ||x||_{q'}, R_l = N_l^((1-2/q)_+) c (R_{l-1} + 1) for l < L, R_L = c (R_{L-1} + 1).
MpFloat upper_range(const NetworkClass& h, const target::RationalBox& domain, int p) {
  Rational norm = 0;
  for (std::size_t k = 0; k < domain.dimension(); ++k) {
    const Rational z = std::max(Rational(abs(domain.lo[k])), Rational(abs(domain.hi[k])));
    if (p == 0) norm = std::max(norm, z);
    if (p == 1) norm += z;
    if (p == 2) norm += z * z;
  }
  MpInterval range = enclose_mp(norm);
  if (p == 2) range = enclose_sqrt(range);
  const MpInterval c = enclose_mp(h.coefficient), one = enclose_mp(1.0),
                   copies = enclose_mp(h.copy_exponent());
  for (std::size_t l = 1; l <= h.layers(); ++l) {
    range = c * (range + one);
    if (l < h.layers() && h.widths[l] > 1 && h.copy_exponent() > 0)
      range = range * enclose_pow(enclose_mp(Rational(h.widths[l])), copies);
  }
  return range.upper();
}

}  // namespace

double upper_covering_radius(const samples::SampleSet& samples, const target::RationalBox& domain, int p) {
  RELUGAP_CHECK(samples.size() >= 1 && samples.dimension() == domain.dimension() && p >= 0 && p <= 2);
  return Cells(samples.points, domain, p).radius();
}

double upper_error_from_samples(const NetworkClass& h, const samples::SampleSet& samples,
                                const target::RationalBox& domain) {
  const int p = dual_below(h.q);
  const double radius = upper_covering_radius(samples, domain, p);
  const PrecisionScope scope(kBits);
  const MpInterval lipschitz = enclose_exp(lipschitz_constant(h).enclose_log());
  const MpInterval error = lipschitz * enclose_mp(radius);
  return std::min(round_up(error.upper()), round_up(upper_range(h, domain, p)));
}

}  // namespace relugap::bounds::witness
