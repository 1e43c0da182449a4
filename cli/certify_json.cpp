#include "cli/certify_json.h"

#include <cmath>
#include <utility>

#include "cli/read_side.h"
#include "lib/arith/directed.h"
#include "lib/core/error.h"
#include "lib/core/version.h"
#include "verify/norm/worst.h"

namespace relugap::cli {
namespace {

Json point_json(const std::vector<Rational>& x) {
  Json point = Json::array();
  for (const Rational& v : x) point.push_back(coordinate_json(v));
  return point;
}

const char* cause_text(verify::Explanation::Cause cause) {
  using Cause = verify::Explanation::Cause;
  switch (cause) {
    case Cause::MoreTime:
      return "more-time";
    case Cause::Rounding:
      return "rounding";
    case Cause::ZeroLower:
      return "zero-lower";
    case Cause::Overflow:
      return "overflow";
    case Cause::Tie:
      return "tie";
  }
  RELUGAP_CHECK(false);
}

Json explanation_json(const verify::Explanation& e) {
  Json layers = Json::array();
  for (const verify::Explanation::Layer& layer : e.layers) {
    layers.push_back({{"side", layer.side == 'f' ? "network" : "target"},
                      {"layer", layer.layer},
                      {"neurons", layer.neurons},
                      {"unstable", layer.unstable}});
  }
  return Json{{"cause", cause_text(e.cause)},
              {"reason", e.reason},
              {"advice", e.advice},
              {"open_boxes", e.open_boxes},
              {"looked_at", e.looked_at},
              {"rounding_limited", e.rounding_limited},
              {"median_edges", e.median_edges},
              {"layers", std::move(layers)}};
}

/// What is said of each norm and of each place.
Json enclosure_json(const verify::NormEnclosure& found, bool has_witness) {
  const double lower = found.lower.value, upper = found.upper.value;
  Json json{{"lower", json_bound(lower)},
            {"upper", json_bound(upper)},
            {"rel_gap", gap_json(lower, upper)},
            {"witness", has_witness ? point_json(found.witness) : Json(nullptr)},
            {"status", verify::to_string(found.status)}};
  if (found.explanation) json["explanation"] = explanation_json(*found.explanation);
  return json;
}

Json norm_json(const verify::Norm& norm, const verify::NormEnclosure& found) {
  Json json{{"norm", verify::to_string(norm)}};
  json.update(enclosure_json(found, !norm.p));
  return json;
}

/// A maximum or a minimum: its gap is relative to the sup norm, so that none is given here.
Json extreme_json(const verify::NormEnclosure& found) {
  Json json{{"lower", json_bound(found.lower.value)},
            {"upper", json_bound(found.upper.value)},
            {"witness", point_json(found.witness)},
            {"status", verify::to_string(found.status)}};
  if (found.explanation) json["explanation"] = explanation_json(*found.explanation);
  return json;
}

void add_range(const verify::OutputsRange& range, Json& document) {
  document["maximum"] = extreme_json(range.all.maximum);
  document["minimum"] = extreme_json(range.all.minimum);
  if (range.outputs.size() == 1) return;
  document["maximum"]["output"] = range.maximum_output;
  document["minimum"]["output"] = range.minimum_output;
  document["outputs"] = Json::array();
  for (const verify::RangeEnclosure& one : range.outputs)
    document["outputs"].push_back(
        {{"maximum", extreme_json(one.maximum)}, {"minimum", extreme_json(one.minimum)}});
}

void add_places(const CertifyJob& job, const PreparedJob& prepared, const CertifyResult& result,
                Json& document) {
  document["separation"] = exact_text(job.separation);
  document["places"] = Json::array();
  for (std::size_t k = 0; k < result.places.size(); ++k) {
    Json place = enclosure_json(result.places[k], true);
    bool rim = false;
    for (std::size_t i = 0; i < k; ++i)
      rim = rim || verify::on_rim(result.places[k].witness, result.places[i].witness, prepared.domain,
                                  job.separation);
    place["on_rim"] = rim;
    document["places"].push_back(std::move(place));
  }
}

void add_cost(const PreparedJob& prepared, const verify::NormEnclosure& cost, Json& document) {
  document.update(Json{{"boxes", cost.boxes},
                       {"peak_open_boxes", cost.peak_open_boxes},
                       {"memory_bytes", cost.memory_bytes},
                       {"seconds", cost.seconds},
                       {"cpu_seconds", cost.cpu_seconds},
                       {"threads", cost.threads},
                       {"inputs", prepared.inputs},
                       {"version", version()}});
}

}  // namespace

Json gap_json(double lower, double upper) {
  if (!(lower > 0 && std::isfinite(upper))) return nullptr;
  return json_bound(directed::div_up(directed::sub_up(upper, lower), lower));
}

Json certify_json(const PreparedJob& prepared, const verify::NormEnclosure& result) {
  return certify_json(CertifyJob{}, prepared,
                      CertifyResult{.norms = {result}, .range = {}, .places = {}, .cost = result});
}

Json certify_json(const CertifyJob& job, const PreparedJob& prepared, const CertifyResult& result) {
  RELUGAP_CHECK(!job.norms.empty() && job.norms.size() == result.norms.size());
  Json document{{"schema", "relugap.certify/1"}, {"domain", domain_json(prepared.domain)}};
  if (job.norms.size() == 1) {
    document.update(norm_json(job.norms[0], result.norms[0]));
  } else {
    document["results"] = Json::array();
    for (std::size_t i = 0; i < job.norms.size(); ++i)
      document["results"].push_back(norm_json(job.norms[i], result.norms[i]));
  }
  if (job.options.threshold) document["threshold"] = exact_text(*job.options.threshold);
  if (prepared.outputs > 1) document["output"] = result.output;
  if (result.range) add_range(*result.range, document);
  if (job.worst) add_places(job, prepared, result, document);
  add_cost(prepared, result.cost, document);
  return document;
}

}  // namespace relugap::cli
