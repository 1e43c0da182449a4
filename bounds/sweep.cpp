#include "bounds/sweep.h"

#include <algorithm>
#include <utility>

#include "bounds/catalogue.h"
#include "lib/core/error.h"
#include "lib/core/parallel_for.h"

namespace relugap::bounds {
namespace {

[[noreturn]] void fail(const std::string& expected, const std::string& found) {
  throw InputError("vary: expected " + expected + ", found " + found);
}

const ParameterRange* find(const SweepRequest& request, Parameter parameter) {
  for (const ParameterRange& range : request.ranges)
    if (range.parameter == parameter && range.layer == 0) return &range;
  return nullptr;
}

std::uint64_t smallest(const ParameterRange& range) {
  return std::min_element(range.values.begin(), range.values.end())->integer();
}

std::uint64_t largest(const ParameterRange& range) {
  return std::max_element(range.values.begin(), range.values.end())->integer();
}

void check_names(const SweepRequest& request) {
  for (std::size_t i = 0; i < request.ranges.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (request.ranges[i].name() == request.ranges[j].name())
        fail("every parameter once", "'" + request.ranges[i].name() + "' twice");
  const bool samples_asked = std::holds_alternative<SamplesFor>(request.base.query.goal);
  if (samples_asked && find(request, Parameter::samples))
    fail("one question: samples for eps, or the error with samples", "eps given and samples varied");
  if (!samples_asked && find(request, Parameter::eps))
    fail("one question: samples for eps, or the error with samples", "samples given and eps varied");
}

void check_layers(const SweepRequest& request) {
  const std::size_t base = request.base.network_class.layers();
  const ParameterRange* layers = find(request, Parameter::layers);
  const std::uint64_t most = layers ? largest(*layers) : base, least = layers ? smallest(*layers) : base;
  if (base < 2 && most > 1 && !find(request, Parameter::width))
    fail("--widths with a hidden layer to repeat", "'" + text(request.base.network_class.widths) + "'");
  for (const ParameterRange& range : request.ranges)
    if (range.parameter == Parameter::width && range.layer >= least)
      fail("a hidden layer from 1 to " + std::to_string(least - 1), "'" + range.name() + "'");
}

bool is_cube(const target::RationalBox& box) {
  return std::all_of(box.lo.begin(), box.lo.end(), [&](const Rational& x) { return x == box.lo[0]; }) &&
         std::all_of(box.hi.begin(), box.hi.end(), [&](const Rational& x) { return x == box.hi[0]; });
}

void check_domain(const SweepRequest& request) {
  const auto& domain = request.base.query.domain;
  const ParameterRange* dimensions = find(request, Parameter::dimension);
  if (domain && dimensions && !is_cube(*domain))
    fail("a domain lo,hi, which is [lo,hi]^d, where d is varied", "an explicit box");
  if (domain && dimensions && largest(*dimensions) > kMaxBoxDimension)
    fail("d <= " + std::to_string(kMaxBoxDimension) + " with a domain",
         "d = " + std::to_string(largest(*dimensions)));
}

void apply_layers(NetworkClass& h, std::size_t layers) {
  const std::uint64_t repeated = h.layers() < 2 ? 1 : h.widths[h.layers() - 1], output = h.widths.back();
  h.widths.resize(std::min(layers, h.layers()));
  h.widths.resize(layers, repeated);
  h.widths.push_back(output);
}

void apply(BoundRequest& request, const ParameterRange& range, const ParameterValue& value) {
  NetworkClass& h = request.network_class;
  switch (range.parameter) {
    case Parameter::dimension:
      h.widths.front() = value.integer();
      if (auto& box = request.query.domain)
        box = target::RationalBox{std::vector<Rational>(h.dimension(), box->lo[0]),
                                  std::vector<Rational>(h.dimension(), box->hi[0])};
      break;
    case Parameter::width:
      if (range.layer)
        h.widths[range.layer] = value.integer();
      else
        std::fill(h.widths.begin() + 1, h.widths.end() - 1, value.integer());
      break;
    case Parameter::layers:
      apply_layers(h, value.integer());
      break;
    case Parameter::q:
      h.q = value.exponent();
      break;
    case Parameter::coefficient:
      h.coefficient = value.number;
      break;
    case Parameter::eps:
      request.query.goal = SamplesFor{value.number};
      break;
    case Parameter::samples:
      request.query.goal = ErrorWith{numerator(value.number)};
      break;
    case Parameter::p:
      request.query.norm = value.exponent();
      break;
  }
}

// Layers before widths, all widths before single ones.
int rank(const ParameterRange& range) {
  return range.parameter == Parameter::layers  ? 0
         : range.parameter != Parameter::width ? 3
         : range.layer                         ? 2
                                               : 1;
}

std::vector<Bound> only_violated(std::vector<Bound> bounds) {
  for (Bound& bound : bounds) {
    std::erase_if(bound.hypotheses, [](const Hypothesis& h) { return h.holds; });
    bound.hypotheses.shrink_to_fit();
  }
  return bounds;
}

}  // namespace

void validate(const SweepRequest& request) {
  RELUGAP_CHECK(!request.ranges.empty());
  check_names(request);
  check_layers(request);
  check_domain(request);
  for (const std::string& id : request.base.theorems) find_theorem(id);
  std::size_t points = 1;
  for (const ParameterRange& range : request.ranges) {
    points *= range.values.size();  // at most kMaxPoints^2
    if (points > kMaxPoints)
      fail("at most " + std::to_string(kMaxPoints) + " combinations of values", "more");
  }
}

std::size_t count_points(const SweepRequest& request) {
  std::size_t points = 1;
  for (const ParameterRange& range : request.ranges) points *= range.values.size();
  return points;
}

std::size_t value_index(const SweepRequest& request, std::size_t point, std::size_t range) {
  for (std::size_t r = request.ranges.size(); --r > range;) point /= request.ranges[r].values.size();
  return point % request.ranges[range].values.size();
}

BoundRequest request_at(const SweepRequest& request, std::size_t point) {
  BoundRequest result = request.base;
  for (int pass = 0; pass <= 3; ++pass)
    for (std::size_t r = 0; r < request.ranges.size(); ++r)
      if (const ParameterRange& range = request.ranges[r]; rank(range) == pass)
        apply(result, range, range.values[value_index(request, point, r)]);
  return result;
}

BoundReport Sweep::report(std::size_t point) const {
  return {request_at(request, point), points[point].bounds, points[point].comparisons, points[point].best};
}

bool Sweep::answered() const {
  for (std::size_t i = 0; i < points.size(); ++i)
    if (BoundReport{request.base, points[i].bounds, points[i].comparisons, {}}.answered()) return true;
  return false;
}

Sweep evaluate(const SweepRequest& request, unsigned threads,
               const std::function<void(std::size_t)>& progress) {
  validate(request);
  Sweep sweep{request, std::vector<SweepPoint>(count_points(request))};
  parallel_for(
      sweep.points.size(), threads,
      [&](std::size_t i) {
        BoundReport report = evaluate(request_at(request, i));
        sweep.points[i] = {only_violated(std::move(report.bounds)),
                           only_violated(std::move(report.comparisons)), std::move(report.best)};
      },
      progress);
  return sweep;
}

}  // namespace relugap::bounds
