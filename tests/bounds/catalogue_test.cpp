#include "bounds/catalogue.h"

#include <doctest/doctest.h>

#include "lib/core/error.h"
#include "tests/bounds/support.h"

namespace relugap::bounds {
namespace {

TEST_CASE(
    "every theorem signs its bounds with its own id and never gives a number beside a violated hypothesis") {
  for (const Theorem& theorem : catalogue())
    for (int i = scaled(200); i > 0; --i) {
      NetworkClass h = test::random_class({"1", "3/2", "2", "3", "inf"});
      if (rng().integer(0, 4) == 0) h.widths.back() = 2;
      if (rng().integer(0, 4) == 0) h.widths[1] = 1;
      if (rng().integer(0, 4) == 0) h.widths.erase(h.widths.begin() + 1, h.widths.end() - 2);
      const Bound bound = theorem.apply(h, {.goal = SamplesFor{test::random_eps()}});
      CHECK(bound.theorem == theorem.id);
      bool all = true;
      for (const Hypothesis& hypothesis : bound.hypotheses) all &= hypothesis.holds;
      CHECK(bound.value.has_value() == all);
    }
}

TEST_CASE("an unknown theorem is refused with the list of the known ones") {
  CHECK_THROWS_WITH_AS(find_theorem("theorem-99"), doctest::Contains("bump-deterministic"), InputError);
}

}  // namespace
}  // namespace relugap::bounds
