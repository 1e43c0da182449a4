#include "verify/search/explain.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "lib/core/error.h"

namespace relugap::verify {
namespace {

using Cause = Explanation::Cause;

/// Adds the layers of one side; `offset` is where its signs begin in those of a box.
void add_layers(const PreparedSide& side, char name, std::size_t offset, const std::vector<OpenBox>& open,
                std::vector<Explanation::Layer>& layers) {
  if (side.sign_bytes() == 0 || open.empty()) return;
  const auto& all = side.network->layers();
  for (std::size_t hidden = 1; hidden + 1 < all.size(); ++hidden) {
    const std::size_t neurons = all[hidden].rows;
    std::size_t known = 0;
    for (const OpenBox& box : open) {
      const kernel::LayerSigns signs = side.network->signs().layer(box.signs.data() + offset, hidden);
      for (std::size_t j = 0; j < neurons; ++j) known += signs.is_positive(j) || signs.is_negative(j);
    }
    const double mean = static_cast<double>(known) / static_cast<double>(open.size());
    layers.push_back({name, hidden + 1, neurons, static_cast<double>(neurons) - mean});
  }
}

/// By coordinate, the median edge of the boxes over the edge of the hull of the roots.
std::vector<double> median_edges(const std::vector<OpenBox>& roots, const std::vector<OpenBox>& open) {
  std::vector<double> medians;
  for (std::size_t k = 0; !open.empty() && k < roots[0].lo.size(); ++k) {
    double lo = roots[0].lo[k], hi = roots[0].hi[k];
    for (const OpenBox& root : roots) {
      lo = std::min(lo, root.lo[k]);
      hi = std::max(hi, root.hi[k]);
    }
    std::vector<double> edges;
    for (const OpenBox& box : open) edges.push_back(hi > lo ? (box.hi[k] - box.lo[k]) / (hi - lo) : 1.0);
    const auto middle = edges.begin() + static_cast<std::ptrdiff_t>(edges.size() / 2);
    std::nth_element(edges.begin(), middle, edges.end());
    medians.push_back(*middle);
  }
  return medians;
}

Cause cause_of(const SearchOutcome& outcome, double rounding_limited) {
  if (outcome.upper == std::numeric_limits<double>::infinity() && (outcome.settled || rounding_limited > 0.5))
    return Cause::Overflow;
  if (outcome.threshold && outcome.status == Status::PrecisionLimit) return Cause::Tie;
  if (outcome.magnitude == 0 && !outcome.threshold) return Cause::ZeroLower;
  if (outcome.status == Status::PrecisionLimit || rounding_limited > 0.5) return Cause::Rounding;
  return Cause::MoreTime;
}

/// The hidden layer with most neurons of unknown sign, in words; empty if there is none.
std::string worst_layer(const std::vector<Explanation::Layer>& layers) {
  const auto worst = std::max_element(layers.begin(), layers.end(),
                                      [](const auto& a, const auto& b) { return a.unstable < b.unstable; });
  if (worst == layers.end() || worst->unstable < 0.5) return "";
  return ", most in hidden layer " + std::to_string(worst->layer) + " of " + worst->side + " (" +
         std::to_string(std::lround(worst->unstable)) + " of " + std::to_string(worst->neurons) + ")";
}

void put_in_words(bool integral, Explanation& e) {
  const std::string boxes = std::to_string(e.open_boxes) + (e.open_boxes == 1 ? " box" : " boxes");
  double unstable = 0;
  for (const Explanation::Layer& layer : e.layers) unstable += layer.unstable;
  switch (e.cause) {
    case Cause::MoreTime:
      if (integral) {
        e.reason =
            "the integral is known too roughly on the " + boxes + " that the domain is cut into so far";
      } else {
        e.reason = boxes + (e.open_boxes == 1 ? " still lies above the goal" : " still lie above the goal");
      }
      if (!e.layers.empty())
        e.reason += "; on those with the largest bounds " + std::to_string(std::lround(unstable)) +
                    " neurons may change sign" + worst_layer(e.layers);
      e.advice = "more time or threads, a wider gap, or a smaller domain";
      break;
    case Cause::Rounding:
      e.reason = "what is left is rounding: no smaller box has a better bound in double precision";
      e.advice = "a gap that double precision can tell";
      break;
    case Cause::ZeroLower:
      e.reason =
          "no point where the two functions differ was found, and from 0 no relative gap can be reached";
      e.advice = "an absolute gap";
      break;
    case Cause::Overflow:
      e.reason =
          "no finite bound was found somewhere: numbers leave the range of double, or a formula has a pole";
      e.advice = "a smaller domain, or functions scaled down";
      break;
    case Cause::Tie:
      e.reason = "the norm equals the threshold as far as double precision can tell";
      e.advice = "another threshold";
      break;
  }
}

}  // namespace

Explanation explain(const SearchOutcome& outcome) {
  Explanation e;
  e.open_boxes = outcome.waiting;
  e.looked_at = outcome.open.size();
  if (!outcome.open.empty()) {
    const auto limited = std::count_if(outcome.open.begin(), outcome.open.end(), [](const OpenBox& box) {
      return box.arithmetic == Arithmetic::Multiple;
    });
    e.rounding_limited = static_cast<double>(limited) / static_cast<double>(outcome.open.size());
  }
  e.median_edges = median_edges(outcome.roots, outcome.open);
  add_layers(outcome.f, 'f', 0, outcome.open, e.layers);
  add_layers(outcome.g, 'g', outcome.f.sign_bytes(), outcome.open, e.layers);
  e.cause = cause_of(outcome, e.rounding_limited);
  put_in_words(outcome.integral, e);
  return e;
}

}  // namespace relugap::verify
