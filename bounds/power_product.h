#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "lib/arith/interval.h"
#include "lib/arith/mp_interval.h"
#include "lib/arith/rational.h"

namespace relugap::bounds {

/// A positive real number kept as a product of powers, prod_i base_i^{e_i}, with rational exponents e_i.
///
/// Bases are rationals, factorials, and sums of such products. All bounds of this library have this form. A number is an
/// expression together with an enclosure of its logarithm in doubles: most questions are answered by that, at the cost of
/// a few additions. The others go back to the expression, which is multiplied out and enclosed to any precision, at any
/// size (10^(10^11) is no problem), or evaluated exactly where it is rational.
class PowerProduct {
 public:
  PowerProduct() = default;  ///< 1
  /// Requires: value > 0.
  PowerProduct(const Rational& value);  // NOLINT(google-explicit-constructor): a number is a product
  PowerProduct(std::uint64_t value);    // NOLINT(google-explicit-constructor)

  static PowerProduct factorial(std::uint64_t n);
  /// prod_{j=1..n} (p + j) = Gamma(p+n+1) / Gamma(p+1).  Requires: p > 0.
  static PowerProduct rising(const Rational& p, std::uint64_t n);
  /// C(n, k).  Requires: k <= n.
  static PowerProduct binomial(std::uint64_t n, std::uint64_t k);
  /// sum_i a_i x_i.  Requires: the sum is positive (its sign is not proved here: enclose_log fails until it is seen to be).
  static PowerProduct sum(std::vector<std::pair<Rational, PowerProduct>> terms);
  /// prod_i factors_i, as one expression however many they are.  Requires: factors > 0.
  static PowerProduct product(std::vector<std::uint64_t> factors);

  PowerProduct& operator*=(const PowerProduct& other);
  PowerProduct& operator/=(const PowerProduct& other);
  friend PowerProduct operator*(PowerProduct a, const PowerProduct& b) { return a *= b; }
  friend PowerProduct operator/(PowerProduct a, const PowerProduct& b) { return a /= b; }
  PowerProduct pow(const Rational& exponent) const;

  /// The value, if all exponents are integers and it has no more than about `most_bits`, or if it is rational and a power
  /// of it with integer exponents has no more than about 2^16 (and it contains no factorial above 64!).
  std::optional<Rational> exact(double most_bits = kMostExactBits) const;
  static constexpr double kMostExactBits = 1 << 22;

  /// The least A >= 1 for which x^A has integer exponents only.
  Integer common_denominator() const;

  /// Whether all factors cancel, so that the number is 1 (which it may also be without).
  bool cancels() const;

  /// Encloses ln x, in doubles: at no cost, as it is always known. The lower end is -inf while a difference inside x
  /// is not seen to be positive.
  const Interval& log() const { return log_; }

  /// Encloses ln x with MPFR intervals at the default precision.
  /// Fails: std::domain_error if a sum is not seen to be positive at this precision.
  MpInterval enclose_log() const;

 private:
  struct Node;
  PowerProduct(Node node, const Interval& log);

  Interval log_ = Interval(0.0);
  std::shared_ptr<const Node> node_;  // nothing: 1

  friend class FlatProduct;
};

/// Compares x with y. Guarantees: `less` and `greater` are certain, `equal` is exact.
/// Undecided (std::partial_ordering::unordered) if they agree to 2^14 bits and exact arithmetic is out of reach.
std::partial_ordering compare(const PowerProduct& x, const PowerProduct& y);

/// A number <= min(x, y), equal to it unless the comparison is undecided (then less by a factor 1 - 2^-1000).
PowerProduct lower_minimum(const PowerProduct& x, const PowerProduct& y);

}  // namespace relugap::bounds
