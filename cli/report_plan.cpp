#include "cli/report_plan.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "bounds/membership.h"
#include "lib/arith/decimal.h"
#include "lib/arith/rational.h"
#include "lib/core/error.h"
#include "papers/report/tables.h"

namespace relugap::cli {

namespace {

/// Whether the box is [0,1]^d or [-1/2,1/2]^d, the cubes that the table of pairs speaks of.
bool is_unit_cube(const target::RationalBox& box) {
  const Rational half(1, 2);
  const auto is_cube = [&](const Rational& lo, const Rational& hi) {
    return std::all_of(box.lo.begin(), box.lo.end(), [&](const Rational& x) { return x == lo; }) &&
           std::all_of(box.hi.begin(), box.hi.end(), [&](const Rational& x) { return x == hi; });
  };
  return is_cube(0, 1) || is_cube(-half, half);
}

bounds::Query query(std::variant<bounds::SamplesFor, bounds::ErrorWith> goal) {
  bounds::Query result;
  result.goal = std::move(goal);
  return result;
}

CertifyPlan plan_certify(const std::string& title, const std::string& network, const std::string& target,
                         const std::string& domain, const std::string& relative_gap, double time_limit) {
  CertifyPlan plan;
  plan.title = title;
  plan.job.function = network;
  plan.job.target = target;
  plan.job.domain = domain;
  plan.job.options.relative_gap = parse_decimal(relative_gap);
  plan.job.options.time_limit_seconds = time_limit;
  plan.prepared = prepare(plan.job);
  if (plan.prepared.outputs > 1)
    throw InputError(network + ": output: expected a network with one output, found " +
                     std::to_string(plan.prepared.outputs));
  const target::RationalBox& box = plan.prepared.domain;
  for (std::size_t i = 0; i < box.dimension(); ++i) {
    if (round_up(box.lo[i]) > round_down(box.hi[i])) {
      throw InputError("domain '" + domain +
                       "': expected sides that contain a double, found one that does not");
    }
  }
  return plan;
}

class Planner {
 public:
  Planner(ReportPlan& plan, std::vector<std::string>& problems) : plan_(plan), problems_(problems) {}

  void run() {
    for (const report::ClassSpec& spec : plan_.spec.classes) {
      guarded(spec.line, [&] { plan_.architectures.push_back(architecture(spec)); });
    }
    for (const report::PairSpec& spec : plan_.spec.pairs) {
      guarded(spec.line, [&] { plan_.pairs.push_back(pair(spec)); });
    }
    for (const report::FormulaSpec& spec : plan_.spec.formulas) {
      guarded(spec.line, [&] { plan_.formulas.push_back(formula(spec)); });
    }
  }

 private:
  /// Turns an InputError of the action into a problem at that line of the spec.
  template <class Action>
  void guarded(int line, Action action) {
    try {
      action();
    } catch (const InputError& error) {
      problems_.push_back(plan_.spec.path + ":" + std::to_string(line) + ": " + error.what());
    }
  }

  ArchitecturePlan architecture(const report::ClassSpec& spec) const {
    const bounds::NetworkClass network_class{bounds::parse_widths(spec.widths),
                                             bounds::parse_exponent(spec.q),
                                             bounds::parse_positive(spec.coefficient, "coefficient"), false};
    if (network_class.widths.back() != 1) {
      throw InputError("widths '" + spec.widths + "': expected a last width of 1, found " +
                       std::to_string(network_class.widths.back()));
    }
    return {spec, {network_class, query(bounds::SamplesFor{parse_decimal(plan_.spec.eps)}), {}}};
  }

  PairPlan pair(const report::PairSpec& spec) const {
    const std::string name = std::filesystem::path(spec.student).stem().string();
    PairPlan plan{spec, plan_certify(name, spec.student, spec.teacher, spec.domain, spec.relative_gap,
                                     plan_.spec.time_limit_seconds)};
    const std::size_t dimension = plan.certify.prepared.domain.dimension();
    if (dimension != spec.dimension) {
      throw InputError(spec.student + ": expected " + std::to_string(spec.dimension) +
                       " inputs (dimension), found " + std::to_string(dimension));
    }
    const auto* teacher = std::get_if<net::Network>(&plan.certify.prepared.g);
    if (teacher == nullptr || !is_unit_cube(plan.certify.prepared.domain)) return plan;
    const bounds::Membership membership = bounds::measure(*teacher);
    const bounds::Exponent q = bounds::Exponent::infinity();
    const Rational coefficient = membership.smallest_coefficient_power(q);
    if (membership.obstacle || coefficient == 0) return plan;
    plan.coefficient = coefficient;
    bounds::Query question = query(bounds::ErrorWith{Integer(spec.samples)});
    question.domain = plan.certify.prepared.domain;
    plan.teacher_class = {{membership.widths, q, coefficient, false}, std::move(question), {}};
    return plan;
  }

  FormulaPlan formula(const report::FormulaSpec& spec) const {
    FormulaPlan plan{spec, plan_certify("formula " + spec.name, spec.network, spec.target, spec.domain,
                                        spec.relative_gap, plan_.spec.time_limit_seconds)};
    if (spec.training.empty()) return plan;
    if (plan.certify.prepared.domain.dimension() != 1) {
      throw InputError("training: expected a one-dimensional domain with it, found '" + spec.domain + "'");
    }
    read_training_samples(spec.training, plan.training_x, plan.training_y);
    return plan;
  }

  ReportPlan& plan_;
  std::vector<std::string>& problems_;
};

void keep_only(report::Spec& spec, const std::string& only) {
  const std::vector<std::string>& names = report::table_names();
  if (std::find(names.begin(), names.end(), only) == names.end()) {
    std::string list;
    for (const std::string& name : names) list += (list.empty() ? "" : ", ") + name;
    throw InputError("--only: expected one of " + list + ", found " + only);
  }
  if (only != "architectures") spec.classes.clear();
  if (only != "pairs") spec.pairs.clear();
  if (only != "formulas") spec.formulas.clear();
}

}  // namespace

ReportPlan plan_report(const std::string& path, const std::string& only, std::vector<std::string>& problems) {
  ReportPlan plan;
  plan.spec = report::read_spec(path, problems);
  if (!only.empty()) keep_only(plan.spec, only);
  if (problems.empty()) Planner(plan, problems).run();
  return plan;
}

}  // namespace relugap::cli
