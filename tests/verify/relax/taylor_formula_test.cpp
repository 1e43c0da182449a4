#include "verify/relax/taylor_formula.h"

#include <doctest/doctest.h>

#include <cmath>
#include <stdexcept>

#include "lib/arith/elementary.h"
#include "lib/target/chebyshev.h"
#include "lib/target/evaluate.h"
#include "tests/support/random.h"
#include "tests/verify/random_sides.h"
#include "verify/relax/polynomial_bound.h"

using namespace relugap;
using namespace relugap::verify;
using namespace relugap::test;

namespace {

Rational exact_number(double x) { return exact(x); }
Rational exact_number(const MpFloat& x) { return exact(x); }

/// The polynomial at t, exactly.
template <class N>
Rational value_at(const TaylorBasis& basis, const std::vector<N>& c, const std::vector<Rational>& t) {
  Rational sum = 0;
  for (std::size_t i = 0; i < c.size(); ++i) {
    Rational term = exact_number(c[i]);
    for (std::size_t k = 0; k < t.size(); ++k)
      for (std::size_t e = basis.exponent(i, k); e > 0; --e) term *= t[k];
    sum += term;
  }
  return sum;
}

std::vector<Rational> random_t(std::size_t d) {
  std::vector<Rational> t;
  for (std::size_t k = 0; k < d; ++k)
    t.push_back(rng().coin() ? Rational(rng().integer(-1, 1)) : Rational(exact(rng().uniform(-1, 1))));
  return t;
}

std::vector<Rational> at(const CentredBox& box, const std::vector<Rational>& t) {
  std::vector<Rational> x;
  for (std::size_t k = 0; k < t.size(); ++k) x.push_back(exact(box.centre[k]) + exact(box.radius[k]) * t[k]);
  return x;
}

CentredBox random_box(std::size_t d, double radius) {
  CentredBox box;
  for (std::size_t k = 0; k < d; ++k) {
    box.centre.push_back(rng().uniform(-2, 2));
    box.radius.push_back(rng().integer(0, 5) == 0 ? 0.0 : radius * std::exp2(rng().integer(-8, 0)));
  }
  return box;
}

const char* const kFormulas[] = {"exp(x1-x2)",
                                 "log(2.5+sin(50*x1))",
                                 "sin(3*x1*x2)",
                                 "cos(x1)/(3+x2)",
                                 "tan(x1/4)",
                                 "tanh(2*x1-x2)",
                                 "tanh(30*x1)",
                                 "sqrt(4.5+x1+x2)",
                                 "sqrt(1+x1^2)",
                                 "exp(sin(x1)*cos(x2))",
                                 "pi*x1-x2^3",
                                 "pi",
                                 "(3+x1)^(-3)",
                                 "max(sin(x1),exp(-x2))",
                                 "abs(x1)*min(x2,x1)",
                                 "sin(1000*x1)",
                                 "log(sin(50*x1)+2)+sin(5*x1)",
                                 "chebsum(x1/3,1/3,-0.7,2,0,-1/9,3,1,1,1,1,1,1,1,-5)",
                                 "cheb(40,x1)-cheb(17,x2/2)",
                                 "exp(300*x1)",
                                 "1/(1+x1^2+x2^2)",
                                 "x1^13-1/3"};

/// Checks that the model agrees with a 600-bit enclosure of the value: the distance of the two is proved to be at most error.
template <class N>
bool meets(const TaylorBasis& basis, const TaylorModel<N>& model, const target::Formula& f,
           const CentredBox& box) {
  const std::vector<Rational> t = random_t(basis.dimension()), x = at(box, t);
  const PrecisionScope scope(600);
  std::vector<MpInterval> point_x;
  for (const Rational& v : x) point_x.push_back(enclose_mp(v));
  const MpInterval value = target::evaluate<MpInterval>(f, point_x);
  const MpInterval distance = abs(MpInterval(value - enclose_mp(value_at(basis, model.coefficient, t))));
  return distance.lower() <= MpFloat(model.error);
}

}  // namespace

TEST_CASE("sound: Taylor models of elementary formulas are as near to the value as they say") {
  int refused = 0, made = 0;
  for (const char* text : kFormulas) {
    const target::Formula f = target::Formula::parse(text);
    for (std::size_t d = std::max<std::size_t>(f.dimension(), 1); d <= 3; ++d) {
      const TaylorBasis basis(d, taylor_order(d));
      const TaylorFormula<double> taylor(f, basis);
      const PrecisionScope scope(128);
      const TaylorFormula<MpFloat> precise(f, basis);
      for (int i = 0; i < scaled(12); ++i) {
        const CentredBox box = random_box(d, std::exp2(rng().integer(-40, 0)));
        CAPTURE(text);
        CAPTURE(d);
        CAPTURE(box.centre[0]);
        CAPTURE(box.radius[0]);
        try {
          const TaylorModel<double> model = taylor.enclose(box);
          for (int j = 0; j < 3; ++j) REQUIRE(meets(basis, model, f, box));
          const TaylorModel<MpFloat> other = precise.enclose(box);
          REQUIRE(meets(basis, other, f, box));
          ++made;
        } catch (const std::domain_error&) {
          ++refused;
        }
      }
    }
  }
  CHECK(refused < made / 2);
}

TEST_CASE("sound: Taylor models of rational formulas contain the exact value") {
  for (int i = 0; i < scaled(300); ++i) {
    const std::size_t d = static_cast<std::size_t>(rng().integer(1, 3));
    const target::Formula f = target::Formula::parse(random_rational_formula(d, 4));
    const TaylorBasis basis(d, static_cast<std::size_t>(rng().integer(2, 5)));
    const TaylorFormula<double> taylor(f, basis);
    const CentredBox box = random_box(d, std::exp2(rng().integer(-45, 1)));
    try {
      const TaylorModel<double> model = taylor.enclose(box);
      for (int j = 0; j < 4; ++j) {
        const std::vector<Rational> t = random_t(d);
        const Rational value = target::evaluate_exact(f, at(box, t)).value();
        CAPTURE(f.text());
        REQUIRE(abs(value - value_at(basis, model.coefficient, t)) <= exact(model.error));
      }
    } catch (const std::domain_error&) {
      // Too wide for the series of a quotient.
    }
  }
}

TEST_CASE("tight: in one dimension the error shrinks with the eleventh power of the box") {
  const target::Formula f = target::Formula::parse("log(sin(50*x1)+2)+sin(5*x1)");
  const TaylorBasis basis(1, 10);
  const PrecisionScope scope(256);
  const TaylorFormula<MpFloat> taylor(f, basis);
  double last = 0;
  for (const double radius : {0x1p-8, 0x1p-9, 0x1p-10, 0x1p-11}) {
    const double error = taylor.enclose({{0.3}, {radius}}).error;
    if (last > 0) CHECK(error < last / 1000);
    last = error;
  }
  CHECK(last < 1e-17);
}

TEST_CASE("tight: a Chebyshev sum of degree 100 keeps its digits") {
  std::string text = "chebsum(x1";
  for (int j = 0; j <= 100; ++j) text += "," + std::to_string(j % 7 - 3) + "/" + std::to_string(1 + j);
  const target::Formula f = target::Formula::parse(text + ")");
  const TaylorBasis basis(1, 10);
  const TaylorFormula<double> taylor(f, basis);
  CHECK(taylor.enclose({{0.3}, {0x1p-10}}).error < 1e-11);
  const PrecisionScope scope(128);
  CHECK(TaylorFormula<MpFloat>(f, basis).enclose({{0.3}, {0x1p-12}}).error < 1e-22);
}

TEST_CASE("contract: where a formula is not defined there is no model") {
  const TaylorBasis basis(1, 10);
  for (const char* text : {"1/x1", "log(x1)", "sqrt(x1)", "x1^(-2)", "tan(2*x1)", "exp(1e308*x1)",
                           "cheb(50,1e30*x1)^9", "sin(1e400*x1)", "-1e400", "chebsum(x1,1e400,1)"}) {
    const target::Formula formula = target::Formula::parse(text);
    const TaylorFormula<double> taylor(formula, basis);
    CHECK_THROWS_AS(taylor.enclose({{0.0}, {1.0}}), std::domain_error);
  }
}

TEST_CASE("sound: rounding upward covers what sums and products of doubles lose") {
  for (int i = 0; i < scaled(2000); ++i) {
    double sum = 0;
    Rational exact_sum = 0;
    for (int n = rng().integer(1, 60); n > 0; --n) {
      const double a = std::fabs(rng().uniform(0, 1)),
                   b = std::exp2(rng().integer(-1100, 20)) * rng().uniform(0, 1);
      sum += a * b;
      exact_sum += exact(a) * exact(b);
    }
    REQUIRE(exact(widened(sum)) >= exact_sum);
  }
}

TEST_CASE("sound: each operation covers its own roundings") {
  const TaylorBasis basis(1, 10);
  const TaylorArithmetic<double> on(basis);
  for (int i = 0; i < scaled(300); ++i) {
    const std::vector<Rational> t{Rational(rng().integer(-1, 1))};
    const double centre = rng().uniform(0.5, 2), radius = centre * rng().uniform(0, 0.5),
                 factor = rng().normal();
    const TaylorModel<double> x = on.variable(0, centre, radius);
    const Rational at_t = exact(centre) + exact(radius) * t[0];
    const TaylorModel<double> y = on.scaled(x, factor, 0.0);
    REQUIRE(abs(at_t * exact(factor) - value_at(basis, y.coefficient, t)) <= exact(y.error));
    double largest = 0;
    const TaylorModel<double> v = on.relative(x, largest);
    const Rational quotient = (at_t - exact(centre)) / exact(centre);
    REQUIRE(abs(quotient - value_at(basis, v.coefficient, t)) <= exact(v.error));
    REQUIRE(abs(quotient) <= exact(largest));
    const Rational r(rng().integer(1, 1000000), rng().integer(1, 1000000));
    const double nearest = TaylorNumber<double>::nearest(r);
    REQUIRE(abs(r - exact(nearest)) <= exact(nearest_error(nearest)));
    const double value = TaylorNumber<double>::value(mpfr_exp, centre);
    const PrecisionScope scope(200);
    const MpInterval distance = abs(MpInterval(enclose_exp(enclose_mp(centre)) - enclose_mp(value)));
    REQUIRE(distance.lower() <= MpFloat(value_error(value)));
  }
}

TEST_CASE(
    "sound: a Chebyshev sum covers the roundings of its coefficients, where the polynomials are exact") {
  const TaylorBasis basis(1, 10);
  const TaylorArithmetic<double> on(basis);
  for (int i = 0; i < scaled(100); ++i) {
    std::vector<Rational> c;
    for (int n = rng().integer(2, 30); n > 0; --n)
      c.emplace_back(rng().integer(-1000, 1000), rng().integer(1, 1000));
    const double centre = rng().integer(-1, 1);
    const TaylorModel<double> p = ChebyshevSeries<double>(c, 10).apply(on, on.variable(0, centre, 0.0));
    const Rational value = target::exact_chebyshev_sum(c, exact(centre));
    REQUIRE(abs(value - exact(p.coefficient[0])) <= exact(p.error));
  }
}

TEST_CASE("sound: what conversion to double and added slopes lose is known") {
  for (int i = 0; i < scaled(100); ++i) {
    const PrecisionScope scope(128);
    std::vector<MpFloat> precise;
    std::vector<double> c(4), slope(3);
    for (int k = 0; k < 4; ++k)
      precise.push_back(enclose_mp(Rational(rng().integer(-1000, 1000), rng().integer(1, 1000))).lower());
    const double lost = to_doubles(precise, i % 2 == 1, c);
    Rational exactly = 0, added = 0;
    for (std::size_t k = 1; k < 4; ++k)
      exactly += abs(exact(precise[k]) - (i % 2 == 1 ? -1 : 1) * exact(c[k]));
    REQUIRE(exactly <= exact(lost));
    for (double& s : slope) s = rng().normal() * std::exp2(rng().integer(-40, 10));
    const std::vector<double> before = c;
    const double rounding = add_slopes(slope, c);
    for (std::size_t k = 1; k < 4; ++k) added += abs(exact(before[k]) + exact(slope[k - 1]) - exact(c[k]));
    REQUIRE(added <= exact(rounding));
  }
}

TEST_CASE("sound: the sum of positive coefficients is not rounded down") {
  const TaylorBasis basis(1, 5);
  for (int i = 0; i < scaled(100); ++i) {
    std::vector<double> c(6), peak(1);
    Rational sum = 0;
    for (std::size_t k = 1; k < c.size(); ++k) sum += exact(c[k] = rng().uniform(0, 1));
    REQUIRE(sum <= exact(PolynomialBound(basis).upper(c, 0.0, peak)));
  }
}

TEST_CASE("sound: bounds of polynomials hold everywhere, and are reached nearly") {
  for (int i = 0; i < scaled(400); ++i) {
    const std::size_t d = static_cast<std::size_t>(rng().integer(1, 3));
    const TaylorBasis basis(d, d == 1 ? static_cast<std::size_t>(rng().integer(2, 11)) : 4);
    std::vector<double> c(basis.count());
    const double fall = std::exp2(rng().integer(-9, 0));
    for (std::size_t k = 0; k < c.size(); ++k)
      c[k] = rng().integer(0, 6) == 0 ? 0.0
                                      : rng().normal() * std::pow(fall, static_cast<double>(basis.degree(k)));
    if (rng().integer(0, 9) == 0)
      for (double& v : c) v *= 1e-318;
    PolynomialBound bound(basis);
    std::vector<double> peak(d), negative = c;
    const double upper = bound.upper(c, 0.0, peak);
    double largest = -1e300;
    for (int j = 0; j < 40; ++j) {
      std::vector<Rational> t = random_t(d);
      if (j == 0)
        for (std::size_t k = 0; k < d; ++k) t[k] = exact(peak[k]);
      const Rational value = value_at(basis, c, t) - exact(c[0]);
      REQUIRE(value <= exact(upper));
      largest = std::max(largest, round_down(value));
    }
    if (d == 1 && std::fabs(c[1]) > 1e-300)
      CHECK(upper - bound.estimate(c, peak) <= 1e-9 * (std::fabs(upper) + 1));
  }
}

TEST_CASE("sound: the peak of a parabola between the ends, in numbers of every size") {
  const TaylorBasis basis(1, 2);
  for (int i = 0; i < scaled(400); ++i) {
    const double scale = std::exp2(rng().integer(-1060, 880));
    const std::vector<double> c{0.0, rng().uniform(-1, 1) * scale, -scale};
    std::vector<double> peak(1);
    const Rational top = exact(c[1]) * exact(c[1]) / (4 * exact(scale));
    const double upper = PolynomialBound(basis).upper(c, scale, peak);
    REQUIRE(top <= exact(upper));
    CHECK(upper <= round_up(top) + 1e-10 * scale + 1e-300);
  }
}

TEST_CASE("tight: the bound of a strictly concave quadratic is its maximum") {
  for (int i = 0; i < scaled(200); ++i) {
    const std::size_t d = static_cast<std::size_t>(rng().integer(2, 6));
    const TaylorBasis basis(d, 2);
    // -|B (t - z)|^2 without its constant, for a random B.
    std::vector<double> c(basis.count(), 0.0), b(d * d), z(d), peak(d);
    for (double& v : b) v = rng().normal();
    for (double& v : z) v = rng().uniform(-0.9, 0.9);
    for (std::size_t k = 0; k < d; ++k) b[k * d + k] += 8;
    double constant = 0;
    for (std::size_t r = 0; r < d; ++r) {
      double there = 0;
      for (std::size_t k = 0; k < d; ++k) there += b[r * d + k] * z[k];
      constant -= there * there;
      for (std::size_t k = 0; k < d; ++k) {
        c[1 + k] += 2 * there * b[r * d + k];
        for (std::size_t j = 0; j < d; ++j) c[basis.square(k, j)] -= b[r * d + k] * b[r * d + j];
      }
    }
    const double upper = PolynomialBound(basis).upper(c, 0.0, peak);
    CHECK(upper >= -constant - 1e-12);
    CHECK(upper <= -constant + 1e-4 * std::fabs(constant) + 1e-6);
  }
}
