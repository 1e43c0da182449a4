#include "bounds/centre_box.h"

#include <doctest/doctest.h>

#include "tests/bounds/bump_network.h"
#include "tests/bounds/support.h"

namespace relugap::bounds {
namespace {

Query on_cube(const Rational& a, const Rational& b, std::uint64_t d) {
  Query query;
  query.domain = {std::vector<Rational>(d, a), std::vector<Rational>(d, b)};
  return query;
}

// |[a/R, b/R] cap [-1,1]|.
Rational part(const Rational& a, const Rational& b, const Rational& scale) {
  const Rational lo = std::max(Rational(a / scale), Rational(-1)),
                 hi = std::min(Rational(b / scale), Rational(1));
  return hi > lo ? Rational(hi - lo) : Rational(0);
}

TEST_CASE("the part of a side where centres lie is as long as scaling down can make it") {
  for (int i = scaled(500); i > 0; --i) {
    const Rational a(rng().integer(-40, 40), 12), b = a + Rational(rng().integer(0, 40), 12);
    const NetworkClass h = test::make_class("1,2,1,1", "2", "1");
    const auto side = CentreBox(h, on_cube(a, b, 1)).active_sides(1).front();
    CHECK(side.scale >= 1);
    CHECK(side.length == part(a, b, side.scale));
    for (int k = 0; k < 50; ++k) CHECK(part(a, b, 1 + Rational(k, 12)) <= side.length);
  }
}

TEST_CASE("bumps with these centres and scales lie in the class, also at the corners: C and S on any cube") {
  for (int i = scaled(400); i > 0;) {
    const NetworkClass h = test::random_class({"1", "inf"});
    const bool simplex = rng().coin();
    const std::uint64_t d = h.dimension();
    if ((simplex ? d + 1 : 2 * d) > h.widths[1]) continue;
    const Rational a(rng().integer(-30, 30), 10), b = a + Rational(rng().integer(1, 30), 10);
    const CentreBox box(h, on_cube(a, b, d));
    const auto side = box.active_sides(d).front();
    const auto lambda = simplex ? box.stretch(d).exact() : std::optional<Rational>(1);
    if (!lambda) continue;
    --i;
    const Rational scale = side.scale * *lambda;
    // Centres in the original coordinates; a symmetric cube has two such parts, of which one is used.
    const Rational lo = std::max(Rational(a), Rational(-side.scale)),
                   hi = std::min(Rational(b), Rational(side.scale));
    std::vector<Rational> y(d), scaled_centre(d);
    std::vector<std::size_t> all(d);
    for (std::size_t k = 0; k < d; ++k) {
      const int n = rng().coin() ? 10 * rng().integer(0, 1) : rng().integer(0, 10);
      y[k] = lo + (hi - lo) * Rational(n, 10);
      scaled_centre[k] = y[k] / scale;
      all[k] = k;
    }
    test::BumpNetwork u = simplex ? test::simplex_network(h, all, scaled_centre, 1)
                                  : test::cross_polytope_network(h, all, scaled_centre, 1);
    for (auto& row : u.layers.front().weights)
      for (Rational& w : row) w /= scale;
    CAPTURE(text(h.widths));
    CHECK(test::in_class(u, h));
    CHECK(test::run(u, y) == u.height);
  }
}

TEST_CASE(
    "design S on [-1,1]^2 has no centre (1,-1): the box is scaled, and without that the bump leaves the "
    "class") {
  const NetworkClass h = test::make_class("2,3,1,1", "inf", "1");
  const CentreBox box(h, on_cube(-1, 1, 2));
  CHECK(*box.stretch(2).exact() == 2);
  CHECK(*box.reach(2, true).exact() == 1);
  CHECK(*box.reach(2, false).exact() == 2);
  CHECK_FALSE(test::in_class(test::simplex_network(h, {0, 1}, {1, -1}, 1), h));
  CHECK(test::in_class(test::simplex_network(h, {0, 1}, {Rational(1, 2), Rational(-1, 2)}, 1), h));
  const CentreBox euclid(test::make_class("2,3,1,1", "2", "1"), on_cube(-1, 1, 2));
  CHECK(compare(euclid.stretch(2), PowerProduct(2).pow(Rational(1, 2))) == 0);
}

TEST_CASE(
    "the cubes [a,a+1]^d, -1 <= a <= 0, give the numbers of [0,1]^d; other boxes multiply samples by "
    "volumes") {
  const NetworkClass h = test::make_class("1,2,1,1", "2", "1");
  const auto samples = [&](const Rational& a, const Rational& b) {
    BoundRequest request{h, on_cube(a, b, 1), {"bump-deterministic"}};
    request.query.goal = SamplesFor{Rational(1, 1 << 20)};
    return parse_samples(evaluate(request).bounds.front().value->down);
  };
  const Integer unit = parse_samples(test::samples_bound("bump-deterministic", h, "1/1048576").value->down);
  CHECK(unit == 1 << 18);  // sigma = 1/2
  CHECK(samples(0, 1) == unit);
  CHECK(samples(-1, 0) == unit);
  CHECK(samples(Rational(-1, 3), Rational(2, 3)) == unit);
  CHECK(samples(-1, 1) == 2 * unit);
  CHECK(samples(0, Rational(1, 4)) == unit / 4);
  CHECK(samples(0, 5) == unit);
  CHECK(samples(1, 2) == unit / 2);
  CHECK(samples(-8, -6) == unit / 4);
}

TEST_CASE("the active coordinates are those with the longest parts; a side of length 0 has none") {
  const NetworkClass h = test::make_class("3,6,1,1", "1", "1");
  Query query;
  query.domain = {{0, 2, 0}, {Rational(1, 4), 2, 1}};
  const CentreBox box(h, query);
  CHECK(box.usable() == 2);
  CHECK(*box.reach(1, false).exact() == 1);
  CHECK(*box.reach(2, false).exact() == Rational(1, 2));
  CHECK_FALSE(box.has_interior());
}

TEST_CASE("on a box that is a point no lower bound is claimed") {
  BoundRequest request{test::make_class("2,4,1,1", "2", "1"), on_cube(1, 1, 2), {"bump-deterministic"}};
  request.query.goal = SamplesFor{Rational(1, 10)};
  CHECK(test::only_violates(evaluate(request).bounds.front(), "the domain has a side of positive length"));
}

}  // namespace
}  // namespace relugap::bounds
