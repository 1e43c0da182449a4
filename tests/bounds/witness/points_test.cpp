#include "bounds/witness/points.h"

#include <doctest/doctest.h>

#include <string>

#include "lib/core/error.h"
#include "tests/bounds/witness/cases.h"

namespace relugap::bounds::witness {
namespace {

template <class Call>
std::string error_of(Call call) {
  try {
    call();
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

TEST_CASE("a grid has the centres of equal boxes, exactly") {
  const target::RationalBox box{{0, -1}, {1, 2}};
  const samples::NumberTable grid = grid_points(box, 3);
  REQUIRE(grid.rows() == 9);
  CHECK(grid.exact(0, 0) == Rational(1, 6));
  CHECK(grid.exact(0, 1) == Rational(-1, 2));
  CHECK(grid.exact(5, 0) == Rational(5, 6));
  CHECK(grid.exact(5, 1) == Rational(1, 2));
  CHECK(error_of([&] { grid_points(box, 0); }) != "");
  CHECK(error_of([&] { grid_points(test::cube(40, 0, 1), 2); }) != "");
  CHECK(grid_points(test::cube(40, 0, 1), 1).rows() == 1);
}

TEST_CASE("random points lie in the domain and depend on the seed alone") {
  const target::RationalBox box{{Rational(1, 3), Rational(1, 10), -5},
                                {Rational(1, 3), Rational(1, 10) + Rational(1, 1000), 7}};
  const samples::NumberTable a = random_points(box, 200, 1), b = random_points(box, 200, 1),
                             c = random_points(box, 200, 2);
  require_in_domain(a, box, "random");
  bool other = false;
  for (std::size_t j = 0; j < 200; ++j)
    for (std::size_t i = 0; i < 3; ++i) {
      CHECK(a.exact(j, i) == b.exact(j, i));
      other = other || a.exact(j, i) != c.exact(j, i);
    }
  CHECK(other);
  CHECK(a.exact(0, 0) == Rational(1, 3));
}

TEST_CASE("a point outside of the domain is refused with its place") {
  samples::NumberTable table(2, "line", 2);
  for (const Rational& x :
       {Rational(0), Rational(1), Rational(1, 3), Rational(1, 3) + Rational(1, Integer(1) << 90)})
    CHECK(table.append(x));
  require_in_domain(table, test::cube(2, 0, 1), "x.csv");
  CHECK(error_of([&] { require_in_domain(table, test::cube(3, 0, 1), "x.csv"); }) ==
        "x.csv: expected 3 columns, one per input of the networks, found 2");
  const target::RationalBox tight{{0, Rational(1, 3)}, {1, 1}};
  require_in_domain(table, tight, "x.csv");
  const target::RationalBox tighter{{0, 0}, {Rational(1, 3), 1}};
  require_in_domain(table, tighter, "x.csv");
  const target::RationalBox too_tight{{0, Rational(1, 3) + Rational(1, Integer(1) << 80)}, {1, 1}};
  CHECK(error_of([&] {
          require_in_domain(table, too_tight, "x.csv");
        }).starts_with("x.csv: line 3, column 2: expected a number in ["));
}

}  // namespace
}  // namespace relugap::bounds::witness
