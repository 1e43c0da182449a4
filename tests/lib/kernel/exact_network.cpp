#include "tests/lib/kernel/exact_network.h"

namespace relugap::test {

using kernel::kLanes;

template <class T>
std::vector<Rational> affine_exactly(const kernel::BasicTileLayer<T>& layer, const std::vector<Rational>& x,
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

template <class T>
std::vector<Rational> rectify(const kernel::BasicTileLayer<T>& layer, std::vector<Rational> z) {
  for (std::size_t j = 0; j < layer.rows; ++j)
    if (layer.rectified[j] != 0 && z[j] < 0) z[j] = 0;
  return z;
}

template <class T>
Rational evaluate_exactly(const kernel::BasicTileNetwork<T>& f, std::vector<Rational> x,
                          const Rational& relative) {
  for (const kernel::BasicTileLayer<T>& layer : f.layers()) {
    x = affine_exactly(layer, x, relative);
    x = rectify(layer, std::move(x));
  }
  return x[0];
}

template <class T>
kernel::BasicTileNetwork<T> random_network(const std::vector<std::size_t>& widths,
                                           const std::function<double()>& number, unsigned weight_roundings) {
  std::vector<kernel::BasicTileLayer<T>> layers;
  for (std::size_t l = 1; l < widths.size(); ++l) {
    std::vector<T> weights(widths[l] * widths[l - 1]), bias(widths[l]);
    for (T& w : weights) w = narrow<T>(number());
    for (T& b : bias) b = narrow<T>(number());
    layers.emplace_back(widths[l], widths[l - 1], weights.data(), bias.data(), l + 1 < widths.size(),
                        weight_roundings);
  }
  return {widths.front(), std::move(layers)};
}

template <class T>
kernel::BasicTileNetwork<T> with_linear_neurons(const kernel::BasicTileNetwork<T>& f) {
  std::vector<kernel::BasicTileLayer<T>> layers;
  for (const kernel::BasicTileLayer<T>& layer : f.layers()) {
    std::vector<T> weights;
    for (std::size_t j = 0; j < layer.rows; ++j) {
      const T* const row = layer.weights.data() + j * kernel::padded(layer.cols);
      weights.insert(weights.end(), row, row + layer.cols);
    }
    std::vector<std::uint8_t> rectified = layer.rectified;
    for (std::uint8_t& r : rectified) r = static_cast<std::uint8_t>(r != 0 && rng().coin());
    layers.emplace_back(layer.rows, layer.cols, weights.data(), layer.bias.data(), std::move(rectified),
                        layer.weight_roundings);
  }
  return {f.inputs(), std::move(layers)};
}

std::vector<std::size_t> random_widths() {
  std::vector<std::size_t> widths{static_cast<std::size_t>(rng().integer(1, 6))};
  for (int hidden = rng().integer(0, 4); hidden > 0; --hidden)
    widths.push_back(static_cast<std::size_t>(rng().integer(1, 13)));
  widths.push_back(1);
  return widths;
}

template <class T>
kernel::BasicBoxTile<T> random_boxes(std::size_t dimension, double radius) {
  kernel::BasicBoxTile<T> box(dimension);
  for (std::size_t v = 0; v < dimension * kLanes; ++v) {
    box.centre[v] = narrow<T>(rng().uniform(-1, 1));
    box.radius[v] = rng().integer(0, 5) == 0 ? T{0} : narrow<T>(radius * rng().uniform(0.5, 1));
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

void for_each_target(const std::function<void(const std::string&)>& check) {
  for (const std::int64_t target : kernel::kernel_targets()) {
    kernel::set_kernel_target(target);
    check(kernel::kernel_target_name(target));
    kernel::set_kernel_target(0);
  }
}

template std::vector<Rational> affine_exactly(const kernel::TileLayer&, const std::vector<Rational>&,
                                              const Rational&);
template std::vector<Rational> affine_exactly(const kernel::BasicTileLayer<float>&,
                                              const std::vector<Rational>&, const Rational&);
template std::vector<Rational> rectify(const kernel::TileLayer&, std::vector<Rational>);
template std::vector<Rational> rectify(const kernel::BasicTileLayer<float>&, std::vector<Rational>);
template kernel::TileNetwork with_linear_neurons(const kernel::TileNetwork&);
template kernel::SingleTileNetwork with_linear_neurons(const kernel::SingleTileNetwork&);
template Rational evaluate_exactly(const kernel::TileNetwork&, std::vector<Rational>, const Rational&);
template Rational evaluate_exactly(const kernel::SingleTileNetwork&, std::vector<Rational>, const Rational&);
template kernel::TileNetwork random_network(const std::vector<std::size_t>&, const std::function<double()>&,
                                            unsigned);
template kernel::SingleTileNetwork random_network(const std::vector<std::size_t>&,
                                                  const std::function<double()>&, unsigned);
template kernel::BoxTile random_boxes(std::size_t, double);
template kernel::SingleBoxTile random_boxes(std::size_t, double);

}  // namespace relugap::test
