#include "cli/norm_option.h"

#include <algorithm>

#include "lib/arith/decimal.h"
#include "lib/core/error.h"

namespace relugap::cli {
namespace {

verify::Norm parse_norm(const std::string& text) {
  if (text == "inf") return {};
  const auto refuse = [&] {
    throw InputError("--norm: expected inf or a number p >= 1, or several with commas, found " +
                     (text.empty() ? std::string("nothing") : text));
  };
  Rational p;
  try {
    p = parse_decimal(text);
  } catch (const InputError&) {
    refuse();
  }
  if (p < 1) refuse();
  return {p};
}

}  // namespace

std::vector<verify::Norm> parse_norms(const std::string& text) {
  std::vector<verify::Norm> norms;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    const verify::Norm norm = parse_norm(text.substr(begin, end - begin));
    if (std::find(norms.begin(), norms.end(), norm) != norms.end())
      throw InputError("--norm: expected different norms, found " + verify::to_string(norm) + " twice");
    norms.push_back(norm);
    begin = end + 1;
  }
  return norms;
}

std::string norm_text(const verify::Norm& norm) {
  return norm.p ? "||f - g||_" + verify::to_string(norm) : "sup |f - g|";
}

}  // namespace relugap::cli
