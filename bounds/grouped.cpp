#include "bounds/grouped.h"

#include "bounds/hypotheses.h"

namespace relugap::bounds {
namespace {

// c^L (N_2 ... N_{L-1})^(1-2/q)_+, with the factor 2^(-2/q) of a joint norm.
PowerProduct common_slope(const NetworkClass& h) {
  const PowerProduct slope = height_cap(h) * PowerProduct(h.coefficient);
  return h.joint ? slope * PowerProduct(2).pow(-h.q.reciprocal()) : slope;
}

}  // namespace

std::uint64_t active(const GroupedDesign& design) {
  std::uint64_t sum = 0;
  for (const auto& [group, count] : design.parts) sum += group.size * count;
  return sum;
}

Integer neurons(const GroupedDesign& design) {
  Integer sum = 0;
  for (const auto& [group, count] : design.parts) sum += neurons(group) * count;
  return sum;
}

std::string text(const GroupedDesign& design) {
  std::string result = "G:";
  for (const auto& [group, count] : design.parts) {
    if (result.size() > 2) result += "+";
    if (count > 1) result += std::to_string(count) + "x";
    result += text(group);
  }
  return result;
}

std::optional<Bump> grouped_bump(const NetworkClass& h, const GroupedDesign& design, const CentreCube& cube) {
  const std::uint64_t d = active(design);
  if (d < 1 || d > h.dimension() || neurons(design) > h.widths[1]) return std::nullopt;
  PowerProduct product;  // p (sigma / K)^d'
  for (const auto& [group, count] : design.parts) {
    if (!is_admissible(group, h.q, cube)) return std::nullopt;
    const Rational share = lower_share(group, cube);
    const auto slope = slope_power(group, h.q, d, cube);
    if (share <= 0 || !slope) return std::nullopt;
    product *= (PowerProduct(share) * *slope).pow(count);
  }
  return Bump{d, text(design), common_slope(h) * product.pow(Rational(1, d))};
}

std::vector<Hypothesis> grouped_hypotheses(const NetworkClass& h, const Query& query) {
  Bound bound{.hypotheses = bump_hypotheses(h)};
  if (!query.designs.grouped) bound.hypotheses.push_back({"designs include G", false});
  require_uniform_norm(bound, query);
  require_some_length(bound, query);
  return bound.hypotheses;
}

}  // namespace relugap::bounds
