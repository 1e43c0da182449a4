#include "lib/samples/sample_set.h"

#include <doctest/doctest.h>

#include "lib/samples/csv.h"
#include "tests/support/random.h"

namespace relugap::samples {
namespace {

TEST_CASE("repeated points are kept once and counted") {
  const SampleSet set = distinct(parse_csv("0.1,1/3\n2,3\n1e-1,2/6\n0.5,3\n2.0,3", "x.csv"));
  CHECK(set.dimension() == 2);
  REQUIRE(set.size() == 3);
  CHECK(set.duplicates == 2);
  CHECK(set.source == std::vector<std::size_t>{0, 1, 3});
  CHECK(set.points.exact(0, 1) == Rational(1, 3));
  CHECK(set.points.exact(2, 0) == Rational(1, 2));
}

TEST_CASE("the points that are kept are the distinct ones") {
  for (int k = 0; k < scaled(50); ++k) {
    NumberTable table(2);
    for (int n = rng().integer(1, 60); n > 0; --n)
      for (int c = 0; c < 2; ++c) CHECK(table.append(Rational(rng().integer(0, 3), 3)));
    const std::vector<std::size_t> first = first_equal_rows(table);
    for (std::size_t i = 0; i < table.rows(); ++i) {
      CHECK(table.same_rows(i, first[i]));
      for (std::size_t j = 0; j < first[i]; ++j) CHECK(!table.same_rows(i, j));
    }
    const std::size_t rows = table.rows();
    const SampleSet set = distinct(table);
    CHECK(set.size() + set.duplicates == rows);
    for (std::size_t i = 0; i < set.size(); ++i)
      for (int c = 0; c < 2; ++c)
        CHECK(set.points.exact(i, static_cast<std::size_t>(c)) ==
              table.exact(set.source[i], static_cast<std::size_t>(c)));
  }
}

}  // namespace
}  // namespace relugap::samples
