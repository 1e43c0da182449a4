// The stages of the forward pass, each against its own contract (forward-inl.h, relax-inl.h): affine forms, magnitudes,
// ranges before they are refined, forms after the ReLU.
#include <doctest/doctest.h>

#include <cmath>

#include "lib/kernel/roundoff.h"
#include "tests/lib/kernel/exact_network.h"

using namespace relugap;
using namespace relugap::kernel;
using namespace relugap::test;

namespace {

/// form_0 + sum_k form_k t_k of one neuron or position; arrays [k][index][lane] with `count` per k.
template <class T>
Rational form_at(const AlignedArray<T>& form, std::size_t count, std::size_t index, std::size_t lane,
                 const std::vector<Rational>& t) {
  Rational value = exact(form[place<T>(0, index, count) + lane]);
  for (std::size_t k = 0; k < t.size(); ++k)
    value += exact(form[place<T>(k + 1, index, count) + lane]) * t[k];
  return value;
}

Rational magnitude(const Rational& x) { return x < 0 ? Rational(-x) : x; }

/// Values x of the activations that the form and radius allow at t: the form's own, shifted by up to the radius.
template <class T>
std::vector<Rational> allowed(const Activations<T>& x, std::size_t inputs, std::size_t lane,
                              const std::vector<Rational>& t) {
  std::vector<Rational> values(inputs, 0);
  const std::size_t count = x.active.size();
  for (std::size_t i = 0; i < count; ++i) {
    const Rational shift = Rational(rng().integer(-1, 1)) * exact(x.radius[i * kLanes + lane]);
    values[x.active[i]] = form_at(x.form, count, i, lane, t) + shift;
  }
  return values;
}

/// With backward rows, which know more than the forms of the layer before: ranges and forms hold for the network's own z.
template <class T>
void check_refined(const BasicTileNetwork<T>& f, const BasicBoxTile<T>& box) {
  BasicTileWorkspace<T> ws(f);
  SideBounds bounds(f.inputs());
  enclose_network_tile(f, box, ws, bounds);
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    if (std::isinf(bounds.positive.constant[lane])) continue;
    CAPTURE(lane);
    const std::vector<Rational> t = random_t(f.inputs());
    std::vector<Rational> x = at(box, lane, t);
    for (std::size_t l = 0; l < ws.hidden.size(); ++l) {
      CAPTURE(l);
      const std::vector<Rational> exact_z = affine_exactly(f.layers()[l], x);
      const LayerState<T>& z = ws.hidden[l];
      const std::size_t rows = padded(f.layers()[l].rows);
      for (std::size_t j = 0; j < exact_z.size(); ++j) {
        const Rational error = exact_z[j] - form_at(z.form, rows, j, lane, t);
        REQUIRE(magnitude(error) <= exact(z.radius_and_sum[place<T>(0, j, rows) + lane]));
        REQUIRE(exact(z.lower[j * kLanes + lane]) <= exact_z[j]);
        REQUIRE(exact_z[j] <= exact(z.upper[j * kLanes + lane]));
      }
      x = rectify(f.layers()[l], exact_z);
    }
  }
}

/// Without backward rows: each step contains all that the one before allows.
template <class T>
void check_layers(const BasicTileNetwork<T>& f, const BasicBoxTile<T>& box) {
  check_refined(f, box);
  BasicTileWorkspace<T> ws(f);
  ws.refine = false;
  SideBounds bounds(f.inputs());
  enclose_network_tile(f, box, ws, bounds);
  for (std::size_t l = 0; l < ws.hidden.size(); ++l) {
    const BasicTileLayer<T>& layer = f.layers()[l];
    const LayerState<T>& z = ws.hidden[l];
    const Activations<T>& x = l == 0 ? ws.input : ws.hidden[l - 1].out;
    const std::size_t rows = padded(layer.rows);
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      if (std::isinf(bounds.positive.constant[lane])) continue;
      CAPTURE(l);
      CAPTURE(lane);
      for (int i = 0; i < 3; ++i) {
        const std::vector<Rational> t = random_t(f.inputs());
        const std::vector<Rational> exact_z = affine_exactly(layer, allowed(x, layer.cols, lane, t));
        for (std::size_t j = 0; j < layer.rows; ++j) {
          const Rational error = exact_z[j] - form_at(z.form, rows, j, lane, t);
          REQUIRE_MESSAGE(magnitude(error) <= exact(z.radius_and_sum[place<T>(0, j, rows) + lane]),
                          "affine form");
        }
      }
      for (std::size_t k = 0; k < f.inputs(); ++k) {
        const Rational largest =
            magnitude(exact(box.centre[k * kLanes + lane])) + exact(box.radius[k * kLanes + lane]);
        REQUIRE_MESSAGE(largest <= exact(ws.input.carried_and_maximum[place<T>(1, k, f.inputs()) + lane]),
                        "inputs");
      }
      for (std::size_t j = 0; j < layer.rows; ++j) {
        Rational sum = magnitude(exact(layer.bias[j])),
                 spread = exact(z.radius_and_sum[place<T>(0, j, rows) + lane]);
        for (std::size_t i = 0; i < x.active.size(); ++i)
          sum += magnitude(exact(layer.weights[j * padded(layer.cols) + x.active[i]])) *
                 exact(x.carried_and_maximum[place<T>(1, i, x.active.size()) + lane]);
        const Rational s = exact(z.radius_and_sum[place<T>(1, j, rows) + lane]);
        REQUIRE_MESSAGE(sum <= s, "sum of magnitudes");
        if (l > 0) continue;  // later ranges are refined
        for (std::size_t k = 1; k <= f.inputs(); ++k)
          spread += magnitude(exact(z.form[place<T>(k, j, rows) + lane]));
        const Rational centre = exact(z.form[place<T>(0, j, rows) + lane]);
        REQUIRE_MESSAGE(exact(z.lower[j * kLanes + lane]) <= std::max<Rational>(centre - spread, -s),
                        "lower range");
        REQUIRE_MESSAGE(exact(z.upper[j * kLanes + lane]) >= std::min<Rational>(centre + spread, s),
                        "upper range");
      }
      if (l + 1 == ws.hidden.size()) continue;  // nobody needs the form after the last one
      // After the ReLU: z within its form's radius and within its range.
      for (std::size_t position = 0; position < z.out.active.size(); ++position) {
        const std::size_t j = z.out.active[position];
        const Rational lower = exact(z.lower[j * kLanes + lane]), upper = exact(z.upper[j * kLanes + lane]);
        const Rational radius = exact(z.radius_and_sum[place<T>(0, j, rows) + lane]);
        for (int i = 0; i < 3; ++i) {
          std::vector<Rational> t;
          // The vertices where z is largest and smallest are the critical ones.
          for (std::size_t k = 1; k <= f.inputs(); ++k) {
            const bool up = z.form[place<T>(k, j, rows) + lane] > 0;
            t.push_back(i == 0 ? (up ? 1 : -1) : i == 1 ? (up ? -1 : 1) : Rational(rng().integer(-4, 4), 4));
          }
          Rational value = form_at(z.form, rows, j, lane, t) + Rational(rng().integer(-1, 1)) * radius;
          value = std::min<Rational>(std::max<Rational>(value, lower), upper);
          if (magnitude(value - form_at(z.form, rows, j, lane, t)) > radius) continue;  // not a possible z
          const Rational relu = layer.rectified[j] != 0 && value < 0 ? Rational(0) : value;
          const Rational error = relu - form_at(z.out.form, z.out.active.size(), position, lane, t);
          REQUIRE_MESSAGE(magnitude(error) <= exact(z.out.radius[position * kLanes + lane]),
                          "form after the ReLU");
        }
      }
    }
  }
}

}  // namespace

TEST_CASE_TEMPLATE(
    "sound: forms, magnitudes and ranges of every layer contain what they promise, on every instruction "
    "set",
    T, double, float) {
  for_each_target([](const std::string& target) {
    CAPTURE(target);
    for (int i = 0; i < scaled(15); ++i) {
      const BasicTileNetwork<T> f = random_network<T>(random_widths(), [] { return rng().uniform(-1, 1); });
      check_layers(f, random_boxes<T>(f.inputs(), std::exp2(rng().integer(-50, 0))));
      check_layers(with_linear_neurons(f), random_boxes<T>(f.inputs(), std::exp2(rng().integer(-50, 0))));
    }
  });
}

TEST_CASE_TEMPLATE(
    "sound: forms of neurons that barely change sign, where the chord's offset cannot hide a rounding "
    "error",
    T, double, float) {
  for_each_target([](const std::string& target) {
    CAPTURE(target);
    for (int i = 0; i < scaled(15); ++i) {
      const std::size_t d = 5, n = 13;
      std::vector<T> weights(n * d), bias(n), out(n, T{1});
      for (T& w : weights) w = narrow<T>(rng().uniform(-1, 1));
      BasicBoxTile<T> box(d);
      std::fill(box.radius.begin(), box.radius.end(), T{1});
      for (std::size_t j = 0; j < n; ++j) {
        double spread = 0;
        for (std::size_t k = 0; k < d; ++k) spread += std::fabs(weights[j * d + k]);
        bias[j] = narrow<T>(spread * (1 - std::exp2(rng().uniform(-20, -10))));
      }
      const T zero = 0;
      std::vector<BasicTileLayer<T>> layers;
      layers.emplace_back(n, d, weights.data(), bias.data(), true, 0);
      layers.emplace_back(1, n, out.data(), &zero, true,
                          0);  // the form before the last hidden layer is looked at
      layers.emplace_back(1, 1, out.data(), &zero, false, 0);
      check_layers(BasicTileNetwork<T>(d, std::move(layers)), box);
    }
  });
}

TEST_CASE_TEMPLATE("sound: forms whose products underflow", T, double, float) {
  for_each_target([](const std::string& target) {
    CAPTURE(target);
    for (int i = 0; i < scaled(15); ++i) {
      // Zero biases, so that nothing but the products is there: of tiny numbers, and of huge with subnormal ones.
      const bool is_double = sizeof(T) == sizeof(double);
      for (const int exponent : {is_double ? -540 : -75, is_double ? 900 : 90}) {
        const int small = is_double ? -1025 : -128;
        std::vector<BasicTileLayer<T>> layers;
        const std::vector<std::size_t> widths{3, 6, 4, 1};
        for (std::size_t l = 1; l < widths.size(); ++l) {
          std::vector<T> weights(widths[l] * widths[l - 1]), bias(widths[l], T{0});
          for (T& w : weights) w = narrow<T>(std::ldexp(rng().uniform(-1, 1), l == 1 ? exponent : 0));
          layers.emplace_back(widths[l], widths[l - 1], weights.data(), bias.data(), l + 1 < widths.size(),
                              0);
        }
        BasicBoxTile<T> box(3);
        for (T& c : box.centre)
          c = narrow<T>(std::ldexp(rng().uniform(-1, 1), exponent < 0 ? exponent : small));
        for (T& r : box.radius)
          r = narrow<T>(std::ldexp(rng().uniform(0, 1), exponent < 0 ? exponent - 5 : small - 15));
        check_layers(BasicTileNetwork<T>(3, std::move(layers)), box);
      }
    }
  });
}

TEST_CASE_TEMPLATE("sound: forms of subnormal size", T, double, float) {
  for_each_target([](const std::string& target) {
    CAPTURE(target);
    for (int i = 0; i < scaled(60); ++i) {
      std::vector<T> weights(6 * 6, T{0}), bias(6, T{0}), out(6, T{1});
      for (std::size_t j = 0; j < 6; ++j)
        for (std::size_t k = 0; k < 6; ++k) weights[j * 6 + k] = rng().coin() ? T{1} : T{-1};
      BasicBoxTile<T> box(6);
      for (T& c : box.centre) c = narrow<T>(Rounding<T>::kEta * rng().integer(-5, 5));
      for (T& r : box.radius) r = narrow<T>(Rounding<T>::kEta * rng().integer(0, 5));
      const T zero = 0;
      std::vector<BasicTileLayer<T>> layers;
      layers.emplace_back(6, 6, weights.data(), bias.data(), true, 0);
      layers.emplace_back(1, 6, out.data(), &zero, true, 0);
      layers.emplace_back(1, 1, out.data(), &zero, false, 0);
      check_layers(BasicTileNetwork<T>(6, std::move(layers)), box);
    }
  });
}
