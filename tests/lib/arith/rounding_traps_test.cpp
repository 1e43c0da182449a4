#include <doctest/doctest.h>

#include <atomic>
#include <cfenv>
#include <thread>

#include "lib/arith/elementary.h"
#include "tests/support/exact_rounding.h"
#include "tests/support/random.h"

// Each case is a way in which directed rounding was seen to fail with gcc and switched rounding modes.

using namespace relugap;

TEST_CASE("regression: both ends of a quotient computed in one function are not merged") {
  for (int i = 0; i < scaled(2000); ++i) {
    const double a = rng().uniform(1, 2), b = rng().uniform(1, 2);
    const Interval quotient = Interval(a) / Interval(b);
    const Rational value = exact(a) / exact(b);
    REQUIRE(contains(quotient, value));
    REQUIRE((quotient.lower() < quotient.upper() || exact(quotient.lower()) == value));
  }
}

TEST_CASE("regression: a quotient of literal constants is not folded to a point") {
  const Interval third = Interval(1.0) / Interval(3.0);
  CHECK(contains(third, Rational(1, 3)));
  CHECK(directed::div_down(1.0, 3.0) < directed::div_up(1.0, 3.0));
  CHECK(directed::mul_down(0.1, 0.1) < directed::mul_up(0.1, 0.1));
  CHECK(directed::add_down(1.0, 0x1p-60) < directed::add_up(1.0, 0x1p-60));
  CHECK(directed::sqrt_down(2.0) < directed::sqrt_up(2.0));
}

TEST_CASE("regression: a product negated twice is not simplified") {
  for (int i = 0; i < scaled(2000); ++i) {
    const double a = rng().normal(), b = rng().normal();
    const Rational product = exact(a) * exact(b);
    REQUIRE(test::is_rounded_up(-directed::mul_down(-a, b), product));
    REQUIRE(test::is_rounded_down(-directed::mul_up(-a, b), product));
    REQUIRE(contains(-((-Interval(a)) * Interval(b)), product));
  }
}

TEST_CASE("regression: a dot product in a loop that the compiler may vectorise is enclosed") {
  for (int i = 0; i < scaled(200); ++i) {
    double a[64], b[64];
    Interval sum(0);
    Rational value = 0;
    for (int k = 0; k < 64; ++k) a[k] = rng().normal(), b[k] = rng().normal();
    for (int k = 0; k < 64; ++k) sum += Interval(a[k]) * b[k];
    for (int k = 0; k < 64; ++k) value += exact(a[k]) * exact(b[k]);
    REQUIRE(contains(sum, value));
    REQUIRE(sum.lower() < sum.upper());
  }
}

TEST_CASE("regression: a product fed to a sum is not contracted to a fused operation") {
  for (int i = 0; i < scaled(2000); ++i) {
    const double a = rng().normal(), b = rng().normal(), c = -a * b;  // rounded product
    const Rational exact_sum = exact(a * b) + exact(c);
    REQUIRE(test::is_rounded_down(directed::add_down(a * b, c), exact_sum));
    REQUIRE(test::is_rounded_up(directed::add_up(a * b, c), exact_sum));
  }
}

TEST_CASE("regression: a thread that changes its rounding mode does not disturb the others") {
  std::atomic<bool> started{false}, stop{false};
  std::thread disturber([&] {
    std::fesetround(FE_UPWARD);
    started = true;
    while (!stop) std::this_thread::yield();
  });
  while (!started) std::this_thread::yield();
  for (int i = 0; i < scaled(2000); ++i) {
    const double a = rng().normal(), b = rng().normal();
    REQUIRE(contains(Interval(a) / Interval(b), exact(a) / exact(b)));
  }
  stop = true;
  disturber.join();
}

TEST_CASE("regression: interval results are the same in several threads at once") {
  const auto work = [] {
    Interval sum(0);
    for (int k = 1; k < 2000; ++k) sum += enclose_sin(Interval(k)) / Interval(k);
    return sum;
  };
  const Interval expected = work();
  Interval results[4];
  std::thread threads[4];
  for (int t = 0; t < 4; ++t) threads[t] = std::thread([&, t] { results[t] = work(); });
  for (std::thread& thread : threads) thread.join();
  for (const Interval& result : results) {
    CHECK(result.lower() == expected.lower());
    CHECK(result.upper() == expected.upper());
  }
}

TEST_CASE("regression: elementary functions leave the rounding mode to-nearest") {
  (void)enclose_exp(Interval(1));
  (void)enclose_sin(MpInterval(1));
  (void)enclose_pi<Interval>();
  CHECK(std::fegetround() == FE_TONEAREST);
}
