// Which bumps are worth an evaluation with certain digits. Nothing here enters a bound except by choosing d' and a design.

#include <algorithm>
#include <cmath>
#include <limits>

#include "bounds/bump.h"

namespace relugap::bounds {
namespace {

constexpr std::uint64_t kAllUpTo = 1 << 20;  // every d' up to here is tried
constexpr std::size_t kMostBumps = 8;
constexpr double kNever = -std::numeric_limits<double>::infinity();

// ln(e^a + e^b), without overflow.
double estimate_log_of_sum(double a, double b) {
  return std::max(a, b) + std::log1p(std::exp(-std::abs(a - b)));
}

// ln sigma of both designs in plain floating point, up to their common factor's own rounding.
class SlopeEstimate {
 public:
  explicit SlopeEstimate(const NetworkClass& h)
      : dimension_(h.dimension()),
        first_(h.widths[1]),
        q_(h.q.infinite() ? 0 : static_cast<double>(h.q.value())) {
    gamma_ = q_ == 0 ? 0 : 2 / q_;
    copies_pay_ = gamma_ < 1;
    common_ = static_cast<double>(h.layers()) * estimate_log(h.coefficient);
    if (h.joint) common_ -= gamma_ * std::log(2.0);
    if (copies_pay_)
      for (std::size_t l = 2; l < h.layers(); ++l)
        common_ += (1 - gamma_) * std::log(static_cast<double>(h.widths[l]));
  }

  double cross_polytope(std::uint64_t active) const {
    if (active > dimension_ || active > first_ / 2) return kNever;
    const std::uint64_t copies = copies_pay_ ? first_ / active : 2;
    const double plus = static_cast<double>((copies + 1) / 2), minus = static_cast<double>(copies / 2);
    const double nu = (1 - gamma_) / (1 + gamma_);
    const double mean = (std::pow(plus, -nu) + std::pow(minus, -nu)) / 2;
    return common_ - gamma_ * std::log(2.0 * static_cast<double>(active)) - (1 + gamma_) * std::log(mean);
  }

  double simplex(std::uint64_t active) const {
    if (active > dimension_ || active + 1 > first_) return kNever;
    const double n = static_cast<double>(active), half = static_cast<double>((active + 1) / 2);
    const double blocks = copies_pay_ ? static_cast<double>(first_ / (active + 1)) : 1;
    const double root = 0.5 * std::max(std::log(n), q_ * std::log(half));  // ln sqrt D, large for large q
    const double bias = q_ == 0 ? std::log(half) : gamma_ * estimate_log_of_sum(std::log(n), root);
    const double spread = std::lgamma(2 * n + 1) - 2 * std::lgamma(n + 1);
    return common_ + std::log(2.0) - bias + (copies_pay_ ? (1 - gamma_) * std::log(blocks) : 0) - spread / n;
  }

  std::uint64_t most_active() const { return std::min(dimension_, first_ - 1); }
  std::uint64_t first() const { return first_; }

 private:
  std::uint64_t dimension_, first_;
  double q_, gamma_ = 0, common_ = 0;
  bool copies_pay_ = false;
};

// The d' to try: all if they are few, else a geometric sample with the places where the number of copies changes.
std::vector<std::uint64_t> candidates(std::uint64_t most, std::uint64_t first) {
  std::vector<std::uint64_t> result;
  for (std::uint64_t n = 1; n <= std::min(most, kAllUpTo); ++n) result.push_back(n);
  if (most <= kAllUpTo) return result;
  for (double x = static_cast<double>(kAllUpTo); x < static_cast<double>(most); x *= 1.0001)
    result.push_back(static_cast<std::uint64_t>(x));
  for (std::uint64_t copies = 1; copies <= first / kAllUpTo + 2; ++copies)
    for (const std::uint64_t n : {first / copies, first / copies - 1})
      if (n >= 1 && n <= most) result.push_back(n);
  result.push_back(most);
  return result;
}

}  // namespace

double estimate_log(const PowerProduct& x) { return to_interval(x.enclose_log()).lower(); }

double estimate_log_factorial(std::uint64_t n) { return std::lgamma(static_cast<double>(n) + 1); }

std::vector<Bump> promising_bumps(const NetworkClass& h, const Designs& designs, const Objective& objective) {
  struct Trial {
    double value;
    std::uint64_t active;
    bool simplex;
  };
  const SlopeEstimate slope(h);
  std::vector<Trial> trials;
  double best = kNever;
  const auto consider = [&](std::uint64_t n, double log_slope, bool simplex) {
    if (log_slope == kNever) return;
    const double value = objective(n, log_slope);
    best = std::max(best, value);
    if (value >= best - 1e-9 * (1 + std::abs(best))) trials.push_back({value, n, simplex});
  };
  for (const std::uint64_t n : candidates(slope.most_active(), slope.first())) {
    if (designs.cross_polytope) consider(n, slope.cross_polytope(n), false);
    if (designs.simplex) consider(n, slope.simplex(n), true);
  }
  std::erase_if(trials, [&](const Trial& t) { return !(t.value >= best - 1e-9 * (1 + std::abs(best))); });
  std::stable_sort(trials.begin(), trials.end(),
                   [](const Trial& a, const Trial& b) { return a.value > b.value; });
  if (trials.size() > kMostBumps) trials.resize(kMostBumps);
  std::stable_sort(trials.begin(), trials.end(), [](const Trial& a, const Trial& b) {
    return a.active != b.active ? a.active < b.active : a.simplex < b.simplex;
  });
  std::vector<Bump> bumps;
  for (const Trial& t : trials)
    if (auto bump = t.simplex ? simplex_bump(h, t.active) : cross_polytope_bump(h, t.active))
      bumps.push_back(std::move(*bump));
  return bumps;
}

}  // namespace relugap::bounds
