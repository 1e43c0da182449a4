#include "verify/norm/norms.h"

#include <algorithm>

#include "lib/core/error.h"
#include "verify/norm/require_sides.h"
#include "verify/search/norm_search.h"

namespace relugap::verify {
namespace {

/// ||.||_p over a box of volume 0, and of the zero function.
NormEnclosure exactly_zero(const SearchOptions& options) {
  NormEnclosure result;
  result.upper = {0.0};
  if (options.threshold)
    result.status = *options.threshold >= 0 ? Status::BelowThreshold : Status::AboveThreshold;
  result.threads = 1;
  return result;
}

bool has_volume(const target::RationalBox& domain) {
  for (std::size_t k = 0; k < domain.dimension(); ++k)
    if (domain.lo[k] == domain.hi[k]) return false;
  return true;
}

}  // namespace

std::string to_string(const Norm& norm) { return norm.p ? norm.p->str() : "inf"; }

std::vector<NormEnclosure> enclose_norms(const Side& f, const Side& g, const target::RationalBox& domain,
                                         const std::vector<Norm>& norms, const SearchOptions& options) {
  RELUGAP_CHECK(!norms.empty());
  const bool nothing_to_integrate = !has_volume(domain) || are_identical(f, g);
  std::vector<Norm> searched;
  for (const Norm& norm : norms)
    if (!norm.p || !nothing_to_integrate) searched.push_back(norm);
  const bool only_sup =
      std::none_of(searched.begin(), searched.end(), [](const Norm& norm) { return norm.p.has_value(); });

  std::vector<NormEnclosure> found;
  if (!only_sup) {
    found = NormSearch(f, g, domain, searched, options).run();
  } else if (!searched.empty()) {
    found.assign(searched.size(), enclose_sup_norm(f, g, domain, options));
  }
  std::vector<NormEnclosure> results;
  auto next = found.begin();
  for (const Norm& norm : norms) {
    if (norm.p && nothing_to_integrate) {
      results.push_back(exactly_zero(options));
      continue;
    }
    NormEnclosure result = *next++;
    if (!norm.p && result.status == Status::PrecisionLimit && !only_sup) {
      SearchOptions rest = options;
      rest.time_limit_seconds = std::max(0.0, options.time_limit_seconds - result.seconds);
      if (options.progress) {
        rest.progress = [&options, &result](Progress p) {
          p.lower.value = std::max(p.lower.value, result.lower.value);
          p.upper.value = std::min(p.upper.value, result.upper.value);
          options.progress(p);
        };
      }
      const NormEnclosure precise = enclose_sup_norm(f, g, domain, rest);
      // Both are proved.
      if (precise.lower.value > result.lower.value) {
        result.lower = precise.lower;
        result.witness = precise.witness;
      }
      result.upper.value = std::min(result.upper.value, precise.upper.value);
      result.status = precise.status;
      result.explanation = precise.explanation;
      result.boxes += precise.boxes;
      result.seconds += precise.seconds;
      result.cpu_seconds += precise.cpu_seconds;
    }
    results.push_back(std::move(result));
  }
  return results;
}

}  // namespace relugap::verify
