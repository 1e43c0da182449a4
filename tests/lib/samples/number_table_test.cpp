#include "lib/samples/number_table.h"

#include <doctest/doctest.h>

#include "tests/support/random.h"

namespace relugap::samples {
namespace {

TEST_CASE("rationals and doubles are kept exactly, between their neighbouring doubles") {
  for (int k = 0; k < scaled(2000); ++k) {
    Rational x(rng().integer(-1000, 1000), rng().integer(1, 1000));
    if (rng().coin()) x += exact(nasty_double());
    NumberTable table(1);
    table.append(0.5);
    if (!table.append(x)) {
      CHECK(table.rows() == 1);
      continue;
    }
    CHECK(table.exact(1, 0) == x);
    CHECK(table.lower(1, 0) == round_down(x));
    CHECK(table.upper(1, 0) == round_up(x));
    CHECK(table.exact(0, 0) == Rational(1, 2));
  }
}

TEST_CASE("equal numbers are seen to be equal however they came in") {
  const Rational tenth(1, 10), third(1, 3);
  NumberTable table(1);
  CHECK(table.append(tenth));
  CHECK(table.append_decimal(false, 100, 3));
  CHECK(table.append(third));
  CHECK(table.append(Rational(2, 6)));
  table.append(-0.0);
  CHECK(table.append_decimal(true, 0, 5));
  CHECK(table.append(-tenth));
  CHECK(table.append_decimal(true, 1, 1));
  table.append(0.1);  // another number
  CHECK(table.append_decimal(false, 5, 1));
  table.append(0.5);
  CHECK(first_equal_rows(table) == std::vector<std::size_t>{0, 0, 2, 2, 4, 4, 6, 6, 8, 9, 9});
}

TEST_CASE("numbers beyond the range of double are not taken") {
  NumberTable table(1);
  CHECK(!table.append(Rational(pow(Integer(10), 400))));
  CHECK(!table.append_decimal(false, 1, -400));
  CHECK(!table.append_decimal(false, 1, 400));
  CHECK(table.rows() == 0);
  CHECK(table.append(Rational(1, pow(Integer(10), 400))));
  CHECK(table.lower(0, 0) == 0);
  CHECK(table.upper(0, 0) == 5e-324);
}

}  // namespace
}  // namespace relugap::samples
