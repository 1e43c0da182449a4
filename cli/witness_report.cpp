#include <algorithm>
#include <cmath>

#include "cli/class_option.h"
#include "cli/read_side.h"
#include "cli/witness_job.h"
#include "lib/arith/decimal.h"
#include "lib/core/version.h"

namespace relugap::cli {
namespace {

using bounds::witness::Side;

constexpr int kDigits = 10;       // on the terminal
constexpr int kExactDigits = 25;  // of decimal strings in JSON

std::uint64_t at_ends(const WitnessResult& r) {
  return static_cast<std::uint64_t>(std::count_if(r.region.sides.begin(), r.region.sides.end(),
                                                  [](Side side) { return side != Side::interior; }));
}

// "C": no unit of several coordinates; "S": one unit of all; "G": others. Coordinates at an end have units of their own.
std::string design(const WitnessResult& r) {
  const std::uint64_t interior = r.region.sides.size() - at_ends(r);
  if (r.region.group == 1 || interior <= 1) return "C";
  return at_ends(r) == 0 && r.region.group >= interior ? "S" : "G";
}

Json enclosure_json(const verify::NormEnclosure& r) {
  return {json_bound(r.lower.value), json_bound(r.upper.value)};
}

Json against_json(const WitnessJob& job, const WitnessResult& r) {
  return {{"path", job.options.against},
          {"sha256", job.trained_sha256},
          {"half_height", json_bound(round_down(Rational(r.verdict.height / 2)))},
          {"to_witness", enclosure_json(*r.to_witness)},
          {"to_zero", enclosure_json(*r.to_zero)}};
}

// At most kDigits significant digits of the fraction; the exponent may be beyond what parse_decimal takes.
std::string shortened(const std::string& down) {
  const std::size_t power = std::min(down.find('e'), down.size()), point = down.find('.');
  if (point >= power) return down;
  const std::size_t first = std::min(down.find_first_not_of("0."), power);
  std::size_t end = std::min(power, first + kDigits + (first < point ? 1 : 0));
  if (end <= point + 1) end = point;
  return down.substr(0, end) + down.substr(power);
}

std::string number(const Rational& x, bool up) {
  return up ? decimal_up(x, kDigits) : decimal_down(x, kDigits);
}

}  // namespace

Json witness_json(const WitnessJob& job, const WitnessResult& r) {
  Json centre = Json::array(), active = Json::array();
  for (const Rational& x : r.centre) centre.push_back(coordinate_json(x));
  for (const std::size_t i : r.region.coordinates) active.push_back(i + 1);
  Json points = job.source;
  points["distinct"] = job.samples.size();
  points["duplicates"] = job.samples.duplicates;
  const Rational& height = r.verdict.height;
  return {{"schema", "relugap.witness/1"},
          {"class", class_json(job.h)},
          {"domain", domain_json(job.domain)},
          {"samples", points},
          {"height", {json_bound(round_down(height)), json_bound(round_up(height))}},
          {"height_decimal", {decimal_down(height, kExactDigits), decimal_up(height, kExactDigits)}},
          {"center", centre},
          {"zero_on_samples", !r.verdict.not_zero},
          {"in_class", !r.verdict.not_in_class},
          {"theorem", "data-dependent"},
          {"lower_bound", json_bound(round_down(height))},
          {"upper_bound", json_bound(r.upper)},
          {"any_samples", r.any_samples ? Json{r.any_samples->down, r.any_samples->up} : Json(nullptr)},
          {"design", design(r)},
          {"active", active},
          {"at_ends", at_ends(r)},
          {"network",
           {{"path", job.options.out},
            {"sha256", r.sha256},
            {"widths", r.network.widths()},
            {"parameters", r.network.parameters()}}},
          {"against", r.to_zero ? against_json(job, r) : Json(nullptr)},
          {"seconds", r.seconds},
          {"version", version()}};
}

std::string witness_text(const WitnessJob& job, const WitnessResult& r) {
  const Rational& height = r.verdict.height;
  const std::size_t m = job.samples.size(), d = job.domain.dimension();
  std::string out =
      "class H^" + job.h.q.text() + " with c = " + bounds::text(job.h.coefficient) +
      (job.h.joint ? " (joint norms)" : "") + ", widths " + bounds::text(job.h.widths) + ", on " +
      job.options.domain + "\n" + std::to_string(m) + " sample points" +
      (job.samples.duplicates > 0 ? " (" + std::to_string(job.samples.duplicates) + " repeated ones left out)"
                                  : "") +
      "\n\nwitness u = " + job.options.out + " (" + std::to_string(r.network.parameters()) +
      " parameters), checked on the file in exact arithmetic:\n  u lies in the class" +
      ", u = 0 at every sample, and sup |u| = u(y) is\n\n  height  " + number(height, false) +
      " (rounded down)\n\n";
  if (d <= 12) {
    std::string y;
    for (const Rational& x : r.centre) {
      const Json coordinate = coordinate_json(x);
      y += (y.empty() ? "" : ", ") +
           (coordinate.is_string() ? coordinate.get<std::string>() : coordinate.dump());
    }
    out += "  at y = (" + y + ")\n";
  }
  out += "  design " + design(r) + ", " + std::to_string(r.region.coordinates.size()) +
         " active coordinates, " + std::to_string(at_ends(r)) +
         " of them at an end of the domain\n\nevery algorithm that sees these samples only errs on u or on "
         "-u by "
         "at least  " +
         number(height, false) + "\nsome algorithm that sees them errs on every u of the class by at most  " +
         (std::isfinite(r.upper) ? number(exact(r.upper), true) : std::string("inf")) + "\n";
  if (r.any_samples)
    out += "with any other " + std::to_string(m) + " samples (bump-deterministic)  at least  " +
           shortened(r.any_samples->down) + "\n";
  if (!r.to_zero) return out;
  const auto line = [](const char* what, const verify::NormEnclosure& e) {
    return std::string("  ") + decimal_down(e.lower.value, kDigits) + " <= sup |f - " + what +
           "| <= " + decimal_up(e.upper.value, kDigits) + "\n";
  };
  return out + "\ntrained network f = " + job.options.against +
         ": it cannot be closer than height/2 = " + number(height / 2, false) + " to both u and zero,\n" +
         line("u", *r.to_witness) + line("0", *r.to_zero);
}

}  // namespace relugap::cli
