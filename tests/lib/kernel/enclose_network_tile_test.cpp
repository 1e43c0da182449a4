#include "lib/kernel/enclose_network_tile.h"

#include <doctest/doctest.h>

#include <cmath>

#include "tests/lib/kernel/exact_network.h"

using namespace relugap;
using namespace relugap::kernel;
using namespace relugap::test;

namespace {

/// constant + sum slope_k t_k in exact rationals, or nothing if the bound is infinite.
bool holds(const LinearUpperBound& bound, std::size_t lane, const std::vector<Rational>& t,
           const Rational& value) {
  if (std::isinf(bound.constant[lane])) return bound.constant[lane] > 0;
  Rational total = exact(bound.constant[lane]);
  for (std::size_t k = 0; k < t.size(); ++k) total += exact(bound.slope[k * kLanes + lane]) * t[k];
  return value <= total;
}

/// Bounds the tile and compares with the exact value at `points` points of every box.
template <class T>
void check_sound(const BasicTileNetwork<T>& f, const BasicBoxTile<T>& box, int points,
                 const Rational& relative = 0) {
  BasicTileWorkspace<T> workspace(f);
  SideBounds bounds(f.inputs());
  enclose_network_tile(f, box, workspace, bounds);
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    for (int i = 0; i < points; ++i) {
      const std::vector<Rational> t = random_t(f.inputs());
      const Rational value = evaluate_exactly(f, at(box, lane, t), relative);
      REQUIRE_MESSAGE(holds(bounds.positive, lane, t, value), "upper bound below f in lane ", lane);
      REQUIRE_MESSAGE(holds(bounds.negative, lane, t, -value), "lower bound above f in lane ", lane);
    }
  }
}

}  // namespace

TEST_CASE_TEMPLATE(
    "sound: linear bounds contain the network on random boxes of every size, on every instruction set", T,
    double, float) {
  for_each_target([](const std::string& target) {
    CAPTURE(target);
    for (int i = 0; i < scaled(60); ++i) {
      const BasicTileNetwork<T> f = random_network<T>(random_widths(), [] { return rng().uniform(-1, 1); });
      check_sound(f, random_boxes<T>(f.inputs(), std::exp2(rng().integer(-60, 2))), 3);
    }
  });
}

TEST_CASE_TEMPLATE("sound: nasty weights (subnormal, huge, signed zeros) never give a bound that fails", T,
                   double, float) {
  for_each_target([](const std::string& target) {
    CAPTURE(target);
    for (int i = 0; i < scaled(80); ++i) {
      const BasicTileNetwork<T> f = random_network<T>(random_widths(), [] { return rng().nasty_double(); });
      check_sound(f, random_boxes<T>(f.inputs(), 0.5), 2);
      const BasicTileNetwork<T> mixed = random_network<T>(random_widths(), [] {
        return rng().integer(0, 9) == 0 ? rng().nasty_double() : rng().uniform(-1, 1);
      });
      check_sound(mixed, random_boxes<T>(mixed.inputs(), 0x1p-20), 2);
    }
  });
}

TEST_CASE_TEMPLATE("sound: boxes at the ends of the range of double", T, double, float) {
  for_each_target([](const std::string& target) {
    CAPTURE(target);
    for (int i = 0; i < scaled(40); ++i) {
      const BasicTileNetwork<T> f = random_network<T>(random_widths(), [] { return rng().uniform(-1, 1); });
      BasicBoxTile<T> box(f.inputs());
      for (T& c : box.centre) c = narrow<T>(rng().nasty_double());
      for (T& r : box.radius) r = narrow<T>(std::fabs(rng().nasty_double()));
      check_sound(f, box, 2);
    }
  });
}

TEST_CASE_TEMPLATE("sound: weights known only to a relative error", T, double, float) {
  for_each_target([](const std::string& target) {
    CAPTURE(target);
    for (int i = 0; i < scaled(30); ++i) {
      const BasicTileNetwork<T> f = random_network<T>(
          random_widths(), [] { return rng().uniform(-1, 1); }, 1);
      check_sound(
          f, random_boxes<T>(f.inputs(), 0x1p-40), 2,
          Rational(rng().coin() ? 1 : -1) / Rational(Integer(1) << (sizeof(T) == sizeof(double) ? 53 : 24)));
    }
  });
}

TEST_CASE_TEMPLATE("sound: linear neurons among rectified ones, on every instruction set", T, double, float) {
  for_each_target([](const std::string& target) {
    CAPTURE(target);
    for (int i = 0; i < scaled(40); ++i) {
      const BasicTileNetwork<T> f = random_network<T>(random_widths(), [] { return rng().uniform(-1, 1); });
      const BasicTileNetwork<T> masked = with_linear_neurons(f);
      check_sound(masked, random_boxes<T>(f.inputs(), std::exp2(rng().integer(-60, 2))), 3);
      const BasicTileNetwork<T> nasty = with_linear_neurons(random_network<T>(random_widths(), [] {
        return rng().integer(0, 9) == 0 ? rng().nasty_double() : rng().uniform(-1, 1);
      }));
      check_sound(nasty, random_boxes<T>(nasty.inputs(), 0x1p-20), 2);
    }
  });
}

TEST_CASE_TEMPLATE("tight: linear neurons pass a skipped value on without loss", T, double, float) {
  // f = x through two hidden layers, of which the linear neurons carry x past a ReLU that changes sign.
  const T one[] = {1, 1}, keep[] = {1, 0, 0, 1}, last[] = {0, 1}, zero[] = {0, 0};
  std::vector<BasicTileLayer<T>> layers;
  layers.emplace_back(2, 1, one, zero, std::vector<std::uint8_t>{1, 0}, 0);
  layers.emplace_back(2, 2, keep, zero, std::vector<std::uint8_t>{1, 0}, 0);
  layers.emplace_back(1, 2, last, zero, false, 0);
  const BasicTileNetwork<T> f(1, std::move(layers));
  BasicBoxTile<T> box(1);
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    box.centre[lane] = narrow<T>(rng().uniform(-1, 1));
    box.radius[lane] = T{2};
  }
  BasicTileWorkspace<T> workspace(f);
  SideBounds bounds(1);
  enclose_network_tile(f, box, workspace, bounds);
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    CHECK(bounds.positive.slope[lane] == 2);
    CHECK(bounds.negative.slope[lane] == -2);
    CHECK(bounds.positive.constant[lane] + bounds.negative.constant[lane] <=
          (sizeof(T) == sizeof(double) ? 1e-13 : 1e-4));
  }
}

TEST_CASE_TEMPLATE("sound: layers without ReLU between others", T, double, float) {
  for (int i = 0; i < scaled(60); ++i) {
    std::vector<BasicTileLayer<T>> layers;
    const std::vector<std::size_t> widths = random_widths();
    for (std::size_t l = 1; l < widths.size(); ++l) {
      std::vector<T> numbers(widths[l] * (widths[l - 1] + 1));
      for (T& x : numbers) x = narrow<T>(rng().uniform(-1, 1));
      layers.emplace_back(widths[l], widths[l - 1], numbers.data(),
                          numbers.data() + widths[l] * widths[l - 1], l + 1 < widths.size() && rng().coin(),
                          0);
    }
    const BasicTileNetwork<T> f(widths.front(), std::move(layers));
    check_sound(f, random_boxes<T>(f.inputs(), 0.25), 3);
  }
}

TEST_CASE_TEMPLATE(
    "tight: on boxes that are points the bound is within 1000 ulp of the exact value where nothing cancels",
    T, double, float) {
  for_each_target([](const std::string& target) {
    CAPTURE(target);
    for (int i = 0; i < scaled(100); ++i) {
      const BasicTileNetwork<T> f = random_network<T>(random_widths(), [] { return rng().uniform(0.1, 1); });
      BasicBoxTile<T> box = random_boxes<T>(f.inputs(), 0.0);
      for (T& c : box.centre) c = narrow<T>(std::fabs(c) + 0.1);
      BasicTileWorkspace<T> workspace(f);
      SideBounds bounds(f.inputs());
      enclose_network_tile(f, box, workspace, bounds);
      for (std::size_t lane = 0; lane < kLanes; ++lane) {
        const Rational value = evaluate_exactly(f, at(box, lane, std::vector<Rational>(f.inputs(), 0)));
        const Rational budget =
            value * 1000 / Rational(Integer(1) << (sizeof(T) == sizeof(double) ? 53 : 24));
        CHECK(value <= exact(bounds.positive.constant[lane]));
        CHECK(exact(bounds.positive.constant[lane]) <= value + budget);
        CHECK(-value <= exact(bounds.negative.constant[lane]));
        CHECK(exact(bounds.negative.constant[lane]) <= -value + budget);
      }
    }
  });
}

TEST_CASE("tight: a box on which no neuron changes sign has the exact gradient") {
  // f = relu(x1 + 2 x2 + 8) - 3 relu(x1 - 9) on [-1,1]^2
  const double w1[] = {1, 2, 1, 0}, b1[] = {8, -9}, w2[] = {1, -3}, b2[] = {0};
  std::vector<TileLayer> layers;
  layers.emplace_back(2, 2, w1, b1, true, 0);
  layers.emplace_back(1, 2, w2, b2, false, 0);
  const TileNetwork f(2, std::move(layers));
  BoxTile box(2);
  std::fill(box.radius.begin(), box.radius.end(), 1.0);
  TileWorkspace workspace(f);
  SideBounds bounds(2);
  enclose_network_tile(f, box, workspace, bounds);
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    CHECK(bounds.positive.slope[lane] == 1);
    CHECK(bounds.positive.slope[kLanes + lane] == 2);
    CHECK(bounds.positive.constant[lane] >= 8);
    CHECK(bounds.positive.constant[lane] <= 8 + 1e-12);
    CHECK(bounds.negative.constant[lane] <= -8 + 1e-12);
  }
}

TEST_CASE("contract: every instruction set gives the same bounds up to rounding") {
  const TileNetwork f = random_network({3, 16, 16, 16, 1}, [] { return rng().uniform(-0.5, 0.5); });
  const BoxTile box = random_boxes(3, 0.25);
  TileWorkspace workspace(f);
  SideBounds first(3);
  bool have_first = false;
  for_each_target([&](const std::string& target) {
    CAPTURE(target);
    SideBounds bounds(3);
    enclose_network_tile(f, box, workspace, bounds);
    if (!have_first) first = bounds;
    have_first = true;
    for (std::size_t lane = 0; lane < kLanes; ++lane)
      CHECK(std::fabs(bounds.positive.constant[lane] - first.positive.constant[lane]) <= 1e-10);
  });
}

TEST_CASE("contract: estimated values are those of the network, up to rounding") {
  const TileNetwork f = random_network({2, 9, 5, 1}, [] { return rng().uniform(-1, 1); });
  TileWorkspace workspace(f);
  AlignedVector points(2 * 2 * kLanes), values(2 * kLanes);
  for (double& x : points) x = rng().uniform(-1, 1);
  for_each_target([&](const std::string& target) {
    CAPTURE(target);
    estimate_values(f, points, 2, workspace, values);
    for (std::size_t r = 0; r < 2; ++r) {
      for (std::size_t lane = 0; lane < kLanes; ++lane) {
        const Rational value = evaluate_exactly(
            f, {exact(points[2 * r * kLanes + lane]), exact(points[(2 * r + 1) * kLanes + lane])});
        CHECK(values[r * kLanes + lane] == doctest::Approx(value.convert_to<double>()));
      }
    }
  });
}

TEST_CASE("contract: a lane that overflows gives infinity and leaves the others alone") {
  const TileNetwork f = random_network({1, 2, 2, 1}, [] { return 1e200; });
  BoxTile box(1);
  for (std::size_t lane = 0; lane < kLanes; ++lane) box.centre[lane] = lane == 3 ? 1e100 : 1e-320;
  TileWorkspace workspace(f);
  SideBounds bounds(1);
  enclose_network_tile(f, box, workspace, bounds);
  CHECK(std::isinf(bounds.positive.constant[3]));
  CHECK(bounds.positive.slope[3] == 0);
}

TEST_CASE_TEMPLATE("sound: signs handed out hold on the box, and bounds that use them hold there", T, double,
                   float) {
  for_each_target([](const std::string& target) {
    CAPTURE(target);
    int known_signs = 0;
    for (int i = 0; i < scaled(40); ++i) {
      BasicTileNetwork<T> f = random_network<T>({3, 9, 17, 5, 1}, [] { return rng().uniform(-0.6, 0.6); });
      if (rng().coin()) f = with_linear_neurons(f);
      const BasicBoxTile<T> parent = random_boxes<T>(3, std::exp2(rng().integer(-6, 0)));
      BasicTileWorkspace<T> workspace(f);
      SideBounds bounds(3);
      enclose_network_tile(f, parent, workspace, bounds);
      const std::size_t bytes = f.signs().bytes();
      REQUIRE(bounds.signs.size() == kLanes * bytes);
      const std::vector<std::uint8_t> signs = bounds.signs;
      for (std::size_t lane = 0; lane < kLanes; ++lane) {
        const std::uint8_t* const known = signs.data() + lane * bytes;
        // Eight boxes inside the parent in this lane.
        BasicBoxTile<T> children(3);
        for (std::size_t v = 0; v < 3 * kLanes; ++v) {
          const std::size_t from = v / kLanes * kLanes + lane;
          children.radius[v] = parent.radius[from] / 4;
          children.centre[v] =
              parent.centre[from] + parent.radius[from] / 8 * narrow<T>(rng().integer(-4, 4));
        }
        for (int point = 0; point < 3; ++point) {
          std::vector<Rational> x = at(parent, lane, random_t(3));
          for (std::size_t l = 0; l + 1 < f.layers().size(); ++l) {
            const std::vector<Rational> z = affine_exactly(f.layers()[l], x);
            const LayerSigns layer = f.signs().layer(known, l);
            x = rectify(f.layers()[l], z);
            for (std::size_t j = 0; j < z.size(); ++j) {
              if (layer.is_positive(j)) REQUIRE(z[j] >= 0);
              if (layer.is_negative(j)) REQUIRE(z[j] <= 0);
              known_signs += layer.is_positive(j) || layer.is_negative(j);
            }
          }
        }
        SideBounds inherited(3);
        enclose_network_tile(f, children, workspace, inherited, known);
        for (std::size_t child = 0; child < kLanes; ++child) {
          for (int point = 0; point < 2; ++point) {
            const std::vector<Rational> t = random_t(3);
            const std::vector<Rational> x = at(children, child, t);
            bool inside = true;  // rounding of the centre may push a child out of its parent
            for (std::size_t k = 0; k < 3; ++k) {
              const Rational off = x[k] - exact(parent.centre[k * kLanes + lane]);
              if ((off < 0 ? Rational(-off) : off) > exact(parent.radius[k * kLanes + lane])) inside = false;
            }
            if (!inside) continue;
            const Rational value = evaluate_exactly(f, x);
            REQUIRE(holds(inherited.positive, child, t, value));
            REQUIRE(holds(inherited.negative, child, t, -value));
          }
        }
      }
    }
    CHECK(known_signs > 0);
  });
}

TEST_CASE("contract: a network in float has the weights of the original, up to its weight roundings") {
  for (int i = 0; i < scaled(20); ++i) {
    const TileNetwork f = random_network({2, 5, 1}, [] { return rng().uniform(-1, 1); });
    const std::optional<SingleTileNetwork> single = to_single(f);
    REQUIRE(single);
    for (std::size_t l = 0; l < 2; ++l) {
      const BasicTileLayer<float>& layer = single->layers()[l];
      CHECK(layer.weight_roundings == 1);
      for (std::size_t w = 0; w < layer.rows * padded(layer.cols); ++w) {
        const Rational weight = exact(layer.weights[w]), error = exact(f.layers()[l].weights[w]) - weight;
        CHECK((error < 0 ? Rational(-error) : error) <=
              (weight < 0 ? Rational(-weight) : weight) / Rational(Integer(1) << 24));
      }
    }
  }
  CHECK(to_single(random_network({2, 5, 1}, [] { return 0.5; }))->layers()[0].weight_roundings == 0);
  CHECK(!to_single(random_network({2, 5, 1}, [] { return 1e-40; })));  // subnormal as a float
  CHECK(!to_single(random_network({2, 5, 1}, [] { return 1e300; })));
  CHECK(to_single(random_network({2, 5, 1}, [] { return 0.0; })));
}

TEST_CASE("sound: the float network bounds the network it was made from") {
  for_each_target([](const std::string& target) {
    CAPTURE(target);
    for (int i = 0; i < scaled(40); ++i) {
      const TileNetwork f = random_network(random_widths(), [] { return rng().uniform(-1, 1); });
      const std::optional<SingleTileNetwork> single = to_single(f);
      REQUIRE(single);
      const SingleBoxTile box = random_boxes<float>(f.inputs(), std::exp2(rng().integer(-60, 0)));
      SingleTileWorkspace workspace(*single);
      SideBounds bounds(f.inputs());
      enclose_network_tile(*single, box, workspace, bounds);
      for (std::size_t lane = 0; lane < kLanes; ++lane) {
        const std::vector<Rational> t = random_t(f.inputs());
        const Rational value = evaluate_exactly(f, at(box, lane, t));
        REQUIRE(holds(bounds.positive, lane, t, value));
        REQUIRE(holds(bounds.negative, lane, t, -value));
      }
    }
  });
}

TEST_CASE("contract: a network with too many neurons hands no signs down and is bounded all the same") {
  std::vector<std::size_t> widths(300, 17);
  widths.front() = 2;
  widths.back() = 1;
  const TileNetwork f = random_network(widths, [] { return rng().uniform(-0.3, 0.3); });
  CHECK(f.signs().bytes() == 0);
  TileWorkspace workspace(f);
  SideBounds bounds(2);
  enclose_network_tile(f, random_boxes(2, 0.1), workspace, bounds);
  CHECK(bounds.signs.empty());
  for (std::size_t lane = 0; lane < kLanes; ++lane) CHECK(std::isfinite(bounds.positive.constant[lane]));
}
