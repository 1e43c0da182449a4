// Cost of the tile kernels per box, and the matrix product of the same machine for comparison.
//
// Run one at a time on a quiet machine; figures are CPU time. Networks have random weights, so the share of neurons that
// change sign, and with it the cost of the refined bounds, depends on the radius of the boxes.
#include <benchmark/benchmark.h>

#include <Eigen/Dense>
#include <cmath>
#include <random>

#include "lib/kernel/enclose_network_tile.h"

using namespace relugap::kernel;

namespace {

/// `layers` affine layers of width `width` on `inputs` inputs, weights and biases uniform on [-1/2, 1/2].
TileNetwork random_network(std::size_t inputs, std::size_t width, std::size_t layers) {
  std::mt19937_64 engine(1);
  std::uniform_real_distribution<double> uniform(-0.5, 0.5);
  std::vector<TileLayer> all;
  std::size_t columns = inputs;
  for (std::size_t l = 1; l <= layers; ++l) {
    const std::size_t rows = l < layers ? width : 1;
    std::vector<double> weights(rows * columns), bias(rows);
    for (double& w : weights) w = uniform(engine);
    for (double& b : bias) b = uniform(engine);
    all.emplace_back(rows, columns, weights.data(), bias.data(), l < layers, 0);
    columns = rows;
  }
  return {inputs, std::move(all)};
}

/// Eight boxes of radius 2^-k, children of one box of twice the size, and that box in every lane of a second tile.
template <class T>
struct Family {
  Family(std::size_t inputs, int k) : children(inputs), parent(inputs) {
    std::mt19937_64 engine(2);
    std::uniform_real_distribution<double> uniform(-0.5, 0.5);
    const T radius = static_cast<T>(std::ldexp(1.0, -k));
    for (std::size_t i = 0; i < inputs; ++i) {
      const T centre = static_cast<T>(std::ldexp(std::nearbyint(std::ldexp(uniform(engine), k + 2)), -k - 2));
      for (std::size_t lane = 0; lane < kLanes; ++lane) {
        const std::size_t v = i * kLanes + lane;
        // Three coordinates are halved.
        const T side = (lane >> (i % 3)) % 2 == 0 ? T{-1} : T{1};
        children.radius[v] = radius;
        children.centre[v] = i < 3 ? centre + side * radius : centre;
        parent.radius[v] = i < 3 ? 2 * radius : radius;
        parent.centre[v] = centre;
      }
    }
  }

  BasicBoxTile<T> children, parent;
};

/// Arguments: inputs, width, layers, radius 2^-k, whether the signs proved on the parent are handed down.
template <class T>
void bound_family(benchmark::State& state, const BasicTileNetwork<T>& network) {
  const auto inputs = static_cast<std::size_t>(state.range(0));
  const Family<T> family(inputs, static_cast<int>(state.range(3)));
  BasicTileWorkspace<T> workspace(network);
  SideBounds bounds(inputs);
  enclose_network_tile(network, family.parent, workspace, bounds);
  const std::vector<std::uint8_t> signs = bounds.signs;
  const std::uint8_t* const known = state.range(4) != 0 && !signs.empty() ? signs.data() : nullptr;
  for (auto _ : state) {
    enclose_network_tile(network, family.children, workspace, bounds, known);
    benchmark::DoNotOptimize(bounds.positive.constant.data());
  }
  state.counters["boxes"] = benchmark::Counter(
      static_cast<double>(state.iterations()) * static_cast<double>(kLanes), benchmark::Counter::kIsRate);
}

TileNetwork network_of(const benchmark::State& state) {
  return random_network(static_cast<std::size_t>(state.range(0)), static_cast<std::size_t>(state.range(1)),
                        static_cast<std::size_t>(state.range(2)));
}

void bound_tile(benchmark::State& state) { bound_family<double>(state, network_of(state)); }
void bound_single_tile(benchmark::State& state) { bound_family<float>(state, *to_single(network_of(state))); }

void shapes(benchmark::internal::Benchmark* b) {
  b->ArgNames({"d", "width", "layers", "radius", "signs"});
  for (const std::int64_t signs : {0, 1}) {
    b->Args({1, 32, 5, 4, signs})->Args({3, 32, 5, 4, signs});
    for (const std::int64_t radius : {3, 4, 6}) b->Args({6, 32, 5, radius, signs});
    b->Args({6, 16, 4, 4, signs})->Args({6, 48, 7, 4, signs})->Args({6, 128, 3, 4, signs});
    b->Args({3, 512, 5, 8, signs});
  }
}
BENCHMARK(bound_tile)->Apply(shapes);
BENCHMARK(bound_single_tile)->Apply(shapes);

/// Plain evaluation at 96 points: the multiplication kernel and little else.
void evaluate_points(benchmark::State& state) {
  const auto width = static_cast<std::size_t>(state.range(0));
  const TileNetwork network = random_network(6, width, 5);
  TileWorkspace workspace(network);
  AlignedVector points(kChunkRows * 6 * kLanes, 0.25), values(kChunkRows * kLanes, 0.0);
  for (auto _ : state) {
    estimate_values(network, points, kChunkRows, workspace, values);
    benchmark::DoNotOptimize(values.data());
  }
  const double flops = 2.0 * static_cast<double>(kChunkRows * kLanes * (7 * width + 3 * width * width));
  state.counters["flop"] =
      benchmark::Counter(static_cast<double>(state.iterations()) * flops, benchmark::Counter::kIsRate);
}
BENCHMARK(evaluate_points)->ArgName("width")->RangeMultiplier(2)->Range(32, 2048);

/// Eigen's product of two square matrices, compiled for the baseline instruction set as all of this project.
void eigen_product(benchmark::State& state) {
  const auto n = state.range(0);
  const Eigen::MatrixXd a = Eigen::MatrixXd::Random(n, n), b = Eigen::MatrixXd::Random(n, n);
  Eigen::MatrixXd c(n, n);
  for (auto _ : state) {
    c.noalias() = a * b;
    benchmark::DoNotOptimize(c.data());
  }
  const double flops = 2.0 * static_cast<double>(n * n * n);
  state.counters["flop"] =
      benchmark::Counter(static_cast<double>(state.iterations()) * flops, benchmark::Counter::kIsRate);
}
BENCHMARK(eigen_product)->ArgName("n")->Arg(32)->Arg(512);

}  // namespace

BENCHMARK_MAIN();
