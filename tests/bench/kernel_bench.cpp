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

/// Arguments: inputs, width, layers, radius 2^-k.
void bound_tile(benchmark::State& state) {
  const auto inputs = static_cast<std::size_t>(state.range(0));
  const TileNetwork network = random_network(inputs, static_cast<std::size_t>(state.range(1)),
                                             static_cast<std::size_t>(state.range(2)));
  BoxTile box(inputs);
  std::mt19937_64 engine(2);
  std::uniform_real_distribution<double> uniform(-0.5, 0.5);
  for (std::size_t k = 0; k < inputs; ++k) {
    const double centre = uniform(engine);  // the eight boxes of a tile are neighbours
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      box.radius[k * kLanes + lane] = std::ldexp(1.0, -static_cast<int>(state.range(3)));
      box.centre[k * kLanes + lane] = centre + box.radius[k * kLanes + lane] * uniform(engine);
    }
  }
  TileWorkspace workspace(network);
  SideBounds bounds(inputs);
  for (auto _ : state) {
    enclose_network_tile(network, box, workspace, bounds);
    benchmark::DoNotOptimize(bounds.positive.constant.data());
  }
  state.counters["boxes"] = benchmark::Counter(
      static_cast<double>(state.iterations()) * static_cast<double>(kLanes), benchmark::Counter::kIsRate);
}
BENCHMARK(bound_tile)
    ->ArgNames({"d", "width", "layers", "radius"})
    ->Args({1, 32, 5, 4})
    ->Args({3, 32, 5, 4})
    ->Args({6, 32, 5, 3})
    ->Args({6, 32, 5, 4})
    ->Args({6, 32, 5, 6})
    ->Args({6, 16, 4, 4})
    ->Args({6, 48, 7, 4})
    ->Args({6, 128, 3, 4});

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
BENCHMARK(evaluate_points)->ArgName("width")->Arg(32)->Arg(128)->Arg(512);

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
