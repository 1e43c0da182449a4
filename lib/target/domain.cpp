#include "lib/target/domain.h"

#include <string>

#include "lib/arith/decimal.h"
#include "lib/core/error.h"
#include "lib/core/quote.h"

namespace relugap::target {
namespace {

constexpr std::size_t kMaxDimension = 1'000'000;

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

// Reads one domain text from left to right.
class DomainParser {
 public:
  explicit DomainParser(std::string_view text) : text_(text) {}

  RationalBox cube(std::size_t dimension) {
    place_ = "ends";
    RationalBox box;
    append(interval(text_), dimension, box);
    return box;
  }

  RationalBox product() {
    RationalBox box;
    for (std::string_view rest = trim(text_);;) {
      place_ = "factor " + std::to_string(++factor_);
      if (rest.empty() || rest[0] != '[') refuse("'[' and two ends", found(rest));
      const std::size_t close = rest.find(']');
      if (close == std::string_view::npos) refuse("a closing ']'", "the end");
      const Ends ends = interval(rest.substr(1, close - 1));
      rest = trim(rest.substr(close + 1));
      append(ends, power(rest), box);
      if (rest.empty()) return box;
      if (rest[0] != 'x') refuse("'x' or the end after the factor", found(rest));
      rest = trim(rest.substr(1));
    }
  }

  [[noreturn]] void refuse_dimension(std::size_t expected, std::size_t found) {
    place_ = "dimension";
    refuse(std::to_string(expected), std::to_string(found));
  }

  [[noreturn]] void refuse(const std::string& expected, const std::string& what) const {
    throw InputError("domain " + quote(text_) + ": " + place_ + ": expected " + expected + ", found " + what);
  }

 private:
  struct Ends {
    Rational lo, hi;
  };

  static std::string found(std::string_view rest) { return rest.empty() ? "the end" : quote(rest, 20); }

  Ends interval(std::string_view text) const {
    const std::size_t comma = text.find(',');
    if (comma == std::string_view::npos) refuse("two ends lo,hi", found(trim(text)));
    Ends ends{end(trim(text.substr(0, comma))), end(trim(text.substr(comma + 1)))};
    if (ends.lo > ends.hi) refuse("lo <= hi", quote(trim(text), 60));
    return ends;
  }

  Rational end(std::string_view text) const {
    try {
      return parse_decimal(text);
    } catch (const InputError&) {
      refuse("a finite decimal or fraction", found(text));
    }
  }

  // Takes "^N" off the front if it is there.
  std::size_t power(std::string_view& rest) const {
    if (rest.empty() || rest[0] != '^') return 1;
    rest = trim(rest.substr(1));
    std::size_t n = 0;
    std::size_t digits = 0;
    for (; digits < rest.size() && rest[digits] >= '0' && rest[digits] <= '9' && n <= kMaxDimension;
         ++digits) {
      n = 10 * n + static_cast<std::size_t>(rest[digits] - '0');
    }
    if (n < 1 || n > kMaxDimension) refuse("a power of at least 1 and at most 10^6", found(rest));
    rest = trim(rest.substr(digits));
    return n;
  }

  void append(const Ends& ends, std::size_t times, RationalBox& box) const {
    if (times > kMaxDimension - box.dimension()) refuse("at most 10^6 dimensions", "more");
    box.lo.insert(box.lo.end(), times, ends.lo);
    box.hi.insert(box.hi.end(), times, ends.hi);
  }

  std::string_view text_;
  std::string place_;
  std::size_t factor_ = 0;
};

}  // namespace

bool is_explicit_box(std::string_view text) {
  const std::string_view trimmed = trim(text);
  return !trimmed.empty() && trimmed[0] == '[';
}

RationalBox parse_domain(std::string_view text, std::optional<std::size_t> dimension) {
  if (!is_explicit_box(text)) return DomainParser(text).cube(dimension.value_or(1));
  RationalBox box = DomainParser(text).product();
  if (dimension && box.dimension() != *dimension) {
    DomainParser(text).refuse_dimension(*dimension, box.dimension());
  }
  return box;
}

}  // namespace relugap::target
