#include "bounds/theorems/linear_space.h"

#include "bounds/power_product.h"

namespace relugap::bounds {

Bound linear_space(const NetworkClass& h, const Query& query) {
  return {
      .theorem = "linear-space",
      .kind = Kind::upper,
      .quantity = Quantity::samples,
      .algorithms = Algorithms::deterministic,
      .hypotheses =
          {{"a linear space of continuous functions with the parameters of the class, exact samples", true}},
      .value = certain_ceiling(PowerProduct(Rational(h.parameters())), query.digits)};
}

}  // namespace relugap::bounds
