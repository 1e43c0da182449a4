#include "cli/certify_text.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "cli/norm_option.h"
#include "cli/read_side.h"
#include "cli/size_option.h"
#include "lib/arith/decimal.h"
#include "lib/core/error.h"
#include "verify/norm/worst.h"

namespace relugap::cli {
namespace {

constexpr int kDigits = 10;                      // shown on the terminal; JSON has them all
constexpr std::size_t kMostCoordinates = 12;     // of a point that is printed
constexpr std::size_t kLargeMemory = 100 << 20;  // worth a word

std::string down(double x) { return decimal_down(x, kDigits); }
std::string up(double x) { return decimal_up(x, kDigits); }

std::string enclosure_text(const verify::NormEnclosure& found, const std::string& what) {
  std::string text = down(found.lower.value) + " <= " + what + " <= " + up(found.upper.value);
  if (found.lower.value > 0 && std::isfinite(found.upper.value) && found.upper.value > found.lower.value) {
    const Rational gap = (exact(found.upper.value) - exact(found.lower.value)) / exact(found.lower.value);
    text += "   (gap " + decimal_up(gap, 2) + ")";
  }
  return text;
}

void print_point(const std::string& claim, const std::vector<Rational>& x) {
  if (!x.empty() && x.size() <= kMostCoordinates)
    std::printf("  %s at x = %s\n", claim.c_str(), point_text(x).c_str());
}

/// "f - g", or "f" and "-g" where the other side is zero, with the output where there are several.
std::string difference_text(const CertifyJob& job, const PreparedJob& prepared, std::size_t output) {
  const std::string index = prepared.outputs > 1 ? "_" + std::to_string(output) : "";
  if (job.target == "zero") return "f" + index;
  if (job.function == "zero") return "-g" + index;
  return "f" + index + " - g" + index;
}

void print_header(const CertifyJob& job, const PreparedJob& prepared) {
  std::printf("f = %s, g = %s, D = %s", job.function.c_str(), job.target.c_str(), job.domain.c_str());
  if (job.output) std::printf(", output %zu", *job.output);
  if (prepared.outputs > 1)
    std::printf("\n%zu outputs: the maximum over them, |f - g| = max |f_i - g_i|", prepared.outputs);
  std::printf("\n\n");
}

void print_norms(const CertifyJob& job, const PreparedJob& prepared, const CertifyResult& result) {
  bool integrals = false;
  for (std::size_t i = 0; i < result.norms.size(); ++i) {
    integrals = integrals || job.norms[i].p;
    std::printf("  %s\n", enclosure_text(result.norms[i], norm_text(job.norms[i])).c_str());
    if (result.norms.size() > 1) std::printf("    %s\n", status_text(result.norms[i].status).c_str());
  }
  if (integrals) std::printf("  (||h||_p = (integral over D of |h|^p dx)^(1/p), not normalised)\n");
  std::printf("\n");
  for (std::size_t i = 0; i < result.norms.size(); ++i) {
    if (job.norms[i].p) continue;
    print_point("|" + difference_text(job, prepared, result.output) + "| >= lower", result.norms[i].witness);
  }
}

void print_threshold(const CertifyJob& job, const verify::NormEnclosure& found) {
  const std::string norm = norm_text(job.norms[0]), limit = exact_text(*job.options.threshold);
  if (found.status == verify::Status::BelowThreshold) {
    std::printf("  proved: %s <= %s\n", norm.c_str(), limit.c_str());
  } else if (found.status == verify::Status::AboveThreshold) {
    std::printf("  refuted: %s > %s\n", norm.c_str(), limit.c_str());
  } else {
    std::printf("  undecided: whether %s <= %s\n", norm.c_str(), limit.c_str());
  }
}

/// The lines of one range.
void print_range(const verify::RangeEnclosure& range, const std::string& h) {
  const auto line = [&](const char* which, const verify::NormEnclosure& end) {
    std::printf("  %s\n",
                (down(end.lower.value) + " <= " + which + " " + h + " <= " + up(end.upper.value)).c_str());
  };
  line("max", range.maximum);
  line("min", range.minimum);
}

void print_ranges(const CertifyJob& job, const PreparedJob& prepared, const CertifyResult& result) {
  const verify::OutputsRange& range = *result.range;
  if (prepared.outputs == 1) {
    const std::string h = difference_text(job, prepared, 0);
    const std::string value = h.find(' ') == std::string::npos ? h + "(x)" : "(" + h + ")(x)";
    print_range(range.all, h.find(' ') == std::string::npos ? h : "(" + h + ")");
    std::printf("\n  hence %s in [%s, %s] for every x of D\n", value.c_str(),
                down(range.all.minimum.lower.value).c_str(), up(range.all.maximum.upper.value).c_str());
    print_point("max attained up to its gap", range.all.maximum.witness);
    print_point("min attained up to its gap", range.all.minimum.witness);
    return;
  }
  for (std::size_t i = 0; i < range.outputs.size(); ++i) {
    const verify::RangeEnclosure& one = range.outputs[i];
    std::printf("  %s in [%s, %s], at least up to [%s, %s]\n", difference_text(job, prepared, i).c_str(),
                down(one.minimum.lower.value).c_str(), up(one.maximum.upper.value).c_str(),
                up(one.minimum.upper.value).c_str(), down(one.maximum.lower.value).c_str());
  }
  std::printf("\n");
  print_point("largest: output " + std::to_string(range.maximum_output) + ",", range.all.maximum.witness);
  print_point("smallest: output " + std::to_string(range.minimum_output) + ",", range.all.minimum.witness);
}

void print_places(const CertifyJob& job, const PreparedJob& prepared, const CertifyResult& result) {
  for (std::size_t k = 0; k < result.places.size(); ++k) {
    const verify::NormEnclosure& place = result.places[k];
    bool rim = false;
    for (std::size_t i = 0; i < k; ++i)
      rim = rim || verify::on_rim(place.witness, result.places[i].witness, prepared.domain, job.separation);
    std::printf("  %zu  %s\n", k + 1,
                enclosure_text(place, k == 0 ? "sup |f - g|" : "sup away from those above").c_str());
    if (place.witness.size() <= kMostCoordinates)
      std::printf("     at x = %s%s\n", point_text(place.witness).c_str(),
                  rim ? ", as near to an earlier one as allowed" : "");
    if (place.status != verify::Status::Converged)
      std::printf("     %s\n", status_text(place.status).c_str());
  }
  if (result.places.size() < *job.worst)
    std::printf("\n  no more than %zu: nothing of D is left, or no time\n", result.places.size());
  std::printf("\n  (places differ by at least %s of an edge of D in some coordinate)\n",
              exact_text(job.separation).c_str());
}

}  // namespace

std::string status_text(verify::Status status) {
  switch (status) {
    case verify::Status::Converged:
      return "the asked gap is reached";
    case verify::Status::BelowThreshold:
      return "proved to be at most the threshold";
    case verify::Status::AboveThreshold:
      return "proved to be above the threshold";
    case verify::Status::TimeLimit:
      return "time limit: the enclosure is valid, the gap is not reached";
    case verify::Status::Interrupted:
      return "interrupted: the enclosure is valid, the gap is not reached";
    case verify::Status::PrecisionLimit:
      return "precision limit: no box can be bounded any better";
    case verify::Status::MemoryLimit:
      return "memory limit: the enclosure is valid, the gap is not reached";
  }
  RELUGAP_CHECK(false);
}

std::string point_text(const std::vector<Rational>& x) {
  std::string point;
  for (const Rational& v : x) {
    const Json coordinate = coordinate_json(v);
    point += (point.empty() ? "" : ", ") +
             (coordinate.is_string() ? coordinate.get<std::string>() : coordinate.dump());
  }
  return "(" + point + ")";
}

void print_cost(const verify::NormEnclosure& cost) {
  std::printf(
      "  %llu boxes, %.3g s, %.3g CPU s, %u thread%s%s\n", static_cast<unsigned long long>(cost.boxes),
      cost.seconds, cost.cpu_seconds, cost.threads, cost.threads == 1 ? "" : "s",
      cost.memory_bytes >= kLargeMemory ? (", " + size_text(cost.memory_bytes) + " of boxes").c_str() : "");
}

void print_explanation(const verify::NormEnclosure& found) {
  if (!found.explanation) return;
  if (!found.explanation->reason.empty()) std::printf("  why: %s\n", found.explanation->reason.c_str());
  if (!found.explanation->advice.empty())
    std::printf("  what helps: %s\n", found.explanation->advice.c_str());
}

void print(const CertifyJob& job, const PreparedJob& prepared, const CertifyResult& result) {
  print_header(job, prepared);
  if (job.worst) {
    print_places(job, prepared, result);
  } else if (result.range) {
    print_ranges(job, prepared, result);
  } else {
    if (job.options.threshold) print_threshold(job, result.norms[0]);
    print_norms(job, prepared, result);
  }
  if (result.norms.size() == 1 && !job.worst && !job.options.threshold)
    std::printf("  %s\n", status_text(result.norms[0].status).c_str());
  // One reason for all is enough: that of the first claim that falls short.
  for (const auto* claims : {&result.norms, &result.places}) {
    const auto open =
        std::find_if(claims->begin(), claims->end(), [](const auto& c) { return c.explanation.has_value(); });
    if (open == claims->end()) continue;
    print_explanation(*open);
    break;
  }
  print_cost(result.cost);
}

}  // namespace relugap::cli
