#include "bounds/power_product.h"

#include <doctest/doctest.h>

#include "lib/arith/elementary.h"
#include "tests/support/random.h"

namespace relugap::bounds {
namespace {

Rational power(const Rational& x, int n) {
  Rational result = 1;
  for (int i = 0; i < std::abs(n); ++i) result *= x;
  return n < 0 ? Rational(1 / result) : result;
}

Rational random_rational() { return Rational(rng().integer(1, 5000), rng().integer(1, 5000)); }

TEST_CASE("products of integer powers, factorials and binomials are exact") {
  for (int i = scaled(500); i > 0; --i) {
    const Rational a = random_rational(), b = random_rational();
    const int m = rng().integer(-5, 5), n = rng().integer(-5, 5);
    const PowerProduct x = PowerProduct(a).pow(m) * PowerProduct(b).pow(n) / PowerProduct(a);
    REQUIRE(x.exact().has_value());
    CHECK(*x.exact() == power(a, m - 1) * power(b, n));
  }
  CHECK(*PowerProduct::factorial(70).exact() / *PowerProduct::factorial(69).exact() == 70);
  CHECK(*PowerProduct::binomial(200, 100).exact() ==
        Rational(Integer("90548514656103281165404177077484163874504589675413336841320")));
}

TEST_CASE("roots that are rational are found, others are not taken for rational") {
  CHECK(*(PowerProduct(8).pow(Rational(1, 3))).exact() == 2);
  CHECK(*(PowerProduct(2).pow(Rational(1, 3)) * PowerProduct(4).pow(Rational(1, 3))).exact() == 2);
  CHECK_FALSE(PowerProduct(2).pow(Rational(1, 2)).exact().has_value());
  // Primes too large to be split off: 1031^2, and 1031 * 1033 against its factors.
  const Rational half(1, 2);
  CHECK(*PowerProduct(1062961).pow(half).exact() == 1031);
  CHECK(*(PowerProduct(1065023) / PowerProduct(1031 * 4) / PowerProduct(1033)).pow(half).exact() == half);
  CHECK_FALSE(PowerProduct(1031).pow(half).exact().has_value());
  CHECK_FALSE((PowerProduct(1062961) * PowerProduct(3)).pow(half).exact().has_value());
  CHECK(*PowerProduct::sum({{1, PowerProduct(4).pow(Rational(1, 2))}, {-1, PowerProduct()}}).exact() == 1);
}

TEST_CASE("the enclosure of the logarithm contains it and shrinks with the precision") {
  for (int i = scaled(200); i > 0; --i) {
    const Rational a = random_rational();
    const Rational e(rng().integer(-50, 50), rng().integer(1, 50));
    const PowerProduct root_sum =
        PowerProduct::sum({{1, PowerProduct(a).pow(e)}, {random_rational(), PowerProduct(3)}});
    const PowerProduct x =
        root_sum.pow(e) * PowerProduct::factorial(static_cast<std::uint64_t>(rng().integer(1, 4000)));
    const auto at = [&](int bits) {
      const PrecisionScope scope(bits);
      return x.enclose_log();
    };
    const MpInterval coarse = at(64), fine = at(512);
    CHECK(coarse.lower() <= fine.lower());
    CHECK(fine.upper() <= coarse.upper());
    CHECK(exact(fine.upper()) - exact(fine.lower()) < Rational(1, pow(Integer(2), 400)));
  }
}

TEST_CASE("the logarithm of an exact product agrees with that of its value") {
  for (int i = scaled(100); i > 0; --i) {
    const PowerProduct x = PowerProduct(random_rational()).pow(rng().integer(-9, 9)) *
                           PowerProduct::factorial(static_cast<std::uint64_t>(rng().integer(60, 90)));
    const PrecisionScope scope(256);
    const MpInterval log = x.enclose_log(), of_value = enclose_log(enclose_mp(*x.exact()));
    CHECK(log.lower() <= of_value.upper());
    CHECK(of_value.lower() <= log.upper());
  }
}

TEST_CASE("comparison is exact, also between roots that are equal or nearly so") {
  const PowerProduct root_two = PowerProduct(2).pow(Rational(1, 2));
  CHECK(compare(root_two.pow(4), PowerProduct(4)) == std::partial_ordering::equivalent);
  CHECK(compare(PowerProduct(9).pow(Rational(1, 6)), PowerProduct(3).pow(Rational(1, 3))) ==
        std::partial_ordering::equivalent);
  // 665857/470832 is a convergent of sqrt 2 from above; squares of larger ones differ by one part in 10^400.
  Integer p = 1, q = 1;
  for (int i = 0; i < 600; ++i) {
    const Integer next = p + 2 * q;
    q += p;
    p = next;
    const auto expected = p * p < 2 * q * q ? std::partial_ordering::less : std::partial_ordering::greater;
    if (i % 50 == 0 || i > 597) CHECK(compare(Rational(p, q), root_two) == expected);
  }
  const PowerProduct sum =
      PowerProduct::sum({{1, root_two}, {1, PowerProduct()}});  // equal, but not seen to be
  CHECK(compare(sum, PowerProduct::sum({{1, root_two}, {1, PowerProduct()}})) ==
        std::partial_ordering::unordered);
}

TEST_CASE("the minimum of undecided numbers is below both") {
  const PowerProduct root_two = PowerProduct(2).pow(Rational(1, 2));
  const PowerProduct a = PowerProduct::sum({{1, root_two}, {1, PowerProduct()}});
  const PowerProduct b = PowerProduct::sum({{1, root_two}, {1, PowerProduct()}});
  CHECK(compare(lower_minimum(a, b), a) == std::partial_ordering::less);
  CHECK(compare(lower_minimum(a, b), b) == std::partial_ordering::less);
  CHECK(compare(lower_minimum(PowerProduct(2), PowerProduct(3)), PowerProduct(2)) ==
        std::partial_ordering::equivalent);
}

}  // namespace
}  // namespace relugap::bounds
