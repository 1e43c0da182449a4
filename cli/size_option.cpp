#include "cli/size_option.h"

#include <array>
#include <cctype>
#include <limits>

#include <fmt/format.h>

#include "lib/arith/decimal.h"
#include "lib/core/error.h"

namespace relugap::cli {
namespace {

constexpr std::string_view kLetters = "KMGT";

}  // namespace

std::size_t parse_size(const std::string& option, const std::string& text) {
  const auto refuse = [&] {
    throw InputError(option + ": expected a size such as 512M, 4G or a number of bytes, found " +
                     (text.empty() ? std::string("nothing") : text));
  };
  std::string number = text;
  if (number.ends_with("iB")) {
    number.resize(number.size() - 2);
    if (number.empty() || std::isdigit(static_cast<unsigned char>(number.back()))) refuse();
  } else if (number.ends_with('B')) {
    number.pop_back();
  }
  Rational unit = 1;
  if (!number.empty()) {
    const auto letter = static_cast<char>(std::toupper(static_cast<unsigned char>(number.back())));
    const std::size_t power = kLetters.find(letter);
    if (power != std::string_view::npos) {
      number.pop_back();
      for (std::size_t i = 0; i <= power; ++i) unit *= 1024;
    }
  }
  Rational bytes;
  try {
    bytes = parse_decimal(number) * unit;
  } catch (const InputError&) {
    refuse();
  }
  if (bytes < 1 || bytes > Rational(std::numeric_limits<std::int64_t>::max())) refuse();
  return static_cast<std::size_t>(round_down(bytes));
}

std::string size_text(std::size_t bytes) {
  auto value = static_cast<double>(bytes);
  std::size_t power = 0;
  while (value >= 1024 && power < kLetters.size()) {
    value /= 1024;
    ++power;
  }
  if (power == 0) return fmt::format("{} B", bytes);
  return fmt::format("{:.{}f} {}iB", value, value < 10 ? 1 : 0, kLetters[power - 1]);
}

}  // namespace relugap::cli
