#include "verify/relax/network_form.h"

#include <doctest/doctest.h>

#include <cmath>

#include "tests/support/random.h"
#include "tests/verify/random_sides.h"

using namespace relugap;
using namespace relugap::verify;
using namespace relugap::test;

namespace {

template <class I>
void check(const net::Network& f, const CentredBox& box) {
  const AffineBounds<I> bounds = enclose_network<I>(f, box);
  for (int i = 0; i < 4; ++i) {
    std::vector<Rational> t, x;
    for (std::size_t k = 0; k < box.dimension(); ++k) {
      t.push_back(rng().coin() ? Rational(rng().integer(-1, 1)) : exact(rng().uniform(-1, 1)));
      x.push_back(exact(box.centre[k]) + exact(box.radius[k]) * t[k]);
    }
    I below = bounds.lower.constant, above = bounds.upper.constant;
    for (std::size_t k = 0; k < t.size(); ++k) {
      below += bounds.lower.slope[k] * point<I>(t[k]);
      above += bounds.upper.slope[k] * point<I>(t[k]);
    }
    const Rational value = net::evaluate(f, x)[0];
    REQUIRE(contains(I(below.lower(), above.upper()), value));
  }
}

}  // namespace

TEST_CASE("sound: affine bounds in double and in MPFR intervals contain networks of every make") {
  for (int i = 0; i < scaled(60); ++i) {
    const std::size_t d = static_cast<std::size_t>(rng().integer(1, 4));
    const bool nasty = rng().integer(0, 3) == 0;
    const net::Network f = random_net(
        {d, 6, 5, 4, 1}, [&] { return nasty ? rng().nasty_double() : rng().uniform(-1, 1); }, true);
    CentredBox box;
    for (std::size_t k = 0; k < d; ++k) {
      box.centre.push_back(rng().uniform(-1, 1));
      box.radius.push_back(std::exp2(rng().integer(-60, 0)));
    }
    if (!nasty) check<Interval>(f, box);
    const PrecisionScope scope(160);
    check<MpInterval>(f, box);
  }
}

TEST_CASE("sound: affine bounds of residual networks with LeakyReLU") {
  for (int i = 0; i < scaled(40); ++i) {
    const net::Network f = random_residual_net(2, 4, rng().integer(1, 3), Rational(rng().integer(-1, 9), 7),
                                               [] { return rng().uniform(-1, 1); });
    const CentredBox box{{rng().uniform(-1, 1), rng().uniform(-1, 1)},
                         {std::exp2(rng().integer(-60, 0)), std::exp2(rng().integer(-60, 0))}};
    check<Interval>(f, box);
    const PrecisionScope scope(160);
    check<MpInterval>(f, box);
  }
}

TEST_CASE("tight: with enough bits a box on which the network is affine is bounded exactly") {
  const net::Network f(1, {net::Dense{2, 1, {1, -1}, {5, 5}}, net::Relu{}, net::Dense{1, 2, {1, 1}, {0}}});
  const PrecisionScope scope(128);
  const AffineBounds<MpInterval> bounds = enclose_network<MpInterval>(f, {{0.0}, {1.0}});
  CHECK(to_interval(bounds.upper.constant).upper() == 10);
  CHECK(to_interval(bounds.lower.constant).lower() == 10);
}
