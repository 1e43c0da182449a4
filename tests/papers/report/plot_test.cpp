#include "papers/report/plot.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

using relugap::report::Axis;
using relugap::report::axis_ticks;
using relugap::report::Panel;
using relugap::report::Point;
using relugap::report::Svg;

TEST_CASE("contract: ticks of a linear axis are round and inside it") {
  const auto ticks = axis_ticks({-0.5, 0.5, false, "", true, {}}, 5);
  REQUIRE(ticks.size() == 5);
  CHECK(ticks[0].label == "$-0.4$");
  CHECK(ticks[2].label == "0.0");
  for (const double scale : {1e-9, 1.0, 1e9}) {
    const auto scaled = axis_ticks({-0.3 * scale, 1.7 * scale, false, "", true, {}}, 6);
    CHECK(scaled.size() >= 3);
    CHECK(scaled.size() <= 9);
    for (const auto& tick : scaled) {
      CHECK(tick.value >= -0.3 * scale * (1 + 1e-6));
      CHECK(tick.value <= 1.7 * scale * (1 + 1e-6));
    }
  }
}

TEST_CASE("regression: an axis from one double to the next has its ends as ticks") {
  for (const double lo : {1.0, -3.5, 1e300}) {
    const double hi = std::nextafter(lo, std::numeric_limits<double>::infinity());
    const auto ticks = axis_ticks({lo, hi, false, "", true, {}}, 5);
    REQUIRE(ticks.size() == 2);
    CHECK(ticks[0].value == lo);
    CHECK(ticks[1].value == hi);
    CHECK(axis_ticks({lo, lo, false, "", true, {}}, 5).size() <= 2);
  }
}

TEST_CASE("contract: a logarithmic axis has its decades, fewer labels if there are many") {
  int labels = 0;
  for (const auto& tick : axis_ticks({0.5, 2000, true, "", true, {}}, 6))
    labels += tick.label.empty() ? 0 : 1;
  CHECK(labels == 4);  // 1, 10, 100, 1000
  labels = 0;
  for (const auto& tick : axis_ticks({1e-3, 1e139, true, "", true, {}}, 6))
    labels += tick.label.empty() ? 0 : 1;
  CHECK(labels >= 3);
  CHECK(labels <= 7);
}

TEST_CASE("contract: a panel maps the ends of its axes to its corners") {
  Svg svg("test", 100, 100, "title", "description");
  const Panel panel(svg, {10, 20, 60, 40}, {1, 100, true, "", true, {}}, {-1, 1, false, "", true, {}});
  CHECK(panel.x(1) == doctest::Approx(10));
  CHECK(panel.x(10) == doctest::Approx(40));
  CHECK(panel.x(100) == doctest::Approx(70));
  CHECK(panel.y(-1) == doctest::Approx(60));
  CHECK(panel.y(1) == doctest::Approx(20));
}

TEST_CASE("contract: texts in a picture are escaped and the file is well closed") {
  Svg svg("id", 10, 10, "a < b", "\"quoted\" & more");
  svg.text({1, 2}, "x<y & $10^{3}$", {});
  svg.polyline({{0, 0}, {1, 1}, {2, 2}, {3, 0}}, {});
  const std::string file = svg.str();
  CHECK(file.find("a &lt; b") != std::string::npos);
  CHECK(file.find("x&lt;y &amp; ") != std::string::npos);
  CHECK(file.find("points=\"0,0 2,2 3,0\"") != std::string::npos);  // the straight run has lost its middle
  CHECK(file.substr(file.size() - 7) == "</svg>\n");
}
