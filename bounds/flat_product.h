#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "bounds/power_product.h"

namespace relugap::bounds {

/// A PowerProduct multiplied out: one exponent for each base, so that equal factors meet and cancel.
///
/// Bases are integers (split into small primes), factorials above 64!, and sums. Internal to power_product.cpp.
class FlatProduct {
 public:
  using Terms = std::shared_ptr<const std::vector<std::pair<Rational, PowerProduct>>>;

  void multiply_integer(Integer base, const Rational& exponent);
  void multiply_factorial(std::uint64_t n, const Rational& exponent);
  void multiply_rising(const Rational& p, std::uint64_t n, const Rational& exponent);
  void multiply_sum(const Terms& terms, const Rational& exponent);
  void raise(const Rational& exponent);

  /// The value, where PowerProduct::exact promises one and it has no more than `most_bits`.
  std::optional<Rational> exact(double most_bits) const;
  /// Whether every factor has cancelled: the number is 1.
  bool is_one() const { return integers_.empty() && factorials_.empty() && rising_.empty() && sums_.empty(); }
  Integer common_denominator() const;
  MpInterval enclose_log() const;

 private:
  bool has_integer_exponents() const;
  std::optional<Rational> exact_root() const;
  double estimate_bits() const;

  std::map<Integer, Rational> integers_;
  std::map<std::uint64_t, Rational> factorials_;
  std::map<std::pair<Rational, std::uint64_t>, Rational> rising_;  // prod_{j=1..n} (p + j), n large
  std::vector<std::pair<Terms, Rational>> sums_;
};

}  // namespace relugap::bounds
