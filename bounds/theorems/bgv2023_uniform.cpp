#include "bounds/theorems/bgv2023_uniform.h"

#include <algorithm>

#include "bounds/hypotheses.h"
#include "bounds/power_product.h"

namespace relugap::bounds {
namespace {

PowerProduct recalled_omega(const NetworkClass& h) {
  const Rational gamma = 2 * h.q.reciprocal();
  const Rational layers = h.layers();
  const std::uint64_t d = h.dimension();
  PowerProduct omega = PowerProduct(h.coefficient).pow(layers);
  if (h.joint) omega *= PowerProduct(2).pow(-h.q.reciprocal() * layers);
  if (gamma >= 1)
    return omega * PowerProduct(d).pow(1 - gamma) / (PowerProduct(8) * PowerProduct(3).pow(gamma));
  return omega * PowerProduct(3 * d).pow((layers - 1) * (1 - gamma)) / PowerProduct(48);
}

}  // namespace

Bound bgv2023_uniform(const NetworkClass& h, const Query& query) {
  const std::uint64_t d = h.dimension();
  const std::uint64_t narrowest =
      h.layers() > 1 ? *std::min_element(h.widths.begin() + 1, h.widths.end() - 1) : 0;
  Bound bound{.theorem = "bgv2023-uniform",
              .kind = Kind::lower,
              .quantity = asked(query),
              .algorithms = Algorithms::randomized,
              .status = Status::recalled,
              .hypotheses = {at_least_three_layers(h), single_output(h)}};
  bound.hypotheses.push_back(
      {"hidden widths >= 3 d = " + std::to_string(3 * d) + " (least one " + std::to_string(narrowest) + ")",
       narrowest >= 3 * d});
  require_uniform_norm(bound, query);
  require_zero_one_cube(bound, query);
  if (!all_hold(bound.hypotheses)) return bound;
  const PowerProduct base = recalled_omega(h) / PowerProduct(32 * d);
  if (const auto* goal = std::get_if<SamplesFor>(&query.goal)) {
    const PowerProduct samples = (base / PowerProduct(goal->eps)).pow(d);
    bound.hypotheses.push_back({"the number of samples exceeds 1 (no cap on eps was recalled)",
                                compare(samples, PowerProduct()) == std::partial_ordering::greater});
    if (all_hold(bound.hypotheses)) bound.value = certain_ceiling(samples, query.digits);
  } else {
    const PowerProduct m = Rational(std::get<ErrorWith>(query.goal).samples);
    bound.value = certain_real(base * m.pow(Rational(-1, d)), query.digits);
  }
  bound.active = d;
  return bound;
}

}  // namespace relugap::bounds
