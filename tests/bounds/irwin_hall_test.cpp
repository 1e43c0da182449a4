#include "bounds/irwin_hall.h"

#include <doctest/doctest.h>

#include <vector>

#include "tests/bounds/support.h"

namespace relugap::bounds {
namespace {

TEST_CASE("between integers the sum of uniform numbers has the probabilities of the Eulerian numbers") {
  std::vector<Integer> eulerian = {1};  // A(n, k), from A(1, 0), by their recurrence
  for (std::uint64_t n = 1; n <= 60; ++n) {
    const Rational all = test::factorial(n);
    for (std::uint64_t k = 0; k < n; ++k) CHECK(irwin_hall(n, k, k + 1) == eulerian[k] / all);
    std::vector<Integer> next(n + 1);
    for (std::uint64_t k = 0; k <= n; ++k) {
      if (k < n) next[k] += (k + 1) * eulerian[k];
      if (k > 0) next[k] += (n + 1 - k) * eulerian[k - 1];
    }
    eulerian = std::move(next);
  }
}

TEST_CASE("one, two and three uniform numbers, by their densities") {
  for (int i = scaled(200); i > 0; --i) {
    const Rational x(rng().integer(0, 30), 30);
    CHECK(irwin_hall(1, 0, x) == x);
    CHECK(irwin_hall(2, 0, x) == x * x / 2);
    CHECK(irwin_hall(2, 0, 1 + x) == 1 - (1 - x) * (1 - x) / 2);
    CHECK(irwin_hall(3, 0, x) == x * x * x / 6);
    CHECK(irwin_hall(3, 0, 2 + x) == 1 - test::power(1 - x, 3) / 6);
    CHECK(irwin_hall(3, 1, 1 + x) == x / 2 + x * x / 2 - x * x * x / 3);
  }
}

TEST_CASE("probabilities add up, grow with the interval and are one on all of [0, n]") {
  for (int i = scaled(200); i > 0; --i) {
    const auto n = static_cast<std::uint64_t>(rng().integer(1, 40));
    const Rational a(rng().integer(-20, 400), 9), b = a + Rational(rng().integer(0, 100), 7), c = b + 1;
    CHECK(irwin_hall(n, a, b) + irwin_hall(n, b, c) == irwin_hall(n, a, c));
    CHECK(irwin_hall(n, a, b) == irwin_hall(n, n - b, n - a));
    CHECK(irwin_hall(n, -1, n) == 1);
    CHECK(irwin_hall(n, b, a) == 0);
  }
}

}  // namespace
}  // namespace relugap::bounds
