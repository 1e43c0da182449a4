#include "bounds/theorems/bump_randomized.h"

#include "bounds/expectation.h"
#include "bounds/hypotheses.h"

namespace relugap::bounds {

Bound bump_randomized(const NetworkClass& h, const Query& query) {
  Bound bound{.theorem = "bump-randomized",
              .kind = Kind::lower,
              .quantity = asked(query),
              .algorithms = Algorithms::randomized,
              .hypotheses = bump_hypotheses(h)};
  require_uniform_norm(bound, query);
  require_some_length(bound, query);
  if (all_hold(bound.hypotheses)) apply_expectation_argument(bound, h, query);
  return bound;
}

}  // namespace relugap::bounds
