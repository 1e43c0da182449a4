#include "verify/norm/expansion_moments.h"

#include <doctest/doctest.h>

#include "tests/support/random.h"
#include "tests/verify/exact_integral.h"
#include "tests/verify/random_sides.h"
#include "verify/search/domain_point.h"
#include "verify/search/split.h"
#include "verify/search/tile_evaluator.h"

using namespace relugap;
using namespace relugap::verify;
using namespace relugap::test;

namespace {

void check_inside(const Rational& x, const Interval& bounds) {
  if (std::isfinite(bounds.lower())) REQUIRE(exact(bounds.lower()) <= x);
  if (std::isfinite(bounds.upper())) REQUIRE(x <= exact(bounds.upper()));
}

/// The true box of a leaf: its ends, or the domain's where those are meant.
target::RationalBox true_box(const OpenBox& box, const OpenBox& hull, const target::RationalBox& domain) {
  target::RationalBox result;
  for (std::size_t k = 0; k < domain.dimension(); ++k) {
    result.lo.push_back(box.lo[k] == hull.lo[k] ? domain.lo[k] : exact(box.lo[k]));
    result.hi.push_back(box.hi[k] == hull.hi[k] ? domain.hi[k] : exact(box.hi[k]));
  }
  return result;
}

/// The moments, and affine bounds at points, of one lane against exact integrals over its true box.
void check_lane(const net::Network& f, const net::Network& g, const target::RationalBox& box,
                std::size_t lane, const TileEvaluator& evaluator, const LocalCoordinates& at,
                const kernel::Expansion& ef, const kernel::Expansion& eg) {
  const std::size_t d = box.dimension();
  Rational volume = 1;
  std::vector<Affine> tau;  // the coordinates tau_k as functions of x
  for (std::size_t k = 0; k < d; ++k) {
    const Rational edge = box.hi[k] - box.lo[k];
    volume *= edge;
    Affine v{Rational(-(box.hi[k] + box.lo[k]) / edge), 0, 0};
    v[k + 1] = 2 / edge;
    tau.push_back(v);
  }
  check_inside(volume, at.volume);
  const ExactIntegral integral(f, g, box);
  const Moments moments = enclose_moments(&ef, &eg, at, true);
  check_inside(integral.times({1, 0, 0}) / volume, moments.first);
  check_inside(integral.square() / volume, moments.second);
  for (std::size_t k = 0; k < moments.with_coordinate.size(); ++k) {
    const Ball& b = moments.with_coordinate[k];
    check_inside(integral.times(tau[k]) / volume, Interval(b.lower(), b.upper()));
  }
  const Moments only_first = enclose_moments(&ef, &eg, at, false);
  check_inside(integral.times({1, 0, 0}) / volume, only_first.first);

  AffinePair pair;
  local_pair(evaluator.bounds_f(), evaluator.bounds_g(), lane, at, pair);
  for (int i = 0; i < 3; ++i) {
    const std::vector<Rational> x = random_point(box);
    const Rational h = net::evaluate(f, x)[0] - net::evaluate(g, x)[0];
    Rational above = exact(pair.upper), below = exact(pair.lower);
    for (std::size_t k = 0; k < d; ++k) {
      const Rational t = value(tau[k], {x[0], d == 2 ? x[1] : Rational(0)});
      above += exact(pair.upper_slope[k]) * t;
      below += exact(pair.lower_slope[k]) * t;
    }
    REQUIRE(below <= h);
    REQUIRE(h <= above);
  }
  for (const Rational& p : {Rational(1), Rational(2), Rational(3), Rational(4)}) {
    const Rational mean = integral.power(p.convert_to<int>()) / volume;
    check_inside(mean, enclose_power_mean(pair, moments, p));
    check_inside(mean, enclose_power_mean(pair, {}, p));
  }
}

/// Follows random splits of the domain downward and checks every box on the way.
void check_descent(const net::Network& f, const net::Network& g, const target::RationalBox& domain,
                   int depth) {
  const Side side_f = f, side_g = g;
  const PreparedSide prepared_f(side_f), prepared_g(side_g);
  TileEvaluator evaluator(prepared_f, prepared_g, domain.dimension(), TileEvaluator::Purpose::Integrals);
  const OpenBox hull = double_hull(domain);
  const DomainGeometry geometry(domain, hull);
  std::vector<OpenBox> boxes{hull};
  for (int level = 0; level < depth; ++level) {
    evaluator.evaluate(boxes, 0.0);
    std::vector<kernel::Expansion> ef, eg;
    evaluator.expand(ef, eg);
    const auto lane = static_cast<std::size_t>(rng().integer(0, static_cast<int>(boxes.size()) - 1));
    LocalCoordinates at;
    geometry.locate(boxes[lane], evaluator.tile(), lane, at);
    check_lane(f, g, true_box(boxes[lane], hull, domain), lane, evaluator, at, ef[lane], eg[lane]);
    const OpenBox parent = boxes[lane];
    Children children;
    split(parent, children);
    boxes.assign(children.boxes().begin(), children.boxes().end());
  }
}

target::RationalBox interval(std::size_t d, const Rational& lo, const Rational& hi) {
  return {std::vector<Rational>(d, lo), std::vector<Rational>(d, hi)};
}

}  // namespace

TEST_CASE("sound: moments and power means of pairs of networks against exact integrals in one dimension") {
  for (int i = 0; i < scaled(25); ++i) {
    const auto number = [] { return rng().uniform(-1, 1); };
    check_descent(random_net({1, 6, 5, 1}, number), random_net({1, 5, 4, 3, 1}, number),
                  interval(1, rng().coin() ? Rational(-1) : Rational(-1, 3), Rational(2, 3)), 5);
  }
}

TEST_CASE("sound: the same in two dimensions, with ends that are not doubles and inexact weights") {
  for (int i = 0; i < scaled(10); ++i) {
    const auto number = [] { return rng().uniform(-1, 1); };
    check_descent(random_net({2, 4, 3, 1}, number, true), random_net({2, 4, 1}, number),
                  interval(2, Rational(-1, 3), Rational(1, 7)), 4);
  }
}

TEST_CASE("sound: pairs that differ by rounding alone") {
  for (int i = 0; i < scaled(20); ++i) {
    const net::Network f = random_net({1, 5, 5, 1}, [] { return rng().uniform(-1, 1); });
    std::vector<net::Layer> layers = f.layers();
    for (net::Layer& layer : layers)
      if (auto* dense = std::get_if<net::Dense>(&layer))
        for (double& w : dense->weights) w *= 1 + rng().integer(-4, 4) * 0x1p-52;
    check_descent(f, net::Network(1, std::move(layers)), interval(1, Rational(-1, 3), Rational(1, 2)), 6);
  }
}

TEST_CASE("sound: weights of very different size") {
  for (int i = 0; i < scaled(20); ++i) {
    const auto number = [] { return rng().uniform(-1, 1) * std::exp2(rng().integer(-40, 20)); };
    check_descent(random_net({1, 5, 4, 1}, number), zero_network(1), interval(1, -1, 1), 5);
  }
}

TEST_CASE("sound: boxes that are hardly wider than the distance of doubles") {
  const auto number = [] { return rng().uniform(-1, 1); };
  for (int i = 0; i < scaled(10); ++i) {
    const Rational at(1, 3), tiny = Rational(1) / (Integer(1) << rng().integer(50, 56));
    check_descent(random_net({1, 6, 5, 1}, number), random_net({1, 5, 1}, number), interval(1, at, at + tiny),
                  2);
  }
}

TEST_CASE("sound: the remainder of a formula counts in all moments") {
  // A side without neurons: h in [lower, upper] + slope t, with h = t^3 - 3/5 t in [-2/5, 2/5]: E t h = 0, and
  // h = +-2/5 where t is positive or negative: E t h = +-1/5, E h^2 = 4/25.
  kernel::Expansion f{-0.5, 0.5, {0.0}, {}, {}, {}};
  LocalCoordinates at;
  at.shift.assign(1, Interval(0.0));
  at.stretch.assign(1, Interval(1.0));
  const Moments moments = enclose_moments(&f, nullptr, at, true);
  REQUIRE(moments.with_coordinate.size() == 1);
  for (const double step : {-0.5, 0.5}) {
    check_inside(exact(step) / 2,
                 Interval(moments.with_coordinate[0].lower(), moments.with_coordinate[0].upper()));
    check_inside(exact(step) * exact(step), moments.second);
  }
  f.slope[0] = 1;  // h = t + 1/2 sgn t: E h^2 = 1/3 + 1/2 + 1/4
  check_inside(Rational(13, 12), enclose_moments(&f, nullptr, at, true).second);
}

TEST_CASE("contract: nothing is known where one side has no expansion") {
  const double infinity = std::numeric_limits<double>::infinity();
  const kernel::Expansion none{-infinity, infinity, {0.0}, {}, {}, {}};
  LocalCoordinates at;
  at.shift.assign(1, Interval(0.0));
  at.stretch.assign(1, Interval(1.0));
  const Moments moments = enclose_moments(&none, nullptr, at, true);
  CHECK(moments.first.upper() == infinity);
  CHECK(moments.second.upper() == infinity);
  CHECK(moments.with_coordinate.empty());
  const Moments zero = enclose_moments(nullptr, nullptr, at, true);
  CHECK(zero.second.upper() <= 1e-290);
}
