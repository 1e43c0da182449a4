#include "bounds/log_factorial.h"

#include <doctest/doctest.h>

#include "lib/arith/elementary.h"
#include "tests/support/random.h"

namespace relugap::bounds {
namespace {

TEST_CASE("ln n! contains the logarithm of the exact factorial on both sides of the switch to log-gamma") {
  Integer factorial = 1;
  for (unsigned n = 1; n <= 2400; ++n) {
    factorial *= n;
    if (n % 97 != 0 && n != 1999 && n != 2000 && n != 2001) continue;
    MpInterval truth;
    {
      const PrecisionScope scope(512);
      truth = enclose_log(enclose_mp(Rational(factorial)));
    }
    const PrecisionScope scope(128);
    const MpInterval log = enclose_log_factorial(n);
    CHECK(log.lower() <= truth.lower());
    CHECK(truth.upper() <= log.upper());
  }
}

TEST_CASE("ln n! - ln (n-1)! is ln n for large n") {
  for (int i = scaled(20); i > 0; --i) {
    const auto n = static_cast<std::uint64_t>(rng().integer(3000, 2'000'000'000));
    const PrecisionScope scope(256);
    const MpInterval gap = enclose_log_factorial(n) - enclose_log_factorial(n - 1);
    const MpInterval log = enclose_log(enclose_mp(Rational(n)));
    CHECK(gap.lower() <= log.lower());
    CHECK(log.upper() <= gap.upper());
  }
}

}  // namespace
}  // namespace relugap::bounds
