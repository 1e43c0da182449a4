#include "bounds/witness/norm_check.h"

#include <doctest/doctest.h>

#include <vector>

#include "tests/support/random.h"

namespace relugap::bounds::witness {
namespace {

Magnitudes magnitudes(const std::vector<double>& values) {
  Magnitudes m;
  m.add(values);
  return m;
}

TEST_CASE("norms are compared exactly, to the last unit") {
  const Exponent one(1), two(2), inf = Exponent::infinity(), three(3);
  CHECK(magnitudes({3, -4}).norm_at_most(two, 5));
  CHECK(!magnitudes({3, -4, 0x1p-500}).norm_at_most(two, 5));
  CHECK(magnitudes({3, -4, 0}).norm_at_most(one, 7));
  CHECK(!magnitudes({3, -4}).norm_at_most(one, Rational(7) - Rational(1, Integer(1) << 400)));
  CHECK(magnitudes({3, -4}).norm_at_most(inf, 4));
  CHECK(!magnitudes({3, -4}).norm_at_most(inf, Rational(39999, 10000)));
  CHECK(magnitudes({3, 4, 5}).norm_at_most(three, 6));
  CHECK(!magnitudes({3, 4, 5, 0x1p-300}).norm_at_most(three, 6));
  CHECK(magnitudes({}).norm_at_most(two, Rational(1, 1000)));
  CHECK(magnitudes({0.1}).norm_at_most(Exponent(Rational(3, 2)), exact(0.1)));
  CHECK(!magnitudes({0.1}).norm_at_most(Exponent(Rational(3, 2)), Rational(1, 10)));
}

TEST_CASE(
    "for q that is not an integer the answer is yes only if it is true, and no only near equality or "
    "beyond") {
  for (int k = 0; k < scaled(200); ++k) {
    std::vector<double> values;
    for (int n = rng().integer(1, 6); n > 0; --n) values.push_back(rng().uniform(-2, 2));
    // q = 3/2: the sum of |v|^(3/2) is compared with c^(3/2) through squares, (sum)^2 <= c^3, with rational square roots
    // of |v| bracketed to 2^-200.
    Rational low = 0, high = 0;
    for (const double v : values) {
      const Rational size = abs(exact(v));
      const Integer scaled_root = sqrt(Integer(numerator(size) * (Integer(1) << 400) / denominator(size)));
      low += size * Rational(scaled_root, Integer(1) << 200);
      high += size * Rational(scaled_root + 1, Integer(1) << 200);
    }
    const Rational c(rng().integer(1, 200), 20);
    const bool answer = magnitudes(values).norm_at_most(Exponent(Rational(3, 2)), c);
    if (high * high <= c * c * c) CHECK(answer);
    if (low * low > c * c * c) CHECK(!answer);
  }
}

}  // namespace
}  // namespace relugap::bounds::witness
