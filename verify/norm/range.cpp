#include "verify/norm/range.h"

#include <algorithm>
#include <utility>

#include "lib/core/error.h"
#include "verify/norm/require_sides.h"
#include "verify/norm/sup_norm.h"
#include "verify/search/branch_and_bound.h"

namespace relugap::verify {
namespace {

/// Of the sup norm that fixes the scale: enough to know which values matter.
const Rational kScaleGap = Rational(1, 2);

void add_cost(const NormEnclosure& from, NormEnclosure& to) {
  to.boxes += from.boxes;
  to.seconds += from.seconds;
  to.cpu_seconds += from.cpu_seconds;
}

/// From an enclosure of max -h to that of min h.
void negate(NormEnclosure& e) {
  const double lower = e.lower.value;
  e.lower = {-e.upper.value};
  e.upper = {-lower};
}

}  // namespace

RangeEnclosure enclose_range(const Side& f, const Side& g, const target::RationalBox& domain,
                             const SearchOptions& options) {
  RELUGAP_CHECK(!options.threshold && options.known_lower == 0);
  require_sides(f, g, domain);
  if (are_identical(f, g)) {
    const NormEnclosure zero = zero_difference(domain, Status::Converged);
    return {zero, zero};
  }
  SearchOptions rest = options;
  rest.relative_gap = std::max(options.relative_gap, kScaleGap);
  const NormEnclosure scale = enclose_sup_norm(f, g, domain, rest);
  const std::vector<target::RationalBox> pieces{domain};
  double spent = scale.seconds;
  const auto search = [&](Objective objective, double share) {
    rest.relative_gap = options.relative_gap;
    rest.time_limit_seconds = std::max(0.0, options.time_limit_seconds - spent) * share;
    NormEnclosure result = BranchAndBound({f, g, pieces, objective, scale.lower.value}, rest).run();
    spent += result.seconds;
    // |h| <= scale.upper holds as well.
    result.upper.value = std::min(result.upper.value, scale.upper.value);
    return result;
  };
  RangeEnclosure range{search(Objective::Largest, 0.5), search(Objective::Smallest, 1.0)};
  negate(range.minimum);
  add_cost(scale, range.maximum);
  return range;
}

}  // namespace relugap::verify
