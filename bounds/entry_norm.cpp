#include "bounds/entry_norm.h"

#include <algorithm>

#include "lib/arith/elementary.h"

namespace relugap::bounds {
namespace {

constexpr int kLargestPower = 1 << 20;  // integers up to here are raised by multiplication

MpInterval zero() { return enclose_mp(0.0); }

MpInterval power(const Rational& size, const Rational& q) {
  if (denominator(q) == 1 && q <= kLargestPower) return enclose_pow(enclose_mp(size), static_cast<int>(q));
  return enclose_pow(enclose_mp(size), enclose_mp(q));
}

MpInterval larger(const MpInterval& x, const MpInterval& y) {
  return {std::max(x.lower(), y.lower()), std::max(x.upper(), y.upper())};
}

/// sum |a|^q, or max |a| for q = inf.
MpInterval total(std::span<const Rational> entries, const Exponent& q, MpInterval sum) {
  Rational largest = 0;
  for (const Rational& entry : entries) {
    const Rational size = abs(entry);
    if (size > largest) largest = size;
    if (!q.infinite() && size != 0) sum += power(size, q.value());
  }
  return q.infinite() ? larger(sum, enclose_mp(largest)) : sum;
}

MpInterval root(const MpInterval& sum, const Exponent& q) {
  if (q.infinite() || q.value() == 1 || sum.upper() == MpFloat(0)) return sum;
  if (q.value() == 2) return enclose_sqrt(sum);
  return enclose_pow(sum, enclose_mp(q.reciprocal()));
}

}  // namespace

MpInterval enclose_norm(std::span<const Rational> entries, const Exponent& q) {
  return root(total(entries, q, zero()), q);
}

MpInterval enclose_joint_norm(const AffineLayer& layer, const Exponent& q) {
  return root(total(layer.bias, q, total(layer.weights, q, zero())), q);
}

MpInterval enclose_smallest_coefficient(const FoldedNetwork& network, const Exponent& q, bool joint) {
  MpInterval largest = zero();
  for (const AffineLayer& layer : network.layers) {
    if (joint) {
      largest = larger(largest, enclose_joint_norm(layer, q));
    } else {
      largest = larger(largest, enclose_norm(layer.weights, q));
      largest = larger(largest, enclose_norm(layer.bias, q));
    }
  }
  return largest;
}

}  // namespace relugap::bounds
