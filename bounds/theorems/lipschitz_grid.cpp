#include "bounds/theorems/lipschitz_grid.h"

#include <gmp.h>

#include <cmath>

#include "bounds/hypotheses.h"

namespace relugap::bounds {
namespace {

// floor(m^(1/d)).
Integer cubes_per_axis(const Integer& samples, std::uint64_t dimension) {
  Integer k;
  mpz_root(k.backend().data(), samples.backend().data(), dimension);
  return k;
}

}  // namespace

PowerProduct lipschitz_constant(const NetworkClass& h) {
  PowerProduct constant = PowerProduct(h.coefficient).pow(h.layers());
  const Rational e = h.copy_exponent();
  if (e > 0)
    constant *=
        PowerProduct::product({h.widths.begin() + 1, h.widths.begin() + static_cast<long>(h.layers())})
            .pow(e);
  return constant;
}

Bound lipschitz_grid(const NetworkClass& h, const Query& query) {
  Bound bound{.theorem = "lipschitz-grid",
              .kind = Kind::upper,
              .quantity = asked(query),
              .algorithms = Algorithms::deterministic,
              .hypotheses = {single_output(h)}};
  require_uniform_norm(bound, query);
  require_unit_cube(bound, query);
  if (!all_hold(bound.hypotheses)) return bound;
  // Lambda d^(1-1/q) / 2: the error of one cube.
  const PowerProduct single =
      lipschitz_constant(h) * PowerProduct(h.dimension()).pow(1 - h.q.reciprocal()) / PowerProduct(2);
  if (const auto* goal = std::get_if<SamplesFor>(&query.goal))
    bound.value = certain_ceiling_power(single / PowerProduct(goal->eps), h.dimension(), query.digits);
  else
    bound.value = certain_real(single / PowerProduct(Rational(cubes_per_axis(
                                            std::get<ErrorWith>(query.goal).samples, h.dimension()))),
                               query.digits);
  return bound;
}

}  // namespace relugap::bounds
