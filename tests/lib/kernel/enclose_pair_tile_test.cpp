#include "lib/kernel/enclose_pair_tile.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "lib/kernel/enclose_network_tile.h"
#include "lib/kernel/roundoff.h"
#include "tests/lib/kernel/exact_network.h"

using namespace relugap;
using namespace relugap::kernel;
using namespace relugap::test;

namespace {

bool holds(const LinearUpperBound& bound, std::size_t lane, const std::vector<Rational>& t,
           const Rational& value) {
  if (std::isinf(bound.constant[lane])) return bound.constant[lane] > 0;
  Rational total = exact(bound.constant[lane]);
  for (std::size_t k = 0; k < t.size(); ++k) total += exact(bound.slope[k * kLanes + lane]) * t[k];
  return value <= total;
}

/// A network like g whose every weight is change(weight), kept in the range of double; `roundings` for both.
TileNetwork copy_of(const TileNetwork& g, const std::function<double(double)>& change,
                    unsigned roundings = 0) {
  std::vector<TileLayer> layers;
  for (const TileLayer& layer : g.layers()) {
    std::vector<double> weights, bias;
    for (std::size_t j = 0; j < layer.rows; ++j) {
      for (std::size_t i = 0; i < layer.cols; ++i)
        weights.push_back(narrow<double>(change(layer.weights[j * padded(layer.cols) + i])));
      bias.push_back(narrow<double>(change(layer.bias[j])));
    }
    layers.emplace_back(layer.rows, layer.cols, weights.data(), bias.data(), layer.rectified, roundings);
  }
  return {g.inputs(), std::move(layers)};
}

/// The ways in which one network comes to be a copy of another.
double changed(double w, int kind) {
  switch (kind) {
    case 0:
      return w * (1 + 0.01 * rng().uniform(-1, 1));
    case 1:
      return static_cast<double>(static_cast<float>(w));
    case 2:
      return std::fabs(w) < 0.5 ? 0.0 : w;
    case 3:
      return std::nextafter(w, rng().coin() ? 10.0 : -10.0);
    case 4:
      return std::round(w * 8) / 8;
    default:
      return w + rng().uniform(-1, 1);
  }
}

/// What a pair is made of, with the bounds of one tile.
struct Enclosed {
  Enclosed(const TileNetwork& f_in, const TileNetwork& g_in, const BoxTile& box_in)
      : f(f_in),
        g(g_in),
        box(box_in),
        network(*PairNetwork::make(f, g)),
        ws_f(f),
        ws_g(g),
        ws(network),
        bounds(f.inputs()) {
    SideBounds of_f(f.inputs()), of_g(f.inputs());
    enclose_network_tile(f, box, ws_f, of_f);
    enclose_network_tile(g, box, ws_g, of_g);
    enclose_pair_tile(network, box, ws_f, ws_g, ws, bounds);
  }

  const TileNetwork &f, &g;
  const BoxTile& box;
  PairNetwork network;
  TileWorkspace ws_f, ws_g;
  PairWorkspace ws;
  SideBounds bounds;
};

/// What is computed from ranges alone is rounded outward: |c| + r, and l_f - u, u_f - l of the neurons no row has tightened.
void check_ranges(const Enclosed& e) {
  for (std::size_t v = 0; v < e.box.centre.size(); ++v)
    if (std::isfinite(e.ws.maximum[v]))
      REQUIRE(abs(exact(e.box.centre[v])) + exact(e.box.radius[v]) <= exact(e.ws.maximum[v]));
  for (const PairState& z : e.ws.hidden) {
    for (std::size_t v = 0; v < z.lower.size(); ++v) {
      const std::uint32_t* const end = z.unsure.data() + z.unsure.size();
      if (std::find(z.unsure.data(), end, v / kLanes) != end) continue;
      const bool finite = std::isfinite(z.lower[v]) && std::isfinite(z.upper[v]) &&
                          std::isfinite(z.sum_delta[v]) && std::isfinite(z.lower_f[v]) &&
                          std::isfinite(z.upper_f[v]) && std::isfinite(z.lower_g[v]) &&
                          std::isfinite(z.upper_g[v]);
      if (!finite) continue;
      const Rational low = exact(z.lower_f[v]) - exact(z.upper_g[v]),
                     high = exact(z.upper_f[v]) - exact(z.lower_g[v]);
      REQUIRE((exact(z.lower[v]) <= low || z.lower[v] <= -z.sum_delta[v]));
      REQUIRE((exact(z.upper[v]) >= high || z.upper[v] >= z.sum_delta[v]));
    }
  }
}

/// At points of every box: the bounds of f - g, and for every hidden neuron the range of delta and the magnitudes.
void check_sound(const Enclosed& e, int points, const Rational& relative_f = 0,
                 const Rational& relative_g = 0) {
  check_ranges(e);
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    for (int i = 0; i < points; ++i) {
      const std::vector<Rational> t = random_t(e.f.inputs());
      std::vector<Rational> x = at(e.box, lane, t), y = x;
      for (std::size_t l = 0; l < e.network.layers().size(); ++l) {
        const TileLayer &layer_f = e.f.layers()[l], &layer_g = e.g.layers()[l];
        x = affine_exactly(layer_f, x, relative_f);
        y = affine_exactly(layer_g, y, relative_g);
        if (l + 1 == e.network.layers().size() || std::isinf(e.bounds.positive.constant[lane])) break;
        for (std::size_t j = 0; j < x.size(); ++j) {
          const PairState& z = e.ws.hidden[l];
          const std::size_t v = j * kLanes + lane;
          const Rational delta = x[j] - y[j];
          REQUIRE(exact(z.lower[v]) <= delta);
          REQUIRE(delta <= exact(z.upper[v]));
          REQUIRE(abs(delta) <= exact(z.sum_delta[v]));
          REQUIRE(abs(y[j]) <= exact(z.sum_z[v]));
          if (layer_f.rectified[j] == 0) continue;
          if (x[j] < 0) x[j] = 0;
          if (y[j] < 0) y[j] = 0;
        }
      }
      if (std::isinf(e.bounds.positive.constant[lane]) && std::isinf(e.bounds.negative.constant[lane]))
        continue;
      if (e.network.layers().size() > 1 && std::isinf(e.bounds.positive.constant[lane])) {
        x[0] = evaluate_exactly(e.f, at(e.box, lane, t), relative_f);
        y[0] = evaluate_exactly(e.g, at(e.box, lane, t), relative_g);
      }
      const Rational value = x[0] - y[0];
      REQUIRE_MESSAGE(holds(e.bounds.positive, lane, t, value), "upper bound below f - g in lane ", lane);
      REQUIRE_MESSAGE(holds(e.bounds.negative, lane, t, -value), "lower bound above f - g in lane ", lane);
    }
  }
}

}  // namespace

TEST_CASE(
    "sound: bounds of f - g contain it for copies of every kind, on boxes of every size, on every "
    "instruction set") {
  for_each_target([](const std::string& target) {
    CAPTURE(target);
    for (int i = 0; i < scaled(150); ++i) {
      const TileNetwork g = random_network(random_widths(), [] { return rng().uniform(-1, 1); });
      const int kind = i % 6;
      const TileNetwork f = copy_of(g, [&](double w) { return changed(w, kind); });
      check_sound({f, g, random_boxes(g.inputs(), std::exp2(rng().integer(-60, 2)))}, 3);
    }
  });
}

TEST_CASE("sound: nasty weights (subnormal, huge, signed zeros) in both or in one") {
  for_each_target([](const std::string& target) {
    CAPTURE(target);
    for (int i = 0; i < scaled(80); ++i) {
      const bool all = rng().coin();
      const auto number = [&] {
        return all || rng().integer(0, 9) == 0 ? rng().nasty_double() : rng().uniform(-1, 1);
      };
      const TileNetwork g = random_network(random_widths(), number);
      const int kind = rng().integer(0, 5);
      const TileNetwork f =
          copy_of(g, [&](double w) { return rng().integer(0, 9) == 0 ? number() : changed(w, kind); });
      if (!PairNetwork::make(f, g)) continue;  // a difference of weights overflows
      check_sound({f, g, random_boxes(g.inputs(), rng().coin() ? 0.5 : 0x1p-20)}, 2);
    }
  });
}

TEST_CASE("sound: boxes at the ends of the range of double") {
  for_each_target([](const std::string& target) {
    CAPTURE(target);
    for (int i = 0; i < scaled(40); ++i) {
      const TileNetwork g = random_network(random_widths(), [] { return rng().uniform(-1, 1); });
      const TileNetwork f = copy_of(g, [&](double w) { return changed(w, i % 6); });
      BoxTile box(g.inputs());
      for (double& c : box.centre) c = rng().nasty_double();
      for (double& r : box.radius) r = std::fabs(rng().nasty_double());
      check_sound({f, g, box}, 2);
    }
  });
}

TEST_CASE("sound: weights of both known only to a relative error") {
  const Rational u = exact(0x1p-53);
  for (int i = 0; i < scaled(60); ++i) {
    const unsigned k = i % 2 == 0 ? 1 : 1000;
    const TileNetwork g = random_network(
        random_widths(), [] { return rng().uniform(-1, 1); }, k);
    const TileNetwork f = copy_of(
        g, [&](double w) { return changed(w, i % 6); }, k);
    const int sign = rng().coin() ? 1 : -1;
    check_sound({f, g, random_boxes(g.inputs(), 0x1p-40)}, 2, Rational(sign * static_cast<int>(k)) * u,
                Rational(-sign * static_cast<int>(k)) * u);
  }
}

TEST_CASE("sound: layers in which only some neurons are rectified") {
  for (int i = 0; i < scaled(60); ++i) {
    std::vector<TileLayer> layers;
    const std::vector<std::size_t> widths = random_widths();
    for (std::size_t l = 1; l < widths.size(); ++l) {
      std::vector<double> numbers(widths[l] * (widths[l - 1] + 1));
      for (double& x : numbers) x = rng().uniform(-1, 1);
      std::vector<std::uint8_t> rectified(widths[l], 0);
      if (l + 1 < widths.size())
        for (std::uint8_t& r : rectified) r = rng().coin() ? 1 : 0;
      layers.emplace_back(widths[l], widths[l - 1], numbers.data(),
                          numbers.data() + widths[l] * widths[l - 1], rectified, 0);
    }
    const TileNetwork g(widths.front(), std::move(layers));
    const TileNetwork f = copy_of(g, [&](double w) { return changed(w, i % 6); });
    check_sound({f, g, random_boxes(g.inputs(), 0.25)}, 3);
  }
}

TEST_CASE("sound: ranges of the sides that were found in float") {
  for (int i = 0; i < scaled(60); ++i) {
    const TileNetwork g = random_network(random_widths(), [] { return rng().uniform(-1, 1); });
    const TileNetwork f = copy_of(g, [&](double w) { return changed(w, i % 6); });
    const std::optional<SingleTileNetwork> single_f = to_single(f), single_g = to_single(g);
    if (!single_f || !single_g) continue;
    BoxTile box(g.inputs());
    SingleBoxTile single(g.inputs());
    for (std::size_t v = 0; v < box.centre.size(); ++v) {
      box.centre[v] = single.centre[v] = narrow<float>(rng().uniform(-1, 1));
      box.radius[v] = single.radius[v] = 0.25F;
    }
    SingleTileWorkspace ws_f(*single_f), ws_g(*single_g);
    SideBounds bounds(g.inputs());
    enclose_network_tile(*single_f, single, ws_f, bounds);
    enclose_network_tile(*single_g, single, ws_g, bounds);
    Enclosed e(f, g, box);
    enclose_pair_tile(e.network, box, ws_f, ws_g, e.ws, e.bounds);
    check_sound(e, 3);
  }
}

TEST_CASE("tight: two equal networks have difference zero up to rounding, wherever the box is") {
  for (int i = 0; i < scaled(50); ++i) {
    const TileNetwork g = random_network({3, 16, 16, 16, 1}, [] { return rng().uniform(-0.5, 0.5); });
    const TileNetwork f = g;
    const BoxTile box = random_boxes(3, 1.0);
    const Enclosed e(f, g, box);
    for (std::size_t lane = 0; lane < kLanes; ++lane) CHECK(e.bounds.positive.constant[lane] <= 1e-300);
  }
}

TEST_CASE("tight: bounds are as small as the change is") {
  const TileNetwork g = random_network({3, 16, 16, 16, 1}, [] { return rng().uniform(-0.5, 0.5); });
  const BoxTile box = random_boxes(3, 1.0);
  std::vector<double> direction;
  for (std::size_t i = 0; i < 1000; ++i) direction.push_back(rng().uniform(-1, 1));
  const auto bound = [&](double change) {
    std::size_t at = 0;
    const TileNetwork f = copy_of(g, [&](double w) { return w * (1 + change * direction[at++]); });
    const Enclosed e(f, g, box);
    return e.bounds.positive.constant[0];
  };
  const double coarse = bound(0x1p-10), fine = bound(0x1p-20);
  CHECK(fine <= coarse * 0x1p-10 * 1.05);
  CHECK(fine >= coarse * 0x1p-10 * 0.8);
}

TEST_CASE("tight: neurons that no network of the two changes the sign of give the exact gradient") {
  // f = relu(x1 + 2 x2 + 8) - 3 relu(x1 - 9), g = relu(x1 + 8) - relu(x1 - 9) on [-1,1]^2: f - g = 2 x2
  const double w1[] = {1, 2, 1, 0}, v1[] = {1, 0, 1, 0}, b1[] = {8, -9}, w2[] = {1, -3}, v2[] = {1, -1},
               b2[] = {0};
  std::vector<TileLayer> layers_f, layers_g;
  layers_f.emplace_back(2, 2, w1, b1, true, 0);
  layers_f.emplace_back(1, 2, w2, b2, false, 0);
  layers_g.emplace_back(2, 2, v1, b1, true, 0);
  layers_g.emplace_back(1, 2, v2, b2, false, 0);
  const TileNetwork f(2, std::move(layers_f)), g(2, std::move(layers_g));
  BoxTile box(2);
  std::fill(box.radius.begin(), box.radius.end(), 1.0);
  const Enclosed e(f, g, box);
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    CHECK(e.bounds.positive.slope[lane] == 0);
    CHECK(e.bounds.positive.slope[kLanes + lane] == 2);
    CHECK(e.bounds.positive.constant[lane] >= 0);
    CHECK(e.bounds.positive.constant[lane] <= 1e-12);
    CHECK(e.bounds.negative.constant[lane] <= 1e-12);
  }
}

TEST_CASE("contract: networks of different shape, and differences beyond the range of double, are no pair") {
  const auto number = [] { return rng().uniform(-1, 1); };
  const TileNetwork f = random_network({2, 5, 4, 1}, number), g = random_network({2, 5, 5, 1}, number);
  CHECK(!PairNetwork::make(f, g));
  CHECK(!PairNetwork::make(random_network({1, 2, 1}, [] { return 1.5e308; }),
                           random_network({1, 2, 1}, [] { return -1.5e308; })));
}

TEST_CASE("contract: the estimated distance of a copy is that of its weights") {
  const TileNetwork g = random_network({4, 30, 30, 1}, [] { return rng().uniform(-1, 1); });
  CHECK(PairNetwork::make(g, g)->estimate_distance() == 0);
  const TileNetwork f = copy_of(g, [](double w) { return w * 1.125; });
  CHECK(PairNetwork::make(f, g)->estimate_distance() == doctest::Approx(0.125));
  CHECK(PairNetwork::make(random_network({4, 30, 30, 1}, [] { return rng().uniform(-1, 1); }), g)
            ->estimate_distance() > 1.1);
}
