#include "bounds/theorems/bump_high_probability.h"

#include "bounds/hypotheses.h"
#include "bounds/maximise.h"

namespace relugap::bounds {

Bound bump_high_probability(const NetworkClass& h, const Query& query) {
  Bound bound{.theorem = "bump-high-probability",
              .kind = Kind::lower,
              .quantity = asked(query),
              .algorithms = Algorithms::randomized,
              .hypotheses = bump_hypotheses(h)};
  const Rational share = 2 * query.confidence - 1;  // 1 - 2 delta
  bound.hypotheses.push_back({"confidence > 1/2 (" + text(query.confidence) + ")", share > 0});
  require_uniform_norm(bound, query);
  require_some_length(bound, query);
  if (all_hold(bound.hypotheses)) apply_volume_argument(bound, h, query, share);
  return bound;
}

}  // namespace relugap::bounds
