// Which grouped designs are worth an evaluation with certain digits. Nothing here enters a bound except by choosing a design.

#include <algorithm>
#include <cmath>
#include <limits>
#include <list>
#include <map>
#include <utility>

#include "bounds/group_estimate.h"
#include "bounds/grouped.h"

namespace relugap::bounds {
namespace {

constexpr double kNever = -std::numeric_limits<double>::infinity();
constexpr std::uint64_t kAllUpTo = 4;  // every d' up to here is tried
constexpr double kStep = 1.35;         // then a geometric sample, and the neighbours of the best
constexpr std::uint64_t kMixedUpTo =
    8;  // groups of at most so many coordinates are mixed with different copies
constexpr std::uint64_t kFewCopies = 12;
constexpr double kTie = 1e-9;  // estimates closer than this are taken as equal
constexpr std::size_t kMostBumps = 4;
constexpr std::size_t kMostTables = 16;
constexpr std::size_t kMostKept = 1 << 14;

struct Rated {
  GroupedDesign design;
  double value = kNever;  // ln (p (sigma/K)^d') + (2d'/q) ln d'

  void add(const RatedGroup& g, std::uint64_t count) {
    if (count == 0) return;
    value = (design.parts.empty() ? 0 : value) + g.value * static_cast<double>(count);
    design.parts.push_back({g.group, count});
  }
};

// The best design on d' coordinates with a given number of neurons.
class DesignSearch {
 public:
  DesignSearch(GroupEstimate& groups, std::uint64_t active, std::uint64_t first)
      : groups_(groups), active_(active), first_(first) {}

  Rated run() {
    if (groups_.copies_pay())
      with_copies();
    else
      without_copies();
    return std::move(best_);
  }

 private:
  void consider(Rated&& r) {
    if (r.value > best_.value) best_ = std::move(r);
  }

  // Balanced sizes: k groups need d' + k neurons.
  void without_copies() {
    const std::uint64_t most = std::min(active_, first_ - active_);
    for (const std::uint64_t k :
         {std::uint64_t{1}, std::uint64_t{2}, std::uint64_t{3}, std::uint64_t{4}, active_ / 4, active_ / 3,
          active_ / 2, (active_ + 1) / 2, active_, most / 2, most}) {
      if (k < 1 || k > most) continue;
      const std::uint64_t small = active_ / k, larger = active_ % k;
      Rated r;
      r.add(groups_.best(small + 1, small + 2), larger);
      r.add(groups_.best(small, small + 1), k - larger);
      consider(std::move(r));
    }
    Rated s;  // the bump S of Theorem 2
    s.add(groups_.simplex(active_, 1), 1);
    consider(std::move(s));
  }

  void with_copies() {
    const bool many = first_ / active_ > kFewCopies;  // then a copy more or less changes little
    const std::uint64_t sizes = first_ / 2 < active_ ? kMixedUpTo : 4;  // fewer than two neurons a coordinate
    for (std::uint64_t n = first_ / 2 < active_ ? 2 : 1; n <= std::min(active_, sizes); ++n)
      if (n == 1 || !many)
        mixed(n, false);
      else
        equal(n);
    for (std::uint64_t n = 2; n <= std::min<std::uint64_t>(active_, 4); ++n) mixed(n, true);
    const std::uint64_t few = first_ > active_ ? active_ / (first_ - active_) + 1 : active_;
    for (const std::uint64_t n :
         {std::uint64_t{12}, std::uint64_t{16}, few, 2 * few, active_ / 2, (active_ + 1) / 2, active_})
      if (n > kMixedUpTo && n <= active_) equal(n);
    Rated s;  // the bumps S of Theorem 2 and C of Theorem 1
    s.add(groups_.simplex(active_, first_ / (active_ + 1)), 1);
    consider(std::move(s));
    if (const RatedGroup& c = groups_.best(1, first_ / active_); c.value != kNever) {
      Rated r;
      r.add(c, active_);
      consider(std::move(r));
    }
  }

  // The neurons that n coordinates may have on average, rounded down.
  std::uint64_t share(std::uint64_t n) const {
    return static_cast<std::uint64_t>(static_cast<unsigned __int128>(first_) * n / active_);
  }

  RatedGroup group(std::uint64_t n, std::uint64_t m, bool rotated) {
    if (n == 1 || !rotated) return groups_.best(n, m);
    return groups_.best_rotated(n, m);
  }

  // Groups of n coordinates, all with the same copies.
  void equal(std::uint64_t n) {
    const std::uint64_t k = active_ / n, rest = active_ % n;
    Rated r;
    std::uint64_t m = share(n);
    if (rest > 0) {  // the remainder needs rest + 1 neurons at least
      if (first_ < rest + 1) return;
      m = std::min(m, (first_ - rest - 1) / k);
    }
    r.add(group(n, m, false), k);
    if (rest > 0) r.add(group(rest, first_ - k * m, false), 1);
    consider(std::move(r));
  }

  // Groups of n coordinates with two different numbers of neurons: neighbours on the concave hull of the values.
  void mixed(std::uint64_t n, bool rotated) {
    const std::uint64_t k = active_ / n, rest = active_ % n, average = share(n), copies = first_ / active_;
    const std::uint64_t from = copies > 1 ? n * (copies - 1) : n + 1, to = n * (copies + 2);
    std::vector<std::pair<std::uint64_t, double>> hull;  // neurons, value
    for (std::uint64_t m = std::max(from, n + 1); m <= to; ++m) {
      const double v = group(n, m, rotated).value;
      if (v == kNever || (!hull.empty() && v <= hull.back().second)) continue;
      const auto slope = [](const auto& a, double x, double y) {
        return (y - a.second) / (x - static_cast<double>(a.first));
      };
      while (hull.size() > 1) {
        const auto& [x, y] = hull.back();
        const auto& before = hull[hull.size() - 2];
        if (slope(before, static_cast<double>(x), y) > slope(before, static_cast<double>(m), v)) break;
        hull.pop_back();
      }
      hull.push_back({m, v});
    }
    auto upper = std::find_if(hull.begin(), hull.end(), [&](const auto& p) { return p.first > average; });
    if (upper == hull.begin()) return;
    const std::uint64_t small = std::prev(upper)->first;
    const std::uint64_t step = upper == hull.end() ? 0 : upper->first - small;
    // What is left of the neurons after k small groups goes to the remainder and to larger groups.
    if (static_cast<unsigned __int128>(small) * k > first_) return;
    const std::uint64_t spare = first_ - small * k;
    const std::uint64_t reserve = rest == 0 ? 0 : std::min(spare, std::max(rest + 1, share(rest)));
    for (const std::uint64_t kept : {reserve, reserve + 1, reserve + 2}) {
      if (kept > spare || (rest == 0 && kept > 0)) break;
      const std::uint64_t larger = step == 0 ? 0 : std::min(k, (spare - kept) / step);
      Rated r;
      if (larger > 0) r.add(group(n, small + step, rotated), larger);
      r.add(group(n, small, rotated), k - larger);
      if (rest > 0) {
        const std::uint64_t left = spare - larger * step;
        const RatedGroup plain = groups_.best(rest, left), turned = group(rest, left, rotated);
        r.add(turned.value > plain.value ? turned : plain, 1);
      }
      consider(std::move(r));
    }
  }

  GroupEstimate& groups_;
  std::uint64_t active_, first_;
  Rated best_;
};

// The best designs found so far for one exponent and cube: they depend on d' and N_1 only, so that the theorems of one question and
// the classes of a sweep share them.
class DesignTable {
 public:
  DesignTable(const Exponent& q, const CentreCube& cube) : groups_(q, cube) {}

  bool is_for(const Exponent& q, const CentreCube& cube) const {
    return groups_.exponent() == q && groups_.cube() == cube;
  }

  const Rated& at(std::uint64_t active, std::uint64_t first) {
    const auto [place, is_new] = designs_.try_emplace({active, first});
    if (is_new) place->second = DesignSearch(groups_, active, first).run();
    return place->second;
  }

  // Bounds the memory. Ends the life of the references returned before.
  void forget_if_many() {
    groups_.forget_if_many();
    if (designs_.size() > kMostKept) designs_.clear();
  }

 private:
  GroupEstimate groups_;
  std::map<std::pair<std::uint64_t, std::uint64_t>, Rated> designs_;
};

// The tables used last, per thread.
DesignTable& design_table(const Exponent& q, const CentreCube& cube) {
  thread_local std::list<DesignTable> kept;
  const auto known =
      std::find_if(kept.begin(), kept.end(), [&](const DesignTable& t) { return t.is_for(q, cube); });
  if (known != kept.end()) {
    kept.splice(kept.begin(), kept, known);
  } else {
    kept.emplace_front(q, cube);
    if (kept.size() > kMostTables) kept.pop_back();
  }
  kept.front().forget_if_many();
  return kept.front();
}

// The objective of the best design for each d' that was tried.
class ActiveSearch {
 public:
  ActiveSearch(const NetworkClass& h, const Query& query, const BumpObjective& objective)
      : h_(h),
        box_(h, query),
        first_(h.widths[1]),
        most_(std::min(box_.usable(), first_ - 1)),
        objective_(objective),
        gamma_(h.q.infinite() ? 0 : 2 / static_cast<double>(h.q.value())),
        log_slope_(estimate_log(height_cap(h)) + estimate_log(h.coefficient) -
                   (h.joint ? gamma_ / 2 * estimate_log(PowerProduct(2)) : 0)) {}

  struct Trial {
    double objective;
    std::uint64_t active;
    GroupedDesign design;
  };

  // Best first.
  std::vector<Trial> run() {
    double x = 1;
    while (x < static_cast<double>(most_)) {
      consider(static_cast<std::uint64_t>(x));
      x = x < static_cast<double>(kAllUpTo) ? x + 1 : x * kStep;
    }
    for (const std::uint64_t copies : {2, 3, 4, 6}) consider(first_ / copies);
    consider(most_);
    climb();
    std::sort(trials_.begin(), trials_.end(), [](const Trial& a, const Trial& b) {
      return a.objective != b.objective ? a.objective > b.objective : a.active < b.active;
    });
    return std::move(trials_);
  }

 private:
  void consider(std::uint64_t d) {
    if (d < 1 || d > most_ || std::find(tried_.begin(), tried_.end(), d) != tried_.end()) return;
    tried_.push_back(d);
    const Rated& r = design_table(h_.q, centre_cube(box_, d)).at(d, first_);
    if (r.value == kNever) return;
    const double n = static_cast<double>(d);
    const double value =
        objective_({d, log_slope_ + r.value / n - gamma_ * estimate_log(PowerProduct(d)), false});
    if (!(value > kNever) || value < best_ - kTie * (1 + std::abs(best_))) return;
    trials_.push_back({value, d, r.design});
    if (value > best_) best_ = value, best_active_ = d;
  }

  // From the best d' of the sample in ever smaller steps.
  void climb() {
    for (std::uint64_t step = std::max<std::uint64_t>(1, best_active_ / 8); step > 0;) {
      const std::uint64_t from = best_active_;
      consider(from + step);
      if (from > step) consider(from - step);
      if (best_active_ == from) step /= 2;
    }
  }

  const NetworkClass& h_;
  CentreBox box_;
  std::uint64_t first_, most_;
  const BumpObjective& objective_;
  double gamma_, log_slope_;
  std::vector<std::uint64_t> tried_;
  std::vector<Trial> trials_;
  double best_ = kNever;
  std::uint64_t best_active_ = 1;
};

}  // namespace

CentreCube centre_cube(const CentreBox& box, std::uint64_t active) {
  const auto sides = box.active_sides(active);
  if (sides.size() != 1) return {.is_cube = false};
  return {.lo = sides[0].middle - sides[0].length / 2, .side = sides[0].length};
}

std::vector<Bump> promising_grouped_bumps(const NetworkClass& h, const Query& query,
                                          const BumpObjective& objective) {
  std::vector<Bump> bumps;
  const CentreBox box(h, query);
  if (h.widths[1] < 2 || box.usable() == 0) return bumps;
  double best = kNever;
  for (const auto& trial : ActiveSearch(h, query, objective).run()) {
    if (bumps.size() == kMostBumps || trial.objective < best - kTie * (1 + std::abs(best))) break;
    auto bump = grouped_bump(h, trial.design, centre_cube(box, trial.active));
    if (!bump) continue;
    best = trial.objective;
    bumps.push_back(std::move(*bump));
  }
  return bumps;
}

}  // namespace relugap::bounds
