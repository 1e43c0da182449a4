#include "cli/class_option.h"

#include <cstdint>
#include <optional>
#include <string_view>

#include "lib/core/error.h"
#include "lib/core/quote.h"

namespace relugap::cli {
namespace {

[[noreturn]] void fail(const std::string& expected, std::string_view found) {
  throw InputError("--class: expected " + expected + ", found " + quote(found));
}

}  // namespace

bounds::NetworkClass parse_class(const std::string& text) {
  constexpr const char* kForm = "WIDTHS;q=Q;c=C such as 45-46-1-1;q=2;c=1";
  std::string_view rest = text;
  const auto next = [&rest] {
    const std::size_t cut = rest.find(';');
    const std::string_view item = rest.substr(0, cut);
    rest = cut == std::string_view::npos ? std::string_view() : rest.substr(cut + 1);
    return item;
  };
  const std::string_view widths = next();
  std::optional<bounds::Exponent> q;
  std::optional<Rational> c;
  bool joint = false;
  try {
    while (!rest.empty()) {
      const std::string_view item = next();
      if (item.starts_with("q=") && !q) {
        q = bounds::parse_exponent(item.substr(2));
      } else if (item.starts_with("c=") && !c) {
        c = bounds::parse_positive(item.substr(2), "c");
      } else if (item == "joint" && !joint) {
        joint = true;
      } else {
        fail(kForm, text);
      }
    }
    if (!q || !c) fail(kForm, text);
    bounds::NetworkClass h{bounds::parse_widths(widths), *q, *c, joint};
    if (h.widths.back() != 1) fail("output width 1", widths);
    return h;
  } catch (const InputError& error) {
    const std::string line = error.what();
    throw InputError(line.starts_with("--class") ? line : "--class: " + line);
  }
}

Json class_json(const bounds::NetworkClass& h) {
  return {{"widths", h.widths},
          {"layers", h.layers()},
          {"parameters", h.parameters() < Integer(1) << 63 ? Json(static_cast<std::uint64_t>(h.parameters()))
                                                           : Json(h.parameters().str())},
          {"q", h.q.text()},
          {"coefficient", bounds::text(h.coefficient)},
          {"joint_norm", h.joint}};
}

}  // namespace relugap::cli
