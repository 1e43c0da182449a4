#include "lib/arith/interval.h"

// Compiled with -ffast-math (CMakeLists.txt).
double fast_math_width(const relugap::Interval& x) { return x.upper() - x.lower(); }
