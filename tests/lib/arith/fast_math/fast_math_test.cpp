#include <doctest/doctest.h>

#include "lib/arith/interval.h"
#include "lib/arith/self_test.h"
#include "lib/core/error.h"

double fast_math_width(const relugap::Interval& x);

TEST_CASE("one translation unit compiled with -ffast-math makes the self-test refuse") {
  CHECK(fast_math_width(relugap::Interval(1, 3)) == 2);
  CHECK_THROWS_AS(relugap::check_floating_point_environment(), relugap::EnvironmentError);
}
