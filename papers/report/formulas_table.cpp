#include "lib/arith/decimal.h"
#include "papers/report/error_cells.h"
#include "papers/report/number.h"
#include "papers/report/tables.h"

namespace relugap::report {

namespace {

/// The first input of the record as text "1-50x5-1".
std::string widths_text(const Json& certify) {
  for (const Json& input : certify.at("inputs")) {
    if (!input.contains("widths") || !input.at("widths").is_array()) continue;
    const Json& widths = input.at("widths");
    std::string text;
    for (std::size_t i = 0, next = 0; i < widths.size(); i = next) {
      for (next = i; next < widths.size() && widths[next] == widths[i];) ++next;
      text += (i > 0 ? "-" : "") + widths[i].dump() + (next - i > 1 ? "x" + std::to_string(next - i) : "");
    }
    return text;
  }
  return "–";
}

/// Where the lower bound is attained; four digits, which only tell the reader where to look.
Cell witness_cell(const Json& certify) {
  const auto witness = certify.find("witness");
  if (witness == certify.end() || !witness->is_array()) return {"–", ""};
  std::string text, data;
  for (const Json& x : *witness) {
    const Rational value = x.is_string() ? parse_decimal(x.get<std::string>()) : exact(x.get<double>());
    text += (text.empty() ? "" : ", ") + lower_text(value, 4);
    data += (data.empty() ? "" : " ") + (x.is_string() ? x.get<std::string>() : shortest(x.get<double>()));
  }
  return {text, data};
}

std::string formula_text(const std::string& target) {
  return target.rfind("expr:", 0) == 0 ? target.substr(5) : target;
}

}  // namespace

Table formulas_table(const ReportData& data) {
  Table table;
  table.name = "formulas";
  table.title = "Networks $f$ that learnt a formula $g$: certified uniform error";
  table.columns = {{"name", "name", false},
                   {"target", "target $g$", false},
                   {"widths", "widths of $f$", false},
                   {"n", "samples\n$n$"}};
  for (Column& column : error_columns()) table.columns.push_back(std::move(column));
  table.columns.push_back({"witness", "largest seen\nat $x =$"});
  for (const FormulaEntry& entry : data.formulas) {
    const std::string n = std::to_string(entry.spec.samples), widths = widths_text(entry.certify);
    Row row{{{entry.spec.name, entry.spec.name},
             {formula_text(entry.spec.target), entry.spec.target},
             {widths, widths},
             {grouped(n), n}}};
    for (Cell& cell : error_cells(entry.certify, entry.estimate)) row.cells.push_back(std::move(cell));
    row.cells.push_back(witness_cell(entry.certify));
    table.rows.push_back(std::move(row));
  }
  table.notes = {error_note(data.spec.points)};
  return table;
}

const std::vector<std::string>& table_names() {
  static const std::vector<std::string> names = {"architectures", "pairs", "formulas"};
  return names;
}

std::vector<Table> all_tables(const ReportData& data) {
  std::vector<Table> tables;
  if (!data.architectures.empty()) tables.push_back(architectures_table(data));
  if (!data.pairs.empty()) tables.push_back(pairs_table(data));
  if (!data.formulas.empty()) tables.push_back(formulas_table(data));
  return tables;
}

}  // namespace relugap::report
