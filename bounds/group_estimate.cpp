// Which groups are worth an evaluation with certain digits. Nothing here enters a bound except by choosing a design.

#include "bounds/group_estimate.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace relugap::bounds {
namespace {

using Kind = Group::Kind;

constexpr double kNever = -std::numeric_limits<double>::infinity();
constexpr std::size_t kMostKept = 1 << 17;

// ln C(2n, n).
double log_binomial_central(double n) {
  thread_local double last = -1, value = 0;
  if (n != last) last = n, value = std::lgamma(2 * n + 1) - 2 * std::lgamma(n + 1);
  return value;
}

// ln E_n(s), by the ratios of its terms; for many coordinates that of the number above it.
double log_volume(std::uint64_t n, double s) {
  if (s == 1) return log_binomial_central(static_cast<double>(n));
  if (n > kExactShare) {
    const double room = 1 - static_cast<double>(n) / (static_cast<double>(2 * n - 1) * s);
    return room <= 0 ? -kNever : log_binomial_central(static_cast<double>(n)) - std::log(2 * room);
  }
  double term = 1, sum = 1;
  for (std::uint64_t j = 0; j < n; ++j) {
    term *= static_cast<double>(n - j) / (static_cast<double>(2 * n - 1 - j) * s);
    sum += term;
  }
  return log_binomial_central(static_cast<double>(n)) - std::log(2.0) + std::log(sum);
}

// A rational of few bits near x.
Rational few_bits(double x, int bits) {
  int exponent = 0;
  const double mantissa = std::frexp(x, &exponent);  // in [1/2, 1)
  return exact(std::ldexp(std::round(std::ldexp(mantissa, bits)), exponent - bits));
}

Rational eighths_below(double x) { return Rational(static_cast<long>(std::floor(8 * x)), 8); }

}  // namespace

GroupEstimate::GroupEstimate(const Exponent& q, const CentreCube& cube)
    : q_(q), cube_(cube), q_double_(q.infinite() ? 0 : static_cast<double>(q.value())) {
  gamma_ = q_double_ == 0 ? 0 : 2 / q_double_;
}

RatedGroup GroupEstimate::single(std::uint64_t plus, std::uint64_t minus) const {
  const double nu = (1 - gamma_) / (1 + gamma_);
  const double mean =
      (std::pow(static_cast<double>(plus), -nu) + std::pow(static_cast<double>(minus), -nu)) / 2;
  return {{.plus = plus, .minus = minus}, -gamma_ * std::log(2.0) - (1 + gamma_) * std::log(mean)};
}

RatedGroup GroupEstimate::regular(std::uint64_t size) const {
  if (size == 1) return single(1, 1);
  const double n = static_cast<double>(size);
  return {{.kind = Kind::regular, .size = size},
          n * std::log(2 * n / (n + 1)) + ((n - 1) * std::log(n + 1) - n * std::log(n)) / 2 -
              log_binomial_central(n)};
}

double GroupEstimate::log_share(std::uint64_t n, const Rational& reach) {
  const double t = static_cast<double>(reach);
  if (const auto known = log_shares_.find({n, t}); known != log_shares_.end()) return known->second;
  double value = 0;
  if (n <= 24 || n > kExactShare || !cube_.is_cube || reach >= (n + 1) / 2) {
    const Rational share = lower_share({.kind = Kind::difference, .size = n, .reach = reach}, cube_);
    value = share > 0 ? std::log(static_cast<double>(share)) : kNever;
  } else {  // nearly normal
    const double side = static_cast<double>(cube_.side);
    const double mean = n % 2 ? std::abs(static_cast<double>(cube_.lo) + side / 2) : 0;
    const double scale = side * std::sqrt(static_cast<double>(n) / 6);
    value = std::log((std::erf((t - mean) / scale) + std::erf((t + mean) / scale)) / 2);
  }
  return log_shares_[{n, t}] = value;
}

// ln of (sigma_g/K)^n d'^(2n/q), q finite.
double GroupEstimate::difference_exponent(const Group& g, double log_ratio) const {
  const double n = static_cast<double>(g.size), e = 1 - q_double_ / 2;
  const double bias = std::max(std::log(n), q_double_ * std::log(static_cast<double>(g.reach)));  // ln D
  const double a = n * std::pow(static_cast<double>(g.plus), e) +
                   std::exp((bias + q_double_ * log_ratio) / 2) * std::pow(static_cast<double>(g.minus), e);
  return n * std::log(2.0) + gamma_ * n * std::log(n / a) -
         log_volume(g.size, log_ratio == 0 ? 1 : std::exp(log_ratio));
}

double GroupEstimate::rate_difference(const Group& g) {
  const double share = log_share(g.size, g.reach), n = static_cast<double>(g.size);
  if (share == kNever) return kNever;
  if (q_double_ != 0)
    return share + difference_exponent(g, g.ratio == 1 ? 0 : std::log(static_cast<double>(g.ratio)));
  const double plus = static_cast<double>(g.plus);
  const double across = static_cast<double>(g.minus) / std::max(1.0, static_cast<double>(g.reach));
  const double ratio = g.size > kExactShare ? std::max(across / plus, (n + 2) / (2 * n)) : across / plus;
  return share + n * std::log(2 * across / ratio) - log_volume(g.size, ratio);
}

// Thresholds t and, for finite q, the slope across.
RatedGroup GroupEstimate::difference(std::uint64_t n, std::uint64_t plus, std::uint64_t minus) {
  const double root = std::sqrt(static_cast<double>(n)), side = static_cast<double>(cube_.side);
  const std::uint64_t all =
      cube_.is_cube && cube_.lo >= -cube_.side && cube_.lo <= 0 && cube_.side <= 1 ? (n + 1) / 2 : n;
  std::vector<Rational> reaches = {Rational(all)};
  const auto add = [&](double t) {
    const Rational reach = eighths_below(t);
    if (cube_.is_cube && reach > 0 && reach < all) reaches.push_back(reach);
  };
  // Up to n^(1/q) the bias costs nothing; a rounded power may be a little above, which is then paid for.
  if (q_double_ != 0) add(std::pow(static_cast<double>(n), 1 / q_double_));
  if (copies_pay()) {
    add(1);
    for (const double c : {0.35, 0.5, 0.7, 1.0, 1.4})
      if (c * root * side > 1) add(c * root * side);
  }
  RatedGroup best{{}, kNever};
  for (const Rational& reach : reaches) {
    Group g{.kind = Kind::difference, .size = n, .plus = plus, .minus = minus, .reach = reach};
    if (q_double_ != 0) {  // golden section over ln lambda
      constexpr double kGolden = 0.6180339887498949;
      const bool many = n > kExactShare;
      double lo = many ? std::log(0.5 + 1 / static_cast<double>(n)) : -1.1, hi = 0.3;
      double x1 = hi - kGolden * (hi - lo), x2 = lo + kGolden * (hi - lo);
      double f1 = difference_exponent(g, x1), f2 = difference_exponent(g, x2);
      for (int i = 0; i < (many ? 20 : 5); ++i) {
        if (f1 > f2) {
          hi = x2, x2 = x1, f2 = f1;
          f1 = difference_exponent(g, x1 = hi - kGolden * (hi - lo));
        } else {
          lo = x1, x1 = x2, f1 = f2;
          f2 = difference_exponent(g, x2 = lo + kGolden * (hi - lo));
        }
      }
      g.ratio = few_bits(std::exp((lo + hi) / 2), many ? 16 : 6);
    }
    const double value = rate_difference(g);
    if (value > best.value) best = {g, value};
  }
  return best;
}

// The norms are used best by rho = r lambda D^(1/q), which leaves few r to compare.
RatedGroup GroupEstimate::best_difference(std::uint64_t n, std::uint64_t m) {
  if (!copies_pay()) return difference(n, 1, 1);
  const std::uint64_t most = (m - 1) / n;  // copies of each coordinate
  const double size = static_cast<double>(n), weight = std::pow(size, gamma_ / 2);
  RatedGroup best{{}, kNever};
  std::uint64_t last = 0;
  for (const double share : {1.5, 1.0, 0.6}) {
    const double r = static_cast<double>(m) / (size + share * weight);
    for (const double x : {std::floor(r), std::ceil(r)}) {
      const std::uint64_t plus = std::clamp<std::uint64_t>(static_cast<std::uint64_t>(x), 1, most);
      if (plus == last) continue;
      last = plus;
      if (RatedGroup g = difference(n, plus, m - n * plus); g.value > best.value) best = std::move(g);
    }
  }
  return best;
}

const RatedGroup& GroupEstimate::best(std::uint64_t n, std::uint64_t m) {
  static const RatedGroup none{{}, kNever};
  if (m < n + 1) return none;
  if (!copies_pay()) m = n + 1;
  const auto key = std::tuple(false, n, m);
  if (const auto known = best_.find(key); known != best_.end()) return known->second;
  return best_[key] = n == 1 ? single((m + 1) / 2, m / 2) : gamma_ == 1 ? regular(n) : best_difference(n, m);
}

const RatedGroup& GroupEstimate::best_rotated(std::uint64_t n, std::uint64_t m) {
  static const RatedGroup none{{}, kNever};
  const std::uint64_t copies = m / n;
  if (!q_.infinite() || copies < 2) return none;
  const auto key = std::tuple(true, n, copies);
  if (const auto known = best_.find(key); known != best_.end()) return known->second;
  Group g{.kind = Kind::rotated, .size = n, .plus = (copies + 1) / 2, .minus = copies / 2};
  if (!is_admissible(g, q_, cube_)) return best_[key] = none;
  const double gain = static_cast<double>(Rational(lower_share(g, cube_) * rotated_determinant(n, cube_)));
  return best_[key] = {g, static_cast<double>(n) * single(g.plus, g.minus).value + std::log(gain)};
}

void GroupEstimate::forget_if_many() {
  if (best_.size() > kMostKept) best_.clear();
}

RatedGroup GroupEstimate::simplex(std::uint64_t n, std::uint64_t blocks) {
  if (gamma_ == 1) return regular(n);  // never worse
  Group g{.kind = Kind::difference, .size = n, .plus = blocks, .minus = blocks, .reach = (n + 1) / 2};
  return {g, rate_difference(g)};
}

}  // namespace relugap::bounds
