#include "papers/report/error_cells.h"

#include <cmath>

#include "lib/arith/decimal.h"
#include "papers/report/number.h"
#include "papers/report/record_values.h"

namespace relugap::report {

namespace {

constexpr int kDigits = 5;

/// (upper - lower) / lower, rounded up.
Cell gap_cell(const Enclosure& enclosure) {
  const std::string mark = enclosure.converged ? "" : "†";
  if (!(enclosure.lower > 0) || !std::isfinite(enclosure.upper)) return {"–" + mark, ""};
  const Rational lower = exact(enclosure.lower), upper = exact(enclosure.upper);
  const Rational gap = (upper - lower) / lower;
  return {upper_text(gap, 2) + mark, decimal_up(gap, 6)};
}

/// The range of the shortfall in percent, "3.1–3.2"; only its upper end if the lower one says nothing.
Cell shortfall_cell(double estimate, const Enclosure& enclosure) {
  if (!(enclosure.lower > 0) || !std::isfinite(enclosure.upper)) return {"–", ""};
  const Shortfall shortfall = shortfall_of(estimate, enclosure);
  const int places = shortfall.most < Rational(1, 100) ? 2 : 1;
  const std::string most = fixed_up(Rational(100 * shortfall.most), places);
  if (shortfall.least <= 0) return {"$\\le$ " + most, "0.." + most};
  const std::string least = fixed_down(Rational(100 * shortfall.least), places);
  return {least + "–" + most, least + ".." + most};
}

}  // namespace

std::vector<Column> error_columns() {
  const std::string certified = "certified $\\sup|f-g|$";
  const std::string sampled = "random sampling";
  return {{"lower", "lower", true, certified},
          {"upper", "upper", true, certified},
          {"rel_gap", "gap", true, certified},
          {"estimate", "estimate", true, sampled},
          {"shortfall_percent", "too small\nby (%)", true, sampled}};
}

std::vector<Cell> error_cells(const Json& certify, const Json& estimate) {
  const Enclosure enclosure = enclosure_of(certify);
  const double sampled = bound_value(estimate, "largest");
  const bool violated = is_violated(certify, estimate);
  return {{lower_text(enclosure.lower, kDigits), shortest(enclosure.lower)},
          {upper_text(enclosure.upper, kDigits), shortest(enclosure.upper)},
          gap_cell(enclosure),
          {lower_text(sampled, kDigits), shortest(sampled)},
          violated ? Cell{"VIOLATED", "VIOLATED"} : shortfall_cell(sampled, enclosure)};
}

std::string error_note(std::uint64_t points) {
  return "Certified: proved for the exact real weights and every point of the domain; lower ends are rounded "
         "down, upper "
         "ends up; the gap is (upper − lower)/lower, † marks one that is larger than asked. Random sampling: "
         "the "
         "largest $|f-g|$ at " +
         grouped(std::to_string(points)) +
         " random points in double precision, which is an estimate, from below up to rounding, and proves no "
         "upper bound; "
         "beside it how "
         "far it certainly falls short of the supremum, at least and at most.";
}

}  // namespace relugap::report
