#include "bounds/membership.h"

#include <algorithm>
#include <utility>

#include "lib/core/error.h"

namespace relugap::bounds {
namespace {

LayerNorms norms(const AffineLayer& a) {
  LayerNorms n{a.rows, a.cols, {}, {}};
  for (const Rational& w : a.weights) n.weights.add(w);
  for (const Rational& b : a.bias) n.bias.add(b);
  return n;
}

// The entry of `norms` for q, raised to the power p.
const Rational& select(const EntrywiseNorms& norms, const Exponent& q) {
  if (q.infinite()) return norms.inf;
  RELUGAP_CHECK(q.value() == 1 || q.value() == 2);
  return q.value() == 1 ? norms.one : norms.two_squared;
}

}  // namespace

void EntrywiseNorms::add(const Rational& entry) {
  const Rational size = abs(entry);
  one += size;
  two_squared += size * size;
  if (size > inf) inf = size;
}

Integer Membership::parameters() const {
  Integer sum = 0;
  for (const LayerNorms& layer : layers) sum += Integer(layer.rows) * Integer(layer.cols + 1);
  return sum;
}

Rational Membership::smallest_coefficient_power(const Exponent& q, bool joint) const {
  Rational largest = 0;
  for (const LayerNorms& layer : layers) {
    const Rational &weights = select(layer.weights, q), &bias = select(layer.bias, q);
    const bool sum = joint && !q.infinite();
    largest = std::max({largest, sum ? Rational(weights + bias) : std::max(weights, bias)});
  }
  return largest;
}

Membership measure(const FoldedNetwork& folded) {
  Membership m{{folded.inputs}, {}, folded.obstacle};
  for (const AffineLayer& layer : folded.layers) {
    m.layers.push_back(norms(layer));
    m.widths.push_back(layer.rows);
  }
  return m;
}

Membership measure(const net::Network& network) { return measure(fold(network)); }

std::optional<PowerProduct> norm_from_power(const Rational& power, const Exponent& q) {
  if (power == 0) return std::nullopt;
  const bool square = !q.infinite() && q.value() == 2;
  return PowerProduct(power).pow(square ? Rational(1, 2) : Rational(1));
}

std::vector<Exponent> exact_exponents() { return {Exponent(1), Exponent(2), Exponent::infinity()}; }

}  // namespace relugap::bounds
