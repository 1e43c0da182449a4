#include "bounds/theorems/grouped_randomized.h"

#include "bounds/expectation.h"
#include "bounds/grouped.h"
#include "bounds/hypotheses.h"

namespace relugap::bounds {

Bound grouped_randomized(const NetworkClass& h, const Query& query) {
  Bound bound{.theorem = "grouped-randomized",
              .kind = Kind::lower,
              .quantity = asked(query),
              .algorithms = Algorithms::randomized,
              .hypotheses = grouped_hypotheses(h, query)};
  if (all_hold(bound.hypotheses)) apply_expectation_argument(bound, h, query, promising_grouped_bumps);
  return bound;
}

}  // namespace relugap::bounds
