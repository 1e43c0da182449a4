#include "cli/certify_job.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "cli/read_side.h"
#include "lib/arith/directed.h"
#include "lib/core/error.h"
#include "lib/core/version.h"

namespace relugap::cli {

PreparedJob prepare(const CertifyJob& job) {
  ReadSide f = read_side(job.function, "network", job.output);
  ReadSide g = read_side(job.target, "target", job.output);
  std::optional<std::size_t> d = f.inputs ? f.inputs : g.inputs;
  if (!d && !target::is_explicit_box(job.domain)) {
    const std::size_t variables = std::max(f.variables, g.variables);
    d = std::max<std::size_t>(variables, 1);
  }
  target::RationalBox domain = target::parse_domain(job.domain, d);
  for (const ReadSide* side : {&f, &g}) require_dimension(*side, domain.dimension(), job.domain);
  require_double_range(domain, job.domain);
  return {std::move(f.side), std::move(g.side), std::move(domain), Json::array({f.json, g.json})};
}

Json gap_json(double lower, double upper) {
  if (!(lower > 0 && std::isfinite(upper))) return nullptr;
  return json_bound(directed::div_up(directed::sub_up(upper, lower), lower));
}

namespace {

/// What is said of each norm.
Json claim_json(const verify::Norm& norm, const verify::NormEnclosure& result) {
  const double lower = result.lower.value, upper = result.upper.value;
  Json witness = nullptr;
  if (!norm.p) {
    witness = Json::array();
    for (const Rational& x : result.witness) witness.push_back(coordinate_json(x));
  }
  return Json{{"norm", verify::to_string(norm)}, {"lower", json_bound(lower)},
              {"upper", json_bound(upper)},      {"rel_gap", gap_json(lower, upper)},
              {"witness", std::move(witness)},   {"status", verify::to_string(result.status)}};
}

}  // namespace

Json certify_json(const PreparedJob& job, const verify::NormEnclosure& result) {
  return certify_json(job, {verify::Norm{}}, {result});
}

Json certify_json(const PreparedJob& job, const std::vector<verify::Norm>& norms,
                  const std::vector<verify::NormEnclosure>& results) {
  RELUGAP_CHECK(!norms.empty() && norms.size() == results.size());
  // One run serves all norms; what it cost is the most that any of them says.
  verify::NormEnclosure cost = results[0];
  for (const verify::NormEnclosure& result : results) {
    cost.boxes = std::max(cost.boxes, result.boxes);
    cost.seconds = std::max(cost.seconds, result.seconds);
    cost.cpu_seconds = std::max(cost.cpu_seconds, result.cpu_seconds);
    cost.threads = std::max(cost.threads, result.threads);
  }
  Json document{{"schema", "relugap.certify/1"}, {"domain", domain_json(job.domain)}};
  if (norms.size() == 1) {
    document.update(claim_json(norms[0], results[0]));
  } else {
    document["results"] = Json::array();
    for (std::size_t i = 0; i < norms.size(); ++i)
      document["results"].push_back(claim_json(norms[i], results[i]));
  }
  document.update(Json{{"boxes", cost.boxes},
                       {"seconds", cost.seconds},
                       {"cpu_seconds", cost.cpu_seconds},
                       {"threads", cost.threads},
                       {"inputs", job.inputs},
                       {"version", version()}});
  return document;
}

Json run_certify(const CertifyJob& job) {
  const PreparedJob prepared = prepare(job);
  return certify_json(prepared, job.norms,
                      verify::enclose_norms(prepared.f, prepared.g, prepared.domain, job.norms, job.options));
}

}  // namespace relugap::cli
