#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bounds/report.h"
#include "cli/certify_job.h"
#include "papers/report/spec.h"

namespace relugap::cli {

/// The class of a row of `architectures`.
struct ArchitecturePlan {
  report::ClassSpec spec;
  bounds::BoundRequest request;
};

/// One row with a certified error: what to certify, read and checked.
struct CertifyPlan {
  std::string title;  ///< for progress lines
  CertifyJob job;
  PreparedJob prepared;
};

struct PairPlan {
  report::PairSpec spec;
  CertifyPlan certify;
  /// The smallest class H^inf_{N,c} with the teacher in it; none if a theorem for [0,1]^d does not carry over to the
  /// domain, or the teacher is not a plain chain of affine layers and ReLUs.
  std::optional<bounds::BoundRequest> teacher_class{};
  Rational coefficient{};  ///< c
};

struct FormulaPlan {
  report::FormulaSpec spec;
  CertifyPlan certify;
  std::vector<double> training_x{}, training_y{};
};

/// All the work of a report, with every input read.
struct ReportPlan {
  report::Spec spec;
  std::vector<ArchitecturePlan> architectures;
  std::vector<PairPlan> pairs;
  std::vector<FormulaPlan> formulas;
};

/// Reads the spec and everything it names; `only` keeps one table if it is not empty.
///
/// What is wrong becomes lines "SPEC:LINE: ..." in `problems`, all of it at once; the plan is usable if there are none.
/// Fails: InputError if the spec cannot be read or has no table `only`.
ReportPlan plan_report(const std::string& path, const std::string& only, std::vector<std::string>& problems);

/// Reads a table with the columns x,y (CSV or .npy, see docs/formats.md), for pictures: numbers to the last place of a
/// double. Fails: InputError with the line.
void read_training_samples(const std::string& path, std::vector<double>& x, std::vector<double>& y);

}  // namespace relugap::cli
