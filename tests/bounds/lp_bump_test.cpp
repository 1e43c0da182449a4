#include "bounds/lp_bump.h"

#include <doctest/doctest.h>

#include "tests/bounds/bump_network.h"
#include "tests/bounds/support.h"

namespace relugap::bounds {
namespace {

using test::BumpNetwork;

// The integral of u^p over its support, p = 1 or 2, by rules that are exact for the pieces on which u is affine: Simpson's
// on an interval, the one with the middles of the sides on a triangle. u is run as a network.
Rational integral(const BumpNetwork& u, int p) {
  const auto value = [&](std::vector<Rational> z) {
    std::vector<Rational> x(u.layers.front().weights.front().size());
    for (std::size_t k = 0; k < z.size(); ++k) x[u.coordinates[k]] = u.centre[k] + z[k];
    return test::power(test::run(u, x), static_cast<std::uint64_t>(p));
  };
  const auto reach = [&](std::vector<Rational> z) { return Rational(u.height / test::gauge(u, z)); };
  if (u.coordinates.size() == 1) {
    Rational sum = 0;
    for (const int sign : {1, -1}) {
      const Rational end = reach({sign});
      sum += end / 6 * (value({0}) + 4 * value({sign * end / 2}) + value({sign * end}));
    }
    return sum;
  }
  Rational sum = 0;
  const int directions[][2] = {{1, 0}, {1, 1}, {0, 1}, {-1, 0}, {-1, -1}, {0, -1}};
  for (int k = 0; k < 6; ++k) {
    const auto corner = [&](int i) {
      const int* v = directions[i % 6];
      const Rational r = reach({v[0], v[1]});
      return std::vector<Rational>{r * v[0], r * v[1]};
    };
    const auto a = corner(k), b = corner(k + 1);
    const Rational area = (a[0] * b[1] - a[1] * b[0]) / 2;
    sum += area / 3 *
           (value({a[0] / 2, a[1] / 2}) + value({b[0] / 2, b[1] / 2}) +
            value({(a[0] + b[0]) / 2, (a[1] + b[1]) / 2}));
  }
  return sum;
}

TEST_CASE("the L^p norm of a bump is that of the network that it is, exactly") {
  for (int i = scaled(200); i > 0;) {
    const NetworkClass h = test::random_class({"1", "inf"});
    const auto active = static_cast<std::uint64_t>(rng().integer(1, 2));
    const bool simplex = rng().coin();
    if (active > h.dimension() || (simplex ? active + 1 : 2 * active) > h.widths[1]) continue;
    --i;
    std::vector<std::size_t> coordinates(active);
    for (std::size_t k = 0; k < active; ++k) coordinates[k] = k;
    const std::vector<Rational> centre(active, Rational(1, 2));
    const BumpNetwork u = simplex ? test::simplex_network(h, coordinates, centre, Rational(1, 3))
                                  : test::cross_polytope_network(h, coordinates, centre, Rational(1, 3));
    const Bump bump = simplex ? *simplex_bump(h, active) : *cross_polytope_bump(h, active);
    const CentreBox box(h, {});
    for (const int p : {1, 2}) {
      const LpBump lp(bump, box, Exponent(p));
      const Rational exact = integral(u, p);
      const PowerProduct found = lp.norm(u.height).pow(p);
      CAPTURE(text(h.widths));
      CHECK(compare(found, Rational(exact * (1 + Rational(1, test::ten_to(25))))) <
            0);  // test networks round their roots
      CHECK(compare(found, Rational(exact * (1 - Rational(1, test::ten_to(25))))) > 0);
    }
  }
}

TEST_CASE("the support has the width w in every coordinate and not less") {
  for (int i = scaled(200); i > 0;) {
    const NetworkClass h = test::random_class({"1", "inf"});
    const auto active = static_cast<std::uint64_t>(rng().integer(1, static_cast<int>(h.dimension())));
    const bool simplex = rng().coin();
    if ((simplex ? active + 1 : 2 * active) > h.widths[1]) continue;
    --i;
    std::vector<std::size_t> coordinates(active);
    for (std::size_t k = 0; k < active; ++k) coordinates[k] = k;
    const BumpNetwork u =
        simplex ? test::simplex_network(h, coordinates, std::vector<Rational>(active, 0), 1)
                : test::cross_polytope_network(h, coordinates, std::vector<Rational>(active, 0), 1);
    const LpBump lp(simplex ? *simplex_bump(h, active) : *cross_polytope_bump(h, active), CentreBox(h, {}),
                    Exponent(2));
    // From end to end along z_1, where the other coordinates of a simplex bump help to go farthest.
    Rational ends = 0;
    for (const int sign : {1, -1}) {
      Rational least = 0;
      for (std::size_t other = 0; other < (simplex ? active : 1); ++other) {
        std::vector<Rational> z(active);
        z[0] = sign;
        if (other > 0) z[other] = sign * (other % 2 ? 1 : -1);
        const Rational g = test::gauge(u, z);
        if (least == 0 || g < least) least = g;
      }
      ends += u.height / least;
    }
    const Rational slack(1, test::ten_to(25));
    CHECK(compare(lp.width(u.height), Rational(ends * (1 + slack))) < 0);
    CHECK(compare(lp.width(u.height), Rational(ends * (1 - slack))) > 0);
  }
}

TEST_CASE("cells: their number and their width fit together") {
  const NetworkClass h = test::make_class("3,9,3,1", "inf", "1");
  Query query;
  for (int i = scaled(200); i > 0; --i) {
    const auto side = [] { return Rational(rng().integer(1, 12), 12); };
    query.domain = {{0, 0, 0}, {side(), side(), side()}};
    const LpBump u(*cross_polytope_bump(h, 3), CentreBox(h, query), Exponent(2));
    const Integer m = rng().integer(1, 500);
    const Rational w = *u.width_of_more_cells(m).exact();
    Integer cells = 1;
    for (const Rational& s : query.domain->hi)
      cells *= numerator(Rational(s / w)) / denominator(Rational(s / w));
    CHECK(cells > m);
    const auto wider = u.cells_wider_than(w);
    REQUIRE(wider.has_value());
    CHECK(*wider <= cells);
    CHECK(*wider <= m);  // w is the largest width of its kind: beyond it there are no more than m cells
  }
}

}  // namespace
}  // namespace relugap::bounds
