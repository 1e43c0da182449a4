// An MPFR number alone has no arithmetic: a sum without a rounding direction would be nobody's bound.
// expect: no match for 'operator+'
#include "lib/arith/mp_interval.h"

relugap::MpInterval sum(const relugap::MpInterval& x, const relugap::MpInterval& y) {
#ifdef MUST_NOT_COMPILE
  return relugap::MpInterval(x.lower() + y.lower());
#else
  return x + y;
#endif
}
