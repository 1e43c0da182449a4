// One test per term of the rounding argument of the backward pass, each on an input where that term alone carries the
// bound: without it the bound is below the exact value (tests/mutation drops them one at a time).
#include <doctest/doctest.h>

#include <cmath>

#include "lib/kernel/roundoff.h"
#include "tests/lib/kernel/exact_network.h"

using namespace relugap;
using namespace relugap::kernel;
using namespace relugap::test;

namespace {

/// The bounds of a box that is a point contain the exact value there, on every instruction set.
void check_at_point(const TileNetwork& f, const std::vector<double>& x, const Rational& relative = 0) {
  BoxTile box(x.size());
  std::vector<Rational> exact_x;
  for (std::size_t k = 0; k < x.size(); ++k) {
    std::fill_n(box.centre.begin() + static_cast<std::ptrdiff_t>(k * kLanes), kLanes, x[k]);
    exact_x.push_back(exact(x[k]));
  }
  const Rational value = evaluate_exactly(f, exact_x, relative);
  for_each_target([&](const std::string& target) {
    CAPTURE(target);
    TileWorkspace workspace(f);
    SideBounds bounds(x.size());
    enclose_network_tile(f, box, workspace, bounds);
    REQUIRE(std::isfinite(bounds.positive.constant[0]));
    REQUIRE(value <= exact(bounds.positive.constant[0]));
    REQUIRE(-value <= exact(bounds.negative.constant[0]));
  });
}

TileNetwork one_layer(const std::vector<double>& weights, double bias, unsigned weight_roundings = 0) {
  std::vector<TileLayer> layers;
  layers.emplace_back(1, weights.size(), weights.data(), &bias, false, weight_roundings);
  return {weights.size(), std::move(layers)};
}

}  // namespace

TEST_CASE("sound: the product with the box where its terms cancel") {
  for (int i = 0; i < scaled(50); ++i) {
    std::vector<double> weights, x;
    for (int k = 0; k < 30; ++k) {
      weights.push_back(rng().uniform(-1, 1));
      x.push_back(rng().uniform(-1, 1));
      weights.push_back(-weights.back() * (1 + 0x1p-45));
      x.push_back(x.back());
    }
    check_at_point(one_layer(weights, 0.0), x);
  }
}

TEST_CASE("sound: the last additions where a bias dwarfs everything else") {
  for (int i = 0; i < scaled(50); ++i) {
    check_at_point(one_layer({rng().uniform(-1, 1)}, rng().uniform(-1, 1) * 0x1p+40), {rng().uniform(-1, 1)});
  }
}

/// relu layers whose contributions cancel to about 2^-45 of their size, first layer times 2^first, second times 2^second.
TileNetwork cancelling(int first_exponent, int second_exponent) {
  const std::size_t n = 16, d = 3;
  std::vector<double> first(2 * n * d), bias(2 * n), second(2 * n);
  for (std::size_t j = 0; j < n; ++j) {
    for (std::size_t k = 0; k < d; ++k) {
      first[j * d + k] = std::ldexp(rng().uniform(-1, 1), first_exponent);
      first[(n + j) * d + k] = first[j * d + k] * (1 + 0x1p-45 * rng().uniform(-1, 1));
    }
    bias[j] = bias[n + j] = std::ldexp(rng().uniform(4, 5), first_exponent);
    second[j] = std::ldexp(rng().uniform(-1, 1), second_exponent);
    second[n + j] = -second[j];
  }
  const double zero = 0;
  std::vector<TileLayer> layers;
  layers.emplace_back(2 * n, d, first.data(), bias.data(), true, 0);
  layers.emplace_back(1, 2 * n, second.data(), &zero, false, 0);
  return {d, std::move(layers)};
}

TEST_CASE("sound: in a deep network the bias a row starts with meets the sums of many layers") {
  // x_l = relu(x_(l-1) + 1) and y = 1 + w x_L: every layer adds w < u to 1, which rounds to 1.
  for (const int depth : {1, 5, 9, 40, 300}) {
    for (const double w : {0.99 * kUnit, -0.49 * kUnit}) {
      std::vector<TileLayer> layers;
      const double one = 1;
      for (int l = 0; l < depth; ++l) layers.emplace_back(1, 1, &one, &one, true, 0);
      layers.emplace_back(1, 1, &w, &one, false, 0);
      check_at_point(TileNetwork(1, std::move(layers)), {0.0});
    }
  }
}

TEST_CASE("sound: a backward step where products of weights cancel") {
  for (int i = 0; i < scaled(50); ++i)
    check_at_point(cancelling(0, 0), {rng().uniform(-1, 1), rng().uniform(-1, 1), rng().uniform(-1, 1)});
}

TEST_CASE("sound: the same with subnormal weights in the first layer and huge ones in the second") {
  for (int i = 0; i < scaled(50); ++i)
    check_at_point(cancelling(-1032, 950),
                   {rng().uniform(-1, 1), rng().uniform(-1, 1), rng().uniform(-1, 1)});
}

TEST_CASE("sound: a product of weights that underflows before a huge input meets it") {
  const double tiny = 1e-200, bias = 1e-100, zero = 0;
  std::vector<TileLayer> layers;
  layers.emplace_back(1, 1, &tiny, &bias, true, 0);
  layers.emplace_back(1, 1, &tiny, &zero, false, 0);
  check_at_point(TileNetwork(1, std::move(layers)), {1e280});
}

TEST_CASE("sound: the weights of the first backward row are off by as much as their relative error allows") {
  const unsigned k = 1000;
  const Rational u = exact(kUnit), relative = Rational(k) * u;
  for (int i = 0; i < scaled(20); ++i) {
    check_at_point(one_layer({rng().uniform(-1, 1), rng().uniform(-1, 1)}, rng().uniform(-1, 1), k),
                   {rng().uniform(-1, 1), rng().uniform(-1, 1)},
                   rng().coin() ? relative : Rational(-relative));
  }
}
