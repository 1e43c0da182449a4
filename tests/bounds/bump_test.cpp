#include "bounds/bump.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>

#include "tests/bounds/bump_network.h"
#include "tests/bounds/support.h"

namespace relugap::bounds {
namespace {

using test::BumpNetwork;

Rational random_fraction() {
  const int n = rng().integer(1, 40);
  return Rational(rng().integer(0, n), n);
}

std::vector<Rational> random_point(std::size_t n) {
  std::vector<Rational> x(n);
  for (Rational& xi : x) xi = rng().coin() ? random_fraction() : Rational(rng().coin());
  return x;
}

std::vector<std::size_t> random_coordinates(std::size_t d, std::size_t active) {
  std::vector<std::size_t> all(d);
  std::iota(all.begin(), all.end(), 0);
  std::shuffle(all.begin(), all.end(), rng().engine());
  all.resize(active);
  std::sort(all.begin(), all.end());
  return all;
}

struct Drawn {
  NetworkClass h;
  std::uint64_t active;
  BumpNetwork u;
};

Drawn draw(char design) {
  for (;;) {
    const NetworkClass h = test::random_class({"1", "2", "inf"});
    const auto active = static_cast<std::uint64_t>(rng().integer(1, static_cast<int>(h.dimension())));
    if ((design == 'C' ? 2 * active : active + 1) > h.widths[1]) continue;
    const auto coordinates = random_coordinates(h.dimension(), active);
    const Rational fraction = rng().coin() ? Rational(1) : Rational(rng().integer(1, 30), 30);
    const auto centre = random_point(active);
    return {h, active,
            design == 'C' ? test::cross_polytope_network(h, coordinates, centre, fraction)
                          : test::simplex_network(h, coordinates, centre, fraction)};
  }
}

TEST_CASE("the networks of Theorems 1 and 2 lie in the class, also at the greatest height and at corners") {
  for (const char design : {'C', 'S'})
    for (int i = scaled(300); i > 0; --i) {
      const Drawn b = draw(design);
      CAPTURE(text(b.h.widths));
      CHECK(test::in_class(b.u, b.h));
      CHECK(b.u.height <= test::exact_height_cap(b.h));
    }
}

TEST_CASE("they are the bump of the statement: height at the centre, zero outside the ball of the gauge") {
  for (const char design : {'C', 'S'})
    for (int i = scaled(200); i > 0; --i) {
      const Drawn b = draw(design);
      std::vector<Rational> x = random_point(b.h.dimension());
      for (std::size_t k = 0; k < b.active; ++k) x[b.u.coordinates[k]] = b.u.centre[k];
      CHECK(test::run(b.u, x) == b.u.height);
      for (int j = 0; j < 10; ++j) {
        std::vector<Rational> point = random_point(b.h.dimension());
        const Rational pull(rng().integer(0, 20), 20);  // toward the centre, where the bump is not zero
        for (std::size_t k = 0; k < b.active; ++k) {
          Rational& p = point[b.u.coordinates[k]];
          p = b.u.centre[k] + pull * pull * pull * (p - b.u.centre[k]);
        }
        CHECK(test::run(b.u, point) == test::formula(b.u, point));
      }
    }
}

// d'! V(H) / (2H)^d' of the network = sigma^-d', from its gauge.
Rational slope_power(const BumpNetwork& u, std::uint64_t active) {
  if (u.across == 0) return test::power(2 / (1 / u.plus + 1 / u.minus), active);
  const Rational binomial = test::factorial(2 * active) / (test::factorial(active) * test::factorial(active));
  return test::power(4 * u.plus, active) / binomial;
}

TEST_CASE("their effective slope is sigma to 25 digits") {
  for (const char design : {'C', 'S'})
    for (int i = scaled(300); i > 0; --i) {
      const Drawn b = draw(design);
      const auto sigma = test::exact_slope_power(b.h, b.active, design);
      REQUIRE(sigma.has_value());
      const Rational found = slope_power(b.u, b.active);
      CHECK(found <= sigma->hi);
      CHECK(found >= sigma->lo * (1 - Rational(1, test::ten_to(25))));
    }
}

TEST_CASE("the ball of the gauge has the volume of (1), exactly for one and two active coordinates") {
  for (const char design : {'C', 'S'})
    for (int i = scaled(200); i > 0;) {
      const Drawn b = draw(design);
      if (b.active > 2) continue;
      --i;
      const auto reach = [&](std::vector<Rational> z) { return Rational(b.u.height / test::gauge(b.u, z)); };
      Rational volume = 0;
      if (b.active == 1) {
        volume = reach({1}) + reach({-1});
      } else {  // F is linear between these directions: a polygon
        const int directions[][2] = {{1, 0}, {1, 1}, {0, 1}, {-1, 0}, {-1, -1}, {0, -1}};
        for (int k = 0; k < 6; ++k) {
          const int *p = directions[k], *q = directions[(k + 1) % 6];
          volume += reach({p[0], p[1]}) * reach({q[0], q[1]}) * (p[0] * q[1] - p[1] * q[0]) / 2;
        }
      }
      const Rational expected =
          test::power(2 * b.u.height, b.active) / (slope_power(b.u, b.active) * test::factorial(b.active));
      CHECK(volume == expected);
    }
}

TEST_CASE("the slopes of the library contain the exact ones") {
  for (int i = scaled(2000); i > 0; --i) {
    const NetworkClass h = test::random_class({"1", "2", "inf"});
    for (std::uint64_t active = 1; active <= h.dimension() + 1; ++active)
      for (const char design : {'C', 'S'}) {
        const auto exact = test::exact_slope_power(h, active, design);
        const auto bump = design == 'C' ? cross_polytope_bump(h, active) : simplex_bump(h, active);
        REQUIRE(exact.has_value() == bump.has_value());
        if (bump) test::check_printed(certain_real(bump->slope.pow(active)), *exact, false);
      }
  }
}

TEST_CASE("the search keeps the best bump of an exhaustive comparison, for every kind of q") {
  for (int i = scaled(300); i > 0; --i) {
    const NetworkClass h = test::random_class({"1", "6/5", "2", "5/2", "7", "inf"});
    const Rational eps = test::random_eps();
    const auto value = [&](const Bump& b) {
      return PowerProduct::factorial(b.active) * (b.slope / PowerProduct(eps)).pow(b.active);
    };
    const double log_eps = estimate_log(eps);
    const auto estimate = [&](const BumpEstimate& b) {
      return estimate_log_factorial(b.active) + static_cast<double>(b.active) * (b.log_slope - log_eps);
    };
    std::optional<PowerProduct> best;
    for (const Bump& b : promising_bumps(h, {}, estimate))
      if (!best || compare(value(b), *best) > 0) best = value(b);
    REQUIRE(best.has_value());
    for (std::uint64_t n = 1; n <= h.dimension(); ++n)
      for (const auto& b : {cross_polytope_bump(h, n), simplex_bump(h, n)})
        if (b) CHECK_FALSE((compare(value(*b), *best) > 0));
  }
}

}  // namespace
}  // namespace relugap::bounds
