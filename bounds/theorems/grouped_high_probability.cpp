#include "bounds/theorems/grouped_high_probability.h"

#include "bounds/grouped.h"
#include "bounds/hypotheses.h"
#include "bounds/maximise.h"

namespace relugap::bounds {

Bound grouped_high_probability(const NetworkClass& h, const Query& query) {
  Bound bound{.theorem = "grouped-high-probability",
              .kind = Kind::lower,
              .quantity = asked(query),
              .algorithms = Algorithms::randomized,
              .hypotheses = grouped_hypotheses(h, query)};
  const Rational share = 2 * query.confidence - 1;  // 1 - 2 delta
  bound.hypotheses.push_back({"confidence > 1/2 (" + text(query.confidence) + ")", share > 0});
  if (all_hold(bound.hypotheses)) apply_volume_argument(bound, h, query, share, promising_grouped_bumps);
  return bound;
}

}  // namespace relugap::bounds
