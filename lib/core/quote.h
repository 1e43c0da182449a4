#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace relugap {

/// The text in single quotes, fit for one line of an error message: bytes outside printable ASCII become
/// \xNN, and what exceeds `limit` bytes is cut and marked by "...".
inline std::string quote(std::string_view text, std::size_t limit = 80) {
  constexpr char kHex[] = "0123456789abcdef";
  std::string result = "'";
  for (const char c : text.substr(0, limit)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte < 0x7f) {
      result += c;
    } else {
      result += {'\\', 'x', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
  return result + (text.size() > limit ? "...'" : "'");
}

}  // namespace relugap
