#include "verify/norm/worst.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "tests/support/random.h"
#include "tests/verify/random_sides.h"

using namespace relugap;
using namespace relugap::verify;
using namespace relugap::test;

namespace {

target::RationalBox cube(std::size_t d, const Rational& lo, const Rational& hi) {
  return {std::vector<Rational>(d, lo), std::vector<Rational>(d, hi)};
}

SearchOptions options() {
  SearchOptions result;
  result.relative_gap = Rational(1, 1000);
  result.time_limit_seconds = 30;
  result.threads = 2;
  return result;
}

/// In some coordinate the points are at least this part of the domain's edge apart.
bool are_apart(const std::vector<Rational>& x, const std::vector<Rational>& y,
               const target::RationalBox& domain, const Rational& separation) {
  for (std::size_t k = 0; k < x.size(); ++k)
    if (abs(x[k] - y[k]) >= separation * (domain.hi[k] - domain.lo[k])) return true;
  return false;
}

}  // namespace

TEST_CASE(
    "sound: worst places of random pairs are apart, each is proved at its witness, and no point apart from "
    "them is worse") {
  for (int i = 0; i < scaled(6); ++i) {
    const std::size_t d = static_cast<std::size_t>(rng().integer(1, 3));
    const Side f = random_net({d, 8, 8, 1}, [] { return rng().uniform(-1, 1); });
    const Side g = random_net({d, 6, 6, 1}, [] { return rng().uniform(-1, 1); });
    const target::RationalBox domain = cube(d, Rational(-1, 3), Rational(1, 2));
    const Rational separation(1, rng().integer(3, 9));
    const std::vector<NormEnclosure> places = enclose_worst(f, g, domain, 4, separation, options());
    REQUIRE(!places.empty());
    for (std::size_t k = 0; k < places.size(); ++k) {
      CHECK(places[k].status == Status::Converged);
      CHECK(exact(places[k].lower.value) <= exact_difference(f, g, places[k].witness));
      for (std::size_t j = 0; j < k; ++j) {
        CHECK(are_apart(places[k].witness, places[j].witness, domain, separation));
        CHECK(places[k].upper.value <= places[j].upper.value);
      }
      for (int n = 0; n < 100; ++n) {
        const std::vector<Rational> x = random_point(domain);
        const bool counts =
            std::all_of(places.begin(), places.begin() + static_cast<std::ptrdiff_t>(k),
                        [&](const NormEnclosure& p) { return are_apart(x, p.witness, domain, separation); });
        if (counts) CHECK(exact_difference(f, g, x) <= exact(places[k].upper.value));
      }
    }
  }
}

TEST_CASE("tight: the peaks of a function come in the order of their heights") {
  // Hats of heights 3, 2, 1 around 1/4, 1/2, 3/4, narrower than the separation.
  const Side f =
      target::Formula::parse("max(0,3-60*abs(x1-1/4))+max(0,2-40*abs(x1-1/2))+max(0,1-20*abs(x1-3/4))");
  const target::RationalBox domain = cube(1, 0, 1);
  const std::vector<NormEnclosure> places = enclose_worst(f, Zero{}, domain, 3, Rational(1, 10), options());
  REQUIRE(places.size() == 3);
  for (std::size_t k = 0; k < 3; ++k) {
    const double height = 3 - static_cast<double>(k), at = 0.25 * static_cast<double>(k + 1);
    CHECK(places[k].lower.value <= height);
    CHECK(places[k].upper.value >= height);
    CHECK(places[k].upper.value <= height * 1.002);
    CHECK(std::fabs(places[k].witness[0].convert_to<double>() - at) < 0.001);
    for (std::size_t j = 0; j < k; ++j)
      CHECK(!on_rim(places[k].witness, places[j].witness, domain, Rational(1, 10)));
  }
}

TEST_CASE("contract: nothing comes back once nothing of the domain is left, and flanks lie on the rim") {
  const Side f = target::Formula::parse("1-x1^2");
  const target::RationalBox domain = cube(1, -1, 1);
  CHECK(enclose_worst(f, Zero{}, domain, 3, Rational(2), options()).size() == 1);
  const std::vector<NormEnclosure> places = enclose_worst(f, Zero{}, domain, 2, Rational(1, 4), options());
  REQUIRE(places.size() == 2);
  CHECK(on_rim(places[1].witness, places[0].witness, domain, Rational(1, 4)));
  CHECK(places[1].upper.value >= 0.75);
  // A degenerate edge separates nothing.
  const target::RationalBox face{{Rational(0), Rational(1, 3)}, {Rational(1), Rational(1, 3)}};
  CHECK(enclose_worst(target::Formula::parse("x1*x2"), Zero{}, face, 2, Rational(1, 2), options()).size() ==
        2);
}
