#include "lib/arith/self_test.h"

#include <doctest/doctest.h>

#include <cfenv>
#include <thread>

#include "lib/core/error.h"

#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

using namespace relugap;

namespace {

/// Whether the self-test refuses after `change`; the thread's floating-point environment is put back.
template <class Change>
bool refuses(Change change) {
  std::fenv_t saved;
  std::fegetenv(&saved);
  change();
  bool refused = false;
  try {
    check_floating_point_environment();
  } catch (const EnvironmentError&) {
    refused = true;
  }
  std::fesetenv(&saved);
  return refused;
}

}  // namespace

TEST_CASE("the self-test accepts the environment a program starts with") {
  CHECK_NOTHROW(check_floating_point_environment());
}

TEST_CASE("the self-test refuses every rounding mode but to-nearest") {
  for (const int mode : {FE_DOWNWARD, FE_UPWARD, FE_TOWARDZERO}) {
    CHECK(refuses([&] { std::fesetround(mode); }));
  }
  CHECK_FALSE(refuses([] { std::fesetround(FE_TONEAREST); }));
}

#if defined(__x86_64__)
TEST_CASE("the self-test refuses flush-to-zero and denormals-are-zero, each alone") {
  CHECK(refuses([] { _mm_setcsr(_mm_getcsr() | 0x8000u); }));
  CHECK(refuses([] { _mm_setcsr(_mm_getcsr() | 0x0040u); }));
}
#endif

TEST_CASE("the self-test judges the thread it runs in") {
  bool refused_there = false;
  std::thread([&] { refused_there = refuses([] { std::fesetround(FE_UPWARD); }); }).join();
  CHECK(refused_there);
  std::fesetround(FE_DOWNWARD);
  bool inherited = false;
  std::thread([&] { inherited = refuses([] {}); }).join();  // a new thread inherits the mode of its creator
  std::fesetround(FE_TONEAREST);
  CHECK(inherited);
  CHECK_NOTHROW(check_floating_point_environment());
}
