#include "lib/core/json.h"

#include <cmath>

#include "lib/core/error.h"

namespace relugap {

Json json_bound(double bound) {
  RELUGAP_CHECK(!std::isnan(bound));
  if (std::isinf(bound)) return bound > 0 ? "inf" : "-inf";
  return bound;
}

std::string json_text(const Json& document) {
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace relugap
