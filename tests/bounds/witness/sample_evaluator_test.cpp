#include "bounds/witness/sample_evaluator.h"

#include <doctest/doctest.h>

#include "tests/bounds/witness/cases.h"
#include "tests/support/random.h"

namespace relugap::bounds::witness {
namespace {

TEST_CASE("the enclosure contains the exact value, for networks with zero weights and equal neurons") {
  for (int k = 0; k < scaled(300); ++k) {
    const std::size_t d = static_cast<std::size_t>(rng().integer(1, 3));
    std::vector<net::Layer> layers;
    std::size_t cols = d;
    for (int l = 0; l < 4; ++l) {
      net::Dense dense{l == 3 ? 1 : static_cast<std::size_t>(rng().integer(1, 5)), cols, {}, {}};
      for (std::size_t i = 0; i < dense.rows; ++i) {
        const bool repeat = i > 0 && rng().coin();
        dense.bias.push_back(repeat ? dense.bias.back() : rng().normal());
        for (std::size_t j = 0; j < cols; ++j) {
          const double fresh = rng().coin() ? rng().normal() : 0.0;
          dense.weights.push_back(repeat ? dense.weights[(i - 1) * cols + j] : fresh);
        }
      }
      cols = dense.rows;
      if (l > 0) layers.emplace_back(net::Relu{});
      layers.emplace_back(std::move(dense));
    }
    const net::Network f(d, std::move(layers));
    const SampleEvaluator evaluator(f);
    const samples::SampleSet samples = test::random_samples(test::cube(d, -1, 1), 10);
    for (std::size_t j = 0; j < samples.size(); ++j) {
      const Interval value = evaluator.enclose(samples.points, j);
      CHECK(contains(value, net::evaluate(f, test::point(samples, j))[0]));
      CHECK(value.upper() - value.lower() <= 1e-9);
    }
  }
}

}  // namespace
}  // namespace relugap::bounds::witness
