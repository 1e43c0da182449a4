#include "lib/core/json.h"

#include <cmath>

#include "lib/core/error.h"

namespace relugap {

Json json_bound(double bound) {
  RELUGAP_CHECK(!std::isnan(bound));
  if (std::isinf(bound)) return bound > 0 ? "inf" : "-inf";
  return bound;
}

}  // namespace relugap
