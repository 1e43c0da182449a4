#include "lib/arith/decimal.h"

#include <charconv>
#include <cmath>

#include "lib/core/error.h"
#include "lib/core/quote.h"

namespace relugap {
namespace {

constexpr long kLargestExponent = 100000;
constexpr std::size_t kLongestText = 200000;

Integer power_of_ten(unsigned long exponent) {
  Integer power;
  mpz_ui_pow_ui(power.backend().data(), 10, exponent);
  return power;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Recursive descent over the grammar of parse_decimal.
class DecimalParser {
 public:
  explicit DecimalParser(std::string_view text) : text_(text) {}

  Rational parse() {
    if (text_.size() > kLongestText) fail("a shorter number");
    Rational value = number();
    if (accept('/')) {
      const Rational denominator = number();
      if (denominator == 0) fail("a denominator that is not zero");
      value /= denominator;
    }
    if (position_ != text_.size()) fail("a number");
    return value;
  }

 private:
  Rational number() {
    const bool negative = sign();
    std::string mantissa;
    digits(mantissa);
    long exponent = 0;
    if (accept('.')) {
      const std::size_t whole = mantissa.size();
      digits(mantissa);
      exponent = -static_cast<long>(mantissa.size() - whole);
    }
    if (mantissa.empty()) fail("a number");
    if (accept('e') || accept('E')) exponent += written_exponent();
    const std::size_t first = mantissa.find_first_not_of('0');  // a leading 0 would mean octal
    if (first == std::string::npos) return 0;
    Rational value(Integer(mantissa.substr(first)));
    if (exponent >= 0) value *= power_of_ten(static_cast<unsigned long>(exponent));
    if (exponent < 0) value /= power_of_ten(static_cast<unsigned long>(-exponent));
    return negative ? Rational(-value) : value;
  }

  long written_exponent() {
    const bool negative = sign();
    std::string written;
    digits(written);
    if (written.empty()) fail("the digits of an exponent");
    long exponent = 0;
    for (const char c : written) {
      exponent = exponent * 10 + (c - '0');
      if (exponent > kLargestExponent) fail("an exponent of at most 100000");
    }
    return negative ? -exponent : exponent;
  }

  bool sign() {
    if (accept('-')) return true;
    accept('+');
    return false;
  }

  void digits(std::string& out) {
    while (position_ < text_.size() && is_digit(text_[position_])) out.push_back(text_[position_++]);
  }

  bool accept(char c) {
    if (position_ >= text_.size() || text_[position_] != c) return false;
    ++position_;
    return true;
  }

  [[noreturn]] void fail(const std::string& expected) const {
    const std::string found = position_ < text_.size() ? quote(text_.substr(position_, 1)) : "the end";
    throw InputError(quote(text_, 60) + ": column " + std::to_string(position_ + 1) + ": expected " +
                     expected + ", found " + found);
  }

  std::string_view text_;
  std::size_t position_ = 0;
};

/// floor(r) for r >= 0, and whether r is an integer.
Integer floor_of(const Rational& r, bool& is_integer) {
  Integer quotient, remainder;
  divide_qr(Integer(numerator(r)), Integer(denominator(r)), quotient, remainder);
  is_integer = remainder == 0;
  return quotient;
}

/// r 10^shift.
Rational scaled(const Rational& r, long shift) {
  if (shift >= 0) return r * power_of_ten(static_cast<unsigned long>(shift));
  return r / power_of_ten(static_cast<unsigned long>(-shift));
}

/// The e with 10^e <= r < 10^(e+1). Requires: r > 0.
long decimal_exponent(const Rational& r) {
  const auto size = [](const Integer& n) {
    return static_cast<long>(mpz_sizeinbase(n.backend().data(), 10));
  };
  long e = size(Integer(numerator(r))) - size(Integer(denominator(r))) + 1;  // at least the answer
  while (scaled(r, -e) < 1) --e;
  return e;
}

/// d_0.d_1d_2... 10^e for the digits d, in the notation of decimal_down.
std::string notation(const std::string& d, long e, long digits) {
  if (e < -6 || e >= digits) {
    std::string text = d.substr(0, 1);
    if (d.size() > 1) text.append(".").append(d, 1);
    return text.append(e < 0 ? "e-" : "e+").append(std::to_string(std::labs(e)));
  }
  if (e < 0) return std::string("0.").append(static_cast<std::size_t>(-e - 1), '0').append(d);
  const auto whole = static_cast<std::size_t>(e) + 1;
  if (d.size() <= whole) return d + std::string(whole - d.size(), '0');
  return d.substr(0, whole) + "." + d.substr(whole);
}

/// |r| rounded to `digits` significant digits, away from zero or toward it. Requires: magnitude > 0.
std::string rounded(const Rational& magnitude, long digits, bool away) {
  long e = decimal_exponent(magnitude);
  bool is_exact = false;
  Integer n = floor_of(scaled(magnitude, digits - 1 - e), is_exact);  // 10^(digits-1) <= n < 10^digits
  if (away && !is_exact) n += 1;
  std::string d = n.str();
  if (static_cast<long>(d.size()) > digits) {  // 99..9 became 100..0
    d.pop_back();
    ++e;
  }
  if (is_exact) d.erase(d.find_last_not_of('0') + 1);
  return notation(d, e, digits);
}

std::string decimal(const Rational& r, int digits, bool upward) {
  RELUGAP_CHECK(digits >= 1);
  if (r == 0) return "0";
  if (r > 0) return rounded(r, digits, upward);
  return std::string("-").append(rounded(-r, digits, !upward));
}

std::string decimal(double x, int digits, bool upward) {
  RELUGAP_CHECK(!std::isnan(x));
  if (std::isinf(x)) return x > 0 ? "inf" : "-inf";
  return decimal(exact(x), digits, upward);
}

}  // namespace

Rational parse_decimal(std::string_view text) { return DecimalParser(text).parse(); }

std::string decimal_down(const Rational& r, int digits) { return decimal(r, digits, false); }
std::string decimal_up(const Rational& r, int digits) { return decimal(r, digits, true); }
std::string decimal_down(double x, int digits) { return decimal(x, digits, false); }
std::string decimal_up(double x, int digits) { return decimal(x, digits, true); }

std::string shortest(double x) {
  RELUGAP_CHECK(!std::isnan(x));
  if (std::isinf(x)) return x > 0 ? "inf" : "-inf";
  char buffer[64];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, x).ptr;
  return std::string(buffer, end);
}

}  // namespace relugap
