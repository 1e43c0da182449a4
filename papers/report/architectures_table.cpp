#include <fmt/format.h>

#include "lib/arith/decimal.h"
#include "papers/report/number.h"
#include "papers/report/record_values.h"
#include "papers/report/tables.h"

namespace relugap::report {

namespace {

/// A number of samples as 10^x, from log10 of the lower end.
Cell samples_cell(const Json* bound) {
  if (bound == nullptr) return {"–", ""};
  const double down = claimed_log10(*bound);  // of a lower bound: the lower end
  return {power_of_ten_down(down), shortest(down)};
}

Cell exceeds_cell(const Json* deterministic, const Json* randomized, const Rational& limit) {
  const bool det = deterministic != nullptr && proves_more_than(*deterministic, limit);
  const bool ran = randomized != nullptr && proves_more_than(*randomized, limit);
  const std::string text = det && ran ? "both" : det ? "det." : ran ? "ran." : "no";
  return {text, text};
}

std::string exponent_text(const std::string& q) { return q == "inf" ? "$\\infty$" : q; }

}  // namespace

std::string decimal_text(const std::string& decimal) {
  const std::size_t e = decimal.find_first_of("eE");
  if (e == std::string::npos) return decimal;
  std::string exponent = decimal.substr(e + 1);
  if (!exponent.empty() && exponent[0] == '+') exponent.erase(0, 1);
  const std::string power = "10^{" + exponent + "}";
  const std::string mantissa = decimal.substr(0, e);
  return mantissa == "1" ? "$" + power + "$" : "$" + mantissa + " \\times " + power + "$";
}

Table architectures_table(const ReportData& data) {
  const std::string eps = decimal_text(data.spec.eps), limit = decimal_text(data.spec.exceeds);
  const std::string needed = "samples needed for uniform error " + eps;
  Table table;
  table.name = "architectures";
  table.title =
      "Classes $H^q_{N,c}$ of ReLU networks: how many samples every algorithm needs for uniform error " +
      eps + " on the whole class";
  table.columns = {{"widths", "widths $N$", false},
                   {"q", "$q$"},
                   {"coefficient", "$c$"},
                   {"parameters", "parameters\n$P$"},
                   {"log10_samples_deterministic", "deterministic\nat least", true, needed},
                   {"log10_samples_randomized", "randomised\nat least", true, needed},
                   {"exceeds", "more than\n" + limit + "?"},
                   {"samples_linear_space", "linear space\nwith $P$ parameters", true, "for comparison"},
                   {"log10_samples_recalled", "published\n(recalled)", true, "for comparison"}};
  const Rational exceeds = parse_decimal(data.spec.exceeds);
  for (const ArchitectureEntry& entry : data.architectures) {
    const Json* det = best_bound(entry.bound, "deterministic");
    const Json* ran = best_bound(entry.bound, "randomized");
    const Json& count = entry.bound.at("class").at("parameters");  // text from 2^53 on
    const std::string parameters = count.is_string() ? count.get<std::string>() : count.dump();
    table.rows.push_back({{{entry.spec.widths, entry.spec.widths},
                           {exponent_text(entry.spec.q), entry.spec.q},
                           {decimal_text(entry.spec.coefficient), entry.spec.coefficient},
                           {grouped(parameters), parameters},
                           samples_cell(det),
                           samples_cell(ran),
                           exceeds_cell(det, ran, exceeds),
                           {grouped(parameters) + ", error 0", parameters},
                           samples_cell(theorem_bound(entry.bound, "bgv2023-uniform"))}});
  }
  table.notes = {
      "Lower bounds are proved (docs/theorems.md) and their exponents cut downwards to two decimals. They "
      "hold for the "
      "worst function of the class, for every algorithm that may choose its samples one after the other: for "
      "each $u$ "
      "in the class error at most " +
          eps + " (deterministic), or expected error at most " + eps +
          " with so many expected samples (randomised).",
      "A linear space with $P$ parameters, polynomials for example, is determined exactly by $P$ samples. "
      "\"Published "
      "(recalled)\" is the bound of arXiv 2205.13531 with constants that were recalled and not checked "
      "against the "
      "printed text; nothing else depends on it. A dash: the theorem does not apply to this class."};
  return table;
}

}  // namespace relugap::report
