#include "cli/info_data.h"

#include <algorithm>

#include "bounds/certain.h"
#include "bounds/entry_norm.h"
#include "bounds/theorems/consistent_targets.h"
#include "bounds/theorems/lipschitz_grid.h"
#include "lib/arith/decimal.h"

namespace relugap::cli {
namespace {

using bounds::Exponent;

constexpr int kDigits = 25;
constexpr unsigned kBits = 256;       // for exponents whose norms are irrational powers
constexpr std::size_t kLongest = 60;  // characters of an exact coefficient

bool is_simple(const Exponent& q) { return q.infinite() || q.value() == 1 || q.value() == 2; }

Decimals decimals(const MpInterval& x) {
  return {decimal_down(exact(x.lower()), kDigits), decimal_up(exact(x.upper()), kDigits)};
}

/// The norm given by its power (bounds/membership.h).
Decimals decimals(const Rational& power, const Exponent& q) {
  const auto norm = bounds::norm_from_power(power, q);
  if (!norm) return {"0", "0"};
  const bounds::CertainValue value = bounds::certain_real(*norm);
  return {value.down, value.up};
}

const Rational& power_of(const bounds::EntrywiseNorms& norms, const Exponent& q) {
  return q.infinite() ? norms.inf : q.value() == 1 ? norms.one : norms.two_squared;
}

SmallestClass simple_class(const bounds::Membership& m, const Exponent& q) {
  const Rational power = m.smallest_coefficient_power(q), joint = m.smallest_coefficient_power(q, true);
  SmallestClass result{q, decimals(power, q), decimals(joint, q), {"0", "0"}, std::nullopt, std::nullopt};
  const auto exact_coefficient = [&](const Rational& x) -> std::optional<std::string> {
    if (!q.infinite() && q.value() == 2) return std::nullopt;
    std::string text = bounds::text(x);
    return text.size() <= kLongest ? std::optional(std::move(text)) : std::nullopt;
  };
  result.exact = exact_coefficient(power);
  result.joint_exact = exact_coefficient(joint);
  if (const auto c = bounds::norm_from_power(power, q)) {
    const bounds::PowerProduct unit = bounds::lipschitz_constant({m.widths, q, 1});
    const bounds::CertainValue value = bounds::certain_real(unit * c->pow(m.layers.size()));
    result.lipschitz = {value.down, value.up};
  }
  return result;
}

SmallestClass general_class(const bounds::FoldedNetwork& folded, const bounds::Membership& m,
                            const Exponent& q) {
  const PrecisionScope scope(kBits);
  const MpInterval c = bounds::enclose_smallest_coefficient(folded, q, false);
  MpInterval lipschitz = bounds::enclose_envelope({m.widths, q, 1}).lipschitz;
  for (std::size_t l = 0; l < m.layers.size(); ++l) lipschitz *= c;
  return {q,
          decimals(c),
          decimals(bounds::enclose_smallest_coefficient(folded, q, true)),
          decimals(lipschitz),
          std::nullopt,
          std::nullopt};
}

}  // namespace

Info measure_info(const net::Network& network, const std::vector<Exponent>& more) {
  const bounds::FoldedNetwork folded = bounds::fold(network);
  const bounds::Membership m = bounds::measure(folded);
  Info info{.widths = m.widths,
            .parameters = m.parameters().str(),
            .exponents = bounds::exact_exponents(),
            .layers = {},
            .obstacle = m.obstacle,
            .classes = {},
            .global = std::nullopt,
            .domain = std::nullopt,
            .local = {}};
  for (const Exponent& q : more)
    if (std::find(info.exponents.begin(), info.exponents.end(), q) == info.exponents.end())
      info.exponents.push_back(q);
  const PrecisionScope scope(kBits);
  for (std::size_t l = 0; l < m.layers.size(); ++l) {
    LayerInfo layer{folded.layers[l].rows, folded.layers[l].cols, {}, {}};
    for (const Exponent& q : info.exponents) {
      if (is_simple(q)) {
        layer.weights.push_back(decimals(power_of(m.layers[l].weights, q), q));
        layer.bias.push_back(decimals(power_of(m.layers[l].bias, q), q));
      } else {
        layer.weights.push_back(decimals(bounds::enclose_norm(folded.layers[l].weights, q)));
        layer.bias.push_back(decimals(bounds::enclose_norm(folded.layers[l].bias, q)));
      }
    }
    info.layers.push_back(std::move(layer));
  }
  if (!m.obstacle)
    for (const Exponent& q : info.exponents)
      info.classes.push_back(is_simple(q) ? simple_class(m, q) : general_class(folded, m, q));
  if (network.outputs() == 1) info.global = verify::upper_global_lipschitz(network);
  return info;
}

}  // namespace relugap::cli
