#include "verify/consistent/weights.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "tests/support/random.h"

using namespace relugap;
using namespace relugap::verify;

TEST_CASE("tight: the weights attain the value of the dual point") {
  for (int i = 0; i < scaled(500); ++i) {
    const auto d = static_cast<std::size_t>(rng().integer(1, 6)),
               count = static_cast<std::size_t>(rng().integer(1, 30));
    const double scale = std::exp2(rng().integer(-20, 20));
    std::vector<double> a(count), b(count * d);
    for (double& x : a) x = scale * rng().uniform(-1, 1) * 0.3;
    for (double& x : b) x = scale * rng().uniform(-1, 1);
    const EstimatedWeights found = estimate_weights(a, b, d);
    double total = 0, primal = 0, dual = 0;
    for (std::size_t j = 0; j < count; ++j) {
      CHECK(found.w[j] >= 0);
      total += found.w[j];
      primal += found.w[j] * a[j];
      double value = a[j];
      for (std::size_t k = 0; k < d; ++k) value += b[j * d + k] * found.t[k];
      dual = j == 0 ? value : std::min(dual, value);
    }
    for (std::size_t k = 0; k < d; ++k) {
      double sum = 0;
      for (std::size_t j = 0; j < count; ++j) sum += found.w[j] * b[j * d + k];
      primal += std::fabs(sum);
      CHECK(std::fabs(found.t[k]) <= 1);
    }
    CHECK(total == doctest::Approx(1));
    CHECK(std::fabs(primal - dual) <= 1e-8 * scale);
  }
}

TEST_CASE("contract: numbers that overflow give some weights") {
  const double huge = 1e308;
  const EstimatedWeights found =
      estimate_weights(std::vector<double>{huge, huge}, std::vector<double>{huge, -huge}, 1);
  CHECK(found.w.size() == 2);
}
