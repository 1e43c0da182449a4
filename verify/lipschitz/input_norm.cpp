#include "verify/lipschitz/input_norm.h"

#include <algorithm>

#include "lib/core/error.h"

namespace relugap::verify {

const char* to_string(InputNorm norm) {
  switch (norm) {
    case InputNorm::L1:
      return "l1";
    case InputNorm::L2:
      return "l2";
    case InputNorm::Linf:
      return "linf";
  }
  RELUGAP_CHECK(false);
}

Interval enclose_dual_norm(std::span<const Interval> g, InputNorm norm) {
  Interval total(0.0);
  for (const Interval& entry : g) {
    const Interval size = abs(entry);
    if (norm == InputNorm::L1) {
      total = max(total, size);
    } else {
      total += norm == InputNorm::L2 ? size * size : size;
    }
  }
  return norm == InputNorm::L2
             ? Interval(directed::sqrt_down(total.lower()), directed::sqrt_up(total.upper()))
             : total;
}

}  // namespace relugap::verify
