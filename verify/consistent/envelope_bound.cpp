#include "verify/consistent/envelope_bound.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include "lib/arith/directed.h"
#include "lib/core/error.h"
#include "verify/consistent/weights.h"

namespace relugap::verify {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kLeastScale = 1e-280;  // below it, and beyond 1e280, p = 1 bounds every other p
constexpr std::int64_t kShares = std::int64_t{1} << 20;

/// Plain and upward arithmetic under the same names, so that the estimated and the proved majorant are one piece of code.
struct Plain {
  static double add(double x, double y) { return x + y; }
  static double subtract(double x, double y) { return x - y; }
  static double multiply(double x, double y) { return x * y; }
  static double divide(double x, double y) { return x / y; }
  static double power(const LpNorm& norm, double t) { return norm.estimate_power(t); }
};
struct Upward {
  static double add(double x, double y) { return directed::add_up(x, y); }
  static double subtract(double x, double y) { return directed::sub_up(x, y); }
  static double multiply(double x, double y) { return directed::mul_up(x, y); }
  static double divide(double x, double y) { return directed::div_up(x, y); }
  static double power(const LpNorm& norm, double t) { return norm.upper_power(t); }
};

/// |c + r - x| and |c - r - x|.
template <class A>
void distances(const CentredBox& box, const double* apex, std::size_t k, double& plus, double& minus) {
  const double right = A::subtract(box.centre[k], apex[k]), left = A::subtract(apex[k], box.centre[k]);
  plus = std::max(A::add(right, box.radius[k]), A::subtract(left, box.radius[k]));
  minus = std::max(A::add(left, box.radius[k]), A::subtract(right, box.radius[k]));
}

/// The third largest of the 2 d sizes: with m there, only the two of one coordinate can stick out.
double third_largest(const std::vector<double>& plus, const std::vector<double>& minus) {
  double top[3] = {0, 0, 0};
  for (const std::vector<double>* sizes : {&plus, &minus}) {
    for (double x : *sizes) {
      for (double& t : top)
        if (x > t) std::swap(x, t);
    }
  }
  return top[2];
}

/// factor (z - m)_+ for all sizes z.
template <class A>
void stick_out(double m, double factor, std::vector<double>& plus, std::vector<double>& minus) {
  for (std::vector<double>* sizes : {&plus, &minus})
    for (double& z : *sizes) z = A::multiply(factor, std::max(0.0, A::subtract(z, m)));
}

/// Majorant of ||z|| over the box: base + sum_k (plus_k at t_k = 1, minus_k at t_k = -1), convex in between.
template <class A>
double majorant(const LpNorm& norm, double spread, const CentredBox& box, const double* apex,
                std::vector<double>& plus, std::vector<double>& minus) {
  const std::size_t d = box.dimension();
  for (std::size_t k = 0; k < d; ++k) distances<A>(box, apex, k, plus[k], minus[k]);
  if (norm.is_sum() || d == 1) return 0.0;
  const double m = third_largest(plus, minus);
  if (norm.is_max()) {
    stick_out<A>(m, 1, plus, minus);
    return m;
  }
  double largest = 0, mean = 0;
  for (std::size_t k = 0; k < d; ++k) largest = std::max({largest, plus[k], minus[k]});
  if (!(largest > kLeastScale && largest < 1 / kLeastScale)) return 0.0;  // ||z||_p <= ||z||_1
  for (std::size_t k = 0; k < d; ++k)
    mean += (norm.estimate_power(plus[k] / largest) + norm.estimate_power(minus[k] / largest)) / 2;
  double by_max = m;  // like n, about the mean of the majorant over the ends of the box
  for (std::size_t k = 0; k < d; ++k)
    by_max += (std::max(0.0, plus[k] - m) + std::max(0.0, minus[k] - m)) / 2;
  const double n = largest * std::max(norm.estimate_root(mean), 0x1p-20);
  if (spread * by_max < n) {
    stick_out<A>(m, spread, plus, minus);
    return A::multiply(spread, m);
  }
  const double inverse = A::divide(1.0, n), share = A::multiply(n, norm.upper_reciprocal());
  for (std::vector<double>* sizes : {&plus, &minus})
    for (double& z : *sizes) z = A::multiply(share, A::power(norm, A::multiply(z, inverse)));
  return A::multiply(n, norm.upper_dual_reciprocal());
}

/// Multiples of 2^-20 with sum 1.
std::vector<double> shares(const std::vector<double>& weights) {
  std::vector<double> result(weights.size(), 0.0);
  double total = 0;
  for (const double w : weights) total += w;
  std::int64_t left = kShares;
  std::size_t largest = 0;
  for (std::size_t j = 0; j < weights.size(); ++j) {
    if (weights[j] > weights[largest]) largest = j;
    if (!(weights[j] > 0) || !std::isfinite(total)) continue;
    const std::int64_t part =
        std::min(left, static_cast<std::int64_t>(weights[j] / total * static_cast<double>(kShares)));
    left -= part;
    result[j] = static_cast<double>(part);
  }
  result[largest] += static_cast<double>(left);
  for (double& share : result) share /= static_cast<double>(kShares);
  return result;
}

}  // namespace

/// What the chord of cone j over the box in direction k exceeds the cone by in the middle: exact for p = 1 and 2.
double EnvelopeBound::estimate_chord_gain(const CentredBox& box, std::uint32_t cone, std::size_t k,
                                          std::size_t j) const {
  const double middle = std::fabs(box.centre[k] - cones_.apex(cone)[k]), radius = box.radius[k];
  const double chord = (plus_[j * cones_.dimension + k] + minus_[j * cones_.dimension + k]) / 2;
  if (cones_.norm.is_sum()) return std::max(0.0, chord - cones_.lipschitz.upper() * middle);
  const double total = middle * middle + radius * radius;
  return total > 0 ? chord * (radius * radius / total) : 0.0;
}

EnvelopeBound::EnvelopeBound(const ConeSet& cones, const ConeTree& tree)
    : cones_(cones),
      tree_(tree),
      spread_(cones.norm.upper(std::vector<double>(cones.dimension, 1.0))),
      candidates_(std::min<std::size_t>(cones.size(), cones.dimension < 4 ? 4u << cones.dimension : 48)) {}

EnvelopeMaximum EnvelopeBound::maximum(const CentredBox& box, const AffineUpper& a, Sign sign,
                                       double enough) {
  const auto s = static_cast<std::size_t>(sign);
  const std::size_t d = cones_.dimension;
  const double lipschitz = cones_.lipschitz.upper();
  EnvelopeMaximum result{kInfinity, 0, std::vector<double>(d, 0.0), std::vector<double>(d, 0.0)};
  tree_.estimate_least(box.centre, sign, candidates_, found_);
  const std::size_t count = found_.size();
  plus_.resize(count * d);
  minus_.resize(count * d);
  constant_.resize(count);
  cost_.resize(count);
  slopes_.resize(count * d);
  std::vector<double> plus(d), minus(d);
  double best = kInfinity;
  std::size_t single = 0;
  for (std::size_t j = 0; j < count; ++j) {
    const double base = majorant<Plain>(cones_.norm, spread_, box, cones_.apex(found_[j].cone), plus, minus);
    constant_[j] = cost_[j] = cones_.upper_value[s][found_[j].cone] + lipschitz * base;
    double total = constant_[j] + a.constant;
    for (std::size_t k = 0; k < d; ++k) {
      const double up = lipschitz * plus[k], down = lipschitz * minus[k];
      plus_[j * d + k] = up;
      minus_[j * d + k] = down;
      cost_[j] += (up + down) / 2;
      slopes_[j * d + k] = (up - down) / 2 + a.slope[k];
      total += std::max(up + a.slope[k], down - a.slope[k]);
    }
    if (total < best) {
      best = total;
      single = j;
    }
  }
  EstimatedWeights weights{std::vector<double>(count, 0.0), std::vector<double>(d, 0.0)};
  if (best < enough - 1e-9 * std::fabs(enough)) {
    weights.w[single] = 1;
  } else {
    weights = estimate_weights(cost_, slopes_, d);
  }
  const std::vector<double> share = shares(weights.w);

  std::vector<double> above(d, 0.0), below(d, 0.0);
  double constant = a.constant, size = std::fabs(a.constant);
  for (std::size_t j = 0; j < count; ++j) {
    if (share[j] == 0) continue;
    const std::uint32_t cone = found_[j].cone;
    const double base = majorant<Upward>(cones_.norm, spread_, box, cones_.apex(cone), plus, minus);
    const double own = directed::add_up(cones_.upper_value[s][cone], directed::mul_up(lipschitz, base));
    constant = directed::add_up(constant, directed::mul_up(share[j], own));
    size += share[j] * (std::fabs(cones_.upper_value[s][cone]) + std::fabs(constant_[j]));
    const double factor = directed::mul_up(share[j], lipschitz);
    for (std::size_t k = 0; k < d; ++k) {
      above[k] = directed::add_up(above[k], directed::mul_up(factor, plus[k]));
      below[k] = directed::add_up(below[k], directed::mul_up(factor, minus[k]));
    }
    for (std::size_t k = 0; k < d; ++k)
      result.score[k] += share[j] * estimate_chord_gain(box, found_[j].cone, k, j);
  }
  double upper = constant;
  for (std::size_t k = 0; k < d; ++k) {
    const double larger =
        std::max(directed::add_up(above[k], a.slope[k]), directed::sub_up(below[k], a.slope[k]));
    upper = directed::add_up(upper, larger);
    size += above[k] + below[k] + std::fabs(a.slope[k]);
  }
  result.upper = std::isnan(upper) ? kInfinity : upper;
  result.rounding = 0x1p-50 * size;
  result.t = weights.t;
  return result;
}

}  // namespace relugap::verify
