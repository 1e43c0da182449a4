#include "lib/arith/self_test.h"

#include <atomic>
#include <cfenv>
#include <limits>
#include <string>

#include "lib/arith/mp_interval.h"
#include "lib/core/error.h"

#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

namespace relugap {
namespace {

std::atomic<bool> fast_math_seen{false};

void require(bool holds, const std::string& expected) {
  if (!holds) throw EnvironmentError("floating-point self-test: expected " + expected);
}

void check_rounding_mode() {
  require(std::fegetround() == FE_TONEAREST, "the rounding mode to-nearest, found another");
  volatile double one = 1, half_ulp = 0x1p-53;
  volatile double tie = one + half_ulp, above = one + half_ulp * 1.5, negative = -one - half_ulp;
  require(tie == 1 && above == 1 + 0x1p-52 && negative == -1, "sums rounded to nearest, ties to even");
}

void check_gradual_underflow() {
#if defined(__x86_64__)
  constexpr unsigned kFlushToZero = 0x8000, kDenormalsAreZero = 0x0040;
  require((_mm_getcsr() & (kFlushToZero | kDenormalsAreZero)) == 0, "gradual underflow, found flush-to-zero");
#endif
  volatile double smallest_normal = std::numeric_limits<double>::min();
  volatile double subnormal = smallest_normal / 2;
  volatile double doubled = subnormal * 2;
  require(subnormal > 0 && doubled == smallest_normal, "gradual underflow, found flush-to-zero");
}

void check_precision() {
  volatile double x = 1 + 0x1p-30;
  volatile double square = x * x;  // 1 + 2^-29 + 2^-60
  require(x * x == square && square - (1 + 0x1p-29) == 0, "binary64 without excess precision");
  volatile double huge = std::numeric_limits<double>::max();
  volatile double product = huge * 2;
  require(product == std::numeric_limits<double>::infinity(), "overflow to infinity");
}

void check_directed_operations() {
  volatile double one = 1, three = 3;
  const Rational third(1, 3);
  const Interval quotient = Interval(one) / Interval(three);
  require(exact(quotient.lower()) < third && third < exact(quotient.upper()),
          "1/3 strictly inside an interval");
  const Interval product = quotient * quotient - Interval(one);
  require(contains(product, Rational(-8, 9)), "1/9 - 1 inside its enclosure");
  PrecisionScope precision(64);
  const MpInterval many_digits = MpInterval(MpFloat(one)) / MpInterval(MpFloat(three));
  require(exact(many_digits.lower()) < third && third < exact(many_digits.upper()),
          "1/3 strictly inside an MPFR interval");
}

}  // namespace

bool detail::register_fast_math_translation_unit() {
  fast_math_seen = true;
  return true;
}

void check_floating_point_environment() {
  require(!fast_math_seen, "no translation unit compiled with -ffast-math, found one");
  check_rounding_mode();
  check_gradual_underflow();
  check_precision();
  check_directed_operations();
}

}  // namespace relugap
