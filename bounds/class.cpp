#include "bounds/class.h"

#include <gmp.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <utility>

#include "lib/arith/decimal.h"
#include "lib/core/error.h"

namespace relugap::bounds {
namespace {

constexpr std::uint64_t kMaxWidth = 1'000'000'000;
constexpr std::size_t kMaxWidths = 1'000'000;

[[noreturn]] void fail(std::string_view what, std::string_view expected, std::string_view found) {
  throw InputError(std::string(what) + ": expected " + std::string(expected) + ", found '" +
                   std::string(found) + "'");
}

std::uint64_t parse_count(std::string_view token, std::uint64_t most, std::string_view what,
                          std::string_view all) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), value);
  if (error == std::errc::invalid_argument || end != token.data() + token.size() || token.empty())
    fail("widths", "numbers separated by ',' or '-' such as 16,48x7,1", all);
  if (error == std::errc::result_out_of_range || value < 1 || value > most)
    fail("widths", std::string(what) + " from 1 to " + std::to_string(most), token);
  return value;
}

// A number, or an error that also names what it was for.
Rational number(std::string_view source, std::string_view what) {
  try {
    return parse_decimal(source);
  } catch (const InputError& error) {
    throw InputError(std::string(what) + ": " + error.what());
  }
}

std::string_view trim(std::string_view s) {
  while (!s.empty() && s.front() == ' ') s.remove_prefix(1);
  while (!s.empty() && s.back() == ' ') s.remove_suffix(1);
  return s;
}

}  // namespace

Exponent::Exponent(Rational q) : value_(std::move(q)) { RELUGAP_CHECK(*value_ >= 1); }

const Rational& Exponent::value() const {
  RELUGAP_CHECK(value_.has_value());
  return *value_;
}

Rational Exponent::reciprocal() const { return value_ ? Rational(1 / *value_) : Rational(0); }

std::string Exponent::text() const { return value_ ? bounds::text(*value_) : "inf"; }

Integer NetworkClass::parameters() const {
  Integer sum = 0;
  for (std::size_t l = 1; l < widths.size(); ++l) sum += Integer(widths[l]) * Integer(widths[l - 1] + 1);
  return sum;
}

Rational NetworkClass::copy_exponent() const {
  const Rational e = 1 - 2 * q.reciprocal();
  return e > 0 ? e : Rational(0);
}

std::vector<std::uint64_t> parse_widths(std::string_view all) {
  std::vector<std::uint64_t> widths;
  std::string_view rest = all;
  for (bool more = true; more;) {
    const std::size_t cut = rest.find_first_of(",-");
    more = cut != std::string_view::npos;
    const std::string_view item = trim(rest.substr(0, cut));
    rest = more ? rest.substr(cut + 1) : std::string_view();
    const std::size_t times = item.find('x');
    const std::uint64_t width = parse_count(trim(item.substr(0, times)), kMaxWidth, "a width", all);
    const std::uint64_t count =
        times == std::string_view::npos
            ? 1
            : parse_count(trim(item.substr(times + 1)), kMaxWidths, "a repetition", all);
    if (widths.size() + count > kMaxWidths)
      fail("widths", "at most " + std::to_string(kMaxWidths) + " widths", all);
    widths.insert(widths.end(), count, width);
  }
  if (widths.size() < 2) fail("widths", "input, hidden and output widths such as 16,48,48,1", all);
  return widths;
}

Exponent parse_exponent(std::string_view source, std::string_view what) {
  if (source == "inf" || source == "infinity") return Exponent::infinity();
  const Rational q = number(source, what);
  if (q < 1) fail(what, "inf or a number >= 1", source);
  return Exponent(q);
}

Rational parse_positive(std::string_view source, std::string_view what) {
  const Rational value = number(source, what);
  if (value <= 0) fail(what, "a number > 0", source);
  return value;
}

Integer parse_samples(std::string_view source) {
  const Rational value = number(source, "samples");
  if (value < 1 || denominator(value) != 1) fail("samples", "an integer >= 1", source);
  return numerator(value);
}

std::string text(const std::vector<std::uint64_t>& widths) {
  std::string out;
  for (std::size_t i = 0; i < widths.size();) {
    std::size_t run = 1;
    while (i + run < widths.size() && widths[i + run] == widths[i]) ++run;
    const std::string width = std::to_string(widths[i]);
    if (!out.empty()) out += ',';
    out += run < 3 ? width : width + 'x' + std::to_string(run);
    if (run == 2) out += ',' + width;
    i += run;
  }
  return out;
}

namespace {

// Divides n by the highest power of p in it and returns the exponent.
unsigned split_off(Integer& n, unsigned p) {
  const Integer prime = p;
  return static_cast<unsigned>(mpz_remove(n.backend().data(), n.backend().data(), prime.backend().data()));
}

// The decimal expansion of a fraction whose denominator has no prime factors but 2 and 5.
std::string decimal_text(const Integer& numerator_abs, unsigned twos, unsigned fives) {
  const unsigned places = std::max(twos, fives);
  Integer scaled = numerator_abs * pow(Integer(2), places - twos) * pow(Integer(5), places - fives);
  std::string digits = scaled.str();
  std::string plain = digits;
  if (places > 0) {
    if (plain.size() <= places) plain.insert(0, places + 1 - plain.size(), '0');
    plain.insert(plain.size() - places, ".");
  }
  long exponent = -static_cast<long>(places);
  while (digits.size() > 1 && digits.back() == '0') digits.pop_back(), ++exponent;
  exponent += static_cast<long>(digits.size()) - 1;
  if (digits.size() > 1) digits.insert(1, ".");
  const std::string scientific = digits + "e" + std::to_string(exponent);
  return scientific.size() < plain.size() && (exponent < 0 || exponent > 6) ? scientific : plain;
}

}  // namespace

std::string text(const Rational& value) {
  const Integer num = abs(numerator(value));
  Integer den = denominator(value);
  const unsigned twos = split_off(den, 2), fives = split_off(den, 5);
  const std::string sign = value < 0 ? "-" : "";
  return den == 1 ? sign + decimal_text(num, twos, fives) : value.str();
}

}  // namespace relugap::bounds
