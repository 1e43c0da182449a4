#include "bounds/report.h"

#include <algorithm>

#include "bounds/catalogue.h"
#include "bounds/names.h"
#include "lib/core/error.h"
#include "lib/core/version.h"

namespace relugap::bounds {
namespace {

bool proved(const Bound& b) { return b.value && b.status == Status::proved; }

// The id of the strongest applicable proved bound among those that `eligible` admits.
template <class Eligible>
std::optional<std::string> best_of(const std::vector<Bound>& bounds, Eligible eligible) {
  const Bound* best = nullptr;
  for (const Bound& b : bounds) {
    if (!proved(b) || !eligible(b)) continue;
    const bool stronger =
        best && (b.kind == Kind::lower ? b.value->log10.lower() > best->value->log10.lower()
                                       : b.value->log10.upper() < best->value->log10.upper());
    if (!best || stronger) best = &b;
  }
  return best ? std::optional(best->theorem) : std::nullopt;
}

Best choose_best(const std::vector<Bound>& bounds) {
  const auto lower = [](const Bound& b, Algorithms who) {
    return b.kind == Kind::lower && (b.algorithms == who || b.algorithms == Algorithms::any);
  };
  const auto probable = [](const Bound& b) {
    return b.theorem.find("high-probability") != std::string::npos;
  };
  Best best;
  best.deterministic = best_of(bounds, [&](const Bound& b) { return lower(b, Algorithms::deterministic); });
  best.randomized =
      best_of(bounds, [&](const Bound& b) { return lower(b, Algorithms::randomized) && !probable(b); });
  if (!best.randomized)
    best.randomized = best_of(bounds, [&](const Bound& b) { return lower(b, Algorithms::randomized); });
  best.upper = best_of(bounds, [](const Bound& b) { return b.kind == Kind::upper; });
  return best;
}

Json optional_text(const std::optional<std::string>& s) { return s ? Json(*s) : Json(nullptr); }

Json count(const Integer& n) {
  return n < (Integer(1) << 53) ? Json(static_cast<std::uint64_t>(n)) : Json(n.str());
}

Json class_json(const NetworkClass& h) {
  return {{"widths", h.widths},
          {"layers", h.layers()},
          {"parameters", count(h.parameters())},
          {"q", h.q.text()},
          {"coefficient", text(h.coefficient)},
          {"joint_norm", h.joint}};
}

Json bound_json(const Bound& b) {
  Json hypotheses = Json::array();
  for (const Hypothesis& h : b.hypotheses) hypotheses.push_back({{"text", h.text}, {"holds", h.holds}});
  Json json = {{"theorem", b.theorem},
               {"source", find_theorem(b.theorem).source},
               {"kind", name(b.kind)},
               {"quantity", name(b.quantity)},
               {"algorithms", name(b.algorithms)},
               {"status", name(b.status)},
               {"active", b.active ? Json(b.active) : Json(nullptr)},
               {"design", b.design.empty() ? Json(nullptr) : Json(b.design)},
               {"hypotheses", hypotheses}};
  if (b.value) {
    json["log10"] = {json_bound(b.value->log10.lower()), json_bound(b.value->log10.upper())};
    json["value"] = {b.value->down, b.value->up};
  } else {
    json["log10"] = nullptr;
    json["value"] = nullptr;
  }
  if (!b.note.empty()) json["note"] = b.note;
  return json;
}

// Ends of the sides; null for [0,1]^d.
Json domain_json(const BoundRequest& request) {
  if (!request.query.domain) return nullptr;
  Json sides = Json::array();
  const auto& [lo, hi] = *request.query.domain;
  for (std::size_t i = 0; i < lo.size(); ++i) sides.push_back({text(lo[i]), text(hi[i])});
  return sides;
}

Json designs_json(const Designs& d) {
  Json list = Json::array();
  if (d.cross_polytope) list.push_back("C");
  if (d.simplex) list.push_back("S");
  if (d.grouped) list.push_back("G");
  return list;
}

Json bounds_json(const std::vector<Bound>& bounds) {
  Json list = Json::array();
  for (const Bound& b : bounds) list.push_back(bound_json(b));
  return list;
}

}  // namespace

const Bound* BoundReport::find(std::string_view theorem) const {
  for (const auto* list : {&bounds, &comparisons})
    for (const Bound& b : *list)
      if (b.theorem == theorem) return &b;
  return nullptr;
}

bool BoundReport::answered() const {
  const auto is_lower = [](const Bound& b) { return b.kind == Kind::lower; };
  const bool asked_lower = std::any_of(bounds.begin(), bounds.end(), is_lower);
  const auto counts = [&](const Bound& b) {
    return asked_lower ? is_lower(b) && proved(b) : b.value.has_value();
  };
  return std::any_of(bounds.begin(), bounds.end(), counts) || (bounds.empty() && !comparisons.empty());
}

BoundReport evaluate(const BoundRequest& request) {
  const std::uint64_t d = request.network_class.dimension();
  if (request.query.domain && request.query.domain->dimension() != d)
    throw InputError("domain: expected a box of dimension " + std::to_string(d) +
                     ", found one of dimension " + std::to_string(request.query.domain->dimension()));
  BoundReport report{request, {}, {}, {}};
  for (const std::string& id : request.theorems) find_theorem(id);
  for (const Theorem& theorem : catalogue()) {
    const auto& ids = request.theorems;
    if (!ids.empty() && std::find(ids.begin(), ids.end(), theorem.id) == ids.end()) continue;
    (theorem.about_class ? report.bounds : report.comparisons)
        .push_back(theorem.apply(request.network_class, request.query));
  }
  report.best = choose_best(report.bounds);
  return report;
}

Json to_json(const BoundReport& report) {
  const auto* goal = std::get_if<SamplesFor>(&report.request.query.goal);
  return {
      {"schema", "relugap.bound/1"},
      {"class", class_json(report.request.network_class)},
      {"norm", report.request.query.norm.text()},
      {"domain", domain_json(report.request)},
      {"eps", goal ? Json(text(goal->eps)) : Json(nullptr)},
      {"samples", goal ? Json(nullptr) : Json(std::get<ErrorWith>(report.request.query.goal).samples.str())},
      {"confidence", text(report.request.query.confidence)},
      {"designs", designs_json(report.request.query.designs)},
      {"bounds", bounds_json(report.bounds)},
      {"comparisons", bounds_json(report.comparisons)},
      {"best",
       {{"deterministic", optional_text(report.best.deterministic)},
        {"randomized", optional_text(report.best.randomized)},
        {"upper", optional_text(report.best.upper)}}},
      {"version", version()}};
}

}  // namespace relugap::bounds
