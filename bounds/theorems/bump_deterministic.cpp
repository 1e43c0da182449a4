#include "bounds/theorems/bump_deterministic.h"

#include "bounds/hypotheses.h"
#include "bounds/maximise.h"

namespace relugap::bounds {

Bound bump_deterministic(const NetworkClass& h, const Query& query) {
  Bound bound{.theorem = "bump-deterministic",
              .kind = Kind::lower,
              .quantity = asked(query),
              .algorithms = Algorithms::deterministic,
              .hypotheses = bump_hypotheses(h)};
  require_uniform_norm(bound, query);
  require_some_length(bound, query);
  if (all_hold(bound.hypotheses)) apply_volume_argument(bound, h, query, 1);
  return bound;
}

}  // namespace relugap::bounds
