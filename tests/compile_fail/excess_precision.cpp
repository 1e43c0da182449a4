// Directed arithmetic refuses a compiler that evaluates double expressions in a wider format.
// expect: evaluated in binary64
#if defined(MUST_NOT_COMPILE) && defined(__x86_64__)
#undef __FLT_EVAL_METHOD__
#define __FLT_EVAL_METHOD__ 2  // what -mfpmath=387 announces
#elif defined(MUST_NOT_COMPILE)
#error "evaluated in binary64: this machine has no wider format to try"
#endif
#include "lib/arith/directed.h"

double sum(double x, double y) { return relugap::directed::add_up(x, y); }
