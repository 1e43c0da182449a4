#include "verify/relax/formula_form.h"

#include <doctest/doctest.h>

#include <cmath>
#include <stdexcept>

#include "lib/target/evaluate.h"
#include "tests/support/random.h"
#include "tests/verify/random_sides.h"

using namespace relugap;
using namespace relugap::verify;
using namespace relugap::test;

namespace {

CentredBox random_centred(std::size_t d, double radius) {
  CentredBox box;
  for (std::size_t k = 0; k < d; ++k) {
    box.centre.push_back(rng().uniform(-2, 2));
    box.radius.push_back(rng().integer(0, 4) == 0 ? 0.0 : radius);
  }
  return box;
}

/// The form at t, as an interval.
template <class I>
I form_at(const AffineForm<I>& form, const std::vector<Rational>& t) {
  I value = form.constant;
  for (std::size_t k = 0; k < t.size(); ++k) value += form.slope[k] * point<I>(t[k]);
  return value;
}

std::vector<Rational> random_t(std::size_t d) {
  std::vector<Rational> t;
  for (std::size_t k = 0; k < d; ++k)
    t.push_back(rng().coin() ? Rational(rng().integer(-1, 1)) : exact(rng().uniform(-1, 1)));
  return t;
}

std::vector<Rational> at(const CentredBox& box, const std::vector<Rational>& t) {
  std::vector<Rational> x;
  for (std::size_t k = 0; k < t.size(); ++k) x.push_back(exact(box.centre[k]) + exact(box.radius[k]) * t[k]);
  return x;
}

}  // namespace

TEST_CASE("sound: affine forms of rational formulas contain the exact value") {
  for (int i = 0; i < scaled(400); ++i) {
    const std::size_t d = static_cast<std::size_t>(rng().integer(1, 3));
    const target::Formula f = target::Formula::parse(random_rational_formula(d, 4));
    const CentredBox box = random_centred(d, std::exp2(rng().integer(-45, 1)));
    const AffineForm<Interval> form = enclose_formula<Interval>(f, box);
    const PrecisionScope scope(200);
    const AffineForm<MpInterval> precise = enclose_formula<MpInterval>(f, box);
    for (int j = 0; j < 4; ++j) {
      const std::vector<Rational> t = random_t(d);
      const Rational value = target::evaluate_exact(f, at(box, t)).value();
      CAPTURE(f.text());
      REQUIRE(contains(form_at(form, t), value));
      REQUIRE(contains(form_at(precise, t), value));
    }
  }
}

TEST_CASE("sound: affine forms of elementary functions meet a high-precision enclosure at every point") {
  const char* const texts[] = {"exp(x1-x2)",
                               "log(2.5+sin(50*x1))",
                               "sin(3*x1*x2)",
                               "cos(x1)/(3+x2)",
                               "tan(x1/4)",
                               "tanh(2*x1-x2)",
                               "sqrt(4.5+x1+x2)",
                               "sqrt(abs(x1))",
                               "exp(sin(x1)*cos(x2))",
                               "pi*x1-x2^3",
                               "(3+x1)^(-3)",
                               "max(sin(x1),exp(-x2))",
                               "sin(1000*x1)",
                               "log(sin(50*x1)+2)+sin(5*x1)"};
  for (const char* text : texts) {
    const target::Formula f = target::Formula::parse(text);
    for (int i = 0; i < scaled(40); ++i) {
      const CentredBox box = random_centred(2, std::exp2(rng().integer(-40, 0)));
      try {
        const AffineForm<Interval> form = enclose_formula<Interval>(f, box);
        for (int j = 0; j < 3; ++j) {
          const std::vector<Rational> t = random_t(2), x = at(box, t);
          const PrecisionScope scope(300);
          const std::vector<MpInterval> point_x{enclose_mp(x[0]), enclose_mp(x[1])};
          // The narrow enclosure contains the value; it must not lie outside of the form.
          const Interval value = to_interval(target::evaluate<MpInterval>(f, point_x)),
                         bound = form_at(form, t);
          CAPTURE(text);
          REQUIRE((bound.lower() <= value.upper() && value.lower() <= bound.upper()));
        }
      } catch (const std::domain_error&) {
        // sqrt(4.5 + x1 + x2) with |x| up to 3 may leave the domain: refusing is right.
        CHECK((std::string(text) == "sqrt(4.5+x1+x2)" || std::string(text) == "(3+x1)^(-3)" ||
               std::string(text) == "cos(x1)/(3+x2)"));
      }
    }
  }
}

TEST_CASE("tight: the remainder shrinks with the square of the box") {
  const target::Formula f = target::Formula::parse("log(sin(50*x1)+2)+sin(5*x1)");
  double last = 0;
  for (const double radius : {0x1p-10, 0x1p-11, 0x1p-12, 0x1p-13}) {
    const double remainder = width(enclose_formula<Interval>(f, {{0.3}, {radius}}).constant);
    if (last > 0) CHECK(remainder < last / 3);
    last = remainder;
  }
}

TEST_CASE("contract: where a formula is not defined the form is refused") {
  for (const char* text : {"1/x1", "log(x1)", "sqrt(x1)", "x1^(-2)", "tan(2*x1)"})
    CHECK_THROWS_AS(enclose_formula<Interval>(target::Formula::parse(text), {{0.0}, {1.0}}),
                    std::domain_error);
}
