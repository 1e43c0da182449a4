#include "bounds/power_product.h"

#include <gmp.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "bounds/log_factorial.h"
#include "lib/arith/elementary.h"
#include "lib/core/error.h"

namespace relugap::bounds {
namespace {

constexpr double kMaxExactBits = 1 << 22;
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

}  // namespace

struct PowerProduct::Sum {
  std::vector<std::pair<Rational, PowerProduct>> terms;
};

PowerProduct::PowerProduct(const Rational& value) {
  RELUGAP_CHECK(value > 0);
  multiply_integer(numerator(value), 1);
  multiply_integer(denominator(value), -1);
}

void PowerProduct::multiply_integer(Integer base, const Rational& exponent) {
  const auto multiply_base = [&](const Integer& factor, const Rational& e) {
    const auto [place, is_new] = integers_.try_emplace(factor, e);
    if (!is_new && (place->second += e) == 0) integers_.erase(place);
  };
  for (unsigned p = 2; p < kTrialLimit && base > 1; p += p == 2 ? 1 : 2) {
    if (base % p != 0) continue;
    const Integer prime = p;
    const unsigned long count =
        mpz_remove(base.backend().data(), base.backend().data(), prime.backend().data());
    multiply_base(prime, exponent * count);
  }
  if (base > 1) multiply_base(base, exponent);
}

PowerProduct PowerProduct::factorial(std::uint64_t n) {
  PowerProduct result;
  if (n > kSmallFactorial) {
    result.factorials_[n] = 1;
  } else {
    for (std::uint64_t k = 2; k <= n; ++k) result.multiply_integer(k, 1);
  }
  return result;
}

PowerProduct PowerProduct::binomial(std::uint64_t n, std::uint64_t k) {
  RELUGAP_CHECK(k <= n);
  return factorial(n) / factorial(k) / factorial(n - k);
}

PowerProduct PowerProduct::sum(std::vector<std::pair<Rational, PowerProduct>> terms) {
  Rational total = 0;
  for (const auto& [coefficient, term] : terms) {
    const std::optional<Rational> value = term.exact();
    if (!value) {
      PowerProduct result;
      result.sums_.push_back({std::make_shared<const Sum>(Sum{std::move(terms)}), 1});
      return result;
    }
    total += coefficient * *value;
  }
  return total;
}

PowerProduct& PowerProduct::operator*=(const PowerProduct& other) {
  const auto merge = [](auto& mine, const auto& theirs) {
    for (const auto& [base, exponent] : theirs) {
      const auto [place, is_new] = mine.try_emplace(base, exponent);
      if (!is_new && (place->second += exponent) == 0) mine.erase(place);
    }
  };
  merge(integers_, other.integers_);
  merge(factorials_, other.factorials_);
  for (const SumFactor& factor : other.sums_) {
    const auto same =
        std::find_if(sums_.begin(), sums_.end(), [&](const SumFactor& f) { return f.base == factor.base; });
    if (same == sums_.end())
      sums_.push_back(factor);
    else if ((same->exponent += factor.exponent) == 0)
      sums_.erase(same);
  }
  return *this;
}

PowerProduct PowerProduct::pow(const Rational& exponent) const {
  if (exponent == 0) return {};
  PowerProduct result = *this;
  for (auto& [base, e] : result.integers_) e *= exponent;
  for (auto& [base, e] : result.factorials_) e *= exponent;
  for (SumFactor& factor : result.sums_) factor.exponent *= exponent;
  return result;
}

bool PowerProduct::has_integer_exponents() const {
  const auto whole = [](const auto& factor) { return denominator(factor.second) == 1; };
  return sums_.empty() && std::all_of(integers_.begin(), integers_.end(), whole) &&
         std::all_of(factorials_.begin(), factorials_.end(), whole);
}

Integer PowerProduct::common_denominator() const {
  Integer result = 1;
  for (const auto& [base, e] : integers_) result = lcm(result, denominator(e));
  for (const auto& [n, e] : factorials_) result = lcm(result, denominator(e));
  return result;
}

// Bits of numerator and denominator together; heuristic (only a matter of cost).
double PowerProduct::estimate_bits() const {
  double bits = 0;
  for (const auto& [base, e] : integers_) bits += bit_size(base) * std::abs(static_cast<double>(e));
  for (const auto& [n, e] : factorials_) {
    const double x = static_cast<double>(n);
    bits += x * std::log2(x) * std::abs(static_cast<double>(e));
  }
  return bits;
}

// x = (x^A)^(1/A) is rational if and only if numerator and denominator of x^A are A-th powers.
std::optional<Rational> PowerProduct::exact_root() const {
  if (!sums_.empty() || !factorials_.empty()) return std::nullopt;
  for (const auto& [base, e] : integers_)  // a prime that divides no other base
    if (base < kTrialLimit && denominator(e) != 1) return std::nullopt;
  const Integer root = common_denominator();
  if (!(estimate_bits() * static_cast<double>(root) <= kMaxRootBits)) return std::nullopt;
  const Rational power = *pow(root).exact();
  Integer num = numerator(power), den = denominator(power);
  for (Integer* n : {&num, &den})
    if (!mpz_root(n->backend().data(), n->backend().data(), static_cast<unsigned long>(root)))
      return std::nullopt;
  return Rational(num, den);
}

std::optional<Rational> PowerProduct::exact() const {
  if (!has_integer_exponents()) return exact_root();
  if (!(estimate_bits() <= kMaxExactBits)) return std::nullopt;
  Integer num = 1, den = 1;
  for (const auto& [base, e] : integers_) (e > 0 ? num : den) *= power(base, magnitude(e));
  for (const auto& [n, e] : factorials_) {
    Integer value;
    mpz_fac_ui(value.backend().data(), n);
    (e > 0 ? num : den) *= power(value, magnitude(e));
  }
  return Rational(num, den);
}

MpInterval PowerProduct::enclose_log() const {
  MpInterval log = enclose_mp(Rational(0));
  for (const auto& [base, e] : integers_)
    log += enclose_mp(e) * relugap::enclose_log(enclose_mp(Rational(base)));
  for (const auto& [n, e] : factorials_) log += enclose_mp(e) * enclose_log_factorial(n);
  for (const SumFactor& factor : sums_) {
    MpInterval total = enclose_mp(Rational(0));
    for (const auto& [coefficient, term] : factor.base->terms)
      total += enclose_mp(coefficient) * enclose_exp(term.enclose_log());
    log += enclose_mp(factor.exponent) * relugap::enclose_log(total);
  }
  return log;
}

namespace {

// Sign of ln x by intervals of doubled precision from `bits` to `most`; nullopt if it stays undecided.
std::optional<std::partial_ordering> decide(const PowerProduct& x, unsigned bits, unsigned most) {
  for (; bits <= most; bits *= 2) {
    const PrecisionScope scope(bits);
    try {
      const MpInterval log = x.enclose_log();
      const MpFloat zero(0.0);
      if (lower(log) > zero) return std::partial_ordering::greater;
      if (upper(log) < zero) return std::partial_ordering::less;
    } catch (const std::domain_error&) {  // a sum not yet seen to be positive
    }
  }
  return std::nullopt;
}

}  // namespace

std::partial_ordering compare(const PowerProduct& x, const PowerProduct& y) {
  const PowerProduct ratio = x / y;
  if (const auto sign = decide(ratio, 128, 512)) return *sign;
  if (const auto power = ratio.pow(ratio.common_denominator()).exact()) {
    if (*power == 1) return std::partial_ordering::equivalent;
    return *power < 1 ? std::partial_ordering::less : std::partial_ordering::greater;
  }
  return decide(ratio, 1024, 1 << 14).value_or(std::partial_ordering::unordered);
}

PowerProduct lower_minimum(const PowerProduct& x, const PowerProduct& y) {
  const std::partial_ordering order = compare(x, y);
  if (order == std::partial_ordering::unordered)  // equal to 2^14 bits or nearly: below both
    return x * PowerProduct(1 - Rational(1, power(2, 1000)));
  return order == std::partial_ordering::greater ? y : x;
}

}  // namespace relugap::bounds
