// Which bumps are worth an evaluation with certain digits. Nothing here enters a bound except by choosing d' and a design.

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "bounds/bump.h"
#include "bounds/centre_box.h"

namespace relugap::bounds {
namespace {

constexpr std::uint64_t kAllUpTo = 64;      // every d' up to here is tried
constexpr std::uint64_t kCopies = 1 << 12;  // every number of copies up to here has its own range of d'
constexpr std::size_t kMostBumps = 8;
constexpr double kNever = -std::numeric_limits<double>::infinity();

// Values of f at 0, 1, ..., for small arguments.
template <class Function>
std::vector<double> table(Function f) {
  std::vector<double> values(1 << 12);
  for (std::size_t n = 0; n < values.size(); ++n) values[n] = f(static_cast<double>(n));
  return values;
}

double estimate_log_of(std::uint64_t n) {
  static const std::vector<double> kSmall = table([](double x) { return std::log(x); });
  return n < kSmall.size() ? kSmall[n] : std::log(static_cast<double>(n));
}

// ln(e^a + e^b), without overflow.
double estimate_log_of_sum(double a, double b) {
  return std::max(a, b) + std::log1p(std::exp(-std::abs(a - b)));
}

// ln sigma of both designs in plain floating point, up to their common factor's own rounding.
class SlopeEstimate {
 public:
  SlopeEstimate(const NetworkClass& h, std::uint64_t usable)
      : dimension_(usable), first_(h.widths[1]), q_(h.q.infinite() ? 0 : static_cast<double>(h.q.value())) {
    gamma_ = q_ == 0 ? 0 : 2 / q_;
    copies_pay_ = gamma_ < 1;
    common_ = static_cast<double>(h.layers()) * estimate_log(h.coefficient);
    if (h.joint) common_ -= gamma_ * std::log(2.0);
    if (copies_pay_)
      for (std::size_t l = 2; l < h.layers(); ++l) common_ += (1 - gamma_) * estimate_log_of(h.widths[l]);
  }

  double cross_polytope(std::uint64_t active) const {
    if (active > dimension_ || active > first_ / 2) return kNever;
    return common_ - gamma_ * estimate_log_of(2 * active) + log_psi(copies_pay_ ? first_ / active : 2);
  }

  double simplex(std::uint64_t active) const {
    if (active > dimension_ || active + 1 > first_) return kNever;
    const double n = static_cast<double>(active), log_half = estimate_log_of((active + 1) / 2);
    const double root =
        0.5 * std::max(estimate_log_of(active), q_ * log_half);  // ln sqrt D, large for large q
    const double bias = q_ == 0 ? log_half : gamma_ * estimate_log_of_sum(estimate_log_of(active), root);
    const double spread = estimate_log_factorial(2 * active) - 2 * estimate_log_factorial(active);
    const double copies = copies_pay_ ? (1 - gamma_) * estimate_log_of(first_ / (active + 1)) : 0;
    return common_ + std::numbers::ln2 - bias + copies - spread / n;
  }

  std::uint64_t most_active() const { return std::min(dimension_, first_ - 1); }
  std::uint64_t first() const { return first_; }
  bool copies_pay() const { return copies_pay_; }

 private:
  // ln psi of r_+ + r_- = copies.
  double log_psi(std::uint64_t copies) const {
    const double minus = estimate_log_of(copies / 2);
    if (copies % 2 == 0) return (1 - gamma_) * minus;
    const double nu = (1 - gamma_) / (1 + gamma_), plus = estimate_log_of(copies / 2 + 1);
    return (1 - gamma_) * minus - (1 + gamma_) * std::log((1 + std::exp(nu * (minus - plus))) / 2);
  }

  std::uint64_t dimension_, first_;
  double q_, gamma_ = 0, common_ = 0;
  bool copies_pay_ = false;
};

// Calls visit(n) for the d' worth a try, and returns how visit(n) valued them: only where that decides where to go on.
// All d' if they are few. If copies do not pay, the value rises and then falls with d', up to the parity of d': the top is
// found by sections. If they pay, it is convex as long as their number stays the same: only the ends of such ranges count.
template <class Visit>
void search(const SlopeEstimate& slope, Visit visit) {
  const std::uint64_t most = slope.most_active();
  for (std::uint64_t n = 1; n <= std::min(most, kAllUpTo); ++n) visit(n);
  if (most <= kAllUpTo) return;
  const auto visit_around = [&](std::uint64_t n) {
    const std::uint64_t from = std::max(n, kAllUpTo + 3) - 2, to = std::min(n + 2, most);
    for (std::uint64_t k = from; k <= to; ++k) visit(k);
  };
  visit_around(most);
  if (!slope.copies_pay()) {
    std::uint64_t low = kAllUpTo, high = most;
    while (high - low > 8) {
      const std::uint64_t third = (high - low) / 6 * 2;  // even: equal parity
      visit(low + third) < visit(low + 2 * third) ? low += third : high -= third;
    }
    for (std::uint64_t n = low; n <= high; ++n) visit(n);
    return;
  }
  for (std::uint64_t copies = 1; copies <= std::min(kCopies, slope.first() / kAllUpTo); ++copies)
    if (slope.first() / copies <= most) visit_around(slope.first() / copies);
  double x = static_cast<double>(kAllUpTo);
  const double top = static_cast<double>(std::min(most, slope.first() / kCopies));
  for (; x < top; x = std::max(x + 1, x * 1.0005)) visit(static_cast<std::uint64_t>(x));
}

}  // namespace

double estimate_log(const PowerProduct& x) { return x.log().lower(); }

double estimate_log_factorial(std::uint64_t n) {
  static const std::vector<double> kSmall = table([](double x) { return std::lgamma(x + 1); });
  return n < kSmall.size() ? kSmall[n] : std::lgamma(static_cast<double>(n) + 1);
}

std::vector<Bump> promising_bumps(const NetworkClass& h, const Query& query, const BumpObjective& objective) {
  struct Trial {
    double value;
    std::uint64_t active;
    bool simplex;
  };
  const SlopeEstimate slope(h, CentreBox(h, query).usable());
  const Designs& designs = query.designs;
  std::vector<Trial> trials;
  double best = kNever;
  const auto consider = [&](std::uint64_t n, double log_slope, bool simplex) {
    if (log_slope == kNever) return kNever;
    const double value = objective({n, log_slope, simplex});
    best = std::max(best, value);
    if (value >= best - 1e-9 * (1 + std::abs(best))) trials.push_back({value, n, simplex});
    return value;
  };
  search(slope, [&](std::uint64_t n) {
    const double c = designs.cross_polytope ? consider(n, slope.cross_polytope(n), false) : kNever;
    const double s = designs.simplex ? consider(n, slope.simplex(n), true) : kNever;
    return std::max(c, s);
  });
  std::erase_if(trials, [&](const Trial& t) { return !(t.value >= best - 1e-9 * (1 + std::abs(best))); });
  std::stable_sort(trials.begin(), trials.end(),
                   [](const Trial& a, const Trial& b) { return a.value > b.value; });
  if (trials.size() > kMostBumps) trials.resize(kMostBumps);
  std::stable_sort(trials.begin(), trials.end(), [](const Trial& a, const Trial& b) {
    return a.active != b.active ? a.active < b.active : a.simplex < b.simplex;
  });
  trials.erase(std::unique(trials.begin(), trials.end(),
                           [](const Trial& a, const Trial& b) {
                             return a.active == b.active && a.simplex == b.simplex;
                           }),
               trials.end());
  std::vector<Bump> bumps;
  for (const Trial& t : trials)
    if (auto bump = t.simplex ? simplex_bump(h, t.active) : cross_polytope_bump(h, t.active))
      bumps.push_back(std::move(*bump));
  return bumps;
}

}  // namespace relugap::bounds
