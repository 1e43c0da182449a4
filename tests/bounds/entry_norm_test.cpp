#include "bounds/entry_norm.h"

#include <doctest/doctest.h>

#include "lib/arith/elementary.h"
#include "tests/support/random.h"

namespace relugap::bounds {
namespace {

AffineLayer random_layer(std::size_t rows, std::size_t cols) {
  AffineLayer layer{rows, cols, {}, {}};
  for (std::size_t i = 0; i < rows * cols; ++i)
    layer.weights.push_back(Rational(rng().integer(-9, 9), rng().integer(1, 9)));
  for (std::size_t i = 0; i < rows; ++i)
    layer.bias.push_back(Rational(rng().integer(-9, 9), rng().integer(1, 9)));
  return layer;
}

Rational power_sum(const std::vector<Rational>& entries, int n) {
  Rational sum = 0;
  for (const Rational& entry : entries) {
    Rational power = 1;
    for (int i = 0; i < n; ++i) power *= abs(entry);
    sum += power;
  }
  return sum;
}

TEST_CASE("sound and tight: entrywise norms for integer q are roots of the exact sums") {
  const PrecisionScope scope(128);
  for (int i = scaled(100); i > 0; --i) {
    const AffineLayer layer = random_layer(3, 4);
    const int q = rng().integer(1, 7);
    const MpInterval norm = enclose_norm(layer.weights, Exponent(q)),
                     joint = enclose_joint_norm(layer, Exponent(q));
    CHECK(contains(enclose_pow(norm, q), power_sum(layer.weights, q)));
    CHECK(contains(enclose_pow(joint, q), Rational(power_sum(layer.weights, q) + power_sum(layer.bias, q))));
    CHECK(to_interval(MpInterval(norm.upper() == MpFloat(0) ? enclose_mp(0.0) : norm / norm)).upper() <=
          1 + 1e-15);
  }
}

TEST_CASE("sound: fractional q lies between its neighbours, q = inf is the largest entry") {
  const PrecisionScope scope(128);
  for (int i = scaled(50); i > 0; --i) {
    const AffineLayer layer = random_layer(2, 3);
    const MpInterval one = enclose_norm(layer.weights, Exponent(1)),
                     half = enclose_norm(layer.weights, Exponent(Rational(3, 2))),
                     two = enclose_norm(layer.weights, Exponent(2)),
                     inf = enclose_norm(layer.weights, Exponent::infinity());
    CHECK(half.upper() <= one.upper());
    CHECK(two.lower() <= half.upper());
    CHECK(inf.lower() <= two.upper());
    // (sum |a|^(3/2))^(2/3) for perfect squares a: exact.
    std::vector<Rational> squares;
    Rational cubes = 0;
    for (const Rational& a : layer.weights) {
      squares.push_back(a * a);
      cubes += abs(a) * a * a;
    }
    const MpInterval norm = enclose_norm(squares, Exponent(Rational(3, 2)));
    CHECK(contains(MpInterval(norm * norm * norm), Rational(cubes * cubes)));
  }
}

TEST_CASE("contract: the smallest coefficient is the largest norm of any layer") {
  const PrecisionScope scope(128);
  FoldedNetwork f{
      1, {{1, 1, {Rational(3)}, {Rational(4)}}, {1, 2, {Rational(-1), Rational(2)}, {Rational(0)}}}, {}};
  CHECK(contains(enclose_smallest_coefficient(f, Exponent(2), false), 4));
  CHECK(contains(enclose_smallest_coefficient(f, Exponent(2), true), 5));
  CHECK(contains(enclose_smallest_coefficient(f, Exponent(1), true), 7));
  CHECK(contains(enclose_smallest_coefficient(f, Exponent::infinity(), true), 4));
  CHECK(enclose_norm(std::vector<Rational>{0, 0}, Exponent(Rational(3, 2))).upper() == MpFloat(0));
}

}  // namespace
}  // namespace relugap::bounds
