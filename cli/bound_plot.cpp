#include "cli/bound_plot.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "lib/core/error.h"
#include "papers/report/heat_map.h"
#include "papers/report/line_plot.h"

namespace relugap::cli {
namespace {

using bounds::Algorithms;
using bounds::Bound;
using bounds::Kind;
using bounds::Parameter;
using bounds::ParameterRange;
using bounds::Sweep;
using bounds::text;

std::string label(const ParameterRange& range) {
  switch (range.parameter) {
    case Parameter::dimension:
      return "input dimension $d$";
    case Parameter::width:
      return range.layer ? "width $N_{" + std::to_string(range.layer) + "}$" : "hidden widths";
    case Parameter::layers:
      return "layers $L$";
    case Parameter::q:
      return "$q$ of the class";
    case Parameter::coefficient:
      return "coefficient bound $c$";
    case Parameter::eps:
      return "error $\\varepsilon$";
    case Parameter::samples:
      return "samples $m$";
    case Parameter::p:
      return "$p$ of the error";
  }
  return {};
}

bool varies(const Sweep& sweep, Parameter parameter) {
  const auto& ranges = sweep.request.ranges;
  return std::any_of(ranges.begin(), ranges.end(),
                     [&](const ParameterRange& range) { return range.parameter == parameter; });
}

// A number as it stands between dollar signs: 1e-3 is 10^{-3}.
std::string math(const Rational& value) {
  const std::string words = text(value);
  const std::size_t e = words.find('e');
  if (e == std::string::npos) return words;
  const std::string power = "10^{" + words.substr(e + 1) + "}";
  return words.substr(0, e) == "1" ? power : words.substr(0, e) + " \\times " + power;
}

report::VariedParameter varied(const ParameterRange& range) {
  report::VariedParameter result{label(range), {}, {}};
  for (const bounds::ParameterValue& value : range.values) {
    result.values.push_back(value.infinite ? std::nullopt : std::optional(value.number));
    const std::string words = value.infinite ? "\\infty" : math(value.number);
    result.texts.push_back(words.find_first_of("\\^") == std::string::npos ? words : "$" + words + "$");
  }
  return result;
}

bool asks_samples(const Sweep& sweep) { return asked(sweep.request.base.query) == bounds::Quantity::samples; }

std::string value_label(const Sweep& sweep) { return asks_samples(sweep) ? "samples" : "error"; }

std::string title(const Sweep& sweep) {
  const bounds::Exponent& p = sweep.request.base.query.norm;
  const std::string norm = varies(sweep, Parameter::p) ? "$L^p$ error"
                           : p.infinite()              ? "uniform error"
                                                       : "$L^{" + p.text() + "}$ error";
  const auto& goal = sweep.request.base.query.goal;
  if (const auto* samples = std::get_if<bounds::SamplesFor>(&goal))
    return "Samples needed for " + norm + " $\\le " +
           (varies(sweep, Parameter::eps) ? "\\varepsilon" : math(samples->eps)) + "$";
  const auto& with = std::get<bounds::ErrorWith>(goal);
  const std::string count =
      varies(sweep, Parameter::samples) ? "$m$" : "$" + math(Rational(with.samples)) + "$";
  return "Worst-case " + norm + " with " + count + " samples";
}

std::string subtitle(const Sweep& sweep) {
  const bounds::NetworkClass& h = sweep.request.base.network_class;
  std::string words = "widths " + text(h.widths);
  for (const ParameterRange& range : sweep.request.ranges)
    if (range.parameter == Parameter::dimension || range.parameter == Parameter::width ||
        range.parameter == Parameter::layers)
      words += ", " + label(range) + " varied";
  if (words.size() > 100) words = words.substr(0, 100) + "...";
  if (!varies(sweep, Parameter::q))
    words += h.q.infinite() ? ", $q = \\infty$" : ", $q = " + h.q.text() + "$";
  if (!varies(sweep, Parameter::coefficient)) words += ", $c = " + math(h.coefficient) + "$";
  return words + (h.joint ? ", joint norm" : "");
}

std::optional<double> height(const Bound* bound) {
  if (!bound || !bound->value) return std::nullopt;
  const Interval& log10 = bound->value->log10;
  const double value = bound->kind == Kind::lower ? log10.lower() : log10.upper();
  return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

// "bump" of "bump-deterministic": theorems of one family share a colour.
std::string family(const Bound& bound) {
  if (bound.status == bounds::Status::recalled) return {};
  std::string word = bound.theorem;
  for (const char* ending : {"-deterministic", "-randomized", "-high-probability"})
    if (word.ends_with(ending)) word.resize(word.size() - std::string_view(ending).size());
  return word;
}

std::string dash(const Bound& bound) {
  if (bound.kind == Kind::upper) return "9 3 2 3";
  if (bound.theorem.ends_with("high-probability")) return "1.5 3";
  return bound.algorithms == Algorithms::randomized ? "5 3" : "";
}

std::vector<report::Series> series_of(const Sweep& sweep) {
  std::vector<report::Series> list;
  const std::vector<Bound>& theorems = sweep.points.front().bounds;
  for (std::size_t t = 0; t < theorems.size(); ++t) {
    const Bound& first = theorems[t];
    report::Series series{.label = first.theorem,
                          .family = family(first),
                          .dash = dash(first),
                          .frames = first.kind == Kind::lower};
    if (first.kind == Kind::upper) series.label += " (suffices)";
    if (first.status == bounds::Status::recalled) series.label += " (recalled)";
    for (const bounds::SweepPoint& point : sweep.points) series.log10.push_back(height(&point.bounds[t]));
    const auto drawn = [](const auto& value) { return value.has_value(); };
    if (std::any_of(series.log10.begin(), series.log10.end(), drawn)) list.push_back(std::move(series));
  }
  return list;
}

// The smallest values at which the best proved bounds exceed the threshold.
std::vector<report::MarkedPoint> marks(const Sweep& sweep, const bounds::Crossings& crossings,
                                       const std::vector<report::Series>& series) {
  std::vector<report::MarkedPoint> list;
  for (const bounds::Crossing& crossing : crossings.crossings) {
    if ((crossing.statement != "deterministic" && crossing.statement != "randomized") || !crossing.first())
      continue;
    const std::size_t point = *crossing.first();
    const std::string& id = bound_at(sweep.points[point], crossing.statement)->theorem;
    const auto at =
        std::find_if(series.begin(), series.end(), [&](const report::Series& s) { return s.label == id; });
    if (at == series.end()) continue;
    const ParameterRange& range = sweep.request.ranges.back();
    const auto index = static_cast<std::size_t>(at - series.begin());
    if (!list.empty() && list.front().value == point) {  // one label for both
      list.front().label.insert(list.front().label.size() - 1, ", " + crossing.statement);
      list.push_back({index, point, ""});
    } else {
      list.push_back({index, point,
                      range.name() + " = " + range.values[point].text() + " (" + crossing.statement + ")"});
    }
  }
  return list;
}

std::string draw_lines(const Sweep& sweep, const bounds::Crossings* crossings) {
  report::LinePlot plot{.name = "bound-sweep",
                        .title = title(sweep),
                        .subtitle = subtitle(sweep),
                        .description =
                            "A line per theorem: solid for deterministic, dashed for randomized algorithms, "
                            "dotted with high probability, dash-dotted where it suffices.",
                        .parameter = varied(sweep.request.ranges[0]),
                        .y_label = value_label(sweep),
                        .series = series_of(sweep)};
  if (plot.series.empty()) throw InputError("--plot: expected a theorem that applies somewhere, found none");
  if (crossings) {
    plot.threshold = crossings->threshold.log10().upper();
    plot.threshold_label = "$" + math(crossings->threshold.value()) + "$";
    plot.marks = marks(sweep, *crossings, plot.series);
  }
  return report::draw(plot);
}

const Bound* best_at(const bounds::SweepPoint& point, const std::string& statement) {
  if (statement != "upper") return bounds::bound_at(point, statement);
  return point.best.upper ? bounds::bound_at(point, *point.best.upper) : nullptr;
}

report::HeatPanel heat_panel(const Sweep& sweep, const std::string& statement, const std::string& words,
                             const bounds::Crossings* crossings) {
  report::HeatPanel panel{words, {}};
  for (const bounds::SweepPoint& point : sweep.points) {
    const Bound* bound = best_at(point, statement);
    panel.log10.push_back(height(bound));
    if (crossings) panel.beyond.push_back(bound && crossings->threshold.is_exceeded_by(*bound));
  }
  return panel;
}

std::string draw_map(const Sweep& sweep, const bounds::Crossings* crossings) {
  report::HeatMap map{.name = "bound-sweep",
                      .title = title(sweep),
                      .subtitle = subtitle(sweep),
                      .description = "A cell per pair of values, dark where the best proved bound is large.",
                      .x = varied(sweep.request.ranges[1]),
                      .y = varied(sweep.request.ranges[0]),
                      .value_label = value_label(sweep),
                      .panels = {}};
  const auto add = [&](const char* statement, const char* words) {
    report::HeatPanel panel = heat_panel(sweep, statement, words, crossings);
    if (std::any_of(panel.log10.begin(), panel.log10.end(),
                    [](const auto& value) { return value.has_value(); }))
      map.panels.push_back(std::move(panel));
  };
  add("deterministic", "best proved, deterministic algorithms");
  add("randomized", "best proved, randomized algorithms");
  if (map.panels.empty()) add("upper", "best proved that suffices");
  if (map.panels.empty()) throw InputError("--plot: expected a theorem that applies somewhere, found none");
  if (crossings)
    map.contour_label =
        "on the darker side of the line proved to exceed $" + math(crossings->threshold.value()) + "$";
  return report::draw(map);
}

}  // namespace

void check_plot(const bounds::SweepRequest& request) {
  if (request.ranges.size() > 2)
    throw InputError("--plot: expected one --vary (lines) or two (a map), found " +
                     std::to_string(request.ranges.size()));
  if (request.ranges.size() == 2 && bounds::count_points(request) > report::kMaxCells)
    throw InputError("--plot: expected at most " + std::to_string(report::kMaxCells) +
                     " cells of a map, found " + std::to_string(bounds::count_points(request)));
}

std::string plot(const Sweep& sweep, const bounds::Crossings* crossings) {
  return sweep.request.ranges.size() == 1 ? draw_lines(sweep, crossings) : draw_map(sweep, crossings);
}

}  // namespace relugap::cli
