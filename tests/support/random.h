#pragma once

#include <cstdint>
#include <random>

namespace relugap::test {

/// Source of random test inputs. Every test case starts from the same seed (environment variable
/// RELUGAP_TEST_SEED, else a fixed one), which is printed when the test fails.
class Rng {
 public:
  explicit Rng(std::uint64_t seed) : engine_(seed) {}

  std::uint64_t bits() { return engine_(); }
  /// Uniform integer in [lo, hi].
  int integer(int lo, int hi);
  /// Uniform in [lo, hi), rounded to double.
  double uniform(double lo, double hi);
  double normal();
  bool coin() { return (bits() & 1u) != 0; }
  /// Any finite double, all bit patterns equally likely.
  double any_finite();
  /// Doubles that break careless code: +-0, subnormals, ulps around powers of two, 1e300, the largest ones,
  /// small integers, and now and then any finite one. Never infinite or NaN.
  double nasty_double();

  std::mt19937_64& engine() { return engine_; }

 private:
  std::mt19937_64 engine_;
};

/// The generator of the running test case (tests are single threaded).
Rng& rng();

/// Puts rng() back to the seed; called at the start of each test case by tests/support/main.cpp.
void reset_rng();

std::uint64_t test_seed();

/// `n` times RELUGAP_TEST_SCALE (default 1), at least 1: how many random inputs a test takes.
int scaled(int n);

inline double nasty_double() { return rng().nasty_double(); }

}  // namespace relugap::test

namespace relugap {
using test::nasty_double;
using test::Rng;
using test::rng;
using test::scaled;
}  // namespace relugap
