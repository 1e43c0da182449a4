#include "cli/bound_options.h"

#include <algorithm>
#include <array>
#include <utility>

#include "cli/class_option.h"
#include "lib/core/error.h"
#include "lib/core/file.h"
#include "lib/core/quote.h"
#include "lib/target/domain.h"

namespace relugap::cli {
namespace {

using bounds::Parameter;

constexpr int kSweepDigits = 6;

bounds::Designs parse_designs(const std::vector<std::string>& names) {
  bounds::Designs designs{false, false, false};
  for (const std::string& name : names) {
    if (name != "C" && name != "S" && name != "G")
      throw InputError("--designs: expected C, S or G, found " + quote(name));
    (name == "C" ? designs.cross_polytope : name == "S" ? designs.simplex : designs.grouped) = true;
  }
  return designs;
}

Rational parse_confidence(const std::string& text) {
  const Rational value = bounds::parse_positive(text, "confidence");
  if (value > 1) throw InputError("confidence: expected a probability in (0, 1], found " + quote(text));
  return value;
}

bool varied(const std::vector<bounds::ParameterRange>& ranges, Parameter parameter) {
  return std::any_of(ranges.begin(), ranges.end(), [&](const bounds::ParameterRange& range) {
    return range.parameter == parameter && range.layer == 0;
  });
}

const std::string& required(const std::optional<std::string>& option, const std::string& name,
                            const std::string& expected) {
  if (!option) throw InputError(name + ": expected " + expected + ", found nothing");
  return *option;
}

std::variant<bounds::SamplesFor, bounds::ErrorWith> parse_goal(
    const BoundOptions& o, const std::vector<bounds::ParameterRange>& ranges) {
  const bool vary_eps = varied(ranges, Parameter::eps), vary_samples = varied(ranges, Parameter::samples);
  const int asked = static_cast<int>(o.eps || vary_eps) + static_cast<int>(o.samples || vary_samples);
  if (asked != 1)
    throw InputError(
        std::string("--eps, --samples: expected exactly one of them (samples for an error, or the error "
                    "with samples), found ") +
        (asked == 0 ? "none" : "both"));
  if (o.eps) return bounds::SamplesFor{bounds::parse_positive(*o.eps, "eps")};
  if (o.samples) return bounds::ErrorWith{bounds::parse_samples(*o.samples)};
  if (vary_eps) return bounds::SamplesFor{1};
  return bounds::ErrorWith{1};
}

bounds::NetworkClass parse_network_class(const BoundOptions& o,
                                         const std::vector<bounds::ParameterRange>& ranges) {
  if (o.network_class) {
    if (o.widths || o.q || o.coefficient || o.joint_norm)
      throw InputError(
          "--class: expected it alone, found --widths, --q, --coefficient or --joint-norm beside it");
    return parse_class(*o.network_class);
  }
  bounds::NetworkClass h{
      bounds::parse_widths(required(o.widths, "--widths", "N_0,...,N_L such as 16,48,48,1")),
      bounds::Exponent::infinity(), 1, o.joint_norm};
  if (o.q || !varied(ranges, Parameter::q))
    h.q = bounds::parse_exponent(required(o.q, "--q", "inf or a number >= 1"));
  if (o.coefficient || !varied(ranges, Parameter::coefficient))
    h.coefficient =
        bounds::parse_positive(required(o.coefficient, "--coefficient", "a number > 0"), "coefficient");
  return h;
}

std::array<std::pair<const char*, const std::optional<std::string>*>, 4> outputs(const BoundOptions& o) {
  return {{{"--json", &o.json}, {"--csv", &o.csv}, {"--latex", &o.latex}, {"--plot", &o.plot}}};
}

}  // namespace

bool asks_rates(const BoundOptions& o) { return o.alpha || o.theta || o.depth; }

bounds::RateRequest parse_rates(const BoundOptions& o) {
  const std::array<std::pair<const char*, bool>, 12> others = {{{"--class", o.network_class.has_value()},
                                                                {"--widths", o.widths.has_value()},
                                                                {"--q", o.q.has_value()},
                                                                {"--coefficient", o.coefficient.has_value()},
                                                                {"--eps", o.eps.has_value()},
                                                                {"--samples", o.samples.has_value()},
                                                                {"--domain", o.domain.has_value()},
                                                                {"--exceeds", o.exceeds.has_value()},
                                                                {"--plot", o.plot.has_value()},
                                                                {"--joint-norm", o.joint_norm},
                                                                {"--theorem", !o.theorems.empty()},
                                                                {"--vary", !o.vary.empty()}}};
  for (const auto& [name, given] : others)
    if (given)
      throw InputError(
          std::string(name) +
          ": expected no such option beside --alpha, --theta, --depth (rates of approximation spaces, "
          "which are not about one class), found it");
  return bounds::parse_rate_request(required(o.alpha, "--alpha", "the rate of approximation, a number > 0"),
                                    o.theta.value_or("0"), o.depth.value_or("inf"), o.norm,
                                    o.dimension.value_or("1"));
}

std::vector<bounds::ParameterRange> parse_ranges(const BoundOptions& o) {
  std::vector<bounds::ParameterRange> ranges;
  for (const std::string& text : o.vary) ranges.push_back(bounds::parse_parameter_range(text));
  return ranges;
}

bounds::BoundRequest parse_request(const BoundOptions& o, const std::vector<bounds::ParameterRange>& ranges) {
  if (o.dimension)
    throw InputError("--d: expected it beside --alpha only (--widths starts with d), found it");
  bounds::NetworkClass h = parse_network_class(o, ranges);
  bounds::Query query{.goal = parse_goal(o, ranges),
                      .confidence = parse_confidence(o.confidence),
                      .designs = parse_designs(o.designs)};
  query.norm = bounds::parse_exponent(o.norm, "norm");
  if (o.domain) {
    if (h.dimension() > bounds::kMaxBoxDimension)
      throw InputError("--domain: expected a class with d <= " + std::to_string(bounds::kMaxBoxDimension) +
                       ", found d = " + std::to_string(h.dimension()));
    query.domain = target::parse_domain(*o.domain, h.dimension());
  }
  query.digits = o.digits.value_or(ranges.empty() ? bounds::kDigits : kSweepDigits);
  if (query.digits < 2 || query.digits > bounds::kDigits)
    throw InputError("--digits: expected a number from 2 to " + std::to_string(bounds::kDigits) + ", found " +
                     std::to_string(query.digits));
  return {std::move(h), std::move(query), o.theorems};
}

void check_outputs(const BoundOptions& o) {
  int standard = 0;
  for (const auto& [name, path] : outputs(o))
    if (*path && **path == "-") ++standard;
  if (standard > 1)
    throw InputError(
        "--json, --csv, --latex, --plot: expected at most one '-' (standard output), found several");
  if (o.plot && o.vary.empty())
    throw InputError("--plot: expected --vary, whose values it shows, found none");
  for (const auto& [name, path] : outputs(o))
    for (const auto& [other, same] : outputs(o))
      if (*path && *path == *same && name != other)
        throw InputError(std::string(name) + ": expected a file of its own, found that of " + other + ", " +
                         quote(**path));
  for (const auto& [name, path] : outputs(o))
    if (*path) require_writable(**path);
}

bool uses_standard_output(const BoundOptions& o) {
  const auto all = outputs(o);
  return std::any_of(all.begin(), all.end(),
                     [](const auto& output) { return *output.second && **output.second == "-"; });
}

}  // namespace relugap::cli
