#include "verify/relax/lower_network.h"

#include <doctest/doctest.h>

#include "lib/kernel/enclose_network_tile.h"
#include "lib/kernel/roundoff.h"
#include "tests/support/random.h"
#include "tests/verify/random_sides.h"

using namespace relugap;
using namespace relugap::verify;
using namespace relugap::test;

namespace {

Rational evaluate_lowered(const kernel::TileNetwork& f, std::vector<Rational> x) {
  for (const kernel::TileLayer& layer : f.layers()) {
    std::vector<Rational> z;
    for (std::size_t j = 0; j < layer.rows; ++j) {
      Rational sum = exact(layer.bias[j]);
      for (std::size_t i = 0; i < layer.cols; ++i)
        sum += exact(layer.weights[j * kernel::padded(layer.cols) + i]) * x[i];
      z.push_back(layer.rectified[j] != 0 && sum < 0 ? Rational(0) : sum);
    }
    x = std::move(z);
  }
  return x[0];
}

}  // namespace

TEST_CASE("sound: a network of Dense and ReLU layers is taken over exactly") {
  for (int i = 0; i < scaled(50); ++i) {
    const net::Network f = random_net({2, 5, 4, 1}, [] { return rng().nasty_double(); });
    const auto lowered = lower_network(f);
    REQUIRE(lowered);
    for (const kernel::TileLayer& layer : lowered->layers()) CHECK(layer.weight_roundings == 0);
    const std::vector<Rational> x{Rational(1, 3), Rational(-2, 7)};
    CHECK(evaluate_lowered(*lowered, x) == net::evaluate(f, x)[0]);
  }
}

TEST_CASE(
    "sound: divisions are multiplied into the next layer, each weight within one rounding of the exact one") {
  // (x - 1/3) / 7, then 0.5 x + 0.25, then ReLU, then -2 x
  const net::Network f(
      1, {net::Diagonal{{Rational(1)}, {Rational(-1, 3)}}, net::Diagonal{{Rational(1, 7)}, {Rational(0)}},
          net::Dense{1, 1, {0.5}, {0.25}}, net::Relu{}, net::Dense{1, 1, {-2}, {0}}});
  const auto lowered = lower_network(f);
  REQUIRE(lowered);
  REQUIRE(lowered->layers().size() == 2);
  const kernel::TileLayer& first = lowered->layers()[0];
  CHECK(first.weight_roundings == 1);
  CHECK(lowered->layers()[1].weight_roundings == 0);
  const Rational u = exact(kernel::kUnit), weight(1, 14), bias = Rational(1, 4) - Rational(1, 42);
  CHECK(abs(Rational(exact(first.weights[0]) - weight)) <= u * weight);
  CHECK(abs(Rational(exact(first.bias[0]) - bias)) <= u * bias);
}

TEST_CASE(
    "sound: networks of every make are taken over within the roundings of their weights, masks exactly") {
  for (int i = 0; i < scaled(60); ++i) {
    // Small integers and dyadic factors: nothing is rounded, so that the functions are equal.
    const net::Network f = random_residual_net(2, 3, rng().integer(0, 3), Rational(rng().integer(-3, 5), 4),
                                               [] { return rng().integer(-3, 3); });
    const auto lowered = lower_network(f);
    REQUIRE(lowered);
    const std::vector<Rational> x{Rational(rng().integer(-9, 9), 7), Rational(rng().integer(-9, 9), 5)};
    CHECK(evaluate_lowered(*lowered, x) == net::evaluate(f, x)[0]);
    for (const kernel::TileLayer& layer : lowered->layers()) CHECK(layer.weight_roundings == 0);
  }
}

TEST_CASE("tight: sums and copies of skip connections and LeakyReLU cost no layers") {
  for (int blocks = 0; blocks < 4; ++blocks) {
    const net::Network f =
        random_residual_net(2, 5, blocks, exact(0.01F), [] { return rng().uniform(-1, 1); });
    const auto lowered = lower_network(f);
    REQUIRE(lowered);
    CHECK(lowered->layers().size() == static_cast<std::size_t>(blocks) + 2);
    for (const kernel::TileLayer& layer : lowered->layers()) CHECK(layer.rows <= 10);
  }
}

TEST_CASE(
    "tight: the linear bounds of LeakyReLU are its chord and a line through 0, on every instruction set") {
  for (const float alpha : {0.01F, 0.3F, 0.75F}) {
    const Rational a = exact(alpha);
    const net::Network f(1, {net::Dense{2, 1, {1, 1}, {0, 0}}, net::Relu{{1, 0}},
                             net::Diagonal{{1 - a, a}, {0, 0}}, net::Dense{1, 2, {1, 1}, {0}}});
    const auto lowered = lower_network(f);
    REQUIRE(lowered);
    kernel::BoxTile box(1);
    for (std::size_t lane = 0; lane < kernel::kLanes; ++lane) {
      box.centre[lane] = -0.25;  // [-1, 1/2]
      box.radius[lane] = 0.75;
    }
    kernel::TileWorkspace workspace(*lowered);
    kernel::SideBounds bounds(1);
    for (const std::int64_t target : kernel::kernel_targets()) {
      kernel::set_kernel_target(target);
      kernel::enclose_network_tile(*lowered, box, workspace, bounds);
      for (std::size_t lane = 0; lane < kernel::kLanes; ++lane) {
        // The chord from (-1, -alpha) to (1/2, 1/2), and alpha x.
        const double slope = (0.5 + alpha) / 1.5;
        CHECK(bounds.positive.slope[lane] == doctest::Approx(0.75 * slope).epsilon(1e-14));
        CHECK(bounds.positive.constant[lane] == doctest::Approx(0.5 - 0.75 * slope).epsilon(1e-13));
        CHECK(bounds.negative.slope[lane] == doctest::Approx(-0.75 * alpha).epsilon(1e-14));
        CHECK(bounds.negative.constant[lane] == doctest::Approx(0.25 * alpha).epsilon(1e-12));
      }
    }
    kernel::set_kernel_target(0);
  }
}

TEST_CASE("contract: every order of layers is accepted: ReLU first, ReLU last, Diagonal alone, none at all") {
  const std::vector<Rational> x{Rational(-3, 4), Rational(5, 4)};
  const net::Dense sum{1, 2, {1, 1}, {0.5}};
  const net::Diagonal twice{{Rational(2), Rational(2)}, {Rational(1), Rational(0)}},
      half{{Rational(1, 2)}, {Rational(0)}};
  const std::vector<net::Network> networks{
      net::Network(2, {net::Relu{}, sum}), net::Network(2, {sum, net::Relu{}}),
      net::Network(2, {twice, net::Relu{}, sum}),
      net::Network(2, {twice, twice, sum, half, net::Relu{}, half}),
      net::Network(2, {sum, net::Dense{1, 1, {3}, {1}}, net::Relu{}, net::Relu{}})};
  for (const net::Network& f : networks) {
    const auto lowered = lower_network(f);
    REQUIRE(lowered);
    CHECK(evaluate_lowered(*lowered, x) == net::evaluate(f, x)[0]);
  }
  CHECK(evaluate_lowered(*lower_network(net::Network(1, {})), {Rational(1, 3)}) == Rational(1, 3));
}

TEST_CASE("contract: a scaled weight that is not of normal size is refused, not rounded") {
  const Rational huge = exact(0x1p+1000);
  const net::Network f(1, {net::Diagonal{{1 / (huge * 3)}, {Rational(0)}}, net::Dense{1, 1, {0x1p-60}, {0}}});
  CHECK(!lower_network(f));
}

TEST_CASE("contract: sparse layers are not multiplied to more than twice the largest one") {
  constexpr std::size_t kInputs = 100;
  std::vector<net::Layer> layers{net::Dense{1, kInputs, std::vector<double>(kInputs, 1), {0}}};
  std::size_t rows = 1, largest = kInputs;
  for (; rows < 64; rows *= 2) {
    net::Dense twice{2 * rows, rows, std::vector<double>(2 * rows * rows, 0),
                     std::vector<double>(2 * rows, 0)};
    for (std::size_t i = 0; i < 2 * rows; ++i) twice.weights[i * rows + i / 2] = 1;
    largest = std::max(largest, twice.weights.size());
    layers.emplace_back(std::move(twice));
  }
  std::vector<std::uint8_t> mask(rows, 1);
  mask[0] = 0;
  layers.emplace_back(net::Relu{mask});
  layers.emplace_back(net::Dense{1, rows, std::vector<double>(rows, 1), {0}});
  const net::Network f(kInputs, std::move(layers));
  const auto lowered = lower_network(f);
  REQUIRE(lowered);
  for (const kernel::TileLayer& layer : lowered->layers()) CHECK(layer.rows * layer.cols <= 2 * largest);
  const std::vector<Rational> x(kInputs, Rational(-1, 3));
  CHECK(evaluate_lowered(*lowered, x) == net::evaluate(f, x)[0]);
}
