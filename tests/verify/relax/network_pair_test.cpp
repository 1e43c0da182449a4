#include "verify/relax/network_pair.h"

#include <doctest/doctest.h>

#include <cmath>

#include "tests/support/random.h"
#include "tests/verify/random_sides.h"
#include "verify/relax/tile_side.h"

using namespace relugap;
using namespace relugap::verify;
using namespace relugap::test;

namespace {

constexpr std::size_t kLanes = kernel::kLanes;

/// The network with every weight and bias w replaced by change(w).
net::Network changed(const net::Network& g, const std::function<double(double)>& change) {
  std::vector<net::Layer> layers = g.layers();
  for (net::Layer& layer : layers) {
    if (auto* dense = std::get_if<net::Dense>(&layer)) {
      for (double& w : dense->weights) w = change(w);
      for (double& b : dense->bias) b = change(b);
    }
  }
  return {g.inputs(), std::move(layers)};
}

/// A copy that is perturbed, rounded to float, pruned or quantised.
net::Network copy_of(const net::Network& g, int kind) {
  return changed(g, [&](double w) {
    switch (kind) {
      case 0:
        return w * (1 + 1e-3 * rng().uniform(-1, 1));
      case 1:
        return static_cast<double>(static_cast<float>(w));
      case 2:
        return std::fabs(w) < 0.3 ? 0.0 : w;
      default:
        return std::round(w * 16) / 16;
    }
  });
}

bool holds(const kernel::LinearUpperBound& bound, std::size_t lane, const std::vector<Rational>& t,
           const Rational& value) {
  if (std::isinf(bound.constant[lane])) return bound.constant[lane] > 0;
  Rational total = exact(bound.constant[lane]);
  for (std::size_t k = 0; k < t.size(); ++k) total += exact(bound.slope[k * kLanes + lane]) * t[k];
  return value <= total;
}

/// Boxes around random centres, in double and the same in float.
struct Tiles {
  Tiles(std::size_t d, float radius) : tile(d), single(d) {
    for (std::size_t v = 0; v < d * kLanes; ++v) {
      tile.centre[v] = single.centre[v] = static_cast<float>(rng().uniform(-1, 1));
      tile.radius[v] = single.radius[v] = radius;
    }
  }
  kernel::BoxTile tile;
  kernel::SingleBoxTile single;
};

}  // namespace

TEST_CASE(
    "sound: bounds of f - g of a network and its copy hold at every point, exactly, whichever arithmetic the "
    "sides ran in") {
  int pairs = 0;
  for (int i = 0; i < scaled(100); ++i) {
    const std::size_t d = static_cast<std::size_t>(rng().integer(1, 3));
    const net::Network network = random_net(
        {d, 7, 6, 1}, [] { return rng().uniform(-1, 1); }, rng().coin());
    const Side g = network, f = copy_of(network, i % 4);
    const PreparedSide prepared_f(f), prepared_g(g);
    const std::unique_ptr<TilePair> pair = make_network_pair(prepared_f, prepared_g);
    if (!pair) continue;
    ++pairs;
    const std::unique_ptr<TileSide> side_f = make_tile_side(prepared_f, d),
                                    side_g = make_tile_side(prepared_g, d);
    const Tiles boxes(d, std::exp2(static_cast<float>(rng().integer(-20, 0))));
    kernel::SideBounds bounds_f(d), bounds_g(d), h(d);
    for (const bool single : {false, true}) {
      if (single && !(side_f->has_single() && side_g->has_single())) continue;
      CAPTURE(single);
      if (single) {
        side_f->enclose(boxes.single, nullptr, bounds_f);
        side_g->enclose(boxes.single, nullptr, bounds_g);
      } else {
        side_f->enclose(boxes.tile, nullptr, bounds_f);
        side_g->enclose(boxes.tile, nullptr, bounds_g);
      }
      pair->enclose(boxes.tile, {*side_f, bounds_f}, {*side_g, bounds_g}, h);
      for (std::size_t lane = 0; lane < kLanes; ++lane) {
        REQUIRE(std::isfinite(h.positive.constant[lane]));
        for (int j = 0; j < 3; ++j) {
          std::vector<Rational> t, x;
          for (std::size_t k = 0; k < d; ++k) {
            const std::size_t v = k * kLanes + lane;
            t.emplace_back(rng().integer(0, 2) == 0 ? Rational(rng().integer(-9, 9), 9)
                                                    : Rational(rng().coin() ? 1 : -1));
            x.push_back(exact(boxes.tile.centre[v]) + exact(boxes.tile.radius[v]) * t[k]);
          }
          const Rational value = exact_value(f, x) - exact_value(g, x);
          REQUIRE(holds(h.positive, lane, t, value));
          REQUIRE(holds(h.negative, lane, t, -value));
        }
      }
    }
  }
  CHECK(pairs > scaled(100) / 2);
}

TEST_CASE("sound: signs that are known of f and g on a box around all boxes enter the bounds of f - g") {
  for (int i = 0; i < scaled(40); ++i) {
    const net::Network network = random_net({2, 8, 8, 8, 1}, [] { return rng().uniform(-1, 1); });
    const Side g = network, f = copy_of(network, i % 4);
    const PreparedSide prepared_f(f), prepared_g(g);
    const std::unique_ptr<TilePair> pair = make_network_pair(prepared_f, prepared_g);
    REQUIRE(pair != nullptr);
    const std::unique_ptr<TileSide> side_f = make_tile_side(prepared_f, 2),
                                    side_g = make_tile_side(prepared_g, 2);
    kernel::BoxTile outer(2), inner(2);
    for (std::size_t k = 0; k < 2; ++k) {
      const double centre = rng().uniform(-1, 1);
      for (std::size_t lane = 0; lane < kLanes; ++lane) {
        outer.centre[k * kLanes + lane] = centre;
        outer.radius[k * kLanes + lane] = 0.25;
        inner.centre[k * kLanes + lane] = centre + rng().uniform(-0.1, 0.1);
        inner.radius[k * kLanes + lane] = 0.125;
      }
    }
    kernel::SideBounds bounds_f(2), bounds_g(2), h(2);
    side_f->enclose(outer, nullptr, bounds_f);
    side_g->enclose(outer, nullptr, bounds_g);
    const std::vector<std::uint8_t> known_f = bounds_f.signs, known_g = bounds_g.signs;
    REQUIRE(!known_f.empty());
    side_f->enclose(inner, known_f.data(), bounds_f);
    side_g->enclose(inner, known_g.data(), bounds_g);
    pair->enclose(inner, {*side_f, bounds_f}, {*side_g, bounds_g}, h);
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      for (int j = 0; j < 4; ++j) {
        std::vector<Rational> t, x;
        for (std::size_t k = 0; k < 2; ++k) {
          const std::size_t v = k * kLanes + lane;
          t.emplace_back((j >> k & 1) != 0 ? 1 : -1);
          x.push_back(exact(inner.centre[v]) + exact(inner.radius[v]) * t[k]);
        }
        const Rational value = exact_value(f, x) - exact_value(g, x);
        REQUIRE(holds(h.positive, lane, t, value));
        REQUIRE(holds(h.negative, lane, t, -value));
      }
    }
  }
}

TEST_CASE("tight: the bounds of a rounded copy are far below what the two sides say by themselves") {
  const net::Network network = random_net({3, 16, 16, 16, 1}, [] { return 0.5 * rng().normal(); });
  const Side g = network, f = copy_of(network, 1);
  const PreparedSide prepared_f(f), prepared_g(g);
  const std::unique_ptr<TilePair> pair = make_network_pair(prepared_f, prepared_g);
  REQUIRE(pair != nullptr);
  const std::unique_ptr<TileSide> side_f = make_tile_side(prepared_f, 3),
                                  side_g = make_tile_side(prepared_g, 3);
  const Tiles boxes(3, 1.0F);
  kernel::SideBounds bounds_f(3), bounds_g(3), h(3);
  side_f->enclose(boxes.tile, nullptr, bounds_f);
  side_g->enclose(boxes.tile, nullptr, bounds_g);
  pair->enclose(boxes.tile, {*side_f, bounds_f}, {*side_g, bounds_g}, h);
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    CHECK(h.positive.constant[lane] < 1e-4);
    CHECK(bounds_f.positive.constant[lane] + bounds_g.negative.constant[lane] > 1e-2);
  }
}

TEST_CASE("contract: copies are pairs; independent networks, other shapes and formulas are none") {
  const auto number = [] { return rng().normal(); };
  const auto is_pair = [](const Side& f, const Side& g) {
    const PreparedSide prepared_f(f), prepared_g(g);
    return make_network_pair(prepared_f, prepared_g) != nullptr;
  };
  const net::Network network = random_net({2, 24, 24, 1}, number);
  const Side g = network;
  for (int kind = 0; kind < 4; ++kind) CHECK(is_pair(copy_of(network, kind), g));
  CHECK(is_pair(g, g));
  CHECK(is_pair(changed(network, [](double w) { return rng().coin() ? w : 0.0; }), g));
  CHECK_FALSE(is_pair(random_net({2, 24, 24, 1}, number), g));
  CHECK_FALSE(is_pair(changed(network, [](double w) { return -w; }), g));
  CHECK_FALSE(is_pair(random_net({2, 24, 25, 1}, number), g));
  CHECK_FALSE(is_pair(random_net({2, 24, 1}, number), g));
  CHECK_FALSE(is_pair(target::Formula::parse("x1+x2"), g));
  CHECK_FALSE(is_pair(Zero{}, g));
  // A network whose scaled weights are no doubles of normal size is not lowered.
  net::Diagonal diagonal{{exact(0x1p-1060), 1}, {0, 0}};
  std::vector<net::Layer> layers{diagonal};
  layers.insert(layers.end(), network.layers().begin(), network.layers().end());
  const Side tiny = net::Network(2, layers);
  CHECK_FALSE(PreparedSide(tiny).network.has_value());
  CHECK_FALSE(is_pair(tiny, tiny));
}
