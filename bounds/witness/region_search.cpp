#include "bounds/witness/region_search.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>

#include "bounds/witness/climb.h"
#include "bounds/witness/gauge_tree.h"
#include "bounds/witness/height_estimate.h"
#include "bounds/witness/largest_gap.h"
#include "lib/core/error.h"

namespace relugap::bounds::witness {
namespace {

constexpr std::size_t kChoices =
    24;  // of active coordinates and groups that a part of the samples is asked about
constexpr std::size_t kPerCount = 8;         // of them with the same number of active coordinates
constexpr std::size_t kPart = 1 << 13;       // samples in that part
constexpr std::size_t kFinalists = 3;        // choices that are searched with all samples
constexpr double kHopeless = 0.5;            // of the best typical bias: not tried
constexpr std::size_t kMostActive = 1 << 9;  // active coordinates that are considered

struct Choice {
  std::vector<std::size_t> coordinates;
  std::size_t group;
  double promise;
};

/// Which active coordinates and groups to try, and the search for each.
class RegionEstimate {
 public:
  RegionEstimate(const NetworkClass& h, const samples::SampleSet& samples, const target::RationalBox& domain,
                 const SearchOptions& options)
      : heights_(h), samples_(samples), domain_(domain), options_(options), random_(options.seed) {
    for (std::size_t i = 0; i < domain.dimension(); ++i)
      if (round_up(domain.lo[i]) < round_down(domain.hi[i])) usable_.push_back(i);
  }

  Region run() {
    Region best = single_coordinate();
    if (best.bias >= heights_.largest()) return best;
    std::vector<Choice> choices = estimate_choices();
    if (choices.size() > kFinalists && samples_.size() > kPart) {
      report("choosing active coordinates");
      for (Choice& choice : choices) choice.promise = promise(choice);
      std::stable_sort(choices.begin(), choices.end(),
                       [](const Choice& x, const Choice& y) { return x.promise > y.promise; });
      choices.resize(kFinalists);
    }
    for (const Choice& choice : choices) {
      if (best.bias >= heights_.largest()) break;
      report("searching a region without samples");
      const Region found = search(choice, samples_.size(), options_.starts);
      if (found.bias > best.bias) best = found;
    }
    return best;
  }

 private:
  void report(const char* what) const {
    if (options_.progress) options_.progress(what);
  }

  Region single_coordinate() const {
    report("looking for the largest gap");
    Region best{{0}, {Side::interior}, 1, {round_up(domain_.lo[0])}, 0};
    for (std::size_t i = 0; i < domain_.dimension() && i < kMostActive; ++i) {
      const Region found = estimate_largest_gap(heights_, samples_, domain_, i);
      if (found.bias > best.bias) best = found;
    }
    return best;
  }

  struct Promise {
    double interior, best;  // typical bias of a centre inside, and the best one with some coordinates at ends
  };
  Promise estimate_promise(const std::vector<std::size_t>& coordinates, std::size_t group) const {
    double log_volume = 0;
    for (const std::size_t i : coordinates) log_volume += std::log(round_up(domain_.hi[i] - domain_.lo[i]));
    const std::size_t d = coordinates.size(), step = std::max<std::size_t>(1, d / 8);
    Promise promise{0, 0};
    for (std::size_t ends = 0; ends <= d; ends += ends == d ? 1 : std::min(step, d - ends)) {
      std::vector<Side> sides(d, Side::interior);
      std::fill(sides.begin(), sides.begin() + static_cast<std::ptrdiff_t>(ends), Side::low_end);
      const double bias =
          heights_.typical_bias(coordinates, sides, group, log_volume, static_cast<double>(samples_.size()));
      if (ends == 0) promise.interior = bias;
      promise.best = std::max(promise.best, bias);
    }
    return promise;
  }

  // Groups matter for coordinates inside only: the group that serves a centre inside best, at an end all are the same.
  Choice estimate_group(const std::vector<std::size_t>& coordinates) const {
    const std::size_t n = coordinates.size();
    std::vector<std::size_t> groups = {n};
    for (std::size_t group = 1; group < n; group *= 2) groups.push_back(group);
    Choice choice{coordinates, 1, 0};
    double interior = 0;
    for (const std::size_t group : groups) {
      const Promise promise = estimate_promise(coordinates, group);
      if (promise.interior > interior) choice.group = group;
      interior = std::max(interior, promise.interior);
      choice.promise = std::max(choice.promise, promise.best);
    }
    return choice;
  }

  std::vector<Choice> estimate_choices() {
    const std::size_t d = usable_.size(), most = std::min(d, kMostActive);
    std::vector<Choice> typical;  // one per number of active coordinates, with its best group
    double best = 0;
    for (std::size_t n = 2; n <= most; n += n == most ? 1 : std::clamp<std::size_t>(n / 16, 1, most - n)) {
      const Choice choice =
          estimate_group({usable_.begin(), usable_.begin() + static_cast<std::ptrdiff_t>(n)});
      if (choice.promise > 0) typical.push_back(choice);
      best = std::max(best, choice.promise);
    }
    std::stable_sort(typical.begin(), typical.end(),
                     [](const Choice& x, const Choice& y) { return x.promise > y.promise; });
    std::vector<Choice> choices;
    for (const Choice& choice : typical) {
      if (choice.promise < kHopeless * best || choices.size() >= kChoices) break;
      const std::size_t n = choice.coordinates.size();
      const std::size_t draws = n == d ? 1 : kPerCount;
      for (std::size_t k = 0; k < draws && choices.size() < kChoices; ++k)
        choices.push_back(
            {n == d ? choice.coordinates : random_coordinates(n), choice.group, choice.promise});
    }
    return choices;
  }

  std::vector<std::size_t> random_coordinates(std::size_t n) {
    std::vector<std::size_t> all = usable_;
    for (std::size_t k = 0; k < n; ++k) std::swap(all[k], all[k + random_.below(all.size() - k)]);
    all.resize(n);
    std::sort(all.begin(), all.end());
    return all;
  }

  // What a part of the samples promises, scaled to all of them by the law m^(-1/d').
  double promise(const Choice& choice) const {
    const double part = search(choice, kPart, options_.starts / 8 + 1).bias;
    const auto estimate_scale = [&] {
      return std::pow(static_cast<double>(kPart) / static_cast<double>(samples_.size()),
                      1 / static_cast<double>(choice.coordinates.size()));
    };
    return part * estimate_scale();
  }

  // `part`: how many of the samples are used.
  Region search(const Choice& choice, std::size_t part, std::size_t starts) const {
    const std::size_t m = samples_.size(), d = choice.coordinates.size();
    std::vector<double> points;
    points.reserve(std::min(part, m) * d);
    for (std::size_t j = 0; j < std::min(part, m); ++j)
      for (const std::size_t i : choice.coordinates)
        points.push_back(samples_.points.lower(m <= part ? j : j * m / part, i));
    const GaugeTree tree(std::move(points), d);
    return estimate_best_centre(heights_, tree, choice.coordinates, choice.group, domain_,
                                {options_.seed, starts, options_.threads});
  }

  HeightEstimate heights_;
  const samples::SampleSet& samples_;
  const target::RationalBox& domain_;
  const SearchOptions& options_;
  Random random_;
  std::vector<std::size_t> usable_;  // coordinates in which the domain has an extent
};

}  // namespace

Region estimate_best_region(const NetworkClass& h, const samples::SampleSet& samples,
                            const target::RationalBox& domain, const SearchOptions& options) {
  RELUGAP_CHECK(h.layers() >= 3 && samples.size() >= 1 && domain.dimension() == samples.dimension());
  return RegionEstimate(h, samples, domain, options).run();
}

}  // namespace relugap::bounds::witness
