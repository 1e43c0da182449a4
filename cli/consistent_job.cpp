#include "cli/consistent_job.h"

#include <cmath>
#include <utility>

#include "bounds/theorems/consistent_targets.h"
#include "cli/certify_json.h"
#include "cli/class_option.h"
#include "cli/read_side.h"
#include "lib/arith/decimal.h"
#include "lib/core/error.h"
#include "lib/core/file.h"
#include "lib/core/sha256.h"
#include "lib/core/version.h"

namespace relugap::cli {
namespace {

constexpr int kDigits = 25;
constexpr unsigned kBits = 192;

void require_inside(const samples::NumberTable& points, const target::RationalBox& box,
                    const ConsistentJob& job) {
  for (std::size_t k = 0; k < box.dimension(); ++k) {
    const double lo = round_up(box.lo[k]), hi = round_down(box.hi[k]);
    for (std::size_t i = 0; i < points.rows(); ++i) {
      const double x = points.lower(i, k);
      if (x >= lo && x <= hi && points.is_double(i, k)) continue;
      const Rational value = points.exact(i, k);
      if (value >= box.lo[k] && value <= box.hi[k]) continue;
      throw InputError(job.samples + ": " + points.place(i) + ", column " + std::to_string(k + 1) +
                       ": expected a sample in the domain '" + job.domain + "', found " + exact_text(value));
    }
  }
}

/// Repeated points may repeat their label, not contradict it.
samples::SampleSet merge(samples::NumberTable points, const samples::NumberTable& labels,
                         const ConsistentJob& job) {
  const std::vector<std::size_t> first = samples::first_equal_rows(points);
  for (std::size_t i = 0; i < first.size(); ++i) {
    if (first[i] == i || labels.same_rows(i, first[i])) continue;
    throw InputError(job.labels + ": " + labels.place(i) + ": expected the label " +
                     exact_text(labels.exact(first[i], 0)) + " of the same point at " +
                     labels.place(first[i]) + " (" + job.samples + ": " + points.place(first[i]) + " and " +
                     points.place(i) + "), found " + exact_text(labels.exact(i, 0)));
  }
  return samples::distinct(std::move(points));
}

/// A table of numbers, read once (it may come from a pipe), and what the result says of it.
struct NumbersFile {
  NumbersFile(const std::string& role, const std::string& path) : NumbersFile(role, path, read_file(path)) {}

  samples::NumberTable table;
  Json json;

 private:
  NumbersFile(const std::string& role, const std::string& path, const std::string& bytes)
      : table(samples::parse_numbers(bytes, path)),
        json{{"role", role}, {"path", path}, {"sha256", sha256_hex(bytes)}} {}
};

Json decimals(const MpInterval& x) {
  return {decimal_down(exact(x.lower()), kDigits), decimal_up(exact(x.upper()), kDigits)};
}

bounds::ClassEnvelope envelope_of(const bounds::NetworkClass& h) {
  const PrecisionScope scope(kBits);
  return bounds::enclose_envelope(h);
}

}  // namespace

std::optional<Rational> dual_exponent(const bounds::Exponent& q) {
  if (q.infinite()) return Rational(1);
  if (q.value() == 1) return std::nullopt;
  return Rational(q.value() / (q.value() - 1));
}

std::string dual_exponent_text(const bounds::Exponent& q) {
  const std::optional<Rational> p = dual_exponent(q);
  return p ? bounds::text(*p) : "inf";
}

PreparedConsistentJob prepare(const ConsistentJob& job) {
  bounds::NetworkClass network_class = parse_class(job.network_class);
  ReadSide f = read_side(job.function, "network", job.output);
  require_one_output(f);
  NumbersFile points_file("samples", job.samples), labels_file("labels", job.labels);
  samples::NumberTable &points = points_file.table, &labels = labels_file.table;
  const std::size_t d = points.cols();
  if (labels.cols() != 1)
    throw InputError(job.labels + ": columns: expected 1 (one label per sample), found " +
                     std::to_string(labels.cols()));
  if (labels.rows() != points.rows())
    throw InputError(job.labels + ": rows: expected " + std::to_string(points.rows()) + " (as many as " +
                     job.samples + "), found " + std::to_string(labels.rows()));
  if (network_class.dimension() != d)
    throw InputError("--class: input width: expected " + std::to_string(d) + " (the samples of " +
                     job.samples + " have as many coordinates), found " +
                     std::to_string(network_class.dimension()));
  if (f.inputs && *f.inputs != d)
    throw InputError(f.name + ": input: expected a network with " + std::to_string(d) +
                     " inputs (the samples of " + job.samples + " have as many coordinates), found " +
                     std::to_string(*f.inputs));
  target::RationalBox domain = target::parse_domain(job.domain, d);
  require_dimension(f, d, job.domain);
  require_double_range(domain, job.domain);
  require_inside(points, domain, job);
  const bounds::ClassEnvelope envelope = envelope_of(network_class);
  const Interval lipschitz = to_interval(envelope.lipschitz), at_zero = to_interval(envelope.at_zero);
  if (std::isinf(lipschitz.upper()))
    throw InputError("--class: Lipschitz constant: expected one within the range of double, found " +
                     decimal_down(exact(envelope.lipschitz.lower()), 4));
  Json inputs = Json::array({f.json, points_file.json, labels_file.json});
  inputs[1]["points"] = points.rows();
  samples::SampleSet set = merge(std::move(points), labels, job);
  inputs[1]["duplicates"] = set.duplicates;
  return {std::move(f.side), std::move(domain), std::move(network_class), std::move(set), std::move(labels),
          lipschitz,         at_zero,           std::move(inputs)};
}

void require_consistent(const ConsistentJob& job, const PreparedConsistentJob& prepared,
                        const verify::ConsistentTargets& targets) {
  const auto found = targets.find_contradiction();
  if (!found) return;
  const auto row = [&](std::size_t j) { return prepared.samples.source[j]; };
  const auto label = [&](std::size_t j) {
    return exact_text(prepared.labels.exact(row(j), 0)) + " at " + prepared.labels.place(row(j));
  };
  const std::string lipschitz = decimal_up(prepared.lipschitz.upper(), 6);
  if (found->j == targets.origin()) {
    throw InputError(job.labels + ": " + prepared.labels.place(row(found->i)) +
                     ": expected a value that a function of the class can take there (at most " +
                     decimal_up(prepared.at_zero.upper(), 6) + " + " + lipschitz + " ||x||_" +
                     dual_exponent_text(prepared.network_class.q) + " in size), found " + label(found->i));
  }
  throw InputError(job.labels + ": " + prepared.labels.place(row(found->i)) + ", " +
                   prepared.labels.place(row(found->j)) +
                   ": expected labels that a function of the class can have, |y - y'| <= " + lipschitz +
                   " ||x - x'||_" + dual_exponent_text(prepared.network_class.q) + ", found " +
                   label(found->i) + " and " + label(found->j));
}

Json consistent_json(const PreparedConsistentJob& prepared, const verify::ConsistentResult& result) {
  const verify::NormEnclosure& found = result.enclosure;
  const bounds::ClassEnvelope envelope = envelope_of(prepared.network_class);
  Json witness = Json::array();
  for (const Rational& x : found.witness) witness.push_back(coordinate_json(x));
  return Json{
      {"schema", "relugap.consistent-targets/1"},
      {"theorem", "consistent-targets"},
      {"claim",
       "sup |f - u| over the domain is at most `upper` for every u of the class with u(x_j) = y_j for all "
       "samples; lower <= sup max(hi - f, f - lo) <= upper, where hi and lo are the largest and smallest "
       "functions with these values, the Lipschitz constant and the bound at 0 of the class; `lower` is no "
       "lower bound of sup |f - u|"},
      {"norm", "inf"},
      {"class", class_json(prepared.network_class)},
      {"lipschitz", decimals(envelope.lipschitz)},
      {"lipschitz_norm", dual_exponent_text(prepared.network_class.q)},
      {"at_zero", decimals(envelope.at_zero)},
      {"domain", domain_json(prepared.domain)},
      {"samples", prepared.samples.size()},
      {"duplicates", prepared.samples.duplicates},
      {"lower", json_bound(found.lower.value)},
      {"upper", json_bound(found.upper.value)},
      {"rel_gap", gap_json(found.lower.value, found.upper.value)},
      {"witness", std::move(witness)},
      {"side", result.side == verify::Sign::Above ? "above" : "below"},
      {"status", verify::to_string(found.status)},
      {"boxes", found.boxes},
      {"seconds", found.seconds},
      {"cpu_seconds", found.cpu_seconds},
      {"threads", found.threads},
      {"inputs", prepared.inputs},
      {"version", version()}};
}

}  // namespace relugap::cli
