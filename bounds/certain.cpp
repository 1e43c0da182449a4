#include "bounds/certain.h"

#include <gmp.h>

#include <cmath>
#include <optional>
#include <stdexcept>
#include <utility>

#include "bounds/log_cache.h"
#include "lib/arith/elementary.h"
#include "lib/core/error.h"

namespace relugap::bounds {
namespace {

constexpr unsigned kDecisionBits = 128;  // to start with, where no digits are printed
constexpr unsigned kLastBits = 1 << 14;
constexpr int kIntegerLog10 = 1000;  // ceil(y) is computed as an integer for log10 y up to here

Integer power_of_ten(unsigned long exponent) {
  Integer result;
  mpz_ui_pow_ui(result.backend().data(), 10, exponent);
  return result;
}

Integer floor(const Rational& x) {
  Integer result;
  const Integer num = numerator(x), den = denominator(x);
  mpz_fdiv_q(result.backend().data(), num.backend().data(), den.backend().data());
  return result;
}

Integer ceil(const Rational& x) { return -floor(-x); }

// Bits that give `digits` digits of a number of common size, to start with.
unsigned first_bits(int digits) { return static_cast<unsigned>(64 + 4 * digits); }

// The text of s * 10^exponent, s a string of digits: plain if short, else scientific; trailing zeros of a fraction are
// dropped.
std::string decimal(std::string s, Integer exponent) {
  for (; s.size() > 1 && s.back() == '0'; ++exponent) s.pop_back();
  const Integer leading = exponent + static_cast<long>(s.size()) - 1;  // power of ten of the first digit
  if (leading < -5 || leading > kDigits) {
    if (s.size() > 1) s.insert(1, ".");
    return s + "e" + leading.str();
  }
  const long first = static_cast<long>(leading);
  if (first < 0) return "0." + std::string(static_cast<std::size_t>(-first - 1), '0') + s;
  const auto whole = static_cast<std::size_t>(first + 1);
  if (s.size() <= whole) return s + std::string(whole - s.size(), '0');
  return s.insert(whole, ".");
}

// down 10^exponent <= x <= up 10^exponent, with the digits asked for.
struct Digits {
  Integer down, up, exponent;
};

MpInterval log_of_ten() { return enclose_log(enclose_mp(Rational(10))); }

// Digits of exp(log): the power of ten is taken out first, so that the size of the number does not matter.
Digits digits_of(const MpInterval& log, int digits) {
  const Integer leading = floor(relugap::exact(MpInterval(log / log_of_ten()).lower()));
  const MpInterval mantissa = enclose_exp(log - enclose_mp(Rational(leading)) * log_of_ten());
  const Integer scale = power_of_ten(static_cast<unsigned long>(digits - 1));
  return {floor(relugap::exact(mantissa.lower()) * scale), ceil(relugap::exact(mantissa.upper()) * scale),
          leading - (digits - 1)};
}

Digits digits_of(const Rational& x, const Interval& log10, int digits) {
  for (long leading = static_cast<long>(std::floor(log10.lower()));; ++leading) {
    const long shift = digits - 1 - leading;
    const Integer factor = power_of_ten(static_cast<unsigned long>(std::labs(shift)));
    const Rational y = shift < 0 ? Rational(x / factor) : Rational(x * factor);
    if (y < power_of_ten(static_cast<unsigned long>(digits)))
      return {floor(y), ceil(y), leading - (digits - 1)};
  }
}

CertainValue value_of(const Interval& log10, const Digits& d) {
  return {log10, decimal(d.down.str(), d.exponent), decimal(d.up.str(), d.exponent)};
}

// Exact for powers of ten, so that 10^6 is not shown as 10^5.99.
Interval log10_of(const Rational& x) {
  const PrecisionScope scope(kDecisionBits);
  const Interval log10 = to_interval(enclose_log(enclose_mp(x)) / log_of_ten());
  const long nearest = std::lround(log10.lower());
  const Integer power = power_of_ten(static_cast<unsigned long>(std::labs(nearest)));
  const bool is_power = nearest < 0 ? Rational(x * power) == 1 : x == power;
  return is_power ? Interval(static_cast<double>(nearest)) : log10;
}

// Twice the bits, but kLastBits itself before anything beyond it.
unsigned next_bits(unsigned bits) { return bits < kLastBits && 2 * bits > kLastBits ? kLastBits : 2 * bits; }

// Calls attempt(last) with doubled precision until it returns something; it must when `last` is true.
template <class Attempt>
auto refine(unsigned first, Attempt attempt) {  // Requires: is_resolved holds of what attempt encloses.
  for (unsigned bits = first; bits <= kLastBits; bits = next_bits(bits)) {
    const PrecisionScope scope(bits);
    try {
      if (auto result = attempt(bits == kLastBits)) return *result;
    } catch (const std::domain_error&) {  // a sum not yet seen to be positive: more bits
    }
  }
  RELUGAP_CHECK(!"a positive number could not be told from zero");
  std::abort();
}

bool is_above_ten_to(const MpInterval& log, int exponent) {
  const PrecisionScope scope(kDecisionBits);
  return log.lower() > MpInterval(enclose_mp(Rational(exponent)) * log_of_ten()).upper();
}

// Integers that bracket ceil(y); they are equal unless y is irrational and extremely close to an integer.
std::pair<Integer, Integer> bracket_ceiling(const PowerProduct& y, int digits) {
  constexpr double kExact = 1e15;
  if (const Interval quick = enclose_exp(y.log()); quick.upper() < kExact) {
    const double low = std::ceil(quick.lower()), high = std::ceil(quick.upper());
    if (low == high) return {static_cast<long>(low), static_cast<long>(high)};
  }
  bool exact_tried = false;
  return refine(first_bits(digits), [&](bool last) -> std::optional<std::pair<Integer, Integer>> {
    const MpInterval value = enclose_exp(y.enclose_log());
    std::pair<Integer, Integer> result(ceil(relugap::exact(value.lower())),
                                       ceil(relugap::exact(value.upper())));
    if (result.first == result.second) return result;
    if (!std::exchange(exact_tried, true))
      if (const auto exact = y.exact()) return std::pair(ceil(*exact), ceil(*exact));
    return last ? std::optional(result) : std::nullopt;
  });
}

// An enclosure of ln x good enough to tell its size.
MpInterval rough_log(const PowerProduct& x) {
  return refine(kDecisionBits, [&](bool) { return std::optional(x.enclose_log()); });
}

// --- Few digits, from the logarithm that is known in doubles. Nothing if that does not decide them.

constexpr int kQuickDigits = 12;
constexpr double kQuickBits = 1 << 12;  // exact numbers up to here are cheaper than intervals

// log10 x; nothing if it is not well inside the range of doubles, or perhaps an integer (which is then shown as such).
std::optional<Interval> quick_log10(const PowerProduct& x) {
  constexpr double kLargest = 1e9;
  if (!(x.log().lower() > -kLargest && x.log().upper() < kLargest)) return std::nullopt;
  const Interval log10 = x.log() / enclose_log_integer(10);
  return std::floor(log10.lower()) == std::ceil(log10.upper()) - 1 ? std::optional(log10) : std::nullopt;
}

std::optional<CertainValue> quick_real(const PowerProduct& x, int digits) {
  const auto log10 = digits <= kQuickDigits ? quick_log10(x) : std::nullopt;
  if (!log10) return std::nullopt;
  const double leading = std::floor(log10->lower()),
               unit = static_cast<double>(power_of_ten(static_cast<unsigned long>(digits - 1)));
  const Interval scaled = enclose_exp(x.log() - Interval(leading) * enclose_log_integer(10)) * Interval(unit);
  const double down = std::floor(scaled.lower()), up = std::ceil(scaled.upper());
  if (up - down > 1 || down < unit || up > 10 * unit) return std::nullopt;
  const Integer exponent = static_cast<long>(leading) - (digits - 1);
  const auto text_of = [&](double n) { return decimal(std::to_string(static_cast<long>(n)), exponent); };
  return CertainValue{*log10, text_of(down), text_of(up)};
}

std::optional<CertainValue> quick_ceiling(const PowerProduct& x, int digits) {
  const auto log10 = digits <= kQuickDigits ? quick_log10(x) : std::nullopt;
  if (!log10 || log10->upper() >= digits) return std::nullopt;
  const Interval value = enclose_exp(x.log());
  const double down = std::ceil(value.lower()), up = std::ceil(value.upper());
  if (down != up) return std::nullopt;
  const std::string n = std::to_string(static_cast<long>(up));
  return CertainValue{*log10, n, n};
}

CertainValue join(const CertainValue& low, const CertainValue& high) {
  return {Interval(low.log10.lower(), high.log10.upper()), low.down, high.up};
}

}  // namespace

bool is_resolved(const PowerProduct& x) {
  if (std::isfinite(x.log().lower())) return true;
  for (unsigned bits = kDecisionBits; bits <= kLastBits; bits = next_bits(bits)) {
    const PrecisionScope scope(bits);
    try {
      x.enclose_log();
      return true;
    } catch (const std::domain_error&) {  // a sum not yet seen to be positive: more bits
    }
  }
  return false;
}

namespace {

CertainValue certain_rational(const Rational& value, int digits) {
  const Interval log10 = log10_of(value);
  return value_of(log10, digits_of(value, log10, digits));
}

}  // namespace

// Exact arithmetic is tried only where an interval does not tell: for a decimal of so few digits, mostly.
CertainValue certain_real(const PowerProduct& x, int digits) {
  if (auto quick = quick_real(x, digits)) return *quick;
  bool exact_tried = false;
  if (digits <= kQuickDigits)
    if (const auto value = x.exact(kQuickBits)) return certain_rational(*value, digits);
  return refine(first_bits(digits), [&](bool last) -> std::optional<CertainValue> {
    const MpInterval log = x.enclose_log();
    const Digits found = digits_of(log, digits);
    if (found.up - found.down > 1 && !std::exchange(exact_tried, true)) {
      if (const auto value = x.exact()) return certain_rational(*value, digits);
    }
    if (found.up - found.down > 1 && !last) return std::nullopt;
    return value_of(to_interval(log / log_of_ten()), found);
  });
}

CertainValue certain_ceiling(const PowerProduct& x, int digits) {
  if (auto quick = quick_ceiling(x, digits)) return *quick;
  if (x.log().lower() > enclose_log_integer(10).upper() * digits + 1) return certain_real(x, digits);
  if (digits <= kQuickDigits)
    if (const auto value = x.exact(kQuickBits);
        value && *value <= power_of_ten(static_cast<unsigned long>(digits)))
      return {log10_of(*value), ceil(*value).str(), ceil(*value).str()};
  const MpInterval log = rough_log(x);
  if (is_above_ten_to(log, digits)) return certain_real(x, digits);
  const auto [down, up] = bracket_ceiling(x, digits);
  if (down > power_of_ten(static_cast<unsigned long>(digits))) return certain_real(x, digits);
  const PrecisionScope scope(kDecisionBits);
  Interval log10 = to_interval(log / log_of_ten());
  if (up.str().find_first_not_of('0', 1) == std::string::npos)  // perhaps x is that power of ten
    if (const auto value = x.exact()) log10 = log10_of(*value);
  return {log10, down.str(), up.str()};
}

CertainValue certain_ceiling_power(const PowerProduct& y, std::uint64_t d, int digits) {
  const auto power = [&](const Integer& n) {
    return certain_ceiling(PowerProduct(Rational(n)).pow(d), digits);
  };
  constexpr double kQuickLog = 30;
  if (y.log().upper() > kQuickLog &&
      is_above_ten_to(rough_log(y), kIntegerLog10))  // y^d <= ceil(y)^d <= (y + 1)^d
    return join(certain_real(y.pow(d), digits),
                certain_real((y * PowerProduct::sum({{1, {}}, {1, y.pow(-1)}})).pow(d), digits));
  const auto [low, high] = bracket_ceiling(y, digits);
  return low == high ? power(low) : join(power(low), power(high));
}

PowerProduct ceiling_above(const PowerProduct& y) {
  if (is_above_ten_to(rough_log(y), kIntegerLog10)) return y * PowerProduct::sum({{1, {}}, {1, y.pow(-1)}});
  return Rational(bracket_ceiling(y, kDigits).second);
}

namespace {

// n / 100 as "82.59" or "-0.07".
std::string hundredths(const Integer& n) {
  std::string s = Integer(abs(n)).str();
  if (s.size() < 3) s.insert(0, 3 - s.size(), '0');
  s.insert(s.size() - 2, ".");
  return (n < 0 ? "-" : "") + s;
}

}  // namespace

std::string exponent_down(const CertainValue& v) {
  return hundredths(floor(relugap::exact(v.log10.lower()) * 100));
}
std::string exponent_up(const CertainValue& v) {
  return hundredths(ceil(relugap::exact(v.log10.upper()) * 100));
}

}  // namespace relugap::bounds
