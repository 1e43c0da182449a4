#include "lib/target/chebyshev.h"

#include <doctest/doctest.h>

#include <cmath>

#include "lib/arith/interval.h"
#include "lib/arith/mp_interval.h"
#include "lib/target/evaluate.h"
#include "tests/lib/target/refusal.h"
#include "tests/support/random.h"

namespace relugap::target {
namespace {

std::vector<Rational> random_coefficients(int most) {
  std::vector<Rational> c;
  for (int n = rng().integer(1, most); n > 0; --n)
    c.push_back(rng().coin() ? exact(rng().normal()) : Rational(rng().integer(-9, 9), rng().integer(1, 9)));
  return c;
}

Rational value_at(const std::string& text, const Rational& x) {
  const std::vector<Rational> point{x};
  return evaluate_exact(Formula::parse(text), std::span<const Rational>(point)).value();
}

std::string refused(const std::string& text) {
  return refusal([&] { Formula::parse(text); });
}

TEST_CASE("T_n is the polynomial with T_n(cos a) = cos n a") {
  CHECK(value_at("cheb(0, x)", 3) == 1);
  CHECK(value_at("cheb(1, x)", 3) == 3);
  CHECK(value_at("cheb(2, x) - (2*x^2 - 1)", Rational(1, 7)) == 0);
  CHECK(value_at("cheb(5, x) - (16*x^5 - 20*x^3 + 5*x)", Rational(-5, 7)) == 0);
  CHECK(value_at("cheb(1000, x)", 1) == 1);
  CHECK(value_at("cheb(1001, x)", -1) == -1);
  CHECK(value_at("cheb(12, x) - cheb(3, cheb(4, x))", Rational(2, 3)) == 0);
}

TEST_CASE("chebsum lists the coefficients from T_0 on, each an exact constant") {
  CHECK(value_at("chebsum(x, 1, 2, 3)", 2) == 1 + 2 * 2 + 3 * 7);
  CHECK(value_at("chebsum(2*x - 1, 1/3, -0.1, 1e-3) - 1/3 + 0.1*(2*x - 1) - 1e-3*(2*(2*x - 1)^2 - 1)", 5) ==
        0);
  CHECK(value_at("chebsum(x, 5)", 2) == 5);
  CHECK(value_at("chebsum(x, 0, 0, 0)", 2) == 0);
  CHECK(value_at("chebsum(2, 1, 2, 3) + 0*x", 0) == 26);
  CHECK(Formula::parse("chebsum(x, 1, 2, 0) - chebsum(x, 1, 2)").tape().size() <= 4);  // equal terms once
  CHECK(Formula::parse("cheb(3, x)*chebsum(x, 0, 0, 0, 1)").tape().back().op == Op::Pow);
}

TEST_CASE("contract: what cheb and chebsum refuse") {
  CHECK(refused("cheb(x, 1)").find("column 6: expected an integer from 0 to 10000") != std::string::npos);
  CHECK(refused("cheb(1.5, x)").find("column 6: expected an integer from 0 to 10000") != std::string::npos);
  CHECK(refused("cheb(-1, x)").find("expected an integer") != std::string::npos);
  CHECK(refused("cheb(10001, x)").find("expected an integer") != std::string::npos);
  CHECK(refused("cheb(2)").find("expected ','") != std::string::npos);
  CHECK(refused("chebsum(x)").find("expected ',' and the coefficients of chebsum") != std::string::npos);
  CHECK(refused("chebsum(x, 1, x)").find("column 15: expected a rational constant") != std::string::npos);
  CHECK(refused("chebsum(x, 1, pi)").find("expected a rational constant") != std::string::npos);
  CHECK(refused("chebsum(x, 1").find("expected ')'") != std::string::npos);
}

TEST_CASE("sound: sums over intervals contain the exact value at every point") {
  for (int i = 0; i < scaled(300); ++i) {
    const std::vector<Rational> c = random_coefficients(40);
    const double m = rng().uniform(-1.5, 1.5), r = rng().coin() ? 0.0 : std::exp2(rng().integer(-40, 0));
    const Interval x(m - r, m + r);
    const PrecisionScope scope(100);
    for (const double t : {x.lower(), x.upper(), m}) {
      const Rational value = exact_chebyshev_sum(c, exact(t));
      REQUIRE(contains(enclose_chebyshev_sum<Interval>(c, x), value));
      REQUIRE(contains(enclose_chebyshev_sum<MpInterval>(c, to_mp_interval(x)), value));
      REQUIRE(contains(enclose_chebyshev_sum<Interval>(c, Interval(t)), value));
    }
  }
}

TEST_CASE("tight: at a point of [-1,1] the width grows with the square of the degree") {
  for (const std::size_t n : {10u, 100u, 1000u}) {
    const std::vector<Interval> t = enclose_chebyshev(Interval(0.7310585786300049), n);
    for (std::size_t j = 1; j <= n; ++j)
      REQUIRE(t[j].upper() - t[j].lower() <= 4e-16 * static_cast<double>(j * j));
  }
}

TEST_CASE("tight: over wide intervals the polynomials stay within their largest value") {
  for (const double z : {1.0, 1 + 0x1p-52, 1.0001}) {
    const std::vector<Interval> t = enclose_chebyshev(Interval(-z, z), 100);
    for (const Interval& v : t) REQUIRE((v.lower() >= -3 && v.upper() <= 3));
  }
}

TEST_CASE("the derivative of a sum is exact") {
  for (int i = 0; i < scaled(100); ++i) {
    const std::vector<Rational> c = random_coefficients(20), d = chebyshev_derivative(c);
    // Divided differences with steps h and h/2 agree with the derivative up to h times the second one, here checked by
    // the exact Taylor expansion: p(x+h) = sum_k p^(k)(x) h^k / k!.
    const Rational x = exact(rng().uniform(-1, 1)), h(1, 3);
    Rational sum = 0, factor = 1;
    std::vector<Rational> derivative = c;
    for (unsigned k = 0; k <= c.size(); ++k) {
      sum += exact_chebyshev_sum(derivative, x) * factor;
      factor *= h / (k + 1);
      derivative = chebyshev_derivative(derivative);
    }
    REQUIRE(sum == exact_chebyshev_sum(c, x + h));
    REQUIRE(d.size() == std::max<std::size_t>(c.size() - 1, 1));
  }
}

}  // namespace
}  // namespace relugap::target
