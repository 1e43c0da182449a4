#include "verify/norm/cube_moments.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "lib/arith/rational.h"
#include "tests/support/random.h"

using namespace relugap;
using namespace relugap::verify;

namespace {

using Function = std::function<Rational(const Rational&)>;

/// E G(y + s t) for t uniform on [-1,1], G a polynomial of degree <= 5 between the breaks: Boole's rule on each piece.
Rational mean(const Function& g, const Rational& y, const Rational& s, const std::vector<Rational>& breaks) {
  if (s == 0) return g(y);
  std::vector<Rational> knots{-1, 1};
  for (const Rational& at : breaks) {
    const Rational t = (at - y) / s;
    if (t > -1 && t < 1) knots.push_back(t);
  }
  std::sort(knots.begin(), knots.end());
  Rational total = 0;
  for (std::size_t i = 0; i + 1 < knots.size(); ++i) {
    const Rational width = knots[i + 1] - knots[i];
    const int weights[] = {7, 32, 12, 32, 7};
    for (int k = 0; k <= 4; ++k) total += width * weights[k] / 90 * g(y + s * (knots[i] + width * k / 4));
  }
  return total / 2;
}

/// (c + s_1 t_1 + s_2 t_2)_+^n times t_1^m, its mean by iterated integration piece by piece. n + m + 1 <= 5.
Rational brute(const std::vector<Rational>& s, const Rational& c, int n, int m) {
  const auto positive = [n](const Rational& y) {
    Rational power = y > 0 ? 1 : 0;
    for (int i = 0; i < n; ++i) power *= y;
    return power;
  };
  // Inner mean over t_2 as a function of y = c + s_1 t_1.
  const Function inner = [&](const Rational& y) { return mean(positive, y, s[1], {0}); };
  if (s[0] == 0) return m == 0 ? inner(c) : Rational(0);
  const Function outer = [&](const Rational& t) {
    return m == 0 ? inner(c + s[0] * t) : Rational(t * inner(c + s[0] * t));
  };
  std::vector<Rational> breaks;
  for (const Rational& at : {Rational(0), s[1], Rational(-s[1])}) breaks.push_back((at - c) / s[0]);
  return mean(outer, 0, 1, breaks);
}

Rational power(const Rational& x, std::size_t n) {
  Rational result = 1;
  for (std::size_t i = 0; i < n; ++i) result *= x;
  return result;
}

/// E C_+^n (j empty: npos) or E t_j C_+ by the vertex formula in exact rationals, over the coordinates with s_k != 0.
constexpr std::size_t kNone = ~std::size_t{0};
Rational by_vertices(const std::vector<Rational>& slopes, const Rational& c, std::size_t n, std::size_t j) {
  if (j != kNone && slopes[j] == 0) return 0;
  std::vector<Rational> s;
  std::size_t at = kNone;
  for (std::size_t k = 0; k < slopes.size(); ++k) {
    if (slopes[k] == 0) continue;
    if (k == j) at = s.size();
    s.push_back(slopes[k]);
  }
  const std::size_t m = s.size();
  const auto lifted = [](const Rational& y, std::size_t order) {  // y_+^order / order!
    Rational value = y > 0 ? power(y, order) : Rational(0);
    for (std::size_t i = 2; i <= order; ++i) value /= static_cast<int>(i);
    return value;
  };
  Rational total = 0, product = 1;
  for (const Rational& v : s) product *= 2 * v;
  for (std::size_t vertex = 0; vertex < (std::size_t{1} << m); ++vertex) {
    Rational y = c;
    int sign = 1, sign_without = 1;
    for (std::size_t k = 0; k < m; ++k) {
      const int v = (vertex >> k & 1) != 0 ? -1 : 1;
      y += v * s[k];
      sign *= v;
      if (k != at) sign_without *= v;
    }
    if (at == kNone) {
      total += sign * lifted(y, n + m) * (n == 2 ? 2 : 1);
    } else {
      total += sign_without * lifted(y, m + 1) - sign * lifted(y, m + 2) / s[at];
    }
  }
  return total / product;
}

void check_contains(const Ball& b, const Rational& x) {
  if (!b.is_finite()) return;
  const Rational off = x - exact(b.mid);
  REQUIRE((off < 0 ? Rational(-off) : off) <= exact(b.rad));
}

struct Case {
  double constant;
  std::vector<double> slope;
  std::vector<Rational> exact_slope() const {
    std::vector<Rational> result;
    for (const double s : slope) result.push_back(exact(s));
    return result;
  }
};

Case random_case(std::size_t d) {
  Case c{0, {}};
  const int kind = rng().integer(0, 4), scale = rng().integer(0, 3) == 0 ? rng().integer(-300, 300) : 0;
  for (std::size_t k = 0; k < d; ++k) {
    double s = rng().uniform(-1, 1);
    if (kind == 1) s *= std::exp2(rng().integer(-12, 0));
    if (kind == 2 && rng().coin()) s = 0;
    if (kind == 3) s = rng().integer(-2, 2);
    c.slope.push_back(std::ldexp(s, scale));
  }
  const double spread = CubeForm{0, c.slope.data(), d}.spread();
  c.constant = rng().uniform(-1.1, 1.1) * spread;
  if (kind == 4) c.constant = spread * (rng().coin() ? 1 : -1) * (1 - std::exp2(rng().integer(-53, -4)));
  return c;
}

void check_case(const Case& c) {
  const std::size_t d = c.slope.size();
  const std::vector<Rational> s = c.exact_slope();
  PlusMoments out;
  enclose_plus_moments({c.constant, c.slope.data(), d}, true, out);
  const Rational constant = exact(c.constant), first = by_vertices(s, constant, 1, kNone);
  check_contains(out.first, first);
  check_contains(out.second, by_vertices(s, constant, 2, kNone));
  REQUIRE(out.with_coordinate.size() == d);
  for (std::size_t k = 0; k < d; ++k) check_contains(out.with_coordinate[k], by_vertices(s, constant, 1, k));
  check_contains(enclose_absolute_mean({c.constant, c.slope.data(), d}), 2 * first - constant);
}

}  // namespace

TEST_CASE("sound: the vertex formula of the tests is iterated integration in one and two dimensions") {
  for (int i = 0; i < scaled(200); ++i) {
    const auto number = [] { return Rational(rng().integer(-9, 9), rng().integer(1, 5)); };
    const std::vector<Rational> s{number(), rng().coin() ? Rational(0) : number()};
    if (s[0] == 0 && s[1] == 0) continue;
    const Rational c = number();
    CHECK(by_vertices(s, c, 1, kNone) == brute(s, c, 1, 0));
    CHECK(by_vertices(s, c, 2, kNone) == brute(s, c, 2, 0));
    CHECK(by_vertices(s, c, 1, 0) == brute(s, c, 1, 1));
  }
}

TEST_CASE("sound: moments of max(C, 0) contain the exact ones in up to six dimensions") {
  for (int i = 0; i < scaled(400); ++i)
    check_case(random_case(static_cast<std::size_t>(rng().integer(1, 6))));
}

TEST_CASE("sound: with more coordinates than the sum takes, dropped ones are paid for") {
  for (int i = 0; i < scaled(30); ++i) check_case(random_case(static_cast<std::size_t>(rng().integer(7, 9))));
  // Equal slopes, zero constant: the dropped coordinates matter most.
  for (const std::size_t d : {7u, 8u}) check_case({0.0, std::vector<double>(d, 1.0)});
}

TEST_CASE("sound: a small slope that is dropped makes E C_+ grow") {
  for (const double small : {0x1p-6, 0x1p-9, 0x1p-20}) {
    check_case({0.0, {1.0, small, small, small}});
    check_case({0.5, {1.0, 0.9, 0.8, 0.7, small}});
  }
}

TEST_CASE("sound: nasty constants and slopes never give a ball that fails") {
  for (int i = 0; i < scaled(400); ++i) {
    Case c{rng().nasty_double(), {}};
    for (int k = rng().integer(1, 4); k > 0; --k)
      c.slope.push_back(rng().coin() ? rng().nasty_double() : c.constant * rng().uniform(-1, 1));
    bool overflows = false;
    for (double& s : c.slope) {
      if (!std::isfinite(s)) s = 1;
      overflows = overflows || std::fabs(s) > 1e300;
    }
    if (overflows && rng().integer(0, 3) != 0) continue;  // exact but slow
    check_case(c);
  }
}

TEST_CASE("tight: moments of moderate forms are known to a few digits less than double") {
  for (int i = 0; i < scaled(200); ++i) {
    Case c{0, {}};
    const std::size_t d = static_cast<std::size_t>(rng().integer(1, 3));
    for (std::size_t k = 0; k < d; ++k) c.slope.push_back(rng().uniform(0.5, 1));
    c.constant = rng().uniform(-1, 1);
    PlusMoments out;
    enclose_plus_moments({c.constant, c.slope.data(), d}, true, out);
    CHECK(out.first.rad <= 1e-13);
    CHECK(out.second.rad <= 1e-13);
    for (const Ball& b : out.with_coordinate) CHECK(b.rad <= 1e-12);
  }
}

TEST_CASE("contract: forms that are not finite, and no coordinates at all") {
  const double infinity = HUGE_VAL, nan = std::nan("");
  PlusMoments out;
  for (const double bad : {infinity, nan}) {
    const double slope[] = {1.0, bad}, good[] = {1.0, 1.0};
    enclose_plus_moments({0.0, slope, 2}, true, out);
    CHECK_FALSE(out.first.is_finite());
    enclose_plus_moments({bad, good, 2}, true, out);
    CHECK_FALSE(out.first.is_finite());
    CHECK_FALSE(enclose_absolute_mean({bad, good, 2}).is_finite());
  }
  enclose_plus_moments({2.0, nullptr, 0}, true, out);
  CHECK(out.first.lower() == 2);
  CHECK(out.with_coordinate.empty());
}
