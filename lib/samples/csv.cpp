#include "lib/samples/csv.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "lib/arith/decimal.h"
#include "lib/core/error.h"
#include "lib/core/quote.h"

namespace relugap::samples {
namespace {

constexpr std::size_t kShown = 40;  // bytes of a bad cell in messages
constexpr int kLargestExponent = 1000;

bool is_blank(char c) { return c == ' ' || c == '\t'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

// [sign] digits [. digits] [e [sign] digits] with at most 19 significant digits; the value is (-1)^negative digits 10^-power.
struct PlainDecimal {
  bool negative = false;
  std::uint64_t digits = 0;
  int power = 0;
};

std::optional<PlainDecimal> scan_plain(std::string_view cell) {
  PlainDecimal number;
  const char* at = cell.data();
  const char* const end = at + cell.size();
  if (at != end && (*at == '-' || *at == '+')) number.negative = *at++ == '-';
  int count = 0, significant = 0;
  const auto digits = [&](int places) {
    for (; at != end && is_digit(*at); ++at, ++count) {
      if (significant > 0 || *at != '0') ++significant;
      if (significant > 19) return false;
      number.digits = 10 * number.digits + static_cast<std::uint64_t>(*at - '0');
      number.power += places;
    }
    return true;
  };
  if (!digits(0)) return std::nullopt;
  if (at != end && *at == '.' && (++at, !digits(1))) return std::nullopt;
  if (count == 0 || cell.size() > 100) return std::nullopt;
  if (at == end) return number;
  if (*at != 'e' && *at != 'E') return std::nullopt;
  ++at;
  const bool down = at != end && *at == '-';
  if (at != end && (*at == '-' || *at == '+')) ++at;
  if (at == end) return std::nullopt;
  int exponent = 0;
  for (; at != end; ++at) {
    if (!is_digit(*at) || exponent > kLargestExponent) return std::nullopt;
    exponent = 10 * exponent + (*at - '0');
  }
  number.power += down ? exponent : -exponent;
  return number;
}

// Cuts one line into cells.
class Line {
 public:
  explicit Line(std::string_view line) : rest_(trim(line)), commas_(line.find(',') != line.npos) {}

  /// The next cell, nothing after the last one.
  std::optional<std::string_view> next() {
    if (done_) return std::nullopt;
    const std::size_t cut = commas_ ? rest_.find(',') : rest_.find_first_of(" \t");
    const std::string_view cell = trim(rest_.substr(0, cut));
    done_ = cut == std::string_view::npos;
    if (!done_) rest_ = commas_ ? rest_.substr(cut + 1) : trim(rest_.substr(cut));
    return cell;
  }

 private:
  std::string_view rest_;
  bool commas_, done_ = false;
};

bool looks_like_number(std::string_view cell) {
  if (!cell.empty() && (cell.front() == '-' || cell.front() == '+')) cell.remove_prefix(1);
  std::string word(cell.substr(0, 3));
  std::transform(word.begin(), word.end(), word.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return cell.empty() || is_digit(cell.front()) || cell.front() == '.' ||
         (word == "nan" && cell.size() == 3) || (word == "inf" && (cell.size() == 3 || cell.size() == 8));
}

bool is_header(std::string_view line) {
  Line cells(line);
  for (auto cell = cells.next(); cell; cell = cells.next())
    if (looks_like_number(*cell)) return false;
  return true;
}

class CsvParser {
 public:
  CsvParser(std::string_view text, const std::string& name) : text_(text), name_(name) {}

  NumberTable parse() {
    if (text_.starts_with("\xEF\xBB\xBF")) text_.remove_prefix(3);
    while (!text_.empty() && (is_blank(text_.back()) || text_.back() == '\n' || text_.back() == '\r'))
      text_.remove_suffix(1);
    std::string_view line = take_line();
    if (number_ == 1 && !line.empty() && is_header(line)) line = take_line();
    if (line.empty() && text_.empty()) throw InputError(name_ + ": expected rows of numbers, found none");
    NumberTable table(count_cells(line), "line", number_);
    table.reserve(text_.size() / (line.size() + 1) + 2);  // a guess
    for (;; line = take_line()) {
      append(line, table);
      if (text_.empty()) return table;
    }
  }

 private:
  std::string_view take_line() {
    const std::size_t end = text_.find('\n');
    std::string_view line = text_.substr(0, end);
    text_ = end == std::string_view::npos ? std::string_view() : text_.substr(end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    ++number_;
    return line;
  }

  static std::size_t count_cells(std::string_view line) {
    Line cells(line);
    std::size_t n = 0;
    while (cells.next()) ++n;
    return n;
  }

  void append(std::string_view line, NumberTable& table) {
    if (trim(line).empty())
      throw InputError(name_ + ": line " + std::to_string(number_) + ": expected " +
                       std::to_string(table.cols()) + " numbers, found an empty line");
    Line cells(line);
    std::size_t column = 0;
    for (auto cell = cells.next(); cell; cell = cells.next()) {
      if (++column > table.cols()) refuse_length(table.cols(), count_cells(line));
      number(*cell, column, table);
    }
    if (column < table.cols()) refuse_length(table.cols(), column);
  }

  void number(std::string_view cell, std::size_t column, NumberTable& table) const {
    if (const auto plain = scan_plain(cell))
      if (table.append_decimal(plain->negative, plain->digits, plain->power)) return;
    Rational value;
    try {
      value = parse_decimal(cell);
    } catch (const InputError&) {
      refuse(column, "a finite number", cell);
    }
    if (!table.append(value)) refuse(column, "a number within the range of double", cell);
  }

  [[noreturn]] void refuse(std::size_t column, const std::string& expected, std::string_view cell) const {
    throw InputError(name_ + ": line " + std::to_string(number_) + ", column " + std::to_string(column) +
                     ": expected " + expected + ", found " + quote(cell, kShown));
  }

  [[noreturn]] void refuse_length(std::size_t expected, std::size_t found) const {
    throw InputError(name_ + ": line " + std::to_string(number_) + ": expected " + std::to_string(expected) +
                     (expected == 1 ? " number" : " numbers") + " as in the first row, found " +
                     std::to_string(found));
  }

  std::string_view text_;
  const std::string& name_;
  std::size_t number_ = 0;
};

}  // namespace

NumberTable parse_csv(std::string_view text, const std::string& name) {
  return CsvParser(text, name).parse();
}

}  // namespace relugap::samples
