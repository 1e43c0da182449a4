#include <doctest/doctest.h>

#include <cmath>

#include "tests/support/random.h"
#include "tests/verify/random_sides.h"
#include "verify/lipschitz/global_lipschitz.h"
#include "verify/lipschitz/gradient.h"
#include "verify/lipschitz/local_lipschitz.h"

using namespace relugap;
using namespace relugap::verify;
using namespace relugap::test;

namespace {

/// K ||z|| is at least the difference; exact for every norm.
void check_pair(const Rational& difference, const std::vector<Rational>& z, InputNorm norm,
                const Rational& bound) {
  Rational sum = 0, squares = 0, largest = 0;
  for (const Rational& entry : z) {
    sum += abs(entry);
    squares += entry * entry;
    largest = std::max<Rational>(largest, abs(entry));
  }
  if (norm == InputNorm::L2) {
    REQUIRE(difference * difference <= bound * bound * squares);
  } else {
    REQUIRE(abs(difference) <= bound * (norm == InputNorm::L1 ? sum : largest));
  }
}

}  // namespace

TEST_CASE("sound: difference quotients never exceed the bounds of the network, on the space and on a box") {
  for (int i = 0; i < scaled(30); ++i) {
    const auto d = static_cast<std::size_t>(rng().integer(1, 3));
    const net::Network f = random_net(
        {d, 5, 4, 1}, [] { return rng().uniform(-1, 1); }, true);
    const target::RationalBox domain{std::vector<Rational>(d, Rational(-1, 3)),
                                     std::vector<Rational>(d, Rational(2, 3))};
    const GlobalLipschitz global = upper_global_lipschitz(f);
    for (const InputNorm norm : kInputNorms) {
      const auto n = static_cast<std::size_t>(norm);
      const LocalLipschitz local =
          enclose_local_lipschitz(f, domain, norm, {.relative_gap = 0.05, .time_limit_seconds = 0.2});
      REQUIRE(local.lower.value <= local.upper.value);
      REQUIRE(local.lower.value <= global.best(norm));
      for (int j = 0; j < 20; ++j) {
        const std::vector<Rational> x = random_point(domain), y = random_point(domain);
        std::vector<Rational> z;
        for (std::size_t k = 0; k < d; ++k) z.push_back(x[k] - y[k]);
        const Rational difference = net::evaluate(f, x)[0] - net::evaluate(f, y)[0];
        check_pair(difference, z, norm, exact(global.product[n]));
        check_pair(difference, z, norm, exact(global.paths[n]));
        check_pair(difference, z, norm, exact(local.upper.value));
      }
    }
  }
}

TEST_CASE("sound: the lower bound is met by a difference quotient near its witness") {
  for (int i = 0; i < scaled(20); ++i) {
    const net::Network f = random_net({2, 5, 4, 1}, [] { return rng().uniform(-1, 1); });
    const target::RationalBox domain{{-1, -1}, {1, 1}};
    const LocalLipschitz local = enclose_local_lipschitz(f, domain, InputNorm::Linf,
                                                         {.relative_gap = 0.02, .time_limit_seconds = 0.3});
    if (local.witness.empty()) continue;
    Rational steepest = 0;
    for (const int sign : {1, -1}) {
      std::vector<Rational> x, y;
      const Rational h(1, Integer(1) << 60);
      x = {exact(local.witness[0]) + h, exact(local.witness[1]) + sign * h};
      y = {exact(local.witness[0]) - h, exact(local.witness[1]) - sign * h};
      const Rational quotient = abs(Rational(net::evaluate(f, x)[0] - net::evaluate(f, y)[0])) / (2 * h);
      steepest = std::max(steepest, quotient);
    }
    REQUIRE(exact(local.lower.value) <= steepest);
  }
}

TEST_CASE("tight: known constants") {
  // |x1| + 2 relu(x2 - 1/2): gradients (+-1, 0 or 2).
  const net::Network f(2, {net::Dense{3, 2, {1, 0, -1, 0, 0, 1}, {0, 0, -0.5}}, net::Relu{},
                           net::Dense{1, 3, {1, 1, 2}, {0}}});
  const auto on = [&](const target::RationalBox& box, InputNorm norm) {
    const LocalLipschitz found =
        enclose_local_lipschitz(f, box, norm, {.relative_gap = 1e-3, .time_limit_seconds = 5});
    CHECK(found.converged);
    return found;
  };
  const target::RationalBox whole{{-1, 0}, {1, 1}}, left{{-1, 0}, {0, Rational(1, 4)}},
      face{{Rational(1, 3), 0}, {Rational(1, 3), 1}};
  CHECK(on(whole, InputNorm::L1).lower.value == 2);
  CHECK(on(whole, InputNorm::L1).upper.value == 2);
  CHECK(on(whole, InputNorm::Linf).lower.value == 3);
  CHECK(on(whole, InputNorm::Linf).upper.value <= 3.003);
  const LocalLipschitz euclidean = on(whole, InputNorm::L2);
  CHECK(exact(euclidean.lower.value) * exact(euclidean.lower.value) <= 5);
  CHECK(exact(euclidean.upper.value) * exact(euclidean.upper.value) >= 5);
  CHECK(on(left, InputNorm::Linf).upper.value == 1);
  CHECK(on(face, InputNorm::Linf).upper.value == 2);  // the first coordinate cannot move
  const target::RationalBox point{{0, 0}, {0, 0}};
  CHECK(on(point, InputNorm::L2).upper.value == 0);
  CHECK(upper_global_lipschitz(f).paths[2] == 4);
  CHECK(upper_global_lipschitz(f).product[0] == 4);
}

TEST_CASE("tight: constants of a LeakyReLU and of a residual block") {
  // leaky(x1) with slope 1/4, and x1 + 2 relu(x1): slopes 1/4 or 1, and 1 or 3.
  const net::Network leaky(
      1, {net::Dense{2, 1, {1, 1}, {0, 0}}, net::Relu{{1, 0}},
          net::Diagonal{{Rational(3, 4), Rational(1, 4)}, {0, 0}}, net::Dense{1, 2, {1, 1}, {0}}});
  const net::Network block(
      1, {net::Dense{2, 1, {1, 1}, {0, 0}}, net::Relu{{1, 0}}, net::Dense{1, 2, {2, 1}, {0}}});
  const auto on = [](const net::Network& f, const Rational& lo, const Rational& hi) {
    const LocalLipschitz found = enclose_local_lipschitz(f, {{lo}, {hi}}, InputNorm::L2,
                                                         {.relative_gap = 1e-3, .time_limit_seconds = 5});
    CHECK(found.converged);
    CHECK(found.upper.value <= found.lower.value * 1.001);
    return found.upper.value;
  };
  CHECK(on(leaky, -2, -1) == doctest::Approx(0.25).epsilon(1e-3));
  CHECK(on(leaky, -2, 1) == doctest::Approx(1).epsilon(1e-3));
  CHECK(on(block, -2, -1) == doctest::Approx(1).epsilon(1e-3));
  CHECK(on(block, -2, 1) == doctest::Approx(3).epsilon(1e-3));
  CHECK(upper_global_lipschitz(leaky).paths[0] == 1);
  CHECK(upper_global_lipschitz(block).paths[0] == 3);
}

TEST_CASE("tight: slopes whose squares overflow or vanish") {
  for (const double scale : {0x1p+900, 0x1p-900, 0x1p+1000, 1.0}) {
    const net::Network f(2, {net::Dense{1, 2, {3 * scale, -4 * scale}, {0}}});
    const LocalLipschitz found =
        enclose_local_lipschitz(f, {{0, 0}, {1, 1}}, InputNorm::L2, {.time_limit_seconds = 5});
    CHECK(found.converged);
    const Rational size = 5 * exact(scale);
    REQUIRE(exact(found.lower.value) <= size);
    REQUIRE(exact(found.upper.value) >= size);
    CHECK(found.upper.value <= 5 * scale * (1 + 0x1p-45));
    CHECK(found.lower.value >= 5 * scale * (1 - 0x1p-45));
    CHECK(upper_global_lipschitz(f).paths[1] <= 5 * scale * (1 + 0x1p-45));
  }
  // Of very different sizes.
  const std::vector<Interval> g{Interval(0x1p+1000), Interval(0x1p-1000)};
  const Interval norm = enclose_dual_norm(g, InputNorm::L2);
  REQUIRE((norm.lower() <= 0x1p+1000 && norm.upper() > 0x1p+1000));
  CHECK(norm.upper() <= 0x1p+1000 * (1 + 0x1p-45));
}
