// Intervals of different arithmetics meet only through a named, outward conversion.
// expect: no match for 'operator+'
#include "lib/arith/mp_interval.h"

relugap::Interval sum(const relugap::Interval& x, const relugap::MpInterval& y) {
#ifdef MUST_NOT_COMPILE
  return x + y;
#else
  return x + relugap::to_interval(y);
#endif
}
