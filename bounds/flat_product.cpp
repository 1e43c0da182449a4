#include "bounds/flat_product.h"

#include <gmp.h>

#include <algorithm>
#include <cmath>

#include "bounds/log_factorial.h"
#include "lib/arith/elementary.h"

namespace relugap::bounds {
namespace {

constexpr double kMaxSumBits = 1 << 13;        // of terms of a sum that are added up
constexpr double kMaxRootBits = 1 << 16;       // of the power of which a root is taken
constexpr std::uint64_t kSmallFactorial = 64;  // up to here a factorial is split into primes
constexpr unsigned kTrialLimit = 1 << 10;      // primes below this are split off

// |exponent| as a machine integer; exact() has bounded it.
unsigned long magnitude(const Rational& exponent) {
  return static_cast<unsigned long>(Integer(abs(numerator(exponent))));
}

double bit_size(const Integer& n) { return n == 0 ? 1.0 : static_cast<double>(msb(n)) + 1.0; }

Integer power(const Integer& base, unsigned long exponent) {
  Integer result;
  mpz_pow_ui(result.backend().data(), base.backend().data(), exponent);
  return result;
}

// factors[base] += exponent, without exponents 0.
template <class Map, class Base>
void multiply(Map& factors, const Base& base, const Rational& exponent) {
  const auto [place, is_new] = factors.try_emplace(base, exponent);
  if (!is_new && (place->second += exponent) == 0) factors.erase(place);
}

// The sum if all terms are rational and it is positive, as it must be; else enclose_log will refuse it.
std::optional<Rational> exact_sum(const std::vector<std::pair<Rational, PowerProduct>>& terms) {
  Rational total = 0;
  for (const auto& [coefficient, term] : terms) {
    const std::optional<Rational> value = term.exact(kMaxSumBits);
    if (!value) return std::nullopt;
    total += coefficient * *value;
  }
  return total > 0 ? std::optional(total) : std::nullopt;
}

}  // namespace

void FlatProduct::multiply_integer(Integer base, const Rational& exponent) {
  for (unsigned p = 2; p < kTrialLimit && base > 1; p += p == 2 ? 1 : 2) {
    if (base < p * p) break;  // what is left is a prime
    if (!mpz_divisible_ui_p(base.backend().data(), p)) continue;
    const Integer prime = p;
    const unsigned long count =
        mpz_remove(base.backend().data(), base.backend().data(), prime.backend().data());
    multiply(integers_, prime, exponent * count);
  }
  if (base > 1) multiply(integers_, base, exponent);
}

void FlatProduct::multiply_factorial(std::uint64_t n, const Rational& exponent) {
  if (n > kSmallFactorial)
    multiply(factorials_, n, exponent);
  else
    for (std::uint64_t k = 2; k <= n; ++k) multiply_integer(k, exponent);
}

void FlatProduct::multiply_rising(const Rational& p, std::uint64_t n, const Rational& exponent) {
  if (n > kSmallFactorial) return multiply(rising_, std::pair(p, n), exponent);
  for (std::uint64_t j = 1; j <= n; ++j) {
    const Rational factor = p + j;
    multiply_integer(numerator(factor), exponent);
    multiply_integer(denominator(factor), -exponent);
  }
}

void FlatProduct::multiply_sum(const Terms& terms, const Rational& exponent) {
  if (const auto total = exact_sum(*terms)) {
    multiply_integer(numerator(*total), exponent);
    multiply_integer(denominator(*total), -exponent);
    return;
  }
  const auto same =
      std::find_if(sums_.begin(), sums_.end(), [&](const auto& sum) { return sum.first == terms; });
  if (same == sums_.end())
    sums_.emplace_back(terms, exponent);
  else if ((same->second += exponent) == 0)
    sums_.erase(same);
}

void FlatProduct::raise(const Rational& exponent) {
  for (auto& [base, e] : integers_) e *= exponent;
  for (auto& [base, e] : factorials_) e *= exponent;
  for (auto& [base, e] : rising_) e *= exponent;
  for (auto& [base, e] : sums_) e *= exponent;
}

bool FlatProduct::has_integer_exponents() const {
  const auto whole = [](const auto& factor) { return denominator(factor.second) == 1; };
  return sums_.empty() && rising_.empty() && std::all_of(integers_.begin(), integers_.end(), whole) &&
         std::all_of(factorials_.begin(), factorials_.end(), whole);
}

Integer FlatProduct::common_denominator() const {
  Integer result = 1;
  for (const auto& [base, e] : integers_) result = lcm(result, denominator(e));
  for (const auto& [n, e] : factorials_) result = lcm(result, denominator(e));
  for (const auto& [base, e] : rising_) result = lcm(result, denominator(e));
  return result;
}

// Bits of numerator and denominator together; heuristic (only a matter of cost).
double FlatProduct::estimate_bits() const {
  double bits = 0;
  for (const auto& [base, e] : integers_) bits += bit_size(base) * std::abs(static_cast<double>(e));
  for (const auto& [n, e] : factorials_) {
    const double x = static_cast<double>(n);
    bits += x * std::log2(x) * std::abs(static_cast<double>(e));
  }
  return bits;
}

// x = (x^A)^(1/A) is rational if and only if numerator and denominator of x^A are A-th powers.
std::optional<Rational> FlatProduct::exact_root() const {
  if (!sums_.empty() || !factorials_.empty() || !rising_.empty()) return std::nullopt;
  for (const auto& [base, e] : integers_)  // a prime that divides no other base
    if (base < kTrialLimit && denominator(e) != 1) return std::nullopt;
  const Integer root = common_denominator();
  if (!(estimate_bits() * static_cast<double>(root) <= kMaxRootBits)) return std::nullopt;
  FlatProduct whole = *this;
  whole.raise(root);
  const Rational power = *whole.exact(kMaxRootBits);
  Integer num = numerator(power), den = denominator(power);
  for (Integer* n : {&num, &den})
    if (!mpz_root(n->backend().data(), n->backend().data(), static_cast<unsigned long>(root)))
      return std::nullopt;
  return Rational(num, den);
}

std::optional<Rational> FlatProduct::exact(double most_bits) const {
  if (!has_integer_exponents()) return exact_root();
  if (!(estimate_bits() <= most_bits)) return std::nullopt;
  Integer num = 1, den = 1;
  for (const auto& [base, e] : integers_) (e > 0 ? num : den) *= power(base, magnitude(e));
  for (const auto& [n, e] : factorials_) {
    Integer value;
    mpz_fac_ui(value.backend().data(), n);
    (e > 0 ? num : den) *= power(value, magnitude(e));
  }
  return Rational(num, den);
}

MpInterval FlatProduct::enclose_log() const {
  MpInterval log = enclose_mp(Rational(0));
  for (const auto& [base, e] : integers_)
    log += enclose_mp(e) * relugap::enclose_log(enclose_mp(Rational(base)));
  for (const auto& [n, e] : factorials_) log += enclose_mp(e) * enclose_log_factorial(n);
  for (const auto& [base, e] : rising_) log += enclose_mp(e) * enclose_log_rising(base.first, base.second);
  for (const auto& [terms, e] : sums_) {
    MpInterval total = enclose_mp(Rational(0));
    for (const auto& [coefficient, term] : *terms)
      total += enclose_mp(coefficient) * enclose_exp(term.enclose_log());
    log += enclose_mp(e) * relugap::enclose_log(total);
  }
  return log;
}

}  // namespace relugap::bounds
