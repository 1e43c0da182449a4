#include "tests/lib/kernel/exact_network.h"

namespace relugap::test {

using kernel::kLanes;

std::vector<Rational> affine_exactly(const kernel::TileLayer& layer, const std::vector<Rational>& x,
                                     const Rational& relative) {
  std::vector<Rational> z;
  for (std::size_t j = 0; j < layer.rows; ++j) {
    Rational sum = exact(layer.bias[j]);
    for (std::size_t i = 0; i < layer.cols; ++i)
      sum += exact(layer.weights[j * kernel::padded(layer.cols) + i]) * x[i];
    z.push_back(layer.weight_roundings > 0 ? Rational(sum * (1 + relative)) : sum);
  }
  return z;
}

Rational evaluate_exactly(const kernel::TileNetwork& f, std::vector<Rational> x, const Rational& relative) {
  for (const kernel::TileLayer& layer : f.layers()) {
    x = affine_exactly(layer, x, relative);
    if (!layer.relu) continue;
    for (Rational& v : x)
      if (v < 0) v = 0;
  }
  return x[0];
}

kernel::TileNetwork random_network(const std::vector<std::size_t>& widths,
                                   const std::function<double()>& number, unsigned weight_roundings) {
  std::vector<kernel::TileLayer> layers;
  for (std::size_t l = 1; l < widths.size(); ++l) {
    std::vector<double> weights(widths[l] * widths[l - 1]), bias(widths[l]);
    for (double& w : weights) w = number();
    for (double& b : bias) b = number();
    layers.emplace_back(widths[l], widths[l - 1], weights.data(), bias.data(), l + 1 < widths.size(),
                        weight_roundings);
  }
  return {widths.front(), std::move(layers)};
}

std::vector<std::size_t> random_widths() {
  std::vector<std::size_t> widths{static_cast<std::size_t>(rng().integer(1, 6))};
  for (int hidden = rng().integer(0, 4); hidden > 0; --hidden)
    widths.push_back(static_cast<std::size_t>(rng().integer(1, 13)));
  widths.push_back(1);
  return widths;
}

kernel::BoxTile random_boxes(std::size_t dimension, double radius) {
  kernel::BoxTile box(dimension);
  for (std::size_t v = 0; v < dimension * kLanes; ++v) {
    box.centre[v] = rng().uniform(-1, 1);
    box.radius[v] = rng().integer(0, 5) == 0 ? 0.0 : radius * rng().uniform(0.5, 1);
  }
  return box;
}

std::vector<Rational> random_t(std::size_t dimension) {
  std::vector<Rational> t;
  const int kind = rng().integer(0, 3);
  for (std::size_t k = 0; k < dimension; ++k) {
    switch (kind) {
      case 0:
        t.push_back(rng().coin() ? 1 : -1);
        break;
      case 1:
        t.push_back(0);
        break;
      case 2:
        t.push_back(Rational(rng().integer(-7, 7), 7));
        break;
      default:
        t.push_back(exact(rng().uniform(-1, 1)));
    }
  }
  return t;
}

std::vector<Rational> at(const kernel::BoxTile& box, std::size_t lane, const std::vector<Rational>& t) {
  std::vector<Rational> x;
  for (std::size_t k = 0; k < t.size(); ++k)
    x.push_back(exact(box.centre[k * kLanes + lane]) + exact(box.radius[k * kLanes + lane]) * t[k]);
  return x;
}

void for_each_target(const std::function<void(const std::string&)>& check) {
  for (const std::int64_t target : kernel::kernel_targets()) {
    kernel::set_kernel_target(target);
    check(kernel::kernel_target_name(target));
    kernel::set_kernel_target(0);
  }
}

}  // namespace relugap::test
