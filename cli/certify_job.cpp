#include "cli/certify_job.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "cli/read_side.h"
#include "lib/arith/directed.h"
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

Json certify_json(const PreparedJob& job, const verify::SupNormResult& result) {
  const double lower = result.lower.value, upper = result.upper.value;
  Json witness = Json::array();
  for (const Rational& x : result.witness) witness.push_back(coordinate_json(x));
  return Json{{"schema", "relugap.certify/1"},
              {"norm", "inf"},
              {"domain", domain_json(job.domain)},
              {"lower", json_bound(lower)},
              {"upper", json_bound(upper)},
              {"rel_gap", gap_json(lower, upper)},
              {"witness", std::move(witness)},
              {"status", verify::to_string(result.status)},
              {"boxes", result.boxes},
              {"seconds", result.seconds},
              {"cpu_seconds", result.cpu_seconds},
              {"threads", result.threads},
              {"inputs", job.inputs},
              {"version", version()}};
}

Json run_certify(const CertifyJob& job) {
  const PreparedJob prepared = prepare(job);
  return certify_json(prepared,
                      verify::enclose_sup_norm(prepared.f, prepared.g, prepared.domain, job.options));
}

}  // namespace relugap::cli
