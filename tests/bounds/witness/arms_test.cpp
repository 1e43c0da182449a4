#include "bounds/witness/arms.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <numeric>

#include "bounds/bump.h"
#include "bounds/witness/height_estimate.h"
#include "tests/bounds/witness/cases.h"
#include "tests/support/random.h"

namespace relugap::bounds::witness {
namespace {

std::vector<std::size_t> first(std::size_t n) {
  std::vector<std::size_t> all(n);
  std::iota(all.begin(), all.end(), std::size_t{0});
  return all;
}

double norm(const std::vector<double>& entries, double q) {
  double sum = 0, largest = 0;
  for (const double e : entries) {
    sum += std::pow(e, q);
    largest = std::max(largest, e);
  }
  return std::isinf(q) ? largest : std::pow(sum, 1 / q);
}

TEST_CASE("interior bumps of design C and S have at least the slopes of Theorems 1 and 2") {
  for (const char* q : {"1", "3/2", "2", "3", "inf"})
    for (std::size_t d = 1; d <= 4; ++d)
      for (const std::uint64_t n1 : {8, 9, 13, 24}) {
        CAPTURE(q);
        CAPTURE(d);
        CAPTURE(n1);
        NetworkClass h = test::make_class("4,24,5,1", q, "3/2");
        h.widths[1] = n1;
        const HeightEstimate heights(h);
        const std::vector<Side> sides(d, Side::interior);
        // The last layer multiplies by c n_2 (n_2)^(-1/q); Theorem 1's slope contains it, the estimate does not.
        const double c = 1.5, n2 = copies_pay(h) ? 5 : 1;
        const double factor = c * c * n2 * std::pow(n2, -1 / estimate_exponent(h));
        for (const std::size_t group : {std::size_t{1}, d}) {
          const auto arms = heights.arms(first(d), sides, group);
          const auto bump = group == 1 ? cross_polytope_bump(h, d) : simplex_bump(h, d);
          REQUIRE(arms.has_value() == bump.has_value());
          if (!arms) continue;
          // Centre 0, where the biases cost nothing; S pays sqrt(D) for all centres of [0,1]^d, here only sqrt(d).
          const Gauge g = heights.gauge(*arms, first(d), std::vector<double>(d, 0.0));
          double log_volume = 0;  // of d! vol{F < 1}
          if (g.cross.empty()) {
            for (std::size_t i = 0; i < d; ++i) log_volume += std::log(1 / g.plus[i] + 1 / g.minus[i]);
          } else {
            double least = g.cross[0].slope;
            for (std::size_t i = 0; i < d; ++i) least = std::min(least, std::max(g.plus[i], g.minus[i]));
            log_volume = estimate_log_factorial(2 * d) - 2 * estimate_log_factorial(d) -
                         static_cast<double>(d) * std::log(least);
          }
          const double log_slope = std::log(2 * factor) - log_volume / static_cast<double>(d);
          CHECK(log_slope >= estimate_log(bump->slope) - 1e-9);
          if (group == 1 && n1 % (2 * d) == 0) CHECK(log_slope <= estimate_log(bump->slope) + 1e-9);
        }
      }
}

TEST_CASE("weights have norms at most 1 and use them up") {
  for (int k = 0; k < scaled(300); ++k) {
    const std::size_t d = static_cast<std::size_t>(rng().integer(1, 5));
    std::vector<Side> sides;
    for (std::size_t i = 0; i < d; ++i) sides.push_back(static_cast<Side>(rng().integer(0, 2)));
    const double exponents[] = {1, 1.5, 2, 2.5, 7, std::numeric_limits<double>::infinity()};
    const double q = exponents[rng().integer(0, 5)], n2 = rng().integer(1, 5);
    const bool joint = rng().coin() && !std::isinf(q);
    const auto arms = arms_at(first(d), sides, static_cast<std::size_t>(rng().integer(1, 4)),
                              static_cast<std::uint64_t>(rng().integer(10, 40)), q > 2);
    if (!arms) continue;
    std::vector<double> bias;
    for (std::size_t i = 0; i < arms->size(); ++i) bias.push_back(rng().uniform(0, 3));
    const std::vector<ArmWeights> weights = estimate_weights(*arms, bias, q, joint, n2);
    std::vector<double> w1, b1, w2;
    for (std::size_t i = 0; i < arms->size(); ++i)
      for (std::uint64_t copy = 0; copy < (*arms)[i].copies; ++copy) {
        w1.insert(w1.end(), (*arms)[i].terms.size(), weights[i].in);
        b1.push_back(weights[i].in * bias[i]);
        w2.insert(w2.end(), static_cast<std::size_t>(n2), weights[i].out);
      }
    if (joint) {
      w1.insert(w1.end(), b1.begin(), b1.end());
      b1.clear();
    }
    CHECK(norm(w1, q) <= 1 + 1e-9);
    CHECK(norm(b1, q) <= 1 + 1e-9);
    CHECK(norm(w2, q) <= 1 + 1e-9);
    CHECK(norm(w2, q) >= 1 - 1e-9);
    if (joint) CHECK(norm(w1, q) >= 1 - 1e-9);
  }
}

TEST_CASE("arms need neurons: one per end, two per single coordinate, one more than coordinates per group") {
  const std::vector<Side> three(3, Side::interior);
  CHECK(!arms_at(first(3), three, 1, 5, false));
  CHECK(arms_at(first(3), three, 1, 6, false)->size() == 6);
  CHECK(!arms_at(first(3), three, 3, 3, false));
  CHECK(arms_at(first(3), three, 3, 4, false)->size() == 4);
  CHECK(arms_at(first(3), {Side::low_end, Side::interior, Side::high_end}, 1, 4, false)->size() == 4);
  const auto copied = arms_at(first(3), three, 3, 11, true);
  std::uint64_t neurons = 0;
  for (const Arm& arm : *copied) neurons += arm.copies;
  CHECK(neurons == 11);
}

}  // namespace
}  // namespace relugap::bounds::witness
