// The tables of a BoundReport: text, CSV, LaTeX.

#include <algorithm>
#include <array>
#include <sstream>
#include <utility>

#include "bounds/catalogue.h"
#include "bounds/names.h"
#include "bounds/report.h"

namespace relugap::bounds {
namespace {

using Row = std::vector<std::string>;

std::string exponent(const Bound& b) {
  return b.kind == Kind::lower ? exponent_down(*b.value) : exponent_up(*b.value);
}

// The proved side of the value.
const std::string& claimed(const Bound& b) { return b.kind == Kind::lower ? b.value->down : b.value->up; }

bool is_probable(const Bound& b) { return b.theorem.find("high-probability") != std::string::npos; }

std::string who(const Bound& b) {
  if (b.kind == Kind::upper) return "suffices (" + name(b.algorithms) + ")";
  return is_probable(b) ? "randomized, likely" : name(b.algorithms);
}

std::string designs_text(const Designs& d) {
  std::string out;
  for (const auto& [used, letter] : {std::pair(d.cross_polytope, 'C'), {d.simplex, 'S'}, {d.grouped, 'G'}})
    if (used) out += (out.empty() ? "" : " ") + std::string(1, letter);
  return out;
}

std::string pad(const std::string& s, std::size_t width) {
  return s + std::string(width - std::min(width, s.size()), ' ');
}

std::string aligned(const std::vector<Row>& rows) {
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

std::string domain_text(const BoundRequest& r) {
  if (!r.query.domain) return "[0,1]^" + std::to_string(r.network_class.dimension());
  const auto& [lo, hi] = *r.query.domain;
  std::string out;
  for (std::size_t i = 0; i < lo.size();) {
    std::size_t end = i;
    while (end < lo.size() && lo[end] == lo[i] && hi[end] == hi[i]) ++end;
    out += (i ? "x[" : "[") + text(lo[i]) + "," + text(hi[i]) + "]";
    if (end - i > 1) out += "^" + std::to_string(end - i);
    i = end;
  }
  return out;
}

std::string question(const BoundRequest& r) {
  const Exponent& p = r.query.norm;
  const std::string error = p.infinite() ? "uniform error" : "error in L^p, p = " + p.text() + ",";
  const std::string domain = " on " + domain_text(r);
  if (const auto* goal = std::get_if<SamplesFor>(&r.query.goal))
    return "samples needed for " + error + " <= " + text(goal->eps) + domain;
  return error + " with " + text(Rational(std::get<ErrorWith>(r.query.goal).samples)) + " samples" + domain;
}

std::string class_text(const NetworkClass& h) {
  return "widths " + text(h.widths) + " (" + std::to_string(h.layers()) + " layers, " + h.parameters().str() +
         " parameters), q = " + h.q.text() + ", c = " + text(h.coefficient) +
         (h.joint ? ", joint norm of weights and biases" : "");
}

Row text_row(const Bound& b) {
  const std::string sign = b.kind == Kind::lower ? ">= " : "<= ";
  return {who(b),
          b.value ? sign + "10^" + exponent(b) : "-",
          b.value ? sign + claimed(b) : "does not apply",
          b.theorem,
          b.value && b.active ? std::to_string(b.active) : "-",
          b.value && !b.design.empty() ? b.design : "-",
          b.status == Status::recalled ? "RECALLED, constants not checked"
                                       : "proved, " + std::string(find_theorem(b.theorem).source)};
}

std::string hypotheses_text(const std::vector<Bound>& bounds) {
  std::string out;
  for (const Bound& b : bounds) {
    out += "  " + b.theorem + "\n";
    for (const Hypothesis& h : b.hypotheses)
      out += std::string(h.holds ? "    holds     " : "    VIOLATED  ") + h.text + "\n";
  }
  return out;
}

// What else the numbers bound.
std::string notes_text(const std::vector<Bound>& bounds) {
  std::string out;
  for (const Bound& b : bounds)
    if (b.value && !b.note.empty()) out += "  " + b.theorem + ": " + b.note + "\n";
  return out.empty() ? "" : "\nnotes\n" + out;
}

// "exceeded by bump-deterministic (10^82.59), ..." or "not exceeded".
std::string beyond_ten_to_80(const std::vector<Bound>& bounds) {
  std::string names;
  for (const Bound& b : bounds)
    if (b.value && b.kind == Kind::lower && b.status == Status::proved && b.value->log10.lower() > 80)
      names += (names.empty() ? "" : ", ") + b.theorem;
  return names.empty() ? "not exceeded by any proved lower bound" : "exceeded by " + names;
}

std::string comparisons_text(const BoundReport& report) {
  std::vector<Row> rows;
  for (const Bound& b : report.comparisons)
    rows.push_back({b.value->down,
                    "samples give error 0 in a linear space (polynomials, say) with as many parameters [" +
                        std::string(find_theorem(b.theorem).source) + "]"});
  if (std::holds_alternative<SamplesFor>(report.request.query.goal) && !report.bounds.empty())
    rows.push_back({"10^80", beyond_ten_to_80(report.bounds)});
  return rows.empty() ? "" : "\nfor comparison\n" + aligned(rows);
}

std::string quoted(const std::string& cell) {
  if (cell.find_first_of(",\"\n") == std::string::npos) return cell;
  std::string out = "\"";
  for (const char c : cell) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + "\"";
}

std::string csv_line(const Row& row) {
  std::string out;
  for (std::size_t i = 0; i < row.size(); ++i) out += (i ? "," : "") + quoted(row[i]);
  return out + "\r\n";
}

std::string fixed_double(double x) { return json_bound(x).dump(); }

Row csv_row(const BoundRequest& r, const Bound& b) {
  const NetworkClass& h = r.network_class;
  const auto* goal = std::get_if<SamplesFor>(&r.query.goal);
  const bool has = b.value.has_value();
  return {text(h.widths),
          std::to_string(h.layers()),
          h.parameters().str(),
          h.q.text(),
          text(h.coefficient),
          h.joint ? "joint" : "separate",
          goal ? text(goal->eps) : "",
          goal ? "" : std::get<ErrorWith>(r.query.goal).samples.str(),
          b.theorem,
          name(b.kind),
          name(b.quantity),
          name(b.algorithms),
          name(b.status),
          b.active ? std::to_string(b.active) : "",
          b.design,
          has ? "yes" : "no",
          has ? fixed_double(b.value->log10.lower()) : "",
          has ? fixed_double(b.value->log10.upper()) : "",
          has ? b.value->down : "",
          has ? b.value->up : "",
          is_probable(b) ? text(r.query.confidence) : "",
          designs_text(r.query.designs),
          r.query.norm.text(),
          domain_text(r)};
}

std::string latex_row(const BoundRequest& r, const Bound& b) {
  const std::string relation = b.kind == Kind::lower ? "\\ge" : "\\le";
  const std::string probability = is_probable(b) ? " (prob.\\ $\\ge " + text(r.query.confidence) + "$)" : "";
  return who(b) + probability + " & " + (b.value ? "$" + relation + " 10^{" + exponent(b) + "}$" : "---") +
         " & \\texttt{" + b.theorem + "} & " + (b.value && b.active ? std::to_string(b.active) : "---") +
         " & " + (b.value && !b.design.empty() ? b.design : "---") + " & " +
         (b.status == Status::recalled ? "recalled, not checked"
                                       : std::string(find_theorem(b.theorem).source)) +
         " \\\\\n";
}

}  // namespace

std::string to_text(const BoundReport& report) {
  const BoundRequest& r = report.request;
  std::string out = "class     " + class_text(r.network_class) + "\n" + "question  " + question(r) + "\n";
  const bool samples = std::holds_alternative<SamplesFor>(r.query.goal);
  const Designs& designs = r.query.designs;
  if (!(designs.cross_polytope && designs.simplex && designs.grouped))
    out += "bumps     " + designs_text(designs) + " only\n";
  if (!report.bounds.empty()) {
    std::vector<Row> rows = {
        {"algorithms", "bound", samples ? "samples" : "error", "theorem", "d'", "bump", "status"}};
    for (const Bound& b : report.bounds) rows.push_back(text_row(b));
    out += "\n" + aligned(rows) + "\nhypotheses\n" + hypotheses_text(report.bounds);
  }
  if (report.find("bump-high-probability") || report.find("grouped-high-probability"))
    out += "\n\"likely\": " + std::string(samples ? "error <= eps" : "error <= e") +
           " with probability >= " + text(r.query.confidence) + " for each network of the class" +
           (samples ? "" : " is possible for no e below the bound") + "\n";
  return out + notes_text(report.bounds) + comparisons_text(report);
}

std::string to_csv(const BoundReport& report) {
  std::string out = csv_line({"widths",     "layers",   "parameters", "q",       "coefficient", "norms",
                              "eps",        "samples",  "theorem",    "kind",    "quantity",    "algorithms",
                              "status",     "active",   "design",     "applies", "log10_lower", "log10_upper",
                              "value_down", "value_up", "confidence", "designs", "norm",        "domain"});
  for (const auto* list : {&report.bounds, &report.comparisons})
    for (const Bound& b : *list) out += csv_line(csv_row(report.request, b));
  return out;
}

std::string to_latex(const BoundReport& report) {
  const NetworkClass& h = report.request.network_class;
  const auto* goal = std::get_if<SamplesFor>(&report.request.query.goal);
  std::string out = "% " + class_text(h) + "\n% " + question(report.request) +
                    "\n\\begin{tabular}{llllll}\n\\toprule\nalgorithms & " + (goal ? "samples" : "error") +
                    " & theorem & $d'$ & bump & status \\\\\n\\midrule\n";
  for (const Bound& b : report.bounds) out += latex_row(report.request, b);
  for (const Bound& b : report.comparisons)
    out += "linear space & $" + b.value->down + "$ samples, error 0 & \\texttt{" + b.theorem +
           "} & --- & --- & " + std::string(find_theorem(b.theorem).source) + " \\\\\n";
  return out + "\\bottomrule\n\\end{tabular}\n";
}

}  // namespace relugap::bounds
