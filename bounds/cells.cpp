#include "bounds/cells.h"

#include <gmp.h>

#include <cmath>

#include "bounds/hypotheses.h"

namespace relugap::bounds {

std::vector<Hypothesis> cell_hypotheses(const NetworkClass& h, const Query& query) {
  Bound bound{.hypotheses = bump_hypotheses(h)};
  if (!query.designs.cross_polytope) bound.hypotheses.push_back({"designs include C", false});
  require_uniform_norm(bound, query);
  require_unit_cube(bound, query);
  return bound.hypotheses;
}

Query only_cross_polytope(Query query) {
  query.designs = {.cross_polytope = true, .simplex = false, .grouped = false};
  return query;
}

Integer integer_root(const Integer& m, std::uint64_t d) {
  Integer root;
  mpz_root(root.backend().data(), m.backend().data(), d);
  return root;
}

std::optional<Integer> estimate_integer(const PowerProduct& x) {
  const double log2 = estimate_log(x) / std::log(2.0);
  if (!(log2 < 70000)) return std::nullopt;
  if (log2 < 50) return Integer(std::max(1L, std::lround(std::exp2(log2))));
  const double shift = std::floor(log2 - 50);
  Integer result = std::lround(std::exp2(log2 - shift));
  result <<= static_cast<unsigned>(shift);
  return result;
}

void require_room_for_cells(Bound& bound) {
  if (!bound.value)
    bound.hypotheses.push_back({"2 eps < sigma, so that a cell holds a bump of height eps", false});
}

}  // namespace relugap::bounds
