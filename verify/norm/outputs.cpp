#include "verify/norm/outputs.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>

#include "lib/arith/directed.h"
#include "lib/core/error.h"
#include "verify/norm/sup_norm.h"
#include "verify/search/resources.h"

namespace relugap::verify {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
const Rational kRoughGap(1, 4);

/// Adds the cost of another search to what all of them took.
void add_cost(const NormEnclosure& one, NormEnclosure& all) {
  all.boxes += one.boxes;
  all.peak_open_boxes = std::max(all.peak_open_boxes, one.peak_open_boxes);
  all.memory_bytes = std::max(all.memory_bytes, one.memory_bytes);
  all.seconds += one.seconds;
  all.cpu_seconds += one.cpu_seconds;
  all.threads = std::max(all.threads, one.threads);
}

/// The searches for the maximum over the outputs, and what they have proved together.
class OutputsSearch {
 public:
  OutputsSearch(const Side& f, const Side& g, const target::RationalBox& domain, const SearchOptions& options)
      : f_(f), g_(g), domain_(domain), options_(options), found_(count_outputs(f, g)) {
    result_.enclosure.upper = {0.0};
  }

  OutputsEnclosure run() {
    std::vector<std::size_t> order(found_.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    for (std::size_t done = 0; done < order.size() && !is_decided(); ++done)
      search(order[done], 2 * order.size() - done, true);
    if (!is_above()) {
      std::stable_sort(order.begin(), order.end(), [this](std::size_t a, std::size_t b) {
        return found_[a].upper.value > found_[b].upper.value;
      });
      for (std::size_t done = 0; done < order.size() && !is_decided(); ++done)
        if (!is_met(found_[order[done]].upper.value)) search(order[done], order.size() - done, false);
    }
    return finish();
  }

 private:
  double lower() const { return result_.enclosure.lower.value; }
  double upper() const {
    double upper = 0;
    for (const NormEnclosure& one : found_) upper = std::max(upper, one.upper.value);
    return upper;
  }
  bool is_above() const { return options_.threshold && exact(lower()) > *options_.threshold; }
  /// Whether nothing of what was asked is open for a function below `upper`.
  bool is_met(double upper) const {
    if (!std::isfinite(upper)) return false;
    if (options_.threshold) return exact(upper) <= *options_.threshold;
    const double gap = directed::sub_up(upper, lower());
    return gap <= 0 || (lower() > 0 && exact(gap) <= options_.relative_gap * exact(lower())) ||
           exact(gap) <= options_.absolute_gap;
  }
  bool is_decided() const { return is_above() || is_met(upper()); }

  /// Searches one output with its share of the time: one part in `shares`.
  void search(std::size_t i, std::size_t shares, bool rough) {
    SearchOptions some = options_;
    some.known_lower = lower();
    const double left = std::max(0.0, options_.time_limit_seconds - since(begin_));
    some.time_limit_seconds = left / static_cast<double>(shares);
    if (rough) {
      some.threshold.reset();
      some.relative_gap = std::max(kRoughGap, options_.relative_gap);
    }
    if (options_.progress) {
      some.progress = [this, i](Progress p) {
        p.lower.value = std::max(p.lower.value, lower());
        p.upper.value = std::min(p.upper.value, found_[i].upper.value);
        for (std::size_t j = 0; j < found_.size(); ++j)
          if (j != i) p.upper.value = std::max(p.upper.value, found_[j].upper.value);
        p.boxes += result_.enclosure.boxes;
        p.seconds = since(begin_);
        options_.progress(p);
      };
    }
    NormEnclosure one = enclose_sup_norm(pick_output(f_, i), pick_output(g_, i), domain_, some);
    add_cost(one, result_.enclosure);
    if (result_.enclosure.witness.empty() || (one.lower.value > lower() && !one.witness.empty())) {
      result_.enclosure.lower = one.lower;
      result_.enclosure.witness = one.witness;
      result_.output = i;
    }
    one.upper.value = std::min(one.upper.value, found_[i].upper.value);  // both are proved
    found_[i] = std::move(one);
  }

  OutputsEnclosure finish() {
    NormEnclosure& all = result_.enclosure;
    all.upper = {upper()};
    // Each was cut at the lower bound of its time; the largest of all is still a bound.
    all.upper.value = std::max(all.upper.value, all.lower.value);
    all.seconds = since(begin_);
    if (is_above()) {
      all.status = Status::AboveThreshold;
    } else if (is_met(all.upper.value) &&
               (options_.threshold || all.upper.value > 0 || all.lower.value > 0)) {
      all.status = options_.threshold ? Status::BelowThreshold : Status::Converged;
    } else {
      // The output that holds the maximum open says why.
      const auto widest = std::max_element(found_.begin(), found_.end(), [](const auto& a, const auto& b) {
        return a.upper.value < b.upper.value;
      });
      all.status = widest->status == Status::Converged ? Status::PrecisionLimit : widest->status;
      all.explanation = widest->explanation;
    }
    return std::move(result_);
  }

  const Side& f_;
  const Side& g_;
  const target::RationalBox& domain_;
  const SearchOptions& options_;
  std::vector<NormEnclosure>
      found_;  ///< of max(known_lower, sup |h_i|); upper is infinite before the first search
  OutputsEnclosure result_;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

/// The largest of all maxima, or the smallest of all minima, and whose it is.
NormEnclosure extreme(const std::vector<RangeEnclosure>& ranges, bool largest, std::size_t& output) {
  const auto end = [&](std::size_t i) -> const NormEnclosure& {
    return largest ? ranges[i].maximum : ranges[i].minimum;
  };
  NormEnclosure cost, all = end(0);
  output = 0;
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    const NormEnclosure& one = end(i);
    add_cost(one, cost);
    if (largest ? one.lower.value > all.lower.value : one.upper.value < all.upper.value) {
      output = i;
      all.witness = one.witness;
    }
    const auto outer = [largest](double a, double b) { return largest ? std::max(a, b) : std::min(a, b); };
    all.lower.value = outer(all.lower.value, one.lower.value);
    all.upper.value = outer(all.upper.value, one.upper.value);
    if (all.status == Status::Converged && one.status != Status::Converged) {
      all.status = one.status;
      all.explanation = one.explanation;
    }
  }
  all.boxes = cost.boxes;
  all.peak_open_boxes = cost.peak_open_boxes;
  all.memory_bytes = cost.memory_bytes;
  all.seconds = cost.seconds;
  all.cpu_seconds = cost.cpu_seconds;
  all.threads = cost.threads;
  return all;
}

}  // namespace

std::size_t count_outputs(const Side& f, const Side& g) {
  const auto outputs = [](const Side& side) -> std::size_t {
    if (const auto* network = std::get_if<net::Network>(&side)) return network->outputs();
    return std::holds_alternative<Zero>(side) ? 0 : 1;
  };
  const std::size_t of_f = outputs(f), of_g = outputs(g);
  RELUGAP_CHECK(of_f == of_g || of_f == 0 || of_g == 0);
  return std::max({of_f, of_g, std::size_t{1}});
}

Side pick_output(const Side& side, std::size_t i) {
  const auto* network = std::get_if<net::Network>(&side);
  return network && network->outputs() > 1 ? Side(network->with_output(i)) : side;
}

OutputsEnclosure enclose_outputs(const Side& f, const Side& g, const target::RationalBox& domain,
                                 const SearchOptions& options) {
  if (count_outputs(f, g) == 1) return {enclose_sup_norm(f, g, domain, options), 0};
  return OutputsSearch(f, g, domain, options).run();
}

OutputsRange enclose_output_ranges(const Side& f, const Side& g, const target::RationalBox& domain,
                                   const SearchOptions& options) {
  const auto begin = std::chrono::steady_clock::now();
  const std::size_t n = count_outputs(f, g);
  OutputsRange result;
  for (std::size_t i = 0; i < n; ++i) {
    SearchOptions some = options;
    some.time_limit_seconds =
        std::max(0.0, options.time_limit_seconds - since(begin)) / static_cast<double>(n - i);
    if (options.progress && n > 1) {
      some.progress = [&options, name = " of output " + std::to_string(i)](Progress p) {
        p.norm += name;
        options.progress(p);
      };
    }
    result.outputs.push_back(enclose_range(pick_output(f, i), pick_output(g, i), domain, some));
  }
  result.all = {extreme(result.outputs, true, result.maximum_output),
                extreme(result.outputs, false, result.minimum_output)};
  return result;
}

}  // namespace relugap::verify
