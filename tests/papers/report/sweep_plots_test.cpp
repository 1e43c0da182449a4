#include <doctest/doctest.h>

#include <cmath>

#include "lib/arith/decimal.h"
#include "papers/report/heat_map.h"
#include "papers/report/line_plot.h"

namespace relugap::report {
namespace {

VariedParameter varied(const std::vector<std::string>& texts) {
  VariedParameter result{"parameter", {}, texts};
  for (const std::string& text : texts)
    result.values.push_back(text == "inf" ? std::nullopt : std::optional(parse_decimal(text)));
  return result;
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t n = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++n;
  return n;
}

LinePlot line_plot() {
  return {.name = "test",
          .title = "title",
          .subtitle = "",
          .description = "",
          .parameter = varied({"1", "2", "3", "4"}),
          .y_label = "y",
          .series = {{.label = "all", .family = "a", .log10 = {1.0, 2.0, 3.0, 4.0}}}};
}

TEST_CASE(
    "an axis is linear for near values, logarithmic for far ones, and has names where one value is "
    "infinite") {
  CHECK(scaled_axis(varied({"1", "2", "3"})).positions == std::vector<double>{1, 2, 3});
  const SweepAxis far = scaled_axis(varied({"0.1", "1e-6", "1e-400"}));
  CHECK(far.axis.exponents);
  CHECK(far.positions[0] == doctest::Approx(-1));
  CHECK(far.positions[2] == doctest::Approx(-400));
  const SweepAxis named = scaled_axis(varied({"inf", "1", "2"}));
  CHECK(named.positions == std::vector<double>{2, 0, 1});
  REQUIRE(named.axis.labels.size() == 3);
  CHECK(named.axis.labels[2].label == "inf");
  const SweepAxis single = scaled_axis(varied({"7"}));
  CHECK(single.axis.lo < 7);
  CHECK(single.axis.hi > 7);
}

TEST_CASE("many integers side by side are labelled at round numbers") {
  std::vector<std::string> texts;
  for (int i = 3; i <= 60; ++i) texts.push_back(std::to_string(i));
  const SweepAxis axis = ordered_axis(varied(texts), 8);
  REQUIRE(axis.axis.labels.size() <= 8);
  CHECK(axis.axis.labels.front().label == "10");
  CHECK(axis.axis.labels.back().label == "60");
  CHECK(axis.axis.labels.front().value == 7);
}

TEST_CASE("ticks of decimal logarithms are powers of ten inside the axis") {
  for (const double hi : {0.6, 3.0, 17.0, 250.0, 1e5}) {
    Axis axis;
    axis.lo = -0.4;
    axis.hi = hi;
    axis.exponents = true;
    int labels = 0;
    for (const Tick& tick : axis_ticks(axis, 7)) {
      CHECK(tick.value >= axis.lo - 1e-6);
      CHECK(tick.value <= axis.hi + 1e-6);
      labels += tick.label.empty() ? 0 : 1;
    }
    CHECK(labels >= 2);
    CHECK(labels <= 10);
  }
}

TEST_CASE("a line is broken where there is no number, and every number has its mark") {
  LinePlot plot = line_plot();
  const std::string whole = draw(plot);
  CHECK(count(whole, "<circle") == 4);
  plot.series[0].log10[1] = std::nullopt;
  const std::string broken = draw(plot);
  CHECK(count(broken, "<circle") == 3);
  CHECK(count(broken, "<polyline") == count(whole, "<polyline") + 1);
  CHECK(broken.find("all</text>") != std::string::npos);
}

TEST_CASE("the number to exceed is drawn and named, whether or not a line reaches it") {
  LinePlot plot = line_plot();
  plot.threshold = 80;
  plot.threshold_label = "$10^{80}$";
  CHECK(draw(plot).find(">80</tspan>") != std::string::npos);
}

TEST_CASE("a line that must not stretch the picture is named with an arrow where it leaves it") {
  LinePlot plot = line_plot();
  plot.series.push_back(
      {.label = "huge", .family = "b", .frames = false, .log10 = {5000.0, 6000.0, 7000.0, 8000.0}});
  CHECK(draw(plot).find("↑ huge") != std::string::npos);
  plot.series[1].log10 = {5.0, 6.0, 7.0, 8.0};
  CHECK(draw(plot).find("↑") == std::string::npos);
}

TEST_CASE("a map has hatched cells where there is no number, and a contour only between cells") {
  HeatMap map{
      .name = "test",
      .title = "title",
      .subtitle = "",
      .description = "",
      .x = varied({"1", "2"}),
      .y = varied({"1", "2", "inf"}),
      .value_label = "samples",
      .contour_label = "more",
      .panels = {{"", {1.0, 2.0, 3.0, std::nullopt, 5.0, 6.0}, {false, false, false, false, true, true}}}};
  const std::string svg = draw(map);
  CHECK(count(svg, "url(#test-hatch)") == 2);  // the cell and the legend
  CHECK(count(svg, "stroke-width=\"3.8\"") == 2);
  map.panels[0].beyond.assign(6, true);
  CHECK(count(draw(map), "stroke-width=\"3.8\"") == 0);
}

TEST_CASE("larger numbers of a map are darker") {
  const HeatMap map{.name = "test",
                    .title = "",
                    .subtitle = "",
                    .description = "",
                    .x = varied({"1", "2", "3", "4", "5", "6", "7", "8"}),
                    .y = varied({"1"}),
                    .value_label = "",
                    .panels = {{"", {1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0}}}};
  const std::string svg = draw(map);
  double lightness = 300;
  std::size_t at = svg.find("<g");
  for (int i = 0; i < 8; ++i) {
    at = svg.find("fill=\"#", at) + 7;
    const double grey = 0.299 * std::stoi(svg.substr(at, 2), nullptr, 16) +
                        0.587 * std::stoi(svg.substr(at + 2, 2), nullptr, 16) +
                        0.114 * std::stoi(svg.substr(at + 4, 2), nullptr, 16);
    CHECK(grey < lightness - 5);
    lightness = grey;
  }
}

}  // namespace
}  // namespace relugap::report
