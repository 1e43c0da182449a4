// An exact number becomes a double only by a named rounding.
// expect: cannot convert
#include "lib/arith/rational.h"

double lower_third() {
#ifdef MUST_NOT_COMPILE
  const double third = relugap::Rational(1, 3);
  return third;
#else
  return relugap::round_down(relugap::Rational(1, 3));
#endif
}
