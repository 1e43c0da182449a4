#include <optional>

#include "lib/arith/decimal.h"
#include "papers/report/error_cells.h"
#include "papers/report/number.h"
#include "papers/report/record_values.h"
#include "papers/report/tables.h"

namespace relugap::report {

namespace {

constexpr int kClassDigits = 3;

Cell class_cell(const std::optional<TeacherClass>& teacher_class, const char* kind) {
  const Json* bound = teacher_class ? best_bound(teacher_class->bound, kind) : nullptr;
  if (bound == nullptr) return {"–", ""};
  const Rational value = claimed_value(*bound);
  if (bound->at("kind") == "lower") return {lower_text(value, kClassDigits), decimal_down(value, 17)};
  return {upper_text(value, kClassDigits), decimal_up(value, 17)};
}

Cell coefficient_cell(const std::optional<TeacherClass>& teacher_class) {
  if (!teacher_class) return {"–", ""};
  return {upper_text(teacher_class->coefficient, 4), decimal_up(teacher_class->coefficient, 17)};
}

/// "for instance at d = 1, n = 1000: at least 8.19 for some function of the class, 0.0041 for this teacher".
std::string contrast(const ReportData& data) {
  for (const PairEntry& pair : data.pairs) {
    const Json* bound = pair.teacher_class ? best_bound(pair.teacher_class->bound, "deterministic") : nullptr;
    if (bound == nullptr || pair.spec.samples < 1000) continue;
    return " For instance at d = " + std::to_string(pair.spec.dimension) +
           ", n = " + grouped(std::to_string(pair.spec.samples)) +
           ": whatever the algorithm, some function of the class is missed by " +
           lower_text(claimed_value(*bound), kClassDigits) + " or more, while teacher " +
           pair.spec.teacher_label + ", whose weights are random, is learnt to " +
           upper_text(enclosure_of(pair.certify).upper, 2) + ".";
  }
  return "";
}

}  // namespace

Table pairs_table(const ReportData& data) {
  const std::string worst =
      "worst case over the class $H^\\infty_{N,c}$, smallest $c$ with the teacher in it";
  Table table;
  table.name = "pairs";
  table.title = "Students $f$ of random teachers $g$: certified uniform error";
  table.columns = {{"d", "$d$"}, {"n", "samples\n$n$"}, {"teacher", "teacher"}};
  for (Column& column : error_columns()) table.columns.push_back(std::move(column));
  table.columns.push_back({"class_coefficient", "$c$", true, worst});
  table.columns.push_back({"class_lower_deterministic", "lower\ndet.", true, worst});
  table.columns.push_back({"class_lower_randomized", "lower\nran.", true, worst});
  table.columns.push_back({"class_upper", "upper", true, worst});
  const PairSpec* previous = nullptr;
  for (const PairEntry& pair : data.pairs) {
    const std::string d = std::to_string(pair.spec.dimension), n = std::to_string(pair.spec.samples);
    Row row{{{d, d}, {grouped(n), n}, {pair.spec.teacher_label, pair.spec.teacher_label}},
            previous != nullptr && previous->dimension != pair.spec.dimension};
    for (Cell& cell : error_cells(pair.certify, pair.estimate)) row.cells.push_back(std::move(cell));
    row.cells.push_back(coefficient_cell(pair.teacher_class));
    for (const char* kind : {"deterministic", "randomized", "upper"}) {
      row.cells.push_back(class_cell(pair.teacher_class, kind));
    }
    table.rows.push_back(std::move(row));
    previous = &pair.spec;
  }
  table.notes = {
      error_note(data.spec.points),
      "The columns on the right are theorems about the worst teacher of the class, for every deterministic "
      "(det.) or "
      "randomised (ran.) algorithm with $n$ samples, and an upper bound that a simple algorithm reaches. "
      "They say "
      "nothing about a single random teacher, which can be much easier: no row can contradict them." +
          contrast(data)};
  return table;
}

}  // namespace relugap::report
