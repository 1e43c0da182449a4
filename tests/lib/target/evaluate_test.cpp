#include "lib/target/evaluate.h"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

#include "lib/arith/interval.h"
#include "lib/arith/mp_interval.h"
#include "tests/support/random.h"

namespace relugap::target {
namespace {

template <class I>
I enclosure(const Formula& f, const std::vector<I>& x) {
  return evaluate(f, std::span<const I>(x));
}

// A random formula of x1 and x2; polynomial, or with all operations that are defined everywhere it is evaluated.
std::string random_formula(int depth, bool polynomial) {
  if (depth == 0) {
    static const std::array<const char*, 8> kLeaves{"x1", "x2", "0.1", "(1/3)", "2", "1e-3", "(-7)", "x1"};
    return kLeaves[static_cast<std::size_t>(rng().integer(0, 7))];
  }
  const std::string a = random_formula(depth - 1, polynomial);
  const auto b = [&] { return random_formula(depth - 1, polynomial); };
  switch (rng().integer(0, polynomial ? 7 : 14)) {
    case 0:
      return "(" + a + "+" + b() + ")";
    case 1:
      return "(" + a + "-" + b() + ")";
    case 2:
      return a + "*" + b();
    case 3:
      return "(-" + a + ")";
    case 4:
      return "(" + a + ")^" + std::to_string(rng().integer(0, 3));
    case 5:
      return "abs(" + a + ")";
    case 6:
      return "min(" + a + "," + b() + ")";
    case 7:
      return "max(" + a + "," + b() + ")";
    case 8:
      return "sin(" + a + ")";
    case 9:
      return "cos(" + a + ")";
    case 10:
      return "tanh(" + a + ")";
    case 11:
      return "exp(tanh(" + a + "))";
    case 12:
      return "log(1.5+sin(" + a + "))";
    case 13:
      return "sqrt(1+abs(" + a + "))";
    default:
      return "pi/(2+cos(" + a + "))";
  }
}

struct Sample {
  std::vector<Interval> box;
  std::vector<Rational> point;
};

// A box of two sides, some of them points, and a rational point in it.
Sample random_sample() {
  Sample sample;
  for (int i = 0; i < 2; ++i) {
    const double lo = rng().uniform(-3, 3);
    const double hi =
        rng().integer(0, 3) == 0 ? lo : lo + std::ldexp(rng().uniform(0, 1), -rng().integer(0, 40));
    sample.box.emplace_back(lo, hi);
    sample.point.push_back(exact(lo) + Rational(rng().integer(0, 7), 7) * (exact(hi) - exact(lo)));
  }
  return sample;
}

TEST_CASE("enclosures of rational formulas contain the exact values") {
  for (int k = 0; k < scaled(2000); ++k) {
    const std::string text = random_formula(rng().integer(0, 4), true);
    const Formula f = Formula::parse(text);
    const Sample s = random_sample();
    const Rational y = evaluate_exact(f, std::span<const Rational>(s.point)).value();
    CAPTURE(text);
    CHECK(contains(enclosure(f, s.box), y));
    CHECK(contains(enclosure(f, std::vector<MpInterval>{to_mp_interval(s.box[0]), to_mp_interval(s.box[1])}),
                   y));
  }
}

TEST_CASE("enclosures of all formulas contain the value at 300 bits") {
  for (int k = 0; k < scaled(2000); ++k) {
    const std::string text = random_formula(rng().integer(1, 4), false);
    const Formula f = Formula::parse(text);
    const Sample s = random_sample();
    CAPTURE(text);
    const Interval enclosed = enclosure(f, s.box);
    const PrecisionScope scope(300);
    const MpInterval y =
        enclosure(f, std::vector<MpInterval>{enclose_mp(s.point[0]), enclose_mp(s.point[1])});
    CHECK(exact(y.upper()) - exact(y.lower()) < Rational(1, Integer(1) << 200));
    // The true value lies in y: the enclosure must at least meet y.
    CHECK(exact(enclosed.lower()) <= exact(y.upper()));
    CHECK(exact(enclosed.upper()) >= exact(y.lower()));
  }
}

TEST_CASE("enclosures at a point are tight") {
  for (int k = 0; k < scaled(500); ++k) {
    const Formula f = Formula::parse(random_formula(3, false));
    const Interval x1(rng().uniform(-3, 3));
    const Interval y = enclosure<Interval>(f, {x1, Interval(rng().uniform(-3, 3))});
    CHECK(width(y) <= 1e-9 * (1 + std::abs(y.upper())));
  }
}

TEST_CASE("the target of the paper is log 2 at zero, to the last digit") {
  const Formula f = Formula::parse("log(sin(50*x1)+2)+sin(5*x1)");
  const Rational below("69314718055994530941723212145817/100000000000000000000000000000000");
  const Interval y = enclosure<Interval>(f, {Interval(0.0)});
  CHECK(contains(y, below));
  CHECK(std::nextafter(y.lower(), 1.0) == y.upper());
}

TEST_CASE("pi is pi, not [3, 4]") {
  const Interval y = enclosure(Formula::parse("pi"), std::vector<Interval>{});
  CHECK(y.lower() == 0x1.921fb54442d18p+1);
  CHECK(y.upper() == 0x1.921fb54442d19p+1);
}

TEST_CASE("a square does not forget the sign of its base") {
  const Interval y = enclosure<Interval>(Formula::parse("x1*x1"), {Interval(-1.0, 2.0)});
  CHECK(y.lower() == 0);
  CHECK(y.upper() == 4);
}

TEST_CASE("what may be undefined on the box is a domain error that says so") {
  const std::vector<Interval> across{Interval(-1.0, 1.0)};
  const auto check = [&](const char* text, const char* message) {
    CHECK_THROWS_WITH_AS(enclosure(Formula::parse(text), across), message, std::domain_error);
    const std::vector<MpInterval> mp{to_mp_interval(across[0])};
    CHECK_THROWS_WITH_AS(enclosure(Formula::parse(text), mp), message, std::domain_error);
  };
  check("1/x1", "division by an interval containing zero");
  check("x1/x1", "division by an interval containing zero");
  check("x1^-3", "negative power of an interval containing zero");
  check("log(x1)", "log of an interval that is not positive");
  check("log(x1+1)", "log of an interval that is not positive");
  check("sqrt(x1)", "sqrt of an interval that is not non-negative");
  CHECK_THROWS_AS(enclosure(Formula::parse("tan(2*x1)"), across), std::domain_error);
  CHECK_THROWS_AS(evaluate_exact(Formula::parse("1/x1"), std::array{Rational(0)}), std::domain_error);
  CHECK_THROWS_AS(evaluate_exact(Formula::parse("x1^-1"), std::array{Rational(0)}), std::domain_error);
}

TEST_CASE("exact evaluation declines what is not rational") {
  const std::vector<Rational> x{1};
  for (const char* text :
       {"pi", "exp(x1)", "log(x1)", "sin(x1)", "cos(x1)", "tan(x1)", "tanh(x1)", "sqrt(x1)", "2*pi+x1"}) {
    CHECK_FALSE(evaluate_exact(Formula::parse(text), std::span<const Rational>(x)).has_value());
  }
  CHECK(evaluate_exact(Formula::parse("x1^-3 + min(x1, 2)/3"), std::span<const Rational>(x)) ==
        Rational(4, 3));
}

TEST_CASE("estimates lie near the enclosures") {
  for (int k = 0; k < scaled(500); ++k) {
    const std::string text = random_formula(3, false);
    const Formula f = Formula::parse(text);
    const std::array<double, 2> x{rng().uniform(-3, 3), rng().uniform(-3, 3)};
    const Interval y = enclosure<Interval>(f, {Interval(x[0]), Interval(x[1])});
    CAPTURE(text);
    CHECK(std::abs(estimate(f, x) - y.upper()) <= 1e-9 * (1 + std::abs(y.upper())));
  }
}

}  // namespace
}  // namespace relugap::target
