#include "tests/lib/arith/link_order/operations.h"

// Compiled with -O3 and without -frounding-math (CMakeLists.txt): its copies of the inline functions compete
// with those of the flagged translation units, and the linker keeps the first.
IntervalOperations plain_interval_operations() { return interval_operations(); }
