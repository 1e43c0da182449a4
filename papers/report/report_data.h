#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lib/arith/rational.h"
#include "lib/core/json.h"
#include "papers/report/spec.h"

namespace relugap::report {

/// A row of the table `architectures`: a class and its relugap.bound/1 object for the eps of the spec.
struct ArchitectureEntry {
  ClassSpec spec;
  Json bound;
  std::string record;  ///< key of the record
};

/// The smallest class H^inf_{N,c} that contains a teacher, and its relugap.bound/1 object for the samples of the row.
struct TeacherClass {
  Rational coefficient;  ///< max over the layers of ||W||_inf, ||b||_inf, exactly
  Json bound;
};

/// A row of the table `pairs`: relugap.certify/1 and relugap.estimate/1 objects of teacher minus student.
struct PairEntry {
  PairSpec spec;
  Json certify;
  Json estimate;
  std::optional<TeacherClass> teacher_class;  ///< none if the domain is not a unit cube of the theorems
  std::string record;
};

/// Values of a network and its target in plain double arithmetic, for drawing only. Proves nothing.
struct Curve {
  std::vector<double> x, network, target;
};

/// A row of the table `formulas`, with what its picture shows.
struct FormulaEntry {
  FormulaSpec spec;
  Json certify;
  Json estimate;
  std::vector<double> training_x, training_y;
  Curve whole;  ///< over the domain; empty unless the domain is an interval
  Curve zoom;   ///< around the certified worst point
  std::string record;
};

/// Everything that a report shows.
struct ReportData {
  Spec spec;
  std::string version;  ///< of the program
  std::vector<ArchitectureEntry> architectures;
  std::vector<PairEntry> pairs;
  std::vector<FormulaEntry> formulas;
};

}  // namespace relugap::report
