#include "tests/support/random.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdlib>
#include <limits>

namespace relugap::test {
namespace {

constexpr std::uint64_t kDefaultSeed = 20230501;

double environment_number(const char* name, double otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr || *text == '\0' ? otherwise : std::strtod(text, nullptr);
}

double with_random_sign(Rng& random, double magnitude) { return random.coin() ? magnitude : -magnitude; }

}  // namespace

int Rng::integer(int lo, int hi) { return std::uniform_int_distribution<int>(lo, hi)(engine_); }

double Rng::uniform(double lo, double hi) { return std::uniform_real_distribution<double>(lo, hi)(engine_); }

double Rng::normal() { return std::normal_distribution<double>()(engine_); }

double Rng::any_finite() {
  for (;;) {
    const double x = std::bit_cast<double>(bits());
    if (std::isfinite(x)) return x;
  }
}

double Rng::nasty_double() {
  constexpr double kMax = std::numeric_limits<double>::max();
  constexpr double kMinNormal = std::numeric_limits<double>::min();
  constexpr double kMinSubnormal = std::numeric_limits<double>::denorm_min();
  switch (integer(0, 11)) {
    case 0:
      return with_random_sign(*this, 0.0);
    case 1:  // a few of the smallest subnormals
      return with_random_sign(*this, kMinSubnormal * integer(1, 8));
    case 2:  // any subnormal
      return with_random_sign(*this, std::bit_cast<double>(bits() >> 12));
    case 3:  // around the smallest normal number
      return with_random_sign(*this, kMinNormal + kMinSubnormal * integer(-4, 4));
    case 4:
    case 5: {  // within a few ulps of a power of two
      const double power = std::ldexp(1.0, integer(-60, 60));
      const auto pattern = std::bit_cast<std::int64_t>(power) + integer(-3, 3);
      return with_random_sign(*this, std::bit_cast<double>(pattern));
    }
    case 6: {  // a power of two of any size
      return with_random_sign(*this, std::ldexp(1.0, integer(-1074, 1023)));
    }
    case 7:
      return with_random_sign(*this, uniform(0.5, 2.0) * (coin() ? 1e300 : 1e-300));
    case 8:  // the largest numbers
      return with_random_sign(*this,
                              std::bit_cast<double>(std::bit_cast<std::int64_t>(kMax) - integer(0, 3)));
    case 9:
      return integer(-10, 10);
    case 10:
      return normal();
    default:
      return any_finite();
  }
}

std::uint64_t test_seed() {
  const char* text = std::getenv("RELUGAP_TEST_SEED");
  return text == nullptr || *text == '\0' ? kDefaultSeed : std::strtoull(text, nullptr, 10);
}

namespace {
Rng& shared_rng() {
  static Rng shared(test_seed());
  return shared;
}
}  // namespace

Rng& rng() { return shared_rng(); }

void reset_rng() { shared_rng() = Rng(test_seed()); }

int scaled(int n) { return std::max(1, static_cast<int>(n * environment_number("RELUGAP_TEST_SCALE", 1.0))); }

}  // namespace relugap::test
