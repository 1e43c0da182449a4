// Tests of terms of the rounding argument of the pair kernel on inputs where a term alone carries the bound.
#include <doctest/doctest.h>

#include <cmath>

#include "lib/kernel/enclose_network_tile.h"
#include "lib/kernel/enclose_pair_tile.h"
#include "lib/kernel/roundoff.h"
#include "tests/lib/kernel/exact_network.h"

using namespace relugap;
using namespace relugap::kernel;
using namespace relugap::test;

namespace {

/// The bounds of a box that is a point contain the exact difference there, on every instruction set; and for hidden neurons
/// the magnitudes are at least the exact sums of what they are made of.
void check_at_point(const TileNetwork& f, const TileNetwork& g, const std::vector<double>& x,
                    const Rational& relative_f = 0, const Rational& relative_g = 0) {
  BoxTile box(x.size());
  std::vector<Rational> exact_x;
  for (std::size_t k = 0; k < x.size(); ++k) {
    std::fill_n(box.centre.begin() + static_cast<std::ptrdiff_t>(k * kLanes), kLanes, x[k]);
    exact_x.push_back(exact(x[k]));
  }
  const Rational value = evaluate_exactly(f, exact_x, relative_f) - evaluate_exactly(g, exact_x, relative_g);
  const PairNetwork network = *PairNetwork::make(f, g);
  for_each_target([&](const std::string& target) {
    CAPTURE(target);
    TileWorkspace ws_f(f), ws_g(g);
    PairWorkspace ws(network);
    SideBounds bounds(x.size());
    enclose_network_tile(f, box, ws_f, bounds);
    enclose_network_tile(g, box, ws_g, bounds);
    enclose_pair_tile(network, box, ws_f, ws_g, ws, bounds);
    REQUIRE(std::isfinite(bounds.positive.constant[0]));
    REQUIRE(value <= exact(bounds.positive.constant[0]));
    REQUIRE(-value <= exact(bounds.negative.constant[0]));
    for (std::size_t i = 0; i < x.size(); ++i) REQUIRE(abs(exact_x[i]) <= exact(ws.maximum[i * kLanes]));
    for (std::size_t l = 0; l < ws.hidden.size(); ++l) {
      const PairLayer& layer = network.layers()[l];
      const IndexList& active = l == 0 ? ws.inputs : ws.hidden[l - 1].active;
      const std::size_t columns = padded(layer.cols());
      for (std::size_t j = 0; j < layer.rows(); ++j) {
        Rational delta = abs(exact(layer.bias[j])), z = abs(exact(layer.g->bias[j]));
        for (std::size_t p = 0; p < active.size(); ++p) {
          const std::size_t at = j * columns + active[p];
          const Rational y = exact(l == 0 ? ws.maximum[p * kLanes] : ws.hidden[l - 1].max_y[p * kLanes]);
          delta += abs(exact(layer.weights[at])) * y;
          z += abs(exact(layer.g->weights[at])) * y;
          if (l > 0)
            delta += abs(exact(layer.f->weights[at])) * exact(ws.hidden[l - 1].max_difference[p * kLanes]);
        }
        REQUIRE(delta <= exact(ws.hidden[l].sum_delta[j * kLanes]));
        REQUIRE(z <= exact(ws.hidden[l].sum_z[j * kLanes]));
      }
    }
  });
}

TileNetwork one_layer(const std::vector<double>& weights, double bias, unsigned roundings = 0) {
  std::vector<TileLayer> layers;
  layers.emplace_back(1, weights.size(), weights.data(), &bias, false, roundings);
  return {weights.size(), std::move(layers)};
}

/// Networks of one hidden layer that differ by numbers of about 2^exponent times the weights, small multiples of it.
TileNetwork hidden(double scale_first, double scale_second, bool cancel) {
  const std::size_t n = 16, d = 3;
  std::vector<double> first(2 * n * d), bias(2 * n), second(2 * n);
  for (std::size_t j = 0; j < n; ++j) {
    for (std::size_t k = 0; k < d; ++k) {
      first[j * d + k] = scale_first * rng().uniform(-1, 1);
      first[(n + j) * d + k] = first[j * d + k] * (1 + 0x1p-45 * rng().uniform(-1, 1));
    }
    bias[j] = bias[n + j] = scale_first * rng().uniform(4, 5);
    second[j] = scale_second * rng().uniform(-1, 1);
    second[n + j] = cancel ? -second[j] : second[j];
  }
  const double zero = 0;
  std::vector<TileLayer> layers;
  layers.emplace_back(2 * n, d, first.data(), bias.data(), true, 0);
  layers.emplace_back(1, 2 * n, second.data(), &zero, false, 0);
  return {d, std::move(layers)};
}

double uniform() { return rng().uniform(-1, 1); }

}  // namespace

TEST_CASE("sound: the product with the box where the terms of f - g cancel") {
  for (int i = 0; i < scaled(50); ++i) {
    std::vector<double> f, g, x;
    for (int k = 0; k < 30; ++k) {
      f.push_back(uniform());
      f.push_back(-f.back() * (1 + 0x1p-45));
      g.insert(g.end(), {0.0, 0.0});
      x.push_back(uniform());
      x.push_back(x.back());
    }
    check_at_point(one_layer(f, 0), one_layer(g, 0), x);
  }
}

TEST_CASE("sound: the product with the box where every term of f - g but the first is lost") {
  std::vector<double> f(200, 0.49 * kUnit);
  f[0] = 1;
  check_at_point(one_layer(f, 0), one_layer(std::vector<double>(f.size(), 0.0), 0),
                 std::vector<double>(f.size(), 1.0));
}

TEST_CASE("sound: the last additions of f - g where a bias dwarfs everything else") {
  for (int i = 0; i < scaled(50); ++i)
    check_at_point(one_layer({uniform()}, uniform() * 0x1p40), one_layer({0.0}, 0.0), {uniform()});
}

TEST_CASE("sound: weights of f and g that differ in no stored digit but are inexact") {
  const unsigned k = 1000;
  const Rational relative = Rational(k) * exact(0x1p-53);
  for (int i = 0; i < scaled(20); ++i) {
    const TileNetwork g = one_layer({uniform(), uniform()}, uniform(), k);
    const bool up = rng().coin();
    check_at_point(g, g, {uniform(), uniform()}, up ? relative : Rational(-relative),
                   up ? Rational(-relative) : relative);
  }
}

TEST_CASE("sound: a backward step of f - g where products of weights cancel, of normal and of extreme size") {
  for (int i = 0; i < scaled(60); ++i) {
    const double first = i % 3 == 0 ? 0x1p-1032 : 1.0, second = i % 3 == 0 ? 0x1p950 : 1.0;
    const TileNetwork f = hidden(first, second, true), g = hidden(first, second, true);
    check_at_point(f, g, {uniform(), uniform(), uniform()});
    check_at_point(hidden(0x1p-1060, 1.0, false), hidden(0x1p-1060, 1.0, false),
                   {uniform(), uniform(), uniform()});
  }
}

TEST_CASE("sound: a product of weights that underflows before a huge input meets it, in f - g") {
  const double tiny = 1e-200, bias = 1e-100, zero = 0;
  std::vector<TileLayer> of_f, of_g;
  of_f.emplace_back(1, 1, &tiny, &bias, true, 0);
  of_f.emplace_back(1, 1, &tiny, &zero, false, 0);
  of_g.emplace_back(1, 1, &zero, &zero, true, 0);
  of_g.emplace_back(1, 1, &tiny, &zero, false, 0);
  check_at_point(TileNetwork(1, std::move(of_f)), TileNetwork(1, std::move(of_g)), {1e280});
}
