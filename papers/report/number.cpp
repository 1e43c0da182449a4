#include "papers/report/number.h"

#include <cmath>

#include "lib/arith/decimal.h"

namespace relugap::report {

namespace {

/// Text of lib/arith/decimal.h as inline text.
std::string pretty(const std::string& text) {
  if (text == "inf") return "$\\infty$";
  if (text == "-inf") return "$-\\infty$";
  const std::size_t e = text.find('e');
  if (e == std::string::npos) return text[0] == '-' ? "$" + text + "$" : text;
  const int exponent = std::stoi(text.substr(e + 1));
  if (exponent > 0 && exponent < 6) return grouped(Integer(numerator(parse_decimal(text))).str());
  return "$" + text.substr(0, e) + " \\times 10^{" + std::to_string(exponent) + "}$";
}

Integer power_of_ten(int places) {
  Integer result = 1;
  for (int i = 0; i < places; ++i) result *= 10;
  return result;
}

/// floor of a rational.
Integer floor(const Rational& x) {
  const Integer n = numerator(x), d = denominator(x);
  const Integer quotient = n / d;  // truncated
  return quotient * d > n ? Integer(quotient - 1) : quotient;
}

std::string scaled_text(const Integer& scaled, int places) {
  const bool negative = scaled < 0;
  std::string digits = Integer(abs(scaled)).str();
  const auto wanted = static_cast<std::size_t>(places) + 1;
  if (digits.size() < wanted) digits.insert(0, wanted - digits.size(), '0');
  if (places > 0) digits.insert(digits.size() - static_cast<std::size_t>(places), ".");
  return (negative ? "-" : "") + digits;
}

}  // namespace

std::string lower_text(double x, int digits) { return pretty(decimal_down(x, digits)); }
std::string lower_text(const Rational& x, int digits) { return pretty(decimal_down(x, digits)); }
std::string upper_text(double x, int digits) { return pretty(decimal_up(x, digits)); }
std::string upper_text(const Rational& x, int digits) { return pretty(decimal_up(x, digits)); }

std::string fixed_down(const Rational& x, int places) {
  return scaled_text(floor(Rational(x * power_of_ten(places))), places);
}

std::string fixed_up(const Rational& x, int places) {
  return scaled_text(Integer(-floor(Rational(-x * power_of_ten(places)))), places);
}

std::string power_of_ten_down(double x) {
  if (!std::isfinite(x)) return x > 0 ? "$\\infty$" : "0";
  return "$10^{" + fixed_down(exact(x), 2) + "}$";
}

std::string grouped(const std::string& digits) {
  if (digits.size() < 5 || digits.find_first_not_of("0123456789") != std::string::npos) return digits;
  std::string result;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) result += "\u202F";
    result += digits[i];
  }
  return result;
}

}  // namespace relugap::report
