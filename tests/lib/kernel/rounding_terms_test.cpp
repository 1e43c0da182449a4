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
template <class T>
void check_at_point(const BasicTileNetwork<T>& f, const std::vector<T>& x, const Rational& relative = 0) {
  BasicBoxTile<T> box(x.size());
  std::vector<Rational> exact_x;
  for (std::size_t k = 0; k < x.size(); ++k) {
    std::fill_n(box.centre.begin() + static_cast<std::ptrdiff_t>(k * kLanes), kLanes, x[k]);
    exact_x.push_back(exact(x[k]));
  }
  const Rational value = evaluate_exactly(f, exact_x, relative);
  for_each_target([&](const std::string& target) {
    CAPTURE(target);
    BasicTileWorkspace<T> workspace(f);
    SideBounds bounds(x.size());
    enclose_network_tile(f, box, workspace, bounds);
    REQUIRE(std::isfinite(bounds.positive.constant[0]));
    REQUIRE(value <= exact(bounds.positive.constant[0]));
    REQUIRE(-value <= exact(bounds.negative.constant[0]));
  });
}

template <class T>
BasicTileNetwork<T> one_layer(const std::vector<T>& weights, T bias, unsigned weight_roundings = 0) {
  std::vector<BasicTileLayer<T>> layers;
  layers.emplace_back(1, weights.size(), weights.data(), &bias, false, weight_roundings);
  return {weights.size(), std::move(layers)};
}

template <class T>
T uniform() {
  return narrow<T>(rng().uniform(-1, 1));
}

/// u^(p/53) of double in double, the same share of the digits in float.
template <class T>
double digits(int p) {
  return std::exp2(-p * (sizeof(T) == sizeof(double) ? 1.0 : 24.0 / 53));
}

}  // namespace

TEST_CASE_TEMPLATE("sound: the product with the box where its terms cancel", T, double, float) {
  for (int i = 0; i < scaled(50); ++i) {
    std::vector<T> weights, x;
    for (int k = 0; k < 30; ++k) {
      weights.push_back(uniform<T>());
      x.push_back(uniform<T>());
      weights.push_back(narrow<T>(-weights.back() * (1 + digits<T>(45))));
      x.push_back(x.back());
    }
    check_at_point(one_layer<T>(weights, T{0}), x);
  }
}

TEST_CASE_TEMPLATE("sound: the last additions where a bias dwarfs everything else", T, double, float) {
  for (int i = 0; i < scaled(50); ++i) {
    check_at_point<T>(one_layer<T>({uniform<T>()}, narrow<T>(rng().uniform(-1, 1) / digits<T>(40))),
                      {uniform<T>()});
  }
}

/// relu layers whose contributions cancel to about 2^-45 of their size, first layer times 2^first, second times 2^second.
template <class T>
BasicTileNetwork<T> cancelling(int first_exponent, int second_exponent) {
  const std::size_t n = 16, d = 3;
  std::vector<T> first(2 * n * d), bias(2 * n), second(2 * n);
  for (std::size_t j = 0; j < n; ++j) {
    for (std::size_t k = 0; k < d; ++k) {
      first[j * d + k] = narrow<T>(std::ldexp(rng().uniform(-1, 1), first_exponent));
      first[(n + j) * d + k] = narrow<T>(first[j * d + k] * (1 + digits<T>(45) * rng().uniform(-1, 1)));
    }
    bias[j] = bias[n + j] = narrow<T>(std::ldexp(rng().uniform(4, 5), first_exponent));
    second[j] = narrow<T>(std::ldexp(rng().uniform(-1, 1), second_exponent));
    second[n + j] = -second[j];
  }
  const T zero = 0;
  std::vector<BasicTileLayer<T>> layers;
  layers.emplace_back(2 * n, d, first.data(), bias.data(), true, 0);
  layers.emplace_back(1, 2 * n, second.data(), &zero, false, 0);
  return {d, std::move(layers)};
}

TEST_CASE_TEMPLATE("sound: in a deep network the bias a row starts with meets the sums of many layers", T,
                   double, float) {
  // x_l = relu(x_(l-1) + 1) and y = 1 + w x_L: every layer adds w < u to 1, which rounds to 1.
  for (const int depth : {1, 5, 9, 40, 300}) {
    for (const T w : {narrow<T>(0.99 * Rounding<T>::kUnit), narrow<T>(-0.49 * Rounding<T>::kUnit)}) {
      std::vector<BasicTileLayer<T>> layers;
      const T one = 1;
      for (int l = 0; l < depth; ++l) layers.emplace_back(1, 1, &one, &one, true, 0);
      layers.emplace_back(1, 1, &w, &one, false, 0);
      check_at_point<T>(BasicTileNetwork<T>(1, std::move(layers)), {T{0}});
    }
  }
}

TEST_CASE_TEMPLATE("sound: a backward step where products of weights cancel", T, double, float) {
  for (int i = 0; i < scaled(50); ++i)
    check_at_point<T>(cancelling<T>(0, 0), {uniform<T>(), uniform<T>(), uniform<T>()});
}

TEST_CASE_TEMPLATE("sound: the same with subnormal weights in the first layer and huge ones in the second", T,
                   double, float) {
  for (int i = 0; i < scaled(50); ++i)
    check_at_point<T>(sizeof(T) == sizeof(double) ? cancelling<T>(-1032, 950) : cancelling<T>(-140, 90),
                      {uniform<T>(), uniform<T>(), uniform<T>()});
}

TEST_CASE_TEMPLATE("sound: a product of weights that underflows before a huge input meets it", T, double,
                   float) {
  const bool is_double = sizeof(T) == sizeof(double);
  const T tiny = narrow<T>(is_double ? 1e-200 : 1e-25), bias = narrow<T>(is_double ? 1e-100 : 1e-13),
          zero = 0;
  std::vector<BasicTileLayer<T>> layers;
  layers.emplace_back(1, 1, &tiny, &bias, true, 0);
  layers.emplace_back(1, 1, &tiny, &zero, false, 0);
  check_at_point<T>(BasicTileNetwork<T>(1, std::move(layers)), {narrow<T>(is_double ? 1e280 : 1e28)});
}

TEST_CASE_TEMPLATE(
    "sound: the weights of the first backward row are off by as much as their relative error allows", T,
    double, float) {
  const unsigned k = 1000;
  const Rational u = exact(Rounding<T>::kUnit), relative = Rational(k) * u;
  for (int i = 0; i < scaled(20); ++i) {
    check_at_point<T>(one_layer<T>({uniform<T>(), uniform<T>()}, uniform<T>(), k),
                      {uniform<T>(), uniform<T>()}, rng().coin() ? relative : Rational(-relative));
  }
}
