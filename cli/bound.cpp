#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <string>

#include "bounds/catalogue.h"
#include "bounds/explanation.h"
#include "bounds/theorems/approximation_space_rate.h"
#include "cli/bound_options.h"
#include "cli/bound_sweep.h"
#include "cli/verbs.h"
#include "lib/core/error.h"
#include "lib/core/file.h"

namespace relugap::cli {
namespace {

std::string theorem_ids() {
  std::string ids;
  for (const bounds::Theorem& theorem : bounds::catalogue())
    ids += (ids.empty() ? "" : ", ") + std::string(theorem.id);
  return ids;
}

int run_rates(const BoundOptions& o) {
  const bounds::RateRequest request = parse_rates(o);
  check_outputs(o);
  const bounds::RateReport report = bounds::approximation_space_rate(request);
  if (o.json) write_output(*o.json, json_text(bounds::to_json(report)));
  if (o.csv) write_output(*o.csv, bounds::to_csv({report}));
  if (o.latex) write_output(*o.latex, bounds::to_latex({report}));
  if (!uses_standard_output(o)) write_output("-", bounds::to_text(report));
  return report.rate ? 0 : 1;
}

// The proved lower bounds that exceed the threshold.
std::vector<std::string> exceeding(const bounds::BoundReport& report, const bounds::Threshold& threshold) {
  std::vector<std::string> ids;
  for (const bounds::Bound& bound : report.bounds)
    if (bound.status == bounds::Status::proved && threshold.is_exceeded_by(bound))
      ids.push_back(bound.theorem);
  return ids;
}

std::string exceeding_text(const bounds::Threshold& threshold, const std::vector<std::string>& ids) {
  std::string names;
  for (const std::string& id : ids) names += (names.empty() ? "" : ", ") + id;
  return "\n" + bounds::text(threshold.value()) +
         (ids.empty() ? " is not exceeded by any proved lower bound\n" : " is exceeded by " + names + "\n");
}

int run_one(const BoundOptions& o) {
  const bounds::BoundRequest request = parse_request(o, {});
  for (const std::string& id : request.theorems) bounds::find_theorem(id);
  std::optional<bounds::Threshold> threshold;
  if (o.exceeds) threshold = bounds::parse_threshold(*o.exceeds);
  check_outputs(o);
  const bounds::BoundReport report = bounds::evaluate(request);
  Json json = bounds::to_json(report);
  std::string text = bounds::to_text(report);
  bool reached = report.answered();
  if (threshold) {
    const std::vector<std::string> ids = exceeding(report, *threshold);
    json["exceeds"] = {{"threshold", bounds::text(threshold->value())}, {"theorems", ids}};
    text += exceeding_text(*threshold, ids);
    reached = !ids.empty();
  }
  if (o.json) write_output(*o.json, json_text(json));
  if (o.csv) write_output(*o.csv, bounds::to_csv(report));
  if (o.latex) write_output(*o.latex, bounds::to_latex(report));
  if (!uses_standard_output(o)) write_output("-", text);
  if (const std::string why = bounds::why_unanswered(report); !why.empty())
    std::fprintf(stderr, "relugap: %s\n", why.c_str());
  return reached ? 0 : 1;
}

int run_bound(const BoundOptions& o) {
  return asks_rates(o) ? run_rates(o) : o.vary.empty() ? run_one(o) : run_sweep(o);
}

void add_question(CLI::App& verb, BoundOptions& o) {
  verb.add_option("--class", o.network_class,
                  "widths, q and c as one value: \"45-46-1-1;q=2;c=1\", with \";joint\" for the joint norm");
  verb.add_option("--widths", o.widths, "N_0,...,N_L, such as 16,48,48,1 or 16,48x7,1 or 45-46-1-1");
  verb.add_option("--q", o.q, "entrywise norm of weights and biases: inf or a number >= 1");
  verb.add_option("--coefficient", o.coefficient, "bound c of that norm in every layer");
  verb.add_flag("--joint-norm", o.joint_norm, "c bounds the norm of weights and biases of a layer together");
  verb.add_option("--eps", o.eps, "how many samples for this error");
  verb.add_option("--samples", o.samples, "which error with this many samples");
  verb.add_option("--norm", o.norm, "norm of the error: inf or p >= 1 for L^p, not normalised")
      ->capture_default_str();
  verb.add_option("--domain", o.domain,
                  "lo,hi for [lo,hi]^d, or an explicit box \"[0,1]x[-1,1]\" (default [0,1]^d)");
  verb.add_option("--designs", o.designs, "bumps to use: C (cross-polytope), S (simplex), G (grouped)")
      ->delimiter(',');
  verb.add_option("--theorem", o.theorems, "only these theorems: " + theorem_ids())->delimiter(',');
  verb.add_option("--confidence", o.confidence, "probability of success in high-probability bounds")
      ->capture_default_str();
}

void add_rates(CLI::App& verb, BoundOptions& o) {
  const std::string group = "Rates of approximation spaces (instead of a class)";
  verb.add_option("--alpha", o.alpha, "networks of n weights approximate up to n^-alpha")->group(group);
  verb.add_option("--theta", o.theta, "with coefficients up to n^theta (default 0)")->group(group);
  verb.add_option("--depth", o.depth, "and at most this many layers (default inf)")->group(group);
  verb.add_option("--d", o.dimension, "on [0,1]^d (default 1)")->group(group);
}

void add_sweep(CLI::App& verb, BoundOptions& o) {
  const std::string group = "Sweeps";
  verb.add_option(
          "--vary", o.vary,
          "NAME=VALUES, repeatable; NAME: d, width (all hidden layers), width1, width2, ..., layers, q, "
          "coefficient, eps, samples, p; VALUES: 1,2,inf or 3:40 or 3:40:1 or 16:1024:*2 or 1e-1:1e-6:/10")
      ->allow_extra_args(false)
      ->group(group);
  verb.add_option("--exceeds", o.exceeds,
                  "the smallest value (of the last --vary) at which a proved lower bound exceeds this number")
      ->group(group);
  verb.add_option("--plot", o.plot, "write an SVG picture to FILE: lines for one --vary, a map for two")
      ->group(group);
  verb.add_option("--threads", o.threads, "number of threads (default: those of the machine)")->group(group);
  verb.add_flag("--quiet", o.quiet, "no progress on standard error")->group(group);
}

void add_outputs(CLI::App& verb, BoundOptions& o) {
  const std::string group = "Output";
  verb.add_option("--json", o.json, "write JSON to FILE, - for standard output")->group(group);
  verb.add_option("--csv", o.csv, "write CSV to FILE, - for standard output")->group(group);
  verb.add_option("--latex", o.latex, "write a LaTeX table to FILE, - for standard output")->group(group);
  verb.add_option("--digits", o.digits, "significant digits of values, 2 to 25 (default 25, in sweeps 6)")
      ->group(group);
}

}  // namespace

void add_bound(CLI::App& app, int& exit_code) {
  const auto o = std::make_shared<BoundOptions>();
  CLI::App* verb = app.add_subcommand(
      "bound", "Samples that every algorithm needs to learn a class of ReLU networks, and the converse");
  add_question(*verb, *o);
  add_rates(*verb, *o);
  add_sweep(*verb, *o);
  add_outputs(*verb, *o);
  verb->callback([o, &exit_code] { exit_code = run_bound(*o); });
}

}  // namespace relugap::cli
