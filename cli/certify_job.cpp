#include "cli/certify_job.h"

#include <algorithm>
#include <utility>

#include "cli/read_side.h"
#include "lib/core/error.h"
#include "verify/norm/worst.h"

namespace relugap::cli {
namespace {

/// The number of outputs of f - g. Fails: InputError if those of f and g are not the same.
std::size_t common_outputs(const ReadSide& f, const ReadSide& g, const CertifyJob& job) {
  if (f.outputs > 0 && g.outputs > 0 && f.outputs != g.outputs) {
    throw InputError(f.name + ": output: expected as many outputs as " + g.name + " has, " +
                     std::to_string(g.outputs) + ", found " + std::to_string(f.outputs) +
                     " (choose one with --output I)");
  }
  const ReadSide& several = f.outputs > 1 ? f : g;
  const bool one_question = !job.worst && job.norms == std::vector{verify::Norm{}};
  if (several.outputs > 1 && !one_question) {
    throw InputError((job.worst ? "--worst: " : "--norm: ") + std::string("expected --output I for ") +
                     several.name + ", which has several outputs, found none");
  }
  return std::max({f.outputs, g.outputs, std::size_t{1}});
}

void add_cost(const verify::NormEnclosure& one, verify::NormEnclosure& all) {
  all.boxes += one.boxes;
  all.peak_open_boxes = std::max(all.peak_open_boxes, one.peak_open_boxes);
  all.memory_bytes = std::max(all.memory_bytes, one.memory_bytes);
  all.seconds += one.seconds;
  all.cpu_seconds += one.cpu_seconds;
  all.threads = std::max(all.threads, one.threads);
}

/// One run serves all norms; what it cost is the most that any of them says.
verify::NormEnclosure cost_of_norms(const std::vector<verify::NormEnclosure>& norms) {
  verify::NormEnclosure cost;
  for (const verify::NormEnclosure& one : norms) {
    cost.boxes = std::max(cost.boxes, one.boxes);
    cost.peak_open_boxes = std::max(cost.peak_open_boxes, one.peak_open_boxes);
    cost.memory_bytes = std::max(cost.memory_bytes, one.memory_bytes);
    cost.seconds = std::max(cost.seconds, one.seconds);
    cost.cpu_seconds = std::max(cost.cpu_seconds, one.cpu_seconds);
    cost.threads = std::max(cost.threads, one.threads);
  }
  return cost;
}

bool is_answer(verify::Status status) {
  return status == verify::Status::Converged || status == verify::Status::BelowThreshold;
}

}  // namespace

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
  const std::size_t outputs = common_outputs(f, g, job);
  return {std::move(f.side), std::move(g.side), std::move(domain), Json::array({f.json, g.json}), outputs};
}

bool CertifyResult::is_settled() const {
  const auto settled = [](const verify::NormEnclosure& one) { return is_answer(one.status); };
  return std::all_of(norms.begin(), norms.end(), settled) &&
         std::all_of(places.begin(), places.end(), settled);
}

verify::NormEnclosure sup_of_range(const verify::RangeEnclosure& range) {
  const verify::NormEnclosure &most = range.maximum, &least = range.minimum;
  verify::NormEnclosure sup = most;
  if (-least.upper.value > most.lower.value) sup.witness = least.witness;
  sup.lower.value = std::max({most.lower.value, -least.upper.value, 0.0});
  sup.upper.value = std::max({most.upper.value, -least.lower.value, 0.0});
  if (most.status == verify::Status::Converged) {
    sup.status = least.status;
    sup.explanation = least.explanation;
  }
  return sup;
}

CertifyResult run(const CertifyJob& job, const PreparedJob& prepared, const verify::SearchOptions& options) {
  CertifyResult result;
  const auto& [f, g, domain, inputs, outputs] = prepared;
  if (job.is_signed) {
    result.range = verify::enclose_output_ranges(f, g, domain, options);
    const verify::OutputsRange& range = *result.range;
    result.norms = {sup_of_range(range.all)};
    const bool below = -range.all.minimum.upper.value > range.all.maximum.lower.value;
    result.output = below ? range.minimum_output : range.maximum_output;
    add_cost(range.all.maximum, result.cost);
    add_cost(range.all.minimum, result.cost);
  } else if (job.worst) {
    result.places = verify::enclose_worst(f, g, domain, *job.worst, job.separation, options);
    RELUGAP_CHECK(!result.places.empty());
    result.norms = {result.places[0]};
    for (const verify::NormEnclosure& place : result.places) add_cost(place, result.cost);
  } else if (outputs > 1) {
    verify::OutputsEnclosure found = verify::enclose_outputs(f, g, domain, options);
    result.output = found.output;
    result.cost = found.enclosure;
    result.norms = {std::move(found.enclosure)};
  } else {
    result.norms = verify::enclose_norms(f, g, domain, job.norms, options);
    result.cost = cost_of_norms(result.norms);
  }
  return result;
}

}  // namespace relugap::cli
