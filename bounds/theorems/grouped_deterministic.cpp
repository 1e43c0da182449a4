#include "bounds/theorems/grouped_deterministic.h"

#include "bounds/grouped.h"
#include "bounds/hypotheses.h"
#include "bounds/maximise.h"

namespace relugap::bounds {

Bound grouped_deterministic(const NetworkClass& h, const Query& query) {
  Bound bound{.theorem = "grouped-deterministic",
              .kind = Kind::lower,
              .quantity = asked(query),
              .algorithms = Algorithms::deterministic,
              .hypotheses = grouped_hypotheses(h, query)};
  if (all_hold(bound.hypotheses)) apply_volume_argument(bound, h, query, 1, promising_grouped_bumps);
  return bound;
}

}  // namespace relugap::bounds
