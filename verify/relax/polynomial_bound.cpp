#include "verify/relax/polynomial_bound.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "verify/relax/taylor_number.h"

namespace relugap::verify {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr std::size_t kMostPieces = 128;
constexpr double kNarrow = 0x1p-20;  // pieces of this radius are not split
constexpr int kSweeps = 200;
constexpr double kLargest = 0x1p900;
constexpr double kLittle = 0x1p-1040;  // more than what halving subnormal coefficients of t_i t_j can lose

/// The maximum of a s + b s^2 over |s| <= 1, up to rounding: a few units relative to |a| + |b|, and eta. (a^2 would underflow.)
double parabola_peak(double a, double b, double& s) {
  if (b < 0 && std::fabs(a) < -2 * b) {
    s = a / (-2 * b);
    return a * s / 2;
  }
  s = a < 0 ? -1.0 : 1.0;
  return std::fabs(a) + b;
}

double up(const Interval& x) { return x.upper(); }

}  // namespace

template <class N>
double to_doubles(const std::vector<N>& coefficient, bool negated, std::span<double> c) {
  double lost = 0;
  for (std::size_t i = 1; i < c.size(); ++i) {
    double nearest;
    if constexpr (std::is_same_v<N, double>) {
      nearest = coefficient[i];
    } else {
      nearest = mpfr_get_d(coefficient[i].get(), MPFR_RNDN);
      lost += std::fabs(nearest) * kernel::kUnit + kernel::kEta;
    }
    c[i] = negated ? -nearest : nearest;
  }
  c[0] = 0;
  return RELUGAP_ERROR_TERM("pair-conversion-rounding", widened(lost));
}

template double to_doubles(const std::vector<double>&, bool, std::span<double>);
template double to_doubles(const std::vector<MpFloat>&, bool, std::span<double>);

double add_slopes(std::span<const double> slope, std::span<double> c) {
  double lost = 0;
  for (std::size_t k = 0; k < slope.size(); ++k) {
    c[1 + k] += slope[k];
    lost += std::fabs(c[1 + k]) * kernel::kUnit;
  }
  return RELUGAP_ERROR_TERM("pair-slope-rounding", widened(lost));
}

PolynomialBound::PolynomialBound(const TaylorBasis& basis)
    : basis_(basis), shifted_(basis.order() + 1), shift_(basis.dimension()) {}

double PolynomialBound::upper(std::span<const double> c, double tolerance, std::span<double> peak) {
  return basis_.dimension() == 1 ? upper_univariate(c, tolerance, peak[0]) : upper_multivariate(c, peak);
}

double PolynomialBound::estimate(std::span<const double> c, std::span<const double> t) const {
  double sum = 0;
  for (std::size_t i = 1; i < c.size(); ++i) {
    double term = c[i];
    for (std::size_t k = 0; k < t.size(); ++k)
      for (std::size_t e = basis_.exponent(i, k); e > 0; --e) term *= t[k];
    sum += term;
  }
  return sum;
}

PolynomialBound::Piece PolynomialBound::bound_piece(std::span<const double> c, double middle, double radius,
                                                    double& value) {
  const std::size_t n = c.size() - 1;
  std::copy(c.begin(), c.end(), shifted_.begin());
  shifted_[0] = 0;
  for (std::size_t k = 0; k < n; ++k)
    for (std::size_t j = n; j-- > k;) shifted_[j] += middle * shifted_[j + 1];
  double scale = radius;
  for (std::size_t k = 1; k <= n; ++k, scale *= radius) shifted_[k] *= scale;
  double rest = 0, s = 0;
  for (std::size_t k = n; k > 2; --k) rest += std::fabs(shifted_[k]);
  value = shifted_[0];
  return {value + parabola_peak(shifted_[1], shifted_[2], s) + rest, middle, radius};
}

double PolynomialBound::upper_univariate(std::span<const double> c, double tolerance, double& peak) {
  const std::size_t n = c.size() - 1;
  double all = 0;
  for (std::size_t k = 1; k <= n; ++k) all += std::fabs(c[k]);
  all = widened(all);
  if (!(all <= kLargest)) return kInfinity;
  const double gamma = static_cast<double>(8 * n + 32) * kernel::kUnit * (1 + 0x1p-20);
  const double rounding = RELUGAP_ERROR_TERM("polynomial-shift-rounding", gamma * all);
  tolerance = std::max(tolerance, 4 * rounding);
  const auto below = [](const Piece& a, const Piece& b) { return a.bound < b.bound; };
  double value = 0, best = 0;
  pieces_.assign(1, bound_piece(c, 0.0, 1.0, value));
  peak = 0;
  double settled = -kInfinity;
  for (std::size_t count = 1; !pieces_.empty() && count < kMostPieces; count += 2) {
    std::pop_heap(pieces_.begin(), pieces_.end(), below);
    const Piece piece = pieces_.back();
    if (!(piece.bound > best + tolerance)) break;
    pieces_.pop_back();
    if (piece.radius <= kNarrow) {
      settled = std::max(settled, piece.bound);
      continue;
    }
    for (const double side : {-0.5, 0.5}) {
      const Piece child = bound_piece(c, piece.middle + side * piece.radius, piece.radius / 2, value);
      double s = 0;
      parabola_peak(shifted_[1], shifted_[2], s);
      double there = 0;
      for (std::size_t k = n + 1; k-- > 0;) there = there * s + shifted_[k];
      if (value > best) best = value, peak = child.middle;
      if (there > best) best = there, peak = child.middle + s * child.radius;
      pieces_.push_back({std::min(child.bound, piece.bound), child.middle, child.radius});
      std::push_heap(pieces_.begin(), pieces_.end(), below);
    }
  }
  for (const Piece& piece : pieces_) settled = std::max(settled, piece.bound);
  return settled + rounding + kLittle;
}

double PolynomialBound::entry(std::span<const double> c, std::size_t i, std::size_t j) const {
  const double coefficient = c[basis_.square(i, j)];
  return i == j ? coefficient : coefficient / 2;
}

bool PolynomialBound::make_definite(std::span<const double> c, std::vector<double>& shift) const {
  const std::size_t d = basis_.dimension();
  double largest = 0;
  for (std::size_t i = 0; i < d; ++i)
    for (std::size_t j = i; j < d; ++j) largest = std::max(largest, std::fabs(entry(c, i, j)));
  const double least = largest * 0x1p-40;
  std::vector<Interval> a(d * d);
  for (std::size_t i = 0; i < d; ++i)
    for (std::size_t j = 0; j < d; ++j) a[i * d + j] = Interval(-entry(c, i, j));
  for (std::size_t k = 0; k < d; ++k) {
    shift[k] = 0;
    const double pivot = a[k * d + k].lower();
    if (!(pivot > least)) {
      double row = least;
      for (std::size_t j = k + 1; j < d; ++j) row += abs(a[k * d + j]).upper();
      shift[k] = row - pivot;
      a[k * d + k] += Interval(shift[k]);
    }
    if (!(shift[k] >= 0 && a[k * d + k].lower() > 0)) return false;
    for (std::size_t i = k + 1; i < d; ++i) {
      const Interval factor = a[i * d + k] / a[k * d + k];
      for (std::size_t j = i; j < d; ++j) {
        a[i * d + j] -= factor * a[k * d + j];
        a[j * d + i] = a[i * d + j];
      }
    }
  }
  return true;
}

void PolynomialBound::climb(std::span<const double> c, const std::vector<double>& shift,
                            std::span<double> z) const {
  const std::size_t d = basis_.dimension();
  for (int sweep = 0; sweep < kSweeps; ++sweep) {
    double moved = 0;
    for (std::size_t k = 0; k < d; ++k) {
      double slope = c[1 + k];
      for (std::size_t j = 0; j < d; ++j)
        if (j != k) slope += 2 * entry(c, k, j) * z[j];
      double next = 0;
      parabola_peak(slope, entry(c, k, k) - shift[k], next);
      moved = std::max(moved, std::fabs(next - z[k]));
      z[k] = next;
    }
    if (moved < 0x1p-40) break;
  }
}

double PolynomialBound::upper_multivariate(std::span<const double> c, std::span<double> peak) {
  const std::size_t d = basis_.dimension();
  double largest = 0;
  for (const double v : c) largest = std::max(largest, std::fabs(v));
  if (!(largest <= kLargest)) return kInfinity;
  Interval plain(0.0), higher(kLittle);
  for (std::size_t k = 0; k < d; ++k) {
    const double g = c[1 + k], q = entry(c, k, k);
    double s = 0;
    parabola_peak(g, q, s);
    // g t + q t^2 <= value at s + what the tangent there gains, if concave; else at an end.
    const Interval ends = Interval(std::fabs(g)) + Interval(q);
    const Interval tangent = Interval(g) + Interval(2 * q) * Interval(s);  // 2 q is exact
    plain += q < 0 ? Interval(g) * s + Interval(q) * square(Interval(s)) + abs(tangent) - tangent * s : ends;
    for (std::size_t j = k + 1; j < d; ++j) plain += Interval(std::fabs(c[basis_.square(k, j)]));
    peak[k] = s;
  }
  for (std::size_t i = 1 + d + d * (d + 1) / 2; i < c.size(); ++i) higher += Interval(std::fabs(c[i]));
  double best = up(plain + higher);
  if (!make_definite(c, shift_)) return best;
  climb(c, shift_, peak);
  // phi(z), phi'(z): with gradient g + 2 (Q - D) z, phi(z) = (g'z + phi'(z)'z) / 2.
  Interval bound = higher, twice(0.0);
  for (std::size_t k = 0; k < d; ++k) {
    Interval slope(c[1 + k]);
    for (std::size_t j = 0; j < d; ++j)
      slope += Interval(2.0) * (Interval(entry(c, k, j)) - Interval(j == k ? shift_[k] : 0.0)) * peak[j];
    twice += (Interval(c[1 + k]) + slope) * peak[k];
    bound += abs(slope) - slope * peak[k] + Interval(shift_[k]);
  }
  best = std::min(best, up(bound + twice * 0.5));
  return best;
}

}  // namespace relugap::verify
