#include "bounds/group.h"

#include <doctest/doctest.h>

#include "bounds/certain.h"
#include "tests/bounds/support.h"

namespace relugap::bounds {
namespace {

using Kind = Group::Kind;

Rational choose(std::uint64_t n, std::uint64_t k) {
  return test::factorial(n) / (test::factorial(k) * test::factorial(n - k));
}

Rational random_cube_end() { return Rational(rng().integer(-12, 12), 12); }

CentreCube random_cube(const Rational& longest) {
  for (;;) {
    const Rational a = random_cube_end(), b = random_cube_end();
    if (a < b && b - a <= longest) return {a, b - a, true};
  }
}

TEST_CASE("the volume of the gauge of kind D is the sum over the signs of its coordinates") {
  for (std::uint64_t n = 1; n <= 40; ++n) {
    const Rational s(rng().integer(1, 40), rng().integer(1, 20));
    Rational sum = 1 + 1 / test::power(s, n);  // all coordinates positive, all negative
    for (std::uint64_t k = 1; k < n; ++k) {
      Rational part = choose(n - 1, k - 1);  // the positive ones prevail
      for (std::uint64_t i = 0; i + k + 1 <= n; ++i)
        if (n - 2 - i >= k - 1) part += choose(n - 2 - i, k - 1) / test::power(s, i + 1);
      sum += choose(n, k) * part;
    }
    CHECK(difference_volume(n, s) == sum);
    CHECK(difference_volume(n, 1) == choose(2 * n, n));
  }
}

TEST_CASE("that volume is the area of a polygon for two coordinates, the length of an interval for one") {
  for (int i = scaled(100); i > 0; --i) {
    const Rational s(rng().integer(1, 40), rng().integer(1, 20));
    CHECK(difference_volume(1, s) == 1 + 1 / s);
    // w^+ sums + s (-w_1 - w_2)^+ is linear between these directions.
    const int directions[][2] = {{1, 0}, {0, 1}, {-1, 1}, {-1, 0}, {0, -1}, {1, -1}};
    const auto gauge = [&](const int* w) {
      const int sum = w[0] + w[1];
      return Rational(std::max(w[0], 0) + std::max(w[1], 0) + s * std::max(-sum, 0));
    };
    Rational area = 0;
    for (int k = 0; k < 6; ++k) {
      const int *p = directions[k], *q = directions[(k + 1) % 6];
      area += Rational(p[0] * q[1] - p[1] * q[0]) / (2 * gauge(p) * gauge(q));
    }
    CHECK(difference_volume(2, s) == 2 * area);
  }
}

// Rows of M, written out once more.
std::vector<std::vector<Rational>> rotation(std::uint64_t n, const Rational& theta) {
  if (n == 2) return {{1, -1}, {theta, theta}};
  if (n == 3) return {{-1, 1, 1}, {1, -1, 1}, {1, 1, -1}};
  return {{1, 1, -1, -1}, {1, -1, 1, -1}, {1, -1, -1, 1}, {theta, theta, theta, theta}};
}

TEST_CASE("the share of centres of kind H lies between the counts of small cubes, on any cube") {
  for (int i = scaled(30); i > 0; --i) {
    const auto n = static_cast<std::uint64_t>(rng().integer(2, 4));
    const CentreCube cube = i % 4 == 0 ? CentreCube{} : random_cube(1);
    const Group g{.kind = Kind::rotated, .size = n};
    REQUIRE(is_admissible(g, Exponent::infinity(), cube));
    const auto rows = rotation(n, rotated_scale(n, cube));
    const int parts = n == 2 ? 60 : n == 3 ? 24 : 12;
    const Rational small = cube.side / parts;
    std::int64_t inside = 0, touched = 0, all = 1;
    for (std::uint64_t k = 0; k < n; ++k) all *= parts;
    for (std::int64_t code = 0; code < all; ++code) {
      bool in = true, touches = true;
      for (const auto& row : rows) {
        Rational value = 0, reach = 0;  // of the row on the small cube: value +- reach
        std::int64_t rest = code;
        for (const Rational& m : row) {
          value += m * (cube.lo + small * (Rational(rest % parts) + Rational(1, 2)));
          reach += abs(m) * small / 2;
          rest /= parts;
        }
        in = in && abs(value) + reach <= 1;
        touches = touches && abs(value) - reach <= 1;
      }
      inside += in;
      touched += touches;
    }
    const Rational share = lower_share(g, cube);
    CHECK(share >= Rational(inside, all));
    CHECK(share <= Rational(touched, all));
  }
}

TEST_CASE("on [0,1]^n kind H has the shares 41/50, 1/2, 17/24, and 2/3 for four coordinates of [-1/2,1/2]") {
  const auto share = [](std::uint64_t n, const CentreCube& cube) {
    return lower_share({.kind = Kind::rotated, .size = n}, cube);
  };
  CHECK(share(2, {}) == Rational(41, 50));
  CHECK(share(3, {}) == Rational(1, 2));
  CHECK(share(4, {}) == Rational(17, 24));
  CHECK(share(4, {Rational(-1, 2), 1, true}) == Rational(2, 3));
  CHECK(rotated_determinant(2, {}) == Rational(10, 7));
  CHECK(rotated_determinant(3, {}) == 4);
  CHECK(rotated_determinant(4, {}) == Rational(16, 3));
  CHECK(rotated_determinant(4, {Rational(-1, 2), 1, true}) == 16);
}

TEST_CASE("the determinants of kind H are those of its rows, whose entries are at most one") {
  for (int i = scaled(50); i > 0; --i) {
    const CentreCube cube = random_cube(1);
    for (const std::uint64_t n : {2, 3, 4}) {
      auto rows = rotation(n, rotated_scale(n, cube));
      for (const auto& row : rows)
        for (const Rational& m : row) CHECK(abs(m) <= 1);
      Rational determinant = 1;  // by elimination; the pivots are not zero for these rows
      for (std::size_t k = 0; k < n; ++k) {
        if (rows[k][k] == 0)
          for (std::size_t j = k + 1; j < n; ++j)
            if (rows[j][k] != 0) std::swap(rows[j], rows[k]);
        determinant *= rows[k][k];
        for (std::size_t j = k + 1; j < n; ++j) {
          const Rational f = rows[j][k] / rows[k][k];
          for (std::size_t c = k; c < n; ++c) rows[j][c] -= f * rows[k][c];
        }
      }
      CHECK(abs(determinant) == rotated_determinant(n, cube));
    }
  }
}

TEST_CASE("the share of kind D for two coordinates is the area of a strip of the square, on any cube") {
  for (int i = scaled(200); i > 0; --i) {
    const CentreCube cube = random_cube(2);
    const Rational t(rng().integer(1, 30), 10);
    const Rational outside = t >= cube.side ? Rational(0) : Rational((cube.side - t) / cube.side);
    CHECK(lower_share({.kind = Kind::difference, .size = 2, .reach = t}, cube) == 1 - outside * outside);
  }
}

TEST_CASE("the share of kind D for three coordinates lies between the counts of small cubes, on any cube") {
  for (int i = scaled(30); i > 0; --i) {
    const CentreCube cube = random_cube(2);
    const Rational t(rng().integer(1, 30), 10), small = cube.side / 20;
    int inside = 0, touched = 0;
    for (int code = 0; code < 8000; ++code) {
      const int k[] = {code % 20, code / 20 % 20, code / 400};
      // -y_1 + y_2 - y_3 at the middle of the small cube
      const Rational y = -cube.lo + small * (Rational(-k[0] + k[1] - k[2]) - Rational(1, 2));
      inside += abs(y) + small * Rational(3, 2) <= t;
      touched += abs(y) - small * Rational(3, 2) <= t;
    }
    const Rational share = lower_share({.kind = Kind::difference, .size = 3, .reach = t}, cube);
    CHECK(share >= Rational(inside, 8000));
    CHECK(share <= Rational(touched, 8000));
  }
}

TEST_CASE("what replaces shares and volumes of large groups is below, resp. above, the exact numbers") {
  const std::uint64_t n = kExactShare + 1;
  for (const Rational& t : {Rational(9), Rational(14), Rational(20), Rational(33)}) {
    const Rational lower = lower_share({.kind = Kind::difference, .size = n, .reach = t}, {});
    const std::uint64_t half = (n + 1) / 2;
    Rational exact = 0;  // P(|Y| <= t), t an integer, by Eulerian numbers
    std::vector<Integer> eulerian = {1};
    for (std::uint64_t m = 1; m < n; ++m) {
      std::vector<Integer> next(m + 1);
      for (std::uint64_t k = 0; k <= m; ++k) {
        if (k < m) next[k] += (k + 1) * eulerian[k];
        if (k > 0) next[k] += (m + 1 - k) * eulerian[k - 1];
      }
      eulerian = std::move(next);
    }
    const auto reach = static_cast<std::uint64_t>(numerator(t));
    for (std::uint64_t k = half - reach; k < half + reach; ++k) exact += eulerian[k] / test::factorial(n);
    CHECK(lower <= exact);
    CHECK(lower >= exact - Rational(1, 4));
  }
  for (const Rational& s : {Rational(9, 16), Rational(3, 4), Rational(3, 2)}) {
    const Group large{.kind = Kind::difference, .size = n, .plus = 1, .minus = 1, .reach = n, .ratio = s};
    REQUIRE(is_admissible(large, Exponent(1), {}));
    // q = 1: A = n + D^(1/2) s^(1/2), D = n; (2/A^2)^n / E_n(s) with d' = n.
    const PowerProduct a =
        PowerProduct::sum({{n, {}}, {1, PowerProduct(Rational(n * s)).pow(Rational(1, 2))}});
    const PowerProduct exact =
        PowerProduct(2).pow(n) * a.pow(-2 * static_cast<long>(n)) / PowerProduct(difference_volume(n, s));
    const PowerProduct lower = *slope_power(large, Exponent(1), n, {});
    CHECK(compare(lower, exact) == std::partial_ordering::less);
    CHECK(compare(lower * PowerProduct(2), exact) == std::partial_ordering::greater);
  }
}

TEST_CASE("a group that its theorem does not cover is not admissible") {
  const Exponent one(1), two(2), inf = Exponent::infinity();
  CHECK_FALSE(is_admissible({.kind = Kind::regular, .size = 3}, one, {}));
  CHECK_FALSE(is_admissible({.kind = Kind::regular, .size = 3}, inf, {}));
  CHECK(is_admissible({.kind = Kind::regular, .size = 3}, two, {.is_cube = false}));
  CHECK_FALSE(is_admissible({.kind = Kind::rotated, .size = 4}, two, {}));
  CHECK_FALSE(is_admissible({.kind = Kind::rotated, .size = 5}, inf, {}));
  CHECK_FALSE(is_admissible({.kind = Kind::rotated, .size = 4}, inf, {Rational(-1), Rational(2), true}));
  CHECK_FALSE(is_admissible({.kind = Kind::rotated, .size = 4}, inf, {.is_cube = false}));
  CHECK_FALSE(is_admissible({.kind = Kind::single, .size = 2}, one, {}));
  CHECK_FALSE(is_admissible({.kind = Kind::difference, .size = 200, .ratio = Rational(1, 2)}, one, {}));
  // On a box of unequal sides no centre is known to be admissible unless all are.
  CHECK(lower_share({.kind = Kind::difference, .size = 5, .reach = 4}, {.is_cube = false}) == 0);
  CHECK(lower_share({.kind = Kind::difference, .size = 5, .reach = 5}, {.is_cube = false}) == 1);
}

}  // namespace
}  // namespace relugap::bounds
