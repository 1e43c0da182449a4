#include "bounds/witness/covering.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>

#include "bounds/witness/points.h"
#include "tests/bounds/witness/cases.h"
#include "tests/support/random.h"

namespace relugap::bounds::witness {
namespace {

// ||x - y||_p, or its square for p = 2.
Rational distance(const std::vector<Rational>& x, const std::vector<Rational>& y, int p) {
  Rational sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const Rational z = abs(x[i] - y[i]);
    if (p == 0) sum = std::max(sum, z);
    if (p == 1) sum += z;
    if (p == 2) sum += z * z;
  }
  return sum;
}

TEST_CASE("every point of the domain is within the covering radius of a sample") {
  for (int k = 0; k < scaled(60); ++k) {
    const std::size_t d = static_cast<std::size_t>(rng().integer(1, 3));
    const target::RationalBox box = test::cube(d, Rational(-1, 3), Rational(rng().integer(0, 5), 2));
    const samples::SampleSet samples = test::random_samples(box, 30);
    for (const int p : {0, 1, 2}) {
      const Rational radius = exact(upper_covering_radius(samples, box, p));
      const samples::SampleSet probes = test::random_samples(box, 60);
      for (std::size_t n = 0; n < probes.size(); ++n) {
        Rational least = distance(test::point(samples, 0), test::point(probes, n), p);
        for (std::size_t j = 1; j < samples.size(); ++j)
          least = std::min(least, distance(test::point(samples, j), test::point(probes, n), p));
        CHECK(least <= (p == 2 ? Rational(radius * radius) : radius));
      }
    }
  }
}

TEST_CASE(
    "for one input, and for a grid of 2^n points per axis, the radius is the exact one up to rounding") {
  const samples::SampleSet line = samples::distinct(random_points(test::cube(1, 0, 1), 1000, 7));
  std::vector<double> x;
  for (std::size_t j = 0; j < line.size(); ++j) x.push_back(line.points.lower(j, 0));
  std::sort(x.begin(), x.end());
  double radius = std::max(x.front(), 1 - x.back());
  for (std::size_t j = 1; j < x.size(); ++j) radius = std::max(radius, (x[j] - x[j - 1]) / 2);
  CHECK(upper_covering_radius(line, test::cube(1, 0, 1), 1) <= radius * (1 + 1e-12));
  const samples::SampleSet grid = samples::distinct(grid_points(test::cube(2, 0, 1), 8));
  CHECK(upper_covering_radius(grid, test::cube(2, 0, 1), 0) == 0.0625);
  CHECK(upper_covering_radius(grid, test::cube(2, 0, 1), 1) == 0.125);
}

TEST_CASE("the bound is that of the range of the class where samples say nothing") {
  samples::NumberTable table(1);
  table.append(0.5);
  const samples::SampleSet one = samples::distinct(table);
  // c = 1/10: |u| <= ((1 c + c) c + c) c = 0.112; the Lipschitz bound is c^3/2 = 0.0005.
  const NetworkClass h = test::make_class("1,2,1,1", "2", "1/10");
  CHECK(upper_error_from_samples(h, one, test::cube(1, 0, 1)) <= 0.000500001);
  CHECK(upper_error_from_samples(h, one, test::cube(1, -1000, 1000)) <= 1.0006);
  const NetworkClass wide = test::make_class("1,100,100,1", "inf", "1");
  CHECK(upper_error_from_samples(wide, one, test::cube(1, 0, 1)) <= 5001);
  CHECK(upper_error_from_samples(wide, one, test::cube(1, 0, 1)) >= 4999);
}

}  // namespace
}  // namespace relugap::bounds::witness
