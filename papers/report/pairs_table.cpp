#include <cmath>
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
  const bool lower = bound->at("kind") == "lower";
  const std::optional<Rational> value = claimed_value(*bound);
  if (!value) {
    const double log10 = claimed_log10(*bound);
    if (!std::isfinite(log10)) return {"–", ""};
    const std::string exponent = lower ? fixed_down(exact(log10), 2) : fixed_up(exact(log10), 2);
    return {"$10^{" + exponent + "}$", ""};
  }
  if (lower) return {lower_text(*value, kClassDigits), decimal_down(*value, 17)};
  return {upper_text(*value, kClassDigits), decimal_up(*value, 17)};
}

Cell coefficient_cell(const std::optional<TeacherClass>& teacher_class) {
  if (!teacher_class) return {"–", ""};
  return {upper_text(teacher_class->coefficient, 4), decimal_up(teacher_class->coefficient, 17)};
}

/// "For instance at d = 1, n = 1000: every deterministic algorithm misses some function of the class by 8.19 or more".
std::string contrast(const ReportData& data) {
  for (const PairEntry& pair : data.pairs) {
    const Json* det = pair.teacher_class ? best_bound(pair.teacher_class->bound, "deterministic") : nullptr;
    const Json* ran = pair.teacher_class ? best_bound(pair.teacher_class->bound, "randomized") : nullptr;
    if (det == nullptr || pair.spec.samples < 1000) continue;
    return " For instance at d = " + std::to_string(pair.spec.dimension) +
           ", n = " + grouped(std::to_string(pair.spec.samples)) +
           ": every deterministic algorithm misses some function of the class by " +
           class_cell(pair.teacher_class, "deterministic").text + " or more" +
           (ran == nullptr
                ? ""
                : " (every randomised one by " + class_cell(pair.teacher_class, "randomized").text +
                      " or more in expectation)") +
           ", while teacher " + pair.spec.teacher_label + " is learnt to " +
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
  table.title = "Students $f$ of teachers $g$: certified uniform error";
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
      "nothing about a single teacher, which can be much easier: no row can contradict them. "
      "They are for the domain of the row, $[0,1]^d$ or $[-1/2,1/2]^d$ (docs/theorems.md, sections 1 and "
      "3a). "
      "$c$ is shown rounded up; the bounds are for the exact smallest $c$." +
          contrast(data)};
  return table;
}

}  // namespace relugap::report
