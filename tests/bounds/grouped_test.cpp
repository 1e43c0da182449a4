#include "bounds/grouped.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "tests/bounds/grouped_network.h"
#include "tests/bounds/support.h"

namespace relugap::bounds {
namespace {

using Kind = Group::Kind;
using test::GroupedNetwork;

Rational random_fraction() { return Rational(rng().integer(0, 24), 24); }

std::uint64_t draw(int from, int to) { return static_cast<std::uint64_t>(rng().integer(from, to)); }

Group random_group(const Exponent& q) {
  const bool inf = q.infinite();
  const int kind = rng().integer(0, 2);
  if (kind == 0) {
    const std::uint64_t r = draw(1, 3);  // equal copies for q < inf: then the best ratio is rational
    return {.plus = r, .minus = inf ? draw(1, 3) : r};
  }
  if (kind == 1 && inf)
    return {.kind = Kind::rotated, .size = draw(2, 4), .plus = draw(1, 2), .minus = draw(1, 2)};
  if (kind == 1 && q.value() == 2) return {.kind = Kind::regular, .size = draw(1, 5)};
  Group g{.kind = Kind::difference, .size = draw(1, 5), .plus = draw(1, 3), .minus = draw(1, 3)};
  g.reach = g.size == 1 ? Rational(1) : Rational(rng().integer(4, 20), 8);
  if (!inf) g.ratio = Rational(rng().integer(3, 24), 16);
  return g;
}

struct Drawn {
  NetworkClass h;
  GroupedDesign design;
  GroupedNetwork u;
};

Drawn random_network() {
  const char* exponents[] = {"1", "2", "inf"};
  GroupedDesign design;
  const Exponent q = parse_exponent(exponents[rng().integer(0, 2)]);
  for (int i = rng().integer(1, 3); i > 0; --i) design.parts.push_back({random_group(q), draw(1, 2)});
  const std::uint64_t d = active(design);
  NetworkClass h{{d + draw(0, 2), static_cast<std::uint64_t>(neurons(design)) + draw(0, 2)},
                 q,
                 Rational(rng().integer(1, 12), rng().integer(1, 6))};
  for (int l = rng().integer(1, 3); l > 0; --l) h.widths.push_back(draw(1, 3));
  h.widths.push_back(1);
  std::vector<std::size_t> coordinates(h.dimension());
  std::iota(coordinates.begin(), coordinates.end(), 0);
  std::shuffle(coordinates.begin(), coordinates.end(), rng().engine());
  coordinates.resize(d);
  std::vector<Rational> centre(d);
  do {
    const Rational pull = random_fraction();  // few centres far from one half are admissible for many groups
    for (Rational& y : centre) y = pull * random_fraction() + (1 - pull) / 2;
  } while (!test::is_admissible_centre(design, q, centre));
  const Rational height = rng().coin() ? Rational(1) : Rational(rng().integer(1, 30), 30);
  return {h, design, test::grouped_network(h, design, coordinates, centre, height)};
}

TEST_CASE(
    "the networks of Theorem 16 lie in the class for every admissible centre, up to the greatest height") {
  for (int i = scaled(600); i > 0; --i) {
    const Drawn b = random_network();
    CAPTURE(text(b.design));
    CAPTURE(b.h.q.text());
    CHECK(test::in_class(test::layers_of(b.u), b.h));
    CHECK(b.u.height <= test::exact_height_cap(b.h));
  }
}

TEST_CASE("the centres at the edge of what a group allows are in the class, those beyond are not always") {
  // |y_2 - y_1 + ...| = t exactly, and one step further: the bias of the difference neuron is then above c (q = inf).
  const GroupedDesign design{{{{.kind = Kind::difference, .size = 4, .reach = Rational(3, 2)}, 1}}};
  const NetworkClass h = test::make_class("4-5-1-1", "inf", "1");
  const auto at = [&](const Rational& y) {
    return test::in_class(test::layers_of(test::grouped_network(h, design, {0, 1, 2, 3}, {0, 1, 0, y}, 1)),
                          h);
  };
  CHECK(at(Rational(1, 2)));
  CHECK_FALSE(at(Rational(51, 100)));
  const GroupedDesign turned{{{{.kind = Kind::rotated, .size = 3}, 1}}};
  const NetworkClass six = test::make_class("3-6-1-1", "inf", "1");
  const auto turned_at = [&](const Rational& y) {
    return test::in_class(test::layers_of(test::grouped_network(six, turned, {0, 1, 2}, {0, y, y}, 1)), six);
  };
  CHECK(turned_at(Rational(1, 2)));
  CHECK_FALSE(turned_at(Rational(51, 100)));
}

TEST_CASE("on [-1,1]^2 a centre that kind D does not allow leaves the class, and the share leaves it out") {
  const CentreCube cube{-1, 2, true};
  for (const char* q : {"2", "inf"}) {
    const NetworkClass h = test::make_class("2-3-1-1", q, "1");
    const Group strip{.kind = Kind::difference, .size = 2};  // |y_2 - y_1| <= 1
    const auto at = [&](const Group& g, const Rational& y1, const Rational& y2) {
      return test::in_class(test::layers_of(test::grouped_network(h, {{{g, 1}}}, {0, 1}, {y1, y2}, 1)), h);
    };
    // t = 1. For q = 2 the weights, D = 2, would pay for |y_2 - y_1| up to 2^(1/2), but not for 2.
    CHECK(at(strip, Rational(1, 2), Rational(-1, 2)));
    CHECK(at(strip, 1, 1));
    CHECK(at(strip, -1, -1));
    CHECK_FALSE(at(strip, 1, -1));
    CHECK_FALSE(at(strip, -1, 1));
    CHECK(lower_share(strip, cube) == Rational(3, 4));  // two corners with legs 1 of a square with side 2
    const Group all{.kind = Kind::difference, .size = 2, .reach = 2};
    for (const int y1 : {-1, 1})
      for (const int y2 : {-1, 1}) CHECK(at(all, y1, y2));
    CHECK(lower_share(all, cube) == 1);
    // With V(H)/p in the place of V(H): the slope contains p^(1/2).
    const auto on_cube = grouped_bump(h, {{{strip, 1}}}, cube), on_unit = grouped_bump(h, {{{strip, 1}}});
    REQUIRE((on_cube && on_unit));
    const PowerProduct share = (on_cube->slope / on_unit->slope).pow(2);  // its roots need not cancel
    CHECK((compare(share, Rational(3, 4) * (1 - Rational(1, test::ten_to(25)))) > 0));
    CHECK((compare(share, Rational(3, 4) * (1 + Rational(1, test::ten_to(25)))) < 0));
  }
}

TEST_CASE("they are the bump of the statement: height at the centre, zero where the gauge is at least H") {
  for (int i = scaled(200); i > 0; --i) {
    const Drawn b = random_network();
    const auto layers = test::layers_of(b.u);
    std::vector<Rational> x(b.h.dimension());
    for (Rational& xi : x) xi = random_fraction();
    for (std::size_t k = 0; k < b.u.coordinates.size(); ++k) x[b.u.coordinates[k]] = b.u.centre[k];
    CHECK(test::run(layers, x) == b.u.height);
    for (int j = 0; j < 6; ++j) {
      std::vector<Rational> point(b.h.dimension());
      for (Rational& p : point) p = random_fraction();
      const Rational pull = test::power(random_fraction(), 3);
      for (std::size_t k = 0; k < b.u.coordinates.size(); ++k) {
        Rational& p = point[b.u.coordinates[k]];
        p = b.u.centre[k] + pull * (p - b.u.centre[k]);
      }
      CHECK(test::run(layers, point) == test::formula(b.u, point));
    }
  }
}

TEST_CASE("their effective slope, from the weights, is sigma to 25 digits") {
  for (int i = scaled(600); i > 0; --i) {
    const Drawn b = random_network();
    CAPTURE(text(b.design));
    CAPTURE(b.h.q.text());
    const auto bump = grouped_bump(b.h, b.design);
    REQUIRE(bump.has_value());
    Rational share = 1;
    for (const auto& [g, count] : b.design.parts) share *= test::power(lower_share(g, {}), count);
    const PowerProduct sigma_power = bump->slope.pow(bump->active) / PowerProduct(share);
    const CertainValue value = certain_real(sigma_power / PowerProduct(b.u.slope_power));
    CHECK(value.log10.lower() >= -1e-12);
    CHECK((compare(sigma_power, b.u.slope_power * (1 + Rational(1, test::ten_to(25)))) < 0));
    CHECK((compare(sigma_power, b.u.slope_power) >= 0));
  }
}

TEST_CASE("the volume of kind R is the area of a hexagon for two coordinates") {
  const GroupedDesign design{{{{.kind = Kind::regular, .size = 2}, 1}}};
  const NetworkClass h = test::make_class("2-3-1-1", "2", "3");
  const GroupedNetwork u = test::grouped_network(h, design, {0, 1}, {Rational(1, 2), Rational(1, 2)}, 1);
  // The gauge is linear between the lines orthogonal to the three directions.
  std::vector<std::vector<Rational>> corners;
  for (const auto& d : u.directions)
    for (const int sign : {1, -1}) {
      std::vector<Rational> z = {-sign * d[1], sign * d[0]};
      Rational gauge = 0;
      for (std::size_t i = 0; i < 3; ++i)
        gauge += u.weights[i] *
                 std::max(Rational(0), Rational(u.directions[i][0] * z[0] + u.directions[i][1] * z[1]));
      corners.push_back({z[0] / gauge, z[1] / gauge});
    }
  std::sort(corners.begin(), corners.end(), [](const auto& a, const auto& b) {
    return std::atan2(static_cast<double>(a[1]), static_cast<double>(a[0])) <
           std::atan2(static_cast<double>(b[1]), static_cast<double>(b[0]));
  });
  Rational area = 0;
  for (std::size_t i = 0; i < 6; ++i) {
    const auto &a = corners[i], &b = corners[(i + 1) % 6];
    area += (a[0] * b[1] - a[1] * b[0]) / 2;
  }
  CHECK(area * u.slope_power == 2);  // V(1) = (2/sigma)^2 / 2!
}

TEST_CASE("C and S of section 2 are grouped designs with the same slope") {
  for (int i = scaled(60); i > 0; --i) {
    const NetworkClass h = test::random_class({"1", "3/2", "7/3", "4", "inf"});
    for (std::uint64_t n = 1; n <= h.dimension(); ++n) {
      if (const auto c = cross_polytope_bump(h, n)) {
        const std::uint64_t all = h.copy_exponent() > 0 ? h.widths[1] / n : 2;
        const auto g = grouped_bump(h, {{{{.plus = (all + 1) / 2, .minus = all / 2}, n}}});
        REQUIRE(g.has_value());
        CHECK(
            (compare(g->slope, c->slope) == 0 || certain_real(g->slope).down == certain_real(c->slope).down));
      }
      if (const auto s = simplex_bump(h, n)) {
        const std::uint64_t r = h.copy_exponent() > 0 ? h.widths[1] / (n + 1) : 1, half = (n + 1) / 2;
        const Group group{.kind = Kind::difference, .size = n, .plus = r, .minus = r, .reach = half};
        const auto g = grouped_bump(h, {{{group, 1}}});
        REQUIRE(g.has_value());
        if (h.q.infinite())  // the slopes of the coordinates need not be as small as that across
          CHECK((compare(g->slope, s->slope) >= 0));
        else
          CHECK((compare(g->slope, s->slope) == 0 ||
                 certain_real(g->slope).down == certain_real(s->slope).down));
      }
    }
  }
}

TEST_CASE("what does not fit is no bump") {
  const NetworkClass h = test::make_class("4-5-2-1", "2", "1");
  const auto fits = [&](const GroupedDesign& design, const CentreCube& cube = {}) {
    return grouped_bump(h, design, cube).has_value();
  };
  const Group four{.kind = Kind::regular, .size = 4}, five{.kind = Kind::regular, .size = 5};
  CHECK(fits({{{four, 1}}}));
  CHECK(fits({{{four, 1}}}, {.is_cube = false}));
  CHECK_FALSE(fits({{{five, 1}}}));                                // coordinates
  CHECK_FALSE(fits({{{{}, 3}}}));                                  // neurons
  CHECK_FALSE(fits({{{{.kind = Kind::rotated, .size = 2}, 1}}}));  // q
  CHECK_FALSE(fits({}));                                           // no coordinate
  CHECK_FALSE(
      fits({{{{.kind = Kind::difference, .size = 3, .reach = 2}, 1}}}, {.is_cube = false}));  // centres
}

TEST_CASE("designs are described compactly") {
  CHECK(text(GroupedDesign{{{{.kind = Kind::regular, .size = 45}, 1}}}) == "G:R45");
  CHECK(text(GroupedDesign{{{{.kind = Kind::rotated, .size = 4, .plus = 2}, 3}, {{.plus = 2}, 1}}}) ==
        "G:3xH4:2,1+C2,1");
  const Group d{.kind = Kind::difference, .size = 6, .reach = Rational(5, 2), .ratio = Rational(9, 16)};
  CHECK(text(GroupedDesign{{{d, 2}}}) == "G:2xD6:1,1,t=2.5,s=0.5625");
}

}  // namespace
}  // namespace relugap::bounds
