#include "lib/samples/npy.h"

#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include "lib/core/error.h"
#include "lib/core/quote.h"

namespace relugap::samples {
namespace {

static_assert(std::endian::native == std::endian::little, "the entries of little-endian files are copied");

constexpr std::string_view kMagic = "\x93NUMPY";

struct Header {
  std::string type;
  bool fortran = false;
  std::vector<std::uint64_t> shape;
};

// Reads the Python dictionary of the header: {'descr': '<f8', 'fortran_order': False, 'shape': (3, 2), }.
class HeaderParser {
 public:
  HeaderParser(std::string_view text, const std::string& name) : text_(text), name_(name) {}

  Header parse() {
    Header header;
    bool seen[3] = {};
    expect('{');
    while (!accept('}')) {
      const std::string key = string();
      expect(':');
      if (key == "descr" && !seen[0]) {
        header.type = string();
        seen[0] = true;
      } else if (key == "fortran_order" && !seen[1]) {
        header.fortran = boolean();
        seen[1] = true;
      } else if (key == "shape" && !seen[2]) {
        header.shape = tuple();
        seen[2] = true;
      } else {
        refuse("one of the keys descr, fortran_order, shape once", quote(key, 20));
      }
      if (!accept(',')) {
        expect('}');
        break;
      }
    }
    skip();
    if (at_ != text_.size()) refuse("nothing after the closing '}'", quote(text_.substr(at_), 20));
    if (!seen[0] || !seen[1] || !seen[2]) refuse("the keys descr, fortran_order and shape", "fewer");
    return header;
  }

 private:
  void skip() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t')) ++at_;
  }
  bool accept(char c) {
    skip();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  void expect(char c) {
    if (!accept(c)) refuse(std::string("'") + c + "'", here());
  }
  std::string here() const { return at_ < text_.size() ? quote(text_.substr(at_), 20) : "the end"; }

  std::string string() {
    skip();
    const char mark = at_ < text_.size() ? text_[at_] : '\0';
    if (mark != '\'' && mark != '"') refuse("a quoted word", here());
    const std::size_t end = text_.find(mark, at_ + 1);
    if (end == std::string_view::npos) refuse("a closing quote", here());
    const std::string word(text_.substr(at_ + 1, end - at_ - 1));
    at_ = end + 1;
    return word;
  }

  bool boolean() {
    skip();
    for (const bool value : {true, false}) {
      const std::string_view word = value ? "True" : "False";
      if (text_.substr(at_).starts_with(word)) {
        at_ += word.size();
        return value;
      }
    }
    refuse("True or False", here());
  }

  std::vector<std::uint64_t> tuple() {
    std::vector<std::uint64_t> numbers;
    expect('(');
    while (!accept(')')) {
      skip();
      std::uint64_t value = 0;
      const char* begin = text_.data() + at_;
      const auto [end, error] = std::from_chars(begin, text_.data() + text_.size(), value);
      if (error != std::errc()) refuse("a size below 2^64", here());
      at_ += static_cast<std::size_t>(end - begin);
      numbers.push_back(value);
      if (!accept(',')) {
        expect(')');
        break;
      }
    }
    return numbers;
  }

  [[noreturn]] void refuse(const std::string& expected, const std::string& found) const {
    throw InputError(name_ + ": header: expected " + expected + ", found " + found);
  }

  std::string_view text_;
  const std::string& name_;
  std::size_t at_ = 0;
};

template <class Float>
double entry(std::string_view data, std::uint64_t index) {
  Float value;
  std::memcpy(&value, data.data() + index * sizeof value, sizeof value);
  return static_cast<double>(value);
}

}  // namespace

bool is_npy(std::string_view bytes) { return bytes.starts_with(kMagic); }

NumberTable parse_npy(std::string_view bytes, const std::string& name) {
  const auto refuse = [&](const std::string& place, const std::string& expected, const std::string& found) {
    throw InputError(name + ": " + place + ": expected " + expected + ", found " + found);
  };
  const auto byte = [&](std::size_t i) { return std::uint64_t{static_cast<unsigned char>(bytes[i])}; };
  if (!is_npy(bytes) || bytes.size() < 12) refuse("header", "the header of a .npy file", "fewer bytes");
  const std::uint64_t version = byte(6);
  if (version < 1 || version > 3) refuse("header", "format version 1, 2 or 3", std::to_string(version));
  const std::size_t start = version == 1 ? 10 : 12;
  std::uint64_t length = byte(8) | byte(9) << 8;
  if (version > 1) length |= byte(10) << 16 | byte(11) << 24;
  if (length > bytes.size() - start)
    refuse("header", std::to_string(length) + " bytes of header", std::to_string(bytes.size() - start));
  const Header header = HeaderParser(bytes.substr(start, length), name).parse();
  if (header.type != "<f8" && header.type != "<f4")
    refuse("descr", "little-endian float32 or float64, '<f4' or '<f8'", quote(header.type, 20));
  if (header.shape.empty() || header.shape.size() > 2)
    refuse("shape", "one or two dimensions", std::to_string(header.shape.size()));
  const std::uint64_t rows = header.shape[0], cols = header.shape.size() == 2 ? header.shape[1] : 1;
  if (rows == 0 || cols == 0) refuse("shape", "at least one row and one column", "an empty array");
  const std::string_view data = bytes.substr(start + length);
  const std::uint64_t size = header.type == "<f8" ? 8 : 4;
  const std::string wanted =
      std::to_string(rows) + " x " + std::to_string(cols) + " entries of " + std::to_string(size) + " bytes";
  if (rows > data.size() / size || cols > data.size() / size / rows || rows * cols * size != data.size())
    refuse("data", wanted, std::to_string(data.size()) + " bytes");
  NumberTable table(static_cast<std::size_t>(cols));
  table.reserve(static_cast<std::size_t>(rows));
  for (std::uint64_t i = 0; i < rows; ++i)
    for (std::uint64_t k = 0; k < cols; ++k) {
      const std::uint64_t at = header.fortran ? k * rows + i : i * cols + k;
      const double x = size == 8 ? entry<double>(data, at) : entry<float>(data, at);
      if (!std::isfinite(x))
        refuse("row " + std::to_string(i + 1) + ", column " + std::to_string(k + 1), "a finite number",
               std::isnan(x) ? "nan"
               : x > 0       ? "inf"
                             : "-inf");
      table.append(x);
    }
  return table;
}

}  // namespace relugap::samples
