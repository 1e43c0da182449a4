#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "bounds/catalogue.h"
#include "bounds/class.h"
#include "bounds/report.h"
#include "cli/verbs.h"
#include "lib/arith/decimal.h"
#include "lib/core/error.h"
#include "lib/core/file.h"

namespace relugap::cli {
namespace {

struct BoundOptions {
  std::string widths, q, coefficient, eps, samples, confidence = "0.9";
  bool asks_samples = true;  // --eps was given
  bool joint_norm = false;
  std::vector<std::string> designs = {"C", "S"}, theorems;
  std::string json, csv, latex;
};

bounds::Designs parse_designs(const std::vector<std::string>& names) {
  bounds::Designs designs{false, false, false};
  for (const std::string& name : names) {
    if (name != "C" && name != "S") throw InputError("designs: expected C or S, found '" + name + "'");
    (name == "C" ? designs.cross_polytope : designs.simplex) = true;
  }
  return designs;
}

Rational parse_confidence(const std::string& text) {
  const Rational value = bounds::parse_positive(text, "confidence");
  if (value > 1) throw InputError("confidence: expected a probability in (0, 1], found '" + text + "'");
  return value;
}

bounds::BoundRequest parse_request(const BoundOptions& o) {
  bounds::Query query{bounds::SamplesFor{}, parse_confidence(o.confidence), parse_designs(o.designs)};
  if (o.asks_samples)
    query.goal = bounds::SamplesFor{bounds::parse_positive(o.eps, "eps")};
  else
    query.goal = bounds::ErrorWith{bounds::parse_samples(o.samples)};
  return {{bounds::parse_widths(o.widths), bounds::parse_exponent(o.q),
           bounds::parse_positive(o.coefficient, "coefficient"), o.joint_norm},
          query,
          o.theorems};
}

std::string theorem_ids() {
  std::string ids;
  for (const bounds::Theorem& theorem : bounds::catalogue())
    ids += (ids.empty() ? "" : ", ") + std::string(theorem.id);
  return ids;
}

int run_bound(const BoundOptions& o) {
  const std::string* const outputs[] = {&o.json, &o.csv, &o.latex};
  if (std::count_if(std::begin(outputs), std::end(outputs), [](const auto* file) { return *file == "-"; }) >
      1)
    throw InputError("--json, --csv, --latex: expected at most one '-' (standard output), found several");
  const bounds::BoundReport report = bounds::evaluate(parse_request(o));
  if (!o.json.empty()) write_output(o.json, json_text(bounds::to_json(report)));
  if (!o.csv.empty()) write_output(o.csv, bounds::to_csv(report));
  if (!o.latex.empty()) write_output(o.latex, bounds::to_latex(report));
  if (o.json != "-" && o.csv != "-" && o.latex != "-") write_output("-", bounds::to_text(report));
  return report.answered() ? 0 : 1;
}

}  // namespace

void add_bound(CLI::App& app, int& exit_code) {
  const auto o = std::make_shared<BoundOptions>();
  CLI::App* verb = app.add_subcommand(
      "bound",
      "Samples that every algorithm needs to learn a class of ReLU networks uniformly, and the converse");
  verb->add_option("--widths", o->widths, "N_0,...,N_L, such as 16,48,48,1 or 16,48x7,1 or 45-46-1-1")
      ->required();
  verb->add_option("--q", o->q, "entrywise norm of weights and biases: inf or a number >= 1")->required();
  verb->add_option("--coefficient", o->coefficient, "bound c of that norm in every layer")->required();
  CLI::Option_group* goal = verb->add_option_group("question", "exactly one of");
  const CLI::Option* eps = goal->add_option("--eps", o->eps, "how many samples for this uniform error");
  goal->add_option("--samples", o->samples, "which uniform error with this many samples");
  goal->require_option(1);
  verb->add_flag("--joint-norm", o->joint_norm,
                 "c bounds the norm of weights and biases of a layer together");
  verb->add_option("--designs", o->designs, "bumps to use: C (cross-polytope), S (simplex)")->delimiter(',');
  verb->add_option("--theorem", o->theorems, "only these theorems: " + theorem_ids())->delimiter(',');
  verb->add_option("--confidence", o->confidence,
                   "probability of success in high-probability bounds (default 0.9)");
  verb->add_option("--json", o->json, "write JSON to FILE, - for standard output");
  verb->add_option("--csv", o->csv, "write CSV to FILE, - for standard output");
  verb->add_option("--latex", o->latex, "write a LaTeX table to FILE, - for standard output");
  verb->callback([o, eps, &exit_code] {
    o->asks_samples = eps->count() > 0;
    exit_code = run_bound(*o);
  });
}

}  // namespace relugap::cli
