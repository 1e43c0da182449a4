#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "lib/arith/mp_interval.h"
#include "lib/arith/rational.h"

namespace relugap::bounds {

/// A positive real number kept as a product of powers, prod_i base_i^{e_i}, with rational exponents e_i.
///
/// Bases are integers (split into small primes, so that equal numbers meet), factorials, and sums of such products.
/// All bounds of this library have this form, so that they are multiplied, raised and compared symbolically and only the
/// final number is enclosed: in logarithms, at any size (10^(10^11) is no problem), or exactly where it is rational.
class PowerProduct {
 public:
  PowerProduct() = default;  ///< 1
  /// Requires: value > 0.
  PowerProduct(const Rational& value);  // NOLINT(google-explicit-constructor): a number is a product
  PowerProduct(std::uint64_t value) : PowerProduct(Rational(value)) {}  // NOLINT(google-explicit-constructor)

  static PowerProduct factorial(std::uint64_t n);
  /// C(n, k).  Requires: k <= n.
  static PowerProduct binomial(std::uint64_t n, std::uint64_t k);
  /// sum_i a_i x_i.  Requires: the sum is positive (its sign is not proved here: enclose_log fails until it is seen to be).
  static PowerProduct sum(std::vector<std::pair<Rational, PowerProduct>> terms);

  PowerProduct& operator*=(const PowerProduct& other);
  PowerProduct& operator/=(const PowerProduct& other) { return *this *= other.pow(-1); }
  friend PowerProduct operator*(PowerProduct a, const PowerProduct& b) { return a *= b; }
  friend PowerProduct operator/(PowerProduct a, const PowerProduct& b) { return a /= b; }
  PowerProduct pow(const Rational& exponent) const;

  /// The value, if all exponents are integers and it has no more than about 2^22 bits, or if it is rational and a power
  /// of it with integer exponents has no more than about 2^16 (and it contains no factorial above 64!).
  std::optional<Rational> exact() const;

  /// The least A >= 1 for which x^A has integer exponents only.
  Integer common_denominator() const;

  /// Encloses ln x with MPFR intervals at the default precision.
  /// Fails: std::domain_error if a sum is not seen to be positive at this precision.
  MpInterval enclose_log() const;

 private:
  struct Sum;
  struct SumFactor {
    std::shared_ptr<const Sum> base;
    Rational exponent;
  };
  void multiply_integer(Integer base, const Rational& exponent);
  bool has_integer_exponents() const;
  std::optional<Rational> exact_root() const;
  double estimate_bits() const;

  std::map<Integer, Rational> integers_;
  std::map<std::uint64_t, Rational> factorials_;
  std::vector<SumFactor> sums_;
};

/// Compares x with y. Guarantees: `less` and `greater` are certain, `equal` is exact.
/// Undecided (std::partial_ordering::unordered) if they agree to 2^14 bits and exact arithmetic is out of reach.
std::partial_ordering compare(const PowerProduct& x, const PowerProduct& y);

/// A number <= min(x, y), equal to it unless the comparison is undecided (then less by a factor 1 - 2^-1000).
PowerProduct lower_minimum(const PowerProduct& x, const PowerProduct& y);

}  // namespace relugap::bounds
