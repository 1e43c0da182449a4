#include "lib/arith/interval.h"

namespace relugap {

Interval enclose(const Rational& r) { return Interval(round_down(r), round_up(r)); }

bool contains(const Interval& x, const Rational& r) {
  const bool above = std::isinf(x.lower()) ? x.lower() < 0 : exact(x.lower()) <= r;
  const bool below = std::isinf(x.upper()) ? x.upper() > 0 : r <= exact(x.upper());
  return above && below;
}

}  // namespace relugap
