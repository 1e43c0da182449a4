// The files of a sweep for programs: JSON and CSV. Points are written one by one, so that a sweep with 10^5 of them fits.

#include "bounds/catalogue.h"
#include "bounds/crossing.h"
#include "bounds/names.h"
#include "lib/core/version.h"

namespace relugap::bounds {
namespace {

Json count(const Integer& n) {
  return n < (Integer(1) << 53) ? Json(static_cast<std::uint64_t>(n)) : Json(n.str());
}

Json optional_text(const std::optional<std::string>& s) { return s ? Json(*s) : Json(nullptr); }

bool varies(const Sweep& sweep, Parameter parameter) {
  for (const ParameterRange& range : sweep.request.ranges)
    if (range.parameter == parameter && range.layer == 0) return true;
  return false;
}

// The parts of the head that to_json(BoundReport) has too; what is varied is null there.
Json head_json(const Sweep& sweep) {
  const BoundReport base{sweep.request.base, {}, {}, {}};
  Json head = to_json(base);
  for (const char* key : {"bounds", "comparisons", "best", "version"}) head.erase(key);
  head["schema"] = "relugap.bound-sweep/1";
  Json& class_json = head["class"];
  if (varies(sweep, Parameter::q)) class_json["q"] = nullptr;
  if (varies(sweep, Parameter::coefficient)) class_json["coefficient"] = nullptr;
  for (const char* key : {"layers", "parameters"}) class_json.erase(key);
  if (varies(sweep, Parameter::eps)) head["eps"] = nullptr;
  if (varies(sweep, Parameter::samples)) head["samples"] = nullptr;
  if (varies(sweep, Parameter::p)) head["norm"] = nullptr;
  return head;
}

Json ranges_json(const Sweep& sweep) {
  Json list = Json::array();
  for (const ParameterRange& range : sweep.request.ranges) {
    Json values = Json::array();
    for (const ParameterValue& value : range.values) values.push_back(value.text());
    list.push_back({{"name", range.name()}, {"values", std::move(values)}});
  }
  return list;
}

Json theorems_json(const SweepPoint& point) {
  Json list = Json::array();
  for (const auto* bounds : {&point.bounds, &point.comparisons})
    for (const Bound& b : *bounds) {
      const Theorem& theorem = find_theorem(b.theorem);
      list.push_back({{"theorem", b.theorem},
                      {"source", theorem.source},
                      {"kind", name(b.kind)},
                      {"quantity", name(b.quantity)},
                      {"algorithms", name(b.algorithms)},
                      {"status", name(b.status)},
                      {"about_class", theorem.about_class}});
    }
  return list;
}

void add_number(Json& json, const Bound& b) {
  json["active"] = b.active ? Json(b.active) : Json(nullptr);
  json["design"] = b.design.empty() ? Json(nullptr) : Json(b.design);
  json["log10"] = {json_bound(b.value->log10.lower()), json_bound(b.value->log10.upper())};
  json["value"] = {b.value->down, b.value->up};
}

Json bound_json(const Bound& b) {
  Json json = {{"theorem", b.theorem}};
  if (b.value) {
    add_number(json, b);
    return json;
  }
  json["value"] = nullptr;
  Json violated = Json::array();
  for (const Hypothesis& h : b.hypotheses)
    if (!h.holds) violated.push_back(h.text);
  json["violated"] = std::move(violated);
  return json;
}

Json values_json(const Sweep& sweep, std::size_t point) {
  Json values = Json::array();
  const auto& ranges = sweep.request.ranges;
  for (std::size_t r = 0; r < ranges.size(); ++r)
    values.push_back(ranges[r].values[value_index(sweep.request, point, r)].text());
  return values;
}

Json point_json(const Sweep& sweep, std::size_t i) {
  const SweepPoint& point = sweep.points[i];
  const NetworkClass h = request_at(sweep.request, i).network_class;
  Json bounds = Json::array();
  for (const auto* list : {&point.bounds, &point.comparisons})
    for (const Bound& b : *list) bounds.push_back(bound_json(b));
  return {{"values", values_json(sweep, i)},
          {"widths", text(h.widths)},
          {"parameters", count(h.parameters())},
          {"bounds", std::move(bounds)},
          {"best",
           {{"deterministic", optional_text(point.best.deterministic)},
            {"randomized", optional_text(point.best.randomized)},
            {"upper", optional_text(point.best.upper)}}}};
}

Json crossing_json(const Sweep& sweep, const Crossing& crossing) {
  const auto& ranges = sweep.request.ranges;
  Json others = Json::object();
  for (std::size_t r = 0; r + 1 < ranges.size(); ++r)
    others[ranges[r].name()] = ranges[r].values[value_index(sweep.request, crossing.line, r)].text();
  Json json = {{"statement", crossing.statement}, {"recalled", crossing.recalled}, {"at", std::move(others)}};
  if (!crossing.first()) {
    json["smallest"] = nullptr;
    return json;
  }
  const std::size_t i = *crossing.first();
  const NetworkClass h = request_at(sweep.request, i).network_class;
  const Bound& bound = *bound_at(sweep.points[i], crossing.statement);
  json["smallest"] = values_json(sweep, i).back();
  json["exceeded_at"] = runs_text(sweep, crossing.exceeding);
  json["widths"] = text(h.widths);
  json["parameters"] = count(h.parameters());
  json["theorem"] = bound.theorem;
  add_number(json, bound);
  return json;
}

Json crossings_json(const Sweep& sweep, const Crossings& crossings) {
  Json list = Json::array();
  for (const Crossing& crossing : crossings.crossings) list.push_back(crossing_json(sweep, crossing));
  return {{"exceeds", text(crossings.threshold.value())},
          {"vary", sweep.request.ranges.back().name()},
          {"crossings", std::move(list)}};
}

}  // namespace

std::string to_json(const Sweep& sweep, const Crossings* crossings) {
  Json head = head_json(sweep);
  head["vary"] = ranges_json(sweep);
  head["theorems"] = theorems_json(sweep.points.front());
  head["crossing"] = crossings ? crossings_json(sweep, *crossings) : Json(nullptr);
  head["version"] = version();
  std::string out = json_text(head);
  out.erase(out.rfind('}'));  // reopened for the points, one per line
  while (out.back() == '\n' || out.back() == ' ') out.pop_back();
  out += ",\n  \"points\": [\n";
  for (std::size_t i = 0; i < sweep.points.size(); ++i)
    out += "    " + point_json(sweep, i).dump() + (i + 1 < sweep.points.size() ? ",\n" : "\n");
  return out + "  ]\n}\n";
}

std::string to_csv(const Sweep& sweep) {
  std::string out;
  for (std::size_t i = 0; i < sweep.points.size(); ++i) {
    const std::string lines = to_csv(sweep.report(i));
    out += i == 0 ? lines : lines.substr(lines.find('\n') + 1);  // one header
  }
  return out;
}

}  // namespace relugap::bounds
