#include "bounds/parameter_range.h"

#include <gmp.h>

#include <array>
#include <charconv>
#include <optional>
#include <set>
#include <utility>

#include "lib/arith/decimal.h"
#include "lib/core/error.h"
#include "lib/core/quote.h"

namespace relugap::bounds {
namespace {

constexpr std::uint64_t kMaxWidth = 1'000'000'000;
constexpr std::uint64_t kMaxLayers = 1'000'000 - 1;
constexpr std::size_t kMaxBits = std::size_t{1} << 30;  // of all values of a range together

constexpr std::array<std::pair<std::string_view, Parameter>, 8> kNames = {
    {{"d", Parameter::dimension},
     {"width", Parameter::width},
     {"layers", Parameter::layers},
     {"q", Parameter::q},
     {"coefficient", Parameter::coefficient},
     {"eps", Parameter::eps},
     {"samples", Parameter::samples},
     {"p", Parameter::p}}};

std::string_view trim(std::string_view s) {
  while (!s.empty() && s.front() == ' ') s.remove_prefix(1);
  while (!s.empty() && s.back() == ' ') s.remove_suffix(1);
  return s;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t cut = text.find(separator);
    parts.push_back(trim(text.substr(0, cut)));
    if (cut == std::string_view::npos) return parts;
    text.remove_prefix(cut + 1);
  }
}

/// Reads one --vary; every error names the whole text.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  ParameterRange read() {
    const std::size_t cut = text_.find('=');
    if (cut == std::string_view::npos) fail("NAME=VALUES such as layers=3:40:1", text_);
    read_name(trim(text_.substr(0, cut)));
    for (const std::string_view item : split(text_.substr(cut + 1), ',')) read_item(item);
    std::set<ParameterValue> seen;
    for (const ParameterValue& value : range_.values)
      if (!seen.insert(value).second) fail("different values", value.text() + " twice");
    return std::move(range_);
  }

 private:
  [[noreturn]] void fail(const std::string& expected, std::string_view found) const {
    throw InputError("vary " + quote(text_) + ": expected " + expected + ", found " + quote(found));
  }

  void read_name(std::string_view name) {
    for (const auto& [word, parameter] : kNames) {
      range_.parameter = parameter;
      if (name == word) return;
    }
    range_.parameter = Parameter::width;
    const std::string_view digits = name.substr(0, 5) == "width" ? name.substr(5) : std::string_view();
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), range_.layer);
    if (digits.empty() || error != std::errc() || end != digits.data() + digits.size() || range_.layer == 0)
      fail("one of d, width, width1, width2, ..., layers, q, coefficient, eps, samples, p", name);
  }

  Rational number(std::string_view source) const {
    try {
      return parse_decimal(source);
    } catch (const InputError&) {
      fail(source.empty() ? "a number" : "a decimal or a fraction", source);
    }
  }

  void read_item(std::string_view item) {
    const auto parts = split(item, ':');
    if (parts.size() == 1) return add_single(item);
    if (parts.size() > 3) fail("a:b, a:b:step, a:b:*factor or a:b:/factor", item);
    const Rational from = number(parts[0]), to = number(parts[1]);
    const std::string_view step = parts.size() == 3 ? parts[2] : std::string_view("1");
    if (!step.empty() && (step[0] == '*' || step[0] == '/'))
      add_geometric(from, to, number(trim(step.substr(1))), step[0] == '*', item);
    else
      add_arithmetic(from, to, number(step), item);
  }

  void add_single(std::string_view item) {
    const bool has_infinity = range_.parameter == Parameter::q || range_.parameter == Parameter::p;
    if (has_infinity && (item == "inf" || item == "infinity"))
      range_.values.push_back({0, true});
    else
      add(number(item));
  }

  void add_arithmetic(const Rational& from, const Rational& to, const Rational& step, std::string_view item) {
    if (step == 0) fail("a step other than 0", item);
    const Rational steps = (to - from) / step;
    if (steps < 0) fail("a step that leads from the first number to the second", item);
    if (steps >= kMaxPoints) fail_too_many(item);
    const auto last = static_cast<std::uint64_t>(Integer(numerator(steps) / denominator(steps)));
    for (std::uint64_t k = 0; k <= last; ++k) add(from + step * k);
  }

  void add_geometric(const Rational& from, const Rational& to, const Rational& factor, bool up,
                     std::string_view item) {
    if (factor <= 1) fail("a factor > 1", item);
    if (from <= 0 || to <= 0) fail("a geometric range between numbers > 0", item);
    if (up ? to < from : to > from)
      fail(up ? "an increasing range for '*'" : "a decreasing range for '/'", item);
    for (Rational x = from; up ? x <= to : x >= to; x = up ? Rational(x * factor) : Rational(x / factor))
      add(x);
  }

  [[noreturn]] void fail_too_many(std::string_view found) const {
    fail("at most " + std::to_string(kMaxPoints) + " values", found);
  }

  void add(const Rational& value) {
    if (range_.values.size() >= kMaxPoints) fail_too_many("more");
    check(value);
    bits_ += mpz_sizeinbase(numerator(value).backend().data(), 2) +
             mpz_sizeinbase(denominator(value).backend().data(), 2);
    if (bits_ > kMaxBits)
      fail("a range whose exact values have fewer digits",
           "more than " + std::to_string(kMaxBits / 8 / 1'000'000) + " MB of digits");
    range_.values.push_back({value, false});
  }

  void check(const Rational& value) const {
    const std::string found = text(value);
    switch (range_.parameter) {
      case Parameter::dimension:
      case Parameter::width:
        if (denominator(value) != 1 || value < 1 || value > kMaxWidth)
          fail("integers from 1 to " + std::to_string(kMaxWidth), found);
        break;
      case Parameter::layers:
        if (denominator(value) != 1 || value < 1 || value > kMaxLayers)
          fail("integers from 1 to " + std::to_string(kMaxLayers), found);
        break;
      case Parameter::q:
      case Parameter::p:
        if (value < 1) fail("inf or numbers >= 1", found);
        break;
      case Parameter::coefficient:
      case Parameter::eps:
        if (value <= 0) fail("numbers > 0", found);
        break;
      case Parameter::samples:
        if (denominator(value) != 1 || value < 1) fail("integers >= 1", found);
        break;
    }
  }

  std::string_view text_;
  ParameterRange range_{};
  std::size_t bits_ = 0;  ///< of all values
};

}  // namespace

std::string ParameterValue::text() const { return infinite ? "inf" : bounds::text(number); }

std::string ParameterRange::name() const {
  for (const auto& [word, which] : kNames)
    if (which == parameter) return std::string(word) + (layer ? std::to_string(layer) : "");
  return {};
}

ParameterRange parse_parameter_range(std::string_view text) { return Reader(text).read(); }

}  // namespace relugap::bounds
