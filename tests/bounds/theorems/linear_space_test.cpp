#include "bounds/theorems/linear_space.h"

#include <doctest/doctest.h>

#include "tests/bounds/support.h"

namespace relugap::bounds {
namespace {

TEST_CASE("a linear space needs as many samples as it has parameters, whatever is asked of the class") {
  const NetworkClass h = test::make_class("45-46-1-1", "2", "1");
  CHECK(test::samples_bound("linear-space", h, "1e-3").value->up == "2165");
  CHECK(test::error_bound("linear-space", h, "10").value->down == "2165");
}

TEST_CASE("it is a comparison, never a bound for the class") {
  const BoundReport report = test::samples_for(test::make_class("45-46-1-1", "2", "1"), "1e-3");
  CHECK(report.comparisons.size() == 1);
  for (const Bound& b : report.bounds) CHECK(b.theorem != "linear-space");
  CHECK(report.best.upper == "lipschitz-grid");
}

}  // namespace
}  // namespace relugap::bounds
