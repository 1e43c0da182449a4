#include "verify/relax/formula_pair.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "lib/target/evaluate.h"
#include "tests/support/random.h"
#include "tests/verify/random_sides.h"
#include "verify/relax/difference.h"
#include "verify/relax/tile_side.h"

using namespace relugap;
using namespace relugap::verify;
using namespace relugap::test;

namespace {

constexpr std::size_t kLanes = kernel::kLanes;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Both sides, their pair and bounds of h over one tile.
struct Enclosed {
  Enclosed(const Side& f_in, const Side& g_in, const kernel::BoxTile& tile)
      : prepared_f(f_in),
        prepared_g(g_in),
        f(make_tile_side(prepared_f, tile.dimension)),
        g(make_tile_side(prepared_g, tile.dimension)),
        pair(make_formula_pair(f_in, g_in, tile.dimension)),
        bounds_f(tile.dimension),
        bounds_g(tile.dimension),
        h(tile.dimension) {
    REQUIRE(pair != nullptr);
    if (pair->needs_f()) f->enclose(tile, nullptr, bounds_f);
    if (pair->needs_g()) g->enclose(tile, nullptr, bounds_g);
    pair->enclose(tile, {*f, bounds_f}, {*g, bounds_g}, h);
  }
  PreparedSide prepared_f, prepared_g;
  std::unique_ptr<TileSide> f, g;
  std::unique_ptr<TilePair> pair;
  kernel::SideBounds bounds_f, bounds_g, h;
};

kernel::BoxTile random_tile(std::size_t d, double radius) {
  kernel::BoxTile tile(d);
  for (std::size_t i = 0; i < d * kLanes; ++i) {
    tile.centre[i] = rng().uniform(-1, 1);
    tile.radius[i] = rng().integer(0, 5) == 0 ? 0.0 : radius;
  }
  return tile;
}

CentredBox lane_box(const kernel::BoxTile& tile, std::size_t lane) {
  CentredBox box;
  for (std::size_t k = 0; k < tile.dimension; ++k) {
    box.centre.push_back(tile.centre[k * kLanes + lane]);
    box.radius.push_back(tile.radius[k * kLanes + lane]);
  }
  return box;
}

/// Exactly f(x) - g(x).
Rational value(const Side& f, const std::vector<Rational>& x) {
  if (const auto* network = std::get_if<net::Network>(&f)) return net::evaluate(*network, x)[0];
  if (const auto* formula = std::get_if<target::Formula>(&f))
    return target::evaluate_exact(*formula, x).value();
  return 0;
}

Side random_formula(std::size_t d) { return target::Formula::parse(random_rational_formula(d, 3)); }

}  // namespace

TEST_CASE("sound: bounds of formulas against formulas, networks and zero hold at every point, exactly") {
  for (int i = 0; i < scaled(120); ++i) {
    const std::size_t d = static_cast<std::size_t>(rng().integer(1, 3));
    const auto network = [&]() -> Side {
      return random_net(
          {d, 4, 3, 1}, [] { return rng().normal(); }, rng().coin());
    };
    Side f = random_formula(d), g = Zero{};
    switch (i % 4) {
      case 0:
        g = random_formula(d);
        break;
      case 1:
        g = network();
        break;
      case 2:
        g = random_formula(d);
        f = network();
        break;
      default:
        break;
    }
    const kernel::BoxTile tile = random_tile(d, std::exp2(rng().integer(-44, 0)));
    Enclosed enclosed(f, g, tile);
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      const CentredBox box = lane_box(tile, lane);
      std::optional<PeakBound> precise;
      if (lane == 0) precise = enclosed.pair->enclose_precisely(box, Objective::Absolute, {}, -kInfinity);
      std::vector<double> peak(d);
      REQUIRE(enclosed.pair->peak(0, lane, peak));
      for (int j = 0; j < 3; ++j) {
        std::vector<Rational> x = random_point(to_rational(box));
        if (j == 0)
          for (std::size_t k = 0; k < d; ++k)
            x[k] = exact(box.centre[k]) + exact(box.radius[k]) * exact(peak[k]);
        const Rational h = value(f, x) - value(g, x);
        const double above = enclosed.h.positive.constant[lane], below = enclosed.h.negative.constant[lane];
        REQUIRE((above == kInfinity || h <= exact(above)));
        REQUIRE((below == kInfinity || -h <= exact(below)));
        if (precise && precise->upper < kInfinity) REQUIRE(abs(h) <= exact(precise->upper));
      }
    }
  }
}

TEST_CASE("sound: a network that is a polynomial's tangent, in numbers of every size") {
  // h = factor (x^2 - |x|): coefficients and slopes that nearly cancel, and differ by many orders from each other.
  for (int i = 0; i < scaled(100); ++i) {
    const double scale = std::exp2(rng().integer(-300, 300)), slope = rng().normal();
    const net::Network network = random_net({1, 1}, [&] { return scale * slope; });
    const Side f = network, g = target::Formula::parse("x1*(1/3)*1e-5+x1^2");
    const kernel::BoxTile tile = random_tile(1, std::exp2(rng().integer(-30, 0)));
    Enclosed enclosed(f, g, tile);
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      const CentredBox box = lane_box(tile, lane);
      for (int j = 0; j < 3; ++j) {
        const std::vector<Rational> x = random_point(to_rational(box));
        const Rational h = value(f, x) - value(g, x);
        REQUIRE(h <= exact(enclosed.h.positive.constant[lane]));
        REQUIRE(-h <= exact(enclosed.h.negative.constant[lane]));
      }
    }
  }
}

TEST_CASE(
    "sound: what is lost where the network's slopes join those of the formula, and in the step from MPFR to "
    "double") {
  for (int i = 0; i < scaled(400); ++i) {
    kernel::BoxTile tile(2);
    for (std::size_t j = 0; j < 2 * kLanes; ++j) tile.centre[j] = 0.0, tile.radius[j] = 1.0;
    const auto largest = [](const Side& f, const Side& g) {
      Rational most = -1000;
      for (const int a : {-1, 1})
        for (const int b : {-1, 1}) most = std::max(most, Rational(value(f, {a, b}) - value(g, {a, b})));
      return most;
    };
    const Side plain = target::Formula::parse("x1+x2");
    const Side network = random_net({2, 1}, [] { return 1e-10 * rng().normal(); });
    Enclosed joined(plain, network, tile);
    REQUIRE(largest(plain, network) <= exact(joined.h.positive.constant[0]));
    const auto fraction = [] {
      return std::to_string(rng().integer(1, 9999)) + "/" + std::to_string(rng().integer(1, 9999));
    };
    const Side linear = target::Formula::parse(fraction() + "*x1+" + fraction() + "*x2");
    Enclosed alone(linear, Zero{}, tile);
    const auto precise = alone.pair->enclose_precisely(lane_box(tile, 0), Objective::Largest, {}, -kInfinity);
    REQUIRE(precise.has_value());
    REQUIRE(largest(linear, Zero{}) <= exact(precise->upper));
  }
}

TEST_CASE("tight: bounds converge to third order at least, where affine ones converge to second order") {
  struct Case {
    const char *f, *g;
    std::size_t d;
    double factor;
  };
  const Case cases[] = {{"log(sin(50*x1)+2)+sin(5*x1)", "chebsum(2*x1,0.65,0.93,0.011,-0.79)", 1, 50},
                        {"exp(-x1^2-2*x2^2)*sin(3*x1+x2)", "x1*x2+0.1", 2, 6},
                        {"1/(1+x1^2+x2^2+x3^2)", "1-x1^2-x2^2-x3^2", 3, 6}};
  for (const Case& c : cases) {
    const Side f = target::Formula::parse(c.f), g = target::Formula::parse(c.g);
    double last = 0;
    for (const double radius : {0x1p-7, 0x1p-8, 0x1p-9}) {
      kernel::BoxTile tile(c.d);
      for (std::size_t j = 0; j < c.d * kLanes; ++j) tile.centre[j] = 0.3, tile.radius[j] = radius;
      Enclosed enclosed(f, g, tile);
      // The spread of upper bound and value at the peak.
      std::vector<double> peak(c.d);
      std::vector<Rational> x;
      REQUIRE(enclosed.pair->peak(0, 0, peak));
      for (std::size_t k = 0; k < c.d; ++k) x.push_back(exact(0.3 + radius * peak[k]));
      const double spread = enclosed.h.positive.constant[0] - enclose_signed_difference(f, g, x).lower();
      CAPTURE(c.f);
      CAPTURE(radius);
      if (last > 1e-15) CHECK(spread < std::max(last / c.factor, 1e-15));
      last = spread;
    }
  }
}

TEST_CASE("contract: no bound where a formula is undefined, though the term would cancel") {
  const Side f = target::Formula::parse("log(x1)+x1"), g = target::Formula::parse("log(x1)-x1^2");
  kernel::BoxTile tile(1);
  for (std::size_t lane = 0; lane < kLanes; ++lane) tile.centre[lane] = 0.0, tile.radius[lane] = 1.0;
  Enclosed enclosed(f, g, tile);
  CHECK(enclosed.h.positive.constant[0] == kInfinity);
  CHECK_FALSE(
      enclosed.pair->enclose_precisely({{0.0}, {1.0}}, Objective::Absolute, {}, -kInfinity).has_value());
  CHECK(make_formula_pair(Zero{}, Zero{}, 1) == nullptr);
  CHECK(make_formula_pair(f, g, 100) == nullptr);
}
