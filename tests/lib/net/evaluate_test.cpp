#include <doctest/doctest.h>

#include "lib/arith/interval.h"
#include "lib/arith/mp_interval.h"
#include "lib/net/network.h"
#include "tests/lib/net/model_builder.h"
#include "tests/support/random.h"

namespace relugap::net {
namespace {

// Weights up to about 1e100 in size, so that three layers stay finite; or of ordinary size.
double weight(bool nasty) {
  if (!nasty) return rng().uniform(-1, 1);
  double w = nasty_double();
  while (std::abs(w) > 1e90) w /= 1e90;
  return w;
}

Network random_network(std::size_t inputs, bool nasty) {
  std::vector<Layer> layers;
  std::size_t n = inputs;
  Diagonal first;
  for (std::size_t i = 0; i < n; ++i) {
    first.scale.push_back(Rational(rng().integer(-9, 9), rng().integer(1, 9)));
    first.shift.push_back(Rational(rng().integer(-9, 9), rng().integer(1, 9)));
  }
  layers.emplace_back(first);
  for (int l = 0; l < 3; ++l) {
    Dense dense{static_cast<std::size_t>(rng().integer(1, 5)), n, {}, {}};
    for (std::size_t k = 0; k < dense.rows * dense.cols; ++k) dense.weights.push_back(weight(nasty));
    for (std::size_t k = 0; k < dense.rows; ++k) dense.bias.push_back(weight(nasty));
    n = dense.rows;
    layers.emplace_back(std::move(dense));
    layers.emplace_back(Relu{});
  }
  return Network(inputs, std::move(layers));
}

TEST_CASE("a network evaluates to the hand-computed rational numbers") {
  const Network f(2, {Dense{2, 2, {1, -2, 0.5, 0.25}, {0.125, -1}}, Relu{}, Dense{1, 2, {3, -1}, {0.5}}});
  // x = (1, 1/3): z = (1 - 2/3 + 1/8, 1/2 + 1/12 - 1) = (11/24, -5/12); y = 3 * 11/24 + 1/2 = 15/8.
  CHECK(evaluate(f, std::vector<Rational>{1, Rational(1, 3)}) == std::vector<Rational>{Rational(15, 8)});
}

TEST_CASE("weights enter exactly: 0.1 is the double, and absorbed terms are not lost") {
  const Network f(1, {Dense{1, 1, {0.1}, {0}}});
  CHECK(evaluate(f, std::vector<Rational>{1})[0] != Rational(1, 10));
  CHECK(evaluate(f, std::vector<Rational>{1})[0] == exact(0.1));
  const Network absorbing(2, {Dense{1, 2, {1e17, -1e17}, {1e-3}}, Relu{}, Dense{1, 1, {1000}, {0}}});
  CHECK(evaluate(absorbing, std::vector<Rational>{1, 1})[0] == 1000 * exact(1e-3));
}

TEST_CASE("interval evaluations contain the exact values at random points of the box") {
  for (int k = 0; k < scaled(300); ++k) {
    const Network f = random_network(static_cast<std::size_t>(rng().integer(1, 4)), k % 2 == 1);
    std::vector<Interval> box;
    std::vector<MpInterval> mp_box;
    std::vector<Rational> point;
    for (std::size_t i = 0; i < f.inputs(); ++i) {
      const double a = rng().uniform(-2, 2);
      const double b = rng().coin() ? a : a + rng().uniform(0, 1);
      box.emplace_back(a, b);
      mp_box.push_back(to_mp_interval(box.back()));
      point.push_back(exact(a) + Rational(rng().integer(0, 8), 8) * (exact(b) - exact(a)));
    }
    const std::vector<Rational> y = evaluate(f, point);
    const std::vector<Interval> enclosed = evaluate(f, box);
    const std::vector<MpInterval> mp_enclosed = evaluate(f, mp_box);
    for (std::size_t i = 0; i < y.size(); ++i) {
      CHECK(contains(enclosed[i], y[i]));
      CHECK(contains(mp_enclosed[i], y[i]));
    }
  }
}

TEST_CASE("high precision recovers a tight value where double precision absorbs it") {
  const Network f(
      1, {Dense{2, 1, {1, 1}, {0, 0}}, Dense{1, 2, {1e17, -1e17}, {1e-3}}, Relu{}, Dense{1, 1, {1000}, {0}}});
  const PrecisionScope scope(128);
  const MpInterval y = evaluate(f, std::vector<MpInterval>{enclose_mp(0.5)})[0];
  CHECK(contains(y, Rational(1000 * exact(1e-3))));
  CHECK(exact(y.upper()) - exact(y.lower()) < Rational(1, 1000000));
}

TEST_CASE("overflow widens an interval to infinity and never becomes a number") {
  const Network f(
      1, {Dense{1, 1, {1e300}, {0}}, Dense{2, 1, {1e300, -1e300}, {0, 0}}, Dense{1, 2, {1, 1}, {0}}});
  const Interval y = evaluate(f, std::vector<Interval>{Interval(1, 2)})[0];
  CHECK(contains(y, 0));
  CHECK(y.upper() == std::numeric_limits<double>::infinity());
}

TEST_CASE("the double estimate agrees with exact evaluation to rounding") {
  for (int k = 0; k < scaled(50); ++k) {
    const Network f = random_network(3, false);
    const std::vector<double> x{rng().uniform(-1, 1), rng().uniform(-1, 1), rng().uniform(-1, 1)};
    const std::vector<Rational> y = value_at(f, x);
    const std::vector<double> estimate = evaluate(f, x);
    for (std::size_t i = 0; i < y.size(); ++i) CHECK(std::abs(estimate[i] - round_down(y[i])) < 1e-10);
  }
}

}  // namespace
}  // namespace relugap::net
