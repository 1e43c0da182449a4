#include "papers/report/report.h"

#include "papers/report/page.h"
#include "papers/report/record_values.h"
#include "papers/report/tables.h"

namespace relugap::report {

Report make_report(const ReportData& data) {
  Report report;
  const std::vector<Table> tables = all_tables(data);
  const std::vector<Figure> figures = all_figures(data);
  report.files.push_back({"report.html", html_page(data, tables, figures)});
  report.files.push_back({"report.md", markdown_page(data, tables, figures)});
  for (const Table& table : tables) {
    report.terminal += (report.terminal.empty() ? "" : "\n") + table_to_text(table);
    report.files.push_back({table.name + ".csv", table_to_csv(table)});
    report.files.push_back({table.name + ".tex", table_to_latex(table)});
  }
  for (const Figure& figure : figures) report.files.push_back({figure.name + ".svg", figure.svg});
  const auto judge = [&](const Json& certify, const Json& estimate) {
    report.violated = report.violated || is_violated(certify, estimate);
    report.gap_missed = report.gap_missed || !enclosure_of(certify).converged;
  };
  for (const PairEntry& pair : data.pairs) judge(pair.certify, pair.estimate);
  for (const FormulaEntry& formula : data.formulas) judge(formula.certify, formula.estimate);
  return report;
}

}  // namespace relugap::report
