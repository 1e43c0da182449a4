#include "verify/relax/difference.h"

#include <doctest/doctest.h>

#include <cmath>

#include "tests/support/random.h"
#include "tests/verify/random_sides.h"

using namespace relugap;
using namespace relugap::verify;
using namespace relugap::test;

TEST_CASE("sound: the value of a difference at a point contains the exact one, to nearly all digits") {
  for (int i = 0; i < scaled(100); ++i) {
    const std::size_t d = static_cast<std::size_t>(rng().integer(1, 3));
    const bool nasty = rng().coin();
    const auto number = [&] { return nasty ? rng().nasty_double() : rng().uniform(-1, 1); };
    const Side f = random_net({d, 5, 1}, number, true),
               g = target::Formula::parse(random_rational_formula(d, 3));
    const target::RationalBox box{std::vector<Rational>(d, Rational(-1)),
                                  std::vector<Rational>(d, Rational(1))};
    const std::vector<Rational> x = random_point(box);
    const Interval value = enclose_difference(f, g, x);
    const Rational expected = exact_difference(f, g, x);
    REQUIRE(contains(value, expected));
    if (expected > exact(1e-300) && expected < exact(1e300)) CHECK(width(value) <= 0x1p-49 * value.upper());
  }
}

TEST_CASE("tight: a sum that absorbs its small part in double comes out right") {
  // 1000 relu(1e17 a - 1e17 b + 1e-3) with a = b = 1
  const net::Network f(
      1, {net::Dense{2, 1, {0, 0}, {1, 1}}, net::Relu{}, net::Dense{1, 2, {1e17, -1e17}, {1e-3}}, net::Relu{},
          net::Dense{1, 1, {1000}, {0}}});
  const std::vector<Rational> x{Rational(1, 2)};
  const Interval value = enclose_difference(f, Zero{}, x);
  CHECK(contains(value, exact_difference(f, Zero{}, x)));
  CHECK(width(value) <= 1e-15);
  CHECK(upper_difference_precise(f, Zero{}, {{0.5}, {0.5}}) == value.upper());
  CHECK(upper_difference<Interval>(f, Zero{}, {{0.5}, {0.5}}) > 1000);  // double alone cannot tell
}

TEST_CASE("sound: precise bounds over a box hold at its points") {
  for (int i = 0; i < scaled(20); ++i) {
    const Side f = random_net({2, 5, 4, 1}, [] { return rng().nasty_double(); }),
               g = target::Formula::parse("x1*x2");
    const CentredBox box{{rng().uniform(-1, 1), rng().uniform(-1, 1)}, {0.25, 0x1p-30}};
    const double upper = upper_difference_precise(f, g, box);
    for (int j = 0; j < 4; ++j) {
      const Rational value = exact_difference(f, g, random_point(to_rational(box)));
      if (std::isfinite(upper)) REQUIRE(value <= exact(upper));
    }
  }
}
