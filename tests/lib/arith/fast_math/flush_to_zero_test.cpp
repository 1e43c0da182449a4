#include <doctest/doctest.h>

#include "lib/arith/self_test.h"
#include "lib/core/error.h"

// Linked with -ffast-math (CMakeLists.txt): start-up code of gcc then sets flush-to-zero for the whole
// program.
TEST_CASE("a program linked with -ffast-math makes the self-test refuse") {
  CHECK_THROWS_AS(relugap::check_floating_point_environment(), relugap::EnvironmentError);
}
