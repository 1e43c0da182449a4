#include "verify/norm/estimate_by_sampling.h"

#include <doctest/doctest.h>

#include <cmath>

#include "lib/target/formula.h"
#include "tests/support/random.h"

using relugap::exact;
using relugap::Rational;
namespace net = relugap::net;
namespace target = relugap::target;
namespace verify = relugap::verify;

namespace {

/// A random network with a leading Diagonal and ReLUs in unusual places.
net::Network random_network(std::size_t inputs) {
  std::vector<net::Layer> layers;
  net::Diagonal diagonal;
  for (std::size_t i = 0; i < inputs; ++i) {
    diagonal.scale.push_back(Rational(relugap::rng().integer(1, 9), 3));
    diagonal.shift.push_back(Rational(relugap::rng().integer(-9, 9), 7));
  }
  layers.push_back(diagonal);
  if (relugap::rng().coin()) layers.push_back(net::Relu{});
  if (relugap::rng().coin()) layers.push_back(net::Relu{});
  std::size_t cols = inputs;
  for (const std::size_t rows : {std::size_t{7}, std::size_t{33}, std::size_t{1}}) {
    net::Dense dense{rows, cols, {}, {}};
    for (std::size_t k = 0; k < rows * cols; ++k) dense.weights.push_back(relugap::rng().normal());
    for (std::size_t k = 0; k < rows; ++k) dense.bias.push_back(relugap::rng().normal());
    layers.push_back(std::move(dense));
    if (rows > 1) layers.push_back(net::Relu{});
    cols = rows;
  }
  return net::Network(inputs, std::move(layers));
}

verify::Side formula(const char* text) { return target::Formula::parse(text); }

}  // namespace

TEST_CASE(
    "sound: the proved value at the best point is a lower bound of the exact difference there, and the point "
    "lies in the box") {
  for (int i = 0; i < relugap::scaled(20); ++i) {
    const std::size_t d = static_cast<std::size_t>(relugap::rng().integer(1, 5));
    const net::Network f = random_network(d), g = random_network(d);
    const target::RationalBox box = target::parse_domain("-1/3,0.7", d);
    const auto estimate = verify::estimate_by_sampling(f, g, box, {500, relugap::rng().bits(), 1});
    std::vector<Rational> x;
    for (std::size_t k = 0; k < d; ++k) {
      x.push_back(exact(estimate.at[k]));
      CHECK(x[k] >= box.lo[k]);
      CHECK(x[k] <= box.hi[k]);
    }
    const Rational difference = abs(Rational(net::evaluate(f, x)[0] - net::evaluate(g, x)[0]));
    CHECK(exact(estimate.enclosed.lower()) <= difference);
    CHECK(exact(estimate.enclosed.upper()) >= difference);
    CHECK(estimate.largest == doctest::Approx(difference.convert_to<double>()).epsilon(1e-9));
  }
}

TEST_CASE("contract: the result depends on the seed and the points, not on the threads") {
  const net::Network f = random_network(3), g = random_network(3);
  const target::RationalBox box = target::parse_domain("-0.5,0.5", 3);
  const auto one = verify::estimate_by_sampling(f, g, box, {100000, 7, 1});
  for (const int threads : {2, 3, 8}) {
    const auto several = verify::estimate_by_sampling(f, g, box, {100000, 7, threads});
    CHECK(several.largest == one.largest);
    CHECK(several.at == one.at);
  }
  CHECK(verify::estimate_by_sampling(f, g, box, {100000, 8, 1}).at != one.at);
  CHECK(verify::estimate_by_sampling(f, g, box, {10, 7, 1}).largest <= one.largest);
}

TEST_CASE("contract: points are spread over the box: the maximum of a smooth function is nearly found") {
  const auto estimate = verify::estimate_by_sampling(formula("x1*(1-x1)*x2*(1-x2)"), verify::Zero{},
                                                     target::parse_domain("[0,1]x[0,1]", 2), {20000, 1, 2});
  CHECK(estimate.largest <= 0.0625);
  CHECK(estimate.largest >= 0.0620);
}

TEST_CASE("contract: a box of one point, and a function that is not defined everywhere") {
  const auto point = verify::estimate_by_sampling(formula("x1"), verify::Zero{},
                                                  target::parse_domain("0.5,0.5", 1), {3, 1, 1});
  CHECK(point.largest == 0.5);
  CHECK(point.enclosed.lower() == 0.5);
  const auto partly = verify::estimate_by_sampling(formula("log(x1)"), verify::Zero{},
                                                   target::parse_domain("-1,1", 1), {1000, 1, 1});
  CHECK(partly.largest > 0);
  CHECK(partly.at[0] > 0);
  const auto nowhere = verify::estimate_by_sampling(formula("log(x1)"), verify::Zero{},
                                                    target::parse_domain("-2,-1", 1), {1000, 1, 1});
  CHECK(nowhere.largest == 0);
  CHECK(nowhere.enclosed.lower() == 0);
}

TEST_CASE("contract: identical networks differ nowhere") {
  const net::Network f = random_network(2);
  const auto estimate = verify::estimate_by_sampling(f, f, target::parse_domain("0,1", 2), {1000, 1, 1});
  CHECK(estimate.largest == 0);
  CHECK(estimate.enclosed.lower() == 0);
}
