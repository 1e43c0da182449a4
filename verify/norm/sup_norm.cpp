#include "verify/norm/sup_norm.h"

#include <algorithm>

#include "lib/core/error.h"
#include "verify/norm/require_sides.h"
#include "verify/search/branch_and_bound.h"

namespace relugap::verify {
namespace {

/// f and g are the same network: the difference is exactly 0, and no relative gap can be reached.
NormEnclosure identical(const target::RationalBox& domain, const SearchOptions& options) {
  NormEnclosure result = zero_difference(domain, Status::PrecisionLimit);
  if (options.threshold)
    result.status = *options.threshold >= 0 ? Status::BelowThreshold : Status::AboveThreshold;
  if (options.known_lower > 0) {
    result.lower = {options.known_lower};
    result.upper = {options.known_lower};
    result.witness.clear();
    if (!options.threshold) result.status = Status::Converged;
  }
  return result;
}

}  // namespace

const char* to_string(Status status) {
  switch (status) {
    case Status::Converged:
      return "converged";
    case Status::BelowThreshold:
      return "below-threshold";
    case Status::AboveThreshold:
      return "above-threshold";
    case Status::TimeLimit:
      return "time-limit";
    case Status::Interrupted:
      return "interrupted";
    case Status::PrecisionLimit:
      return "precision-limit";
    case Status::MemoryLimit:
      return "memory-limit";
  }
  RELUGAP_CHECK(false);
}

NormEnclosure enclose_sup_norm(const Side& f, const Side& g, const target::RationalBox& domain,
                               const SearchOptions& options) {
  require_sides(f, g, domain);
  if (are_identical(f, g)) return identical(domain, options);
  const std::vector<target::RationalBox> pieces{domain};
  return BranchAndBound({f, g, pieces}, options).run();
}

}  // namespace relugap::verify
