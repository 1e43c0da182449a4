#include "bounds/membership.h"

#include <doctest/doctest.h>

#include "tests/support/random.h"

namespace relugap::bounds {
namespace {

using net::Dense;
using net::Diagonal;
using net::Network;
using net::Relu;

const Exponent kOne(1), kTwo(2), kInf = Exponent::infinity();

Dense random_dense(std::size_t rows, std::size_t cols) {
  Dense d{rows, cols, std::vector<double>(rows * cols), std::vector<double>(rows)};
  for (double& w : d.weights) w = rng().normal();
  for (double& b : d.bias) b = rng().normal();
  return d;
}

TEST_CASE("norms of stored weights are exact") {
  const Membership m =
      measure(Network(2, {Dense{2, 2, {1, -2, 0.5, 0}, {0.25, -3}}, Relu{}, Dense{1, 2, {3, 4}, {7}}}));
  CHECK(m.widths == std::vector<std::uint64_t>{2, 2, 1});
  CHECK(m.parameters() == 9);
  CHECK(m.layers[0].weights == EntrywiseNorms{Rational(7, 2), Rational(21, 4), 2});
  CHECK(m.layers[0].bias == EntrywiseNorms{Rational(13, 4), Rational(145, 16), 3});
  CHECK(m.smallest_coefficient_power(kOne) == 7);
  CHECK(m.smallest_coefficient_power(kTwo) == 49);
  CHECK(m.smallest_coefficient_power(kInf) == 7);
  CHECK(*norm_from_power(49, kTwo)->exact() == 7);
  CHECK_FALSE(m.obstacle);
}

TEST_CASE("scalings are folded exactly: the layers compute the same function") {
  for (int i = scaled(20); i > 0; --i) {
    const Dense first = random_dense(3, 2), last = random_dense(1, 3);
    const Diagonal input{{Rational(1, 3), Rational(-2)}, {Rational(1, 7), Rational(0)}};
    const Diagonal hidden{{Rational(1, 5), Rational(3), Rational(0)},
                          {Rational(1), Rational(-1, 9), Rational(2)}};
    const Membership m = measure(Network(2, {input, first, Relu{}, hidden, last}));
    REQUIRE(m.layers.size() == 2);
    EntrywiseNorms weights, bias;
    for (std::size_t r = 0; r < 3; ++r) {
      Rational b = exact(first.bias[r]);
      for (std::size_t c = 0; c < 2; ++c) {
        weights.add(exact(first.weight(r, c)) * input.scale[c]);
        b += exact(first.weight(r, c)) * input.shift[c];
      }
      bias.add(b);
    }
    CHECK(m.layers[0].weights == weights);
    CHECK(m.layers[0].bias == bias);
    Rational b = exact(last.bias[0]);
    for (std::size_t c = 0; c < 3; ++c) b += exact(last.weight(0, c)) * hidden.shift[c];
    CHECK(m.layers[1].bias.inf == abs(b));
  }
}

TEST_CASE("affine layers without an activation between them count as one") {
  const Dense a = random_dense(4, 3), b = random_dense(2, 4);
  const Membership m =
      measure(Network(3, {a, b, Diagonal{{2, 2}, {0, 1}}, Relu{}, Relu{}, random_dense(1, 2)}));
  CHECK(m.widths == std::vector<std::uint64_t>{3, 2, 1});
  EntrywiseNorms weights;
  for (std::size_t r = 0; r < 2; ++r)
    for (std::size_t c = 0; c < 3; ++c) {
      Rational w = 0;
      for (std::size_t k = 0; k < 4; ++k) w += exact(b.weight(r, k)) * exact(a.weight(k, c));
      weights.add(2 * w);
    }
  CHECK(m.layers[0].weights == weights);
}

TEST_CASE("networks that have not the form of the class are named") {
  CHECK(measure(Network(2, {random_dense(1, 2), Relu{}})).obstacle ==
        "an activation follows the last affine layer");
  CHECK(measure(Network(2, {Relu{}, random_dense(1, 2)})).obstacle ==
        "an activation stands before the first affine layer");
  CHECK(measure(Network(2, {})).obstacle == "it has no affine layer");
}

TEST_CASE("a network with a skip connection or another activation than ReLU is in no class") {
  CHECK(measure(Network(2, {random_dense(3, 2), Relu{{1, 0, 1}}, random_dense(1, 3)})).obstacle ==
        "values pass an activation unchanged (a skip connection, or another activation than ReLU)");
  CHECK_FALSE(measure(Network(2, {random_dense(3, 2), Relu{{1, 1, 1}}, random_dense(1, 3)})).obstacle);
}

TEST_CASE("a network with several outputs is in no class, one of its outputs is") {
  const Network network(2, {random_dense(3, 2), Relu{}, random_dense(2, 3)});
  CHECK(measure(network).obstacle == "it has 2 outputs, the networks of the class have one");
  CHECK_FALSE(measure(network.with_output(1)).obstacle);
}

TEST_CASE("a network of zeros has norm zero, which is no positive number") {
  const Membership m = measure(Network(1, {Dense{1, 1, {0}, {0}}}));
  CHECK(m.smallest_coefficient_power(kTwo) == 0);
  CHECK_FALSE(norm_from_power(0, kTwo).has_value());
}

}  // namespace
}  // namespace relugap::bounds
