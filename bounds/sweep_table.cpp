// The tables of a sweep for people: text and LaTeX.

#include <algorithm>
#include <array>

#include "bounds/crossing.h"
#include "bounds/names.h"
#include "lib/arith/decimal.h"

namespace relugap::bounds {
namespace {

using Row = std::vector<std::string>;

constexpr std::size_t kShownRows = 200, kShownWhenMore = 40, kShownCrossings = 60, kLongTable = 40;
constexpr int kShownDigits = 4;
constexpr double kPlainLog10 = 300;  // errors beyond 10^+-300 are shown as powers of ten

struct Statement {
  const char* name;
  const char* head;
};
constexpr std::array<Statement, 3> kStatements = {
    {{"deterministic", "deterministic"}, {"randomized", "randomized"}, {"upper", "suffices"}}};

const Bound* best_at(const SweepPoint& point, const std::string& statement) {
  if (statement != "upper") return bound_at(point, statement);
  return point.best.upper ? bound_at(point, *point.best.upper) : nullptr;
}

// The proved side: "10^82.59" or, for an error of ordinary size, "0.001234".
std::string number(const Bound& b) {
  const bool lower = b.kind == Kind::lower;
  const Interval& log10 = b.value->log10;
  if (b.quantity == Quantity::error && log10.lower() > -kPlainLog10 && log10.upper() < kPlainLog10) {
    return lower ? decimal_down(parse_decimal(b.value->down), kShownDigits)
                 : decimal_up(parse_decimal(b.value->up), kShownDigits);
  }
  return "10^" + (lower ? exponent_down(*b.value) : exponent_up(*b.value));
}

std::string relation(const Bound& b) { return b.kind == Kind::lower ? ">= " : "<= "; }

// The statements that apply somewhere in the sweep.
std::vector<Statement> present(const Sweep& sweep) {
  std::vector<Statement> list;
  for (const Statement& statement : kStatements)
    if (std::any_of(sweep.points.begin(), sweep.points.end(),
                    [&](const SweepPoint& point) { return best_at(point, statement.name) != nullptr; }))
      list.push_back(statement);
  return list;
}

std::string pad(const std::string& s, std::size_t width) {
  return s + std::string(width - std::min(width, s.size()), ' ');
}

std::string aligned(const std::vector<Row>& rows) {
  if (rows.empty()) return {};
  std::vector<std::size_t> width(rows.front().size());
  for (const Row& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i) width[i] = std::max(width[i], row[i].size());
  std::string out;
  for (const Row& row : rows) {
    std::string line = "  ";
    for (std::size_t i = 0; i < row.size(); ++i) line += pad(row[i], width[i] + 2);
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + "\n";
  }
  return out;
}

bool varies(const Sweep& sweep, Parameter parameter) {
  return std::any_of(
      sweep.request.ranges.begin(), sweep.request.ranges.end(),
      [&](const ParameterRange& range) { return range.parameter == parameter && !range.layer; });
}

std::string norm_text(const Sweep& sweep) {
  const Exponent& p = sweep.request.base.query.norm;
  return varies(sweep, Parameter::p) ? "L^p error"
         : p.infinite()              ? "uniform error"
                                     : "L^" + p.text() + " error";
}

std::string question(const Sweep& sweep) {
  const auto& goal = sweep.request.base.query.goal;
  if (const auto* samples = std::get_if<SamplesFor>(&goal))
    return "samples needed for " + norm_text(sweep) +
           " <= " + (varies(sweep, Parameter::eps) ? "eps" : text(samples->eps));
  return norm_text(sweep) + " with " +
         (varies(sweep, Parameter::samples) ? "m" : text(Rational(std::get<ErrorWith>(goal).samples))) +
         " samples";
}

std::string class_text(const Sweep& sweep) {
  const NetworkClass& h = sweep.request.base.network_class;
  std::string out = "widths " + text(h.widths);
  if (!varies(sweep, Parameter::q)) out += ", q = " + h.q.text();
  if (!varies(sweep, Parameter::coefficient)) out += ", c = " + text(h.coefficient);
  return out + (h.joint ? ", joint norm of weights and biases" : "");
}

std::string varied_text(const Sweep& sweep) {
  std::string out;
  for (const ParameterRange& range : sweep.request.ranges) {
    const auto& values = range.values;
    out += (out.empty() ? "" : "; ") + range.name() + " = ";
    if (values.size() <= 4) {
      for (std::size_t i = 0; i < values.size(); ++i) out += (i ? ", " : "") + values[i].text();
    } else {
      out += values[0].text() + ", " + values[1].text() + ", ..., " + values.back().text() + " (" +
             std::to_string(values.size()) + " values)";
    }
  }
  return out;
}

Row value_cells(const Sweep& sweep, std::size_t point) {
  Row row;
  const auto& ranges = sweep.request.ranges;
  for (std::size_t r = 0; r < ranges.size(); ++r)
    row.push_back(ranges[r].values[value_index(sweep.request, point, r)].text());
  row.push_back(request_at(sweep.request, point).network_class.parameters().str());
  return row;
}

Row head(const Sweep& sweep, const std::vector<Statement>& statements) {
  Row row;
  for (const ParameterRange& range : sweep.request.ranges) row.push_back(range.name());
  row.push_back("parameters");
  for (const Statement& statement : statements) row.insert(row.end(), {statement.head, "theorem"});
  return row;
}

Row text_row(const Sweep& sweep, std::size_t point, const std::vector<Statement>& statements) {
  Row row = value_cells(sweep, point);
  for (const Statement& statement : statements) {
    const Bound* bound = best_at(sweep.points[point], statement.name);
    row.push_back(bound ? relation(*bound) + number(*bound) : "-");
    row.push_back(bound ? bound->theorem : "-");
  }
  return row;
}

// Why nothing is proved at a point where no lower bound applies.
std::string gaps_text(const Sweep& sweep) {
  const auto none = [](const SweepPoint& point) {
    return !point.best.deterministic && !point.best.randomized;
  };
  const auto first = std::find_if(sweep.points.begin(), sweep.points.end(), none);
  const bool asked_lower = std::any_of(sweep.points.front().bounds.begin(), sweep.points.front().bounds.end(),
                                       [](const Bound& b) { return b.kind == Kind::lower; });
  if (first == sweep.points.end() || !asked_lower) return {};
  const auto count = std::count_if(sweep.points.begin(), sweep.points.end(), none);
  std::string out = "\nno proved lower bound applies at " + std::to_string(count) + " of " +
                    std::to_string(sweep.points.size()) + " points; at the first of them\n";
  for (const Bound& b : first->bounds)
    if (b.kind == Kind::lower)
      for (const Hypothesis& h : b.hypotheses)
        if (!h.holds) out += "  " + b.theorem + ": VIOLATED  " + h.text + "\n";
  return out;
}

Row crossing_row(const Sweep& sweep, const Crossing& c) {
  const auto& ranges = sweep.request.ranges;
  const bool is_best = c.statement == "deterministic" || c.statement == "randomized";
  Row row;
  for (std::size_t r = 0; r + 1 < ranges.size(); ++r)
    row.push_back(ranges[r].name() + " = " + ranges[r].values[value_index(sweep.request, c.line, r)].text());
  row.push_back((is_best ? "best " : "") + c.statement + (c.recalled ? " (RECALLED)" : ""));
  if (!c.first()) {
    row.insert(row.end(), {"not exceeded", "", "", "", ""});
    return row;
  }
  const NetworkClass h = request_at(sweep.request, *c.first()).network_class;
  const Bound& bound = *bound_at(sweep.points[*c.first()], c.statement);
  row.insert(row.end(),
             {ranges.back().name() + " = " +
                  ranges.back().values[value_index(sweep.request, *c.first(), ranges.size() - 1)].text(),
              relation(bound) + number(bound), bound.theorem,
              text(h.widths) + " (" + h.parameters().str() + " parameters)",
              "exceeded at " + runs_text(sweep, c.exceeding)});
  return row;
}

std::string crossings_text(const Sweep& sweep, const Crossings& crossings) {
  const bool several_lines = sweep.request.ranges.size() > 1;
  std::vector<Row> rows;
  for (const Crossing& crossing : crossings.crossings) {
    const bool is_best = crossing.statement == "deterministic" || crossing.statement == "randomized";
    if ((is_best || !several_lines) && rows.size() < kShownCrossings)
      rows.push_back(crossing_row(sweep, crossing));
  }
  return "\nsmallest " + sweep.request.ranges.back().name() + " at which the bound is proved to exceed " +
         text(crossings.threshold.value()) + "\n" + aligned(rows);
}

std::string latex_number(const Bound& b) {
  const std::string sign = b.kind == Kind::lower ? "\\ge " : "\\le ", shown = number(b);
  if (shown.substr(0, 3) == "10^") return "$" + sign + "10^{" + shown.substr(3) + "}$";
  const std::size_t e = shown.find('e');
  if (e == std::string::npos) return "$" + sign + shown + "$";
  const std::string exponent = shown[e + 1] == '+' ? shown.substr(e + 2) : shown.substr(e + 1);
  return "$" + sign + shown.substr(0, e) + " \\times 10^{" + exponent + "}$";
}

std::string latex_line(const Row& row) {
  std::string out;
  for (std::size_t i = 0; i < row.size(); ++i) out += (i ? " & " : "") + row[i];
  return out + " \\\\\n";
}

std::string latex_value(const std::string& value) { return value == "inf" ? "$\\infty$" : value; }

}  // namespace

std::string to_text(const Sweep& sweep, const Crossings* crossings) {
  const std::vector<Statement> statements = present(sweep);
  const std::size_t count = sweep.points.size(), shown = count <= kShownRows ? count : kShownWhenMore;
  std::string out = "class     " + class_text(sweep) + "\nvaried    " + varied_text(sweep) + "\nquestion  " +
                    question(sweep) + "\n\n";
  std::vector<Row> rows = {head(sweep, statements)};
  for (std::size_t i = 0; i < shown; ++i) rows.push_back(text_row(sweep, i, statements));
  out += aligned(rows);
  if (shown < count)
    out +=
        "  ... and " + std::to_string(count - shown) + " more (--csv, --json or --latex FILE writes all)\n";
  out += gaps_text(sweep);
  return crossings ? out + crossings_text(sweep, *crossings) : out;
}

std::string to_latex(const Sweep& sweep) {
  const std::vector<Statement> statements = present(sweep);
  const std::size_t columns = sweep.request.ranges.size() + 1;
  const bool is_long = sweep.points.size() > kLongTable;
  const std::string environment = is_long ? "longtable" : "tabular";
  Row names = head(sweep, statements);
  for (std::size_t r = 0; r < sweep.request.ranges.size(); ++r)
    if (names[r].size() == 1) names[r] = "$" + names[r] + "$";
  std::string out =
      "% " + class_text(sweep) + "\n% " + varied_text(sweep) + "\n% " + question(sweep) + "\n" +
      (is_long ? "% needs \\usepackage{booktabs,longtable}\n" : "% needs \\usepackage{booktabs}\n") +
      "\\begin{" + environment + "}{" + std::string(columns, 'r');
  for (std::size_t i = 0; i < statements.size(); ++i) out += "ll";
  out += "}\n\\toprule\n" + latex_line(names) + "\\midrule\n" +
         (is_long ? "\\endhead\n\\bottomrule\n\\endfoot\n" : "");
  for (std::size_t i = 0; i < sweep.points.size(); ++i) {
    Row row = value_cells(sweep, i);
    for (std::size_t r = 0; r + 1 < columns; ++r) row[r] = latex_value(row[r]);
    for (const Statement& statement : statements) {
      const Bound* bound = best_at(sweep.points[i], statement.name);
      row.push_back(bound ? latex_number(*bound) : "---");
      row.push_back(bound ? "\\texttt{" + bound->theorem + "}" : "---");
    }
    out += latex_line(row);
  }
  return out + (is_long ? "" : "\\bottomrule\n") + "\\end{" + environment + "}\n";
}

}  // namespace relugap::bounds
