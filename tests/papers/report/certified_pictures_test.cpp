#include <doctest/doctest.h>

#include <cmath>
#include <cstdlib>
#include <limits>
#include <string>
#include <vector>

#include "papers/report/band.h"
#include "papers/report/certified_curves.h"
#include "papers/report/certified_map.h"
#include "tests/support/random.h"

using namespace relugap;
using namespace relugap::report;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kDrawn = 0.005;  // coordinates are written with two decimals

/// The numbers of an attribute like points="0,1 2,3" from `at` on.
std::vector<Point> points_at(const std::string& svg, std::size_t at) {
  std::vector<Point> points;
  const std::string list = svg.substr(at, svg.find('"', at) - at);
  for (const char* text = list.c_str(); *text != 0;) {
    char* end = nullptr;
    const double x = std::strtod(text, &end);
    const double y = std::strtod(end + 1, &end);
    points.push_back({x, y});
    text = *end == ' ' ? end + 1 : end;
  }
  return points;
}

/// All y inside the polygon at this x, as [lowest, highest] in pixels: the ends of the edges that cross it.
void range_at(const std::vector<Point>& polygon, double x, double& lo, double& hi) {
  for (std::size_t i = 0; i < polygon.size(); ++i) {
    const Point a = polygon[i], b = polygon[(i + 1) % polygon.size()];
    if (x < std::min(a.x, b.x) || x > std::max(a.x, b.x)) continue;
    const double t = a.x == b.x ? 0 : (x - a.x) / (b.x - a.x);
    for (const double y : a.x == b.x ? std::vector{a.y, b.y} : std::vector{a.y + t * (b.y - a.y)}) {
      lo = std::min(lo, y);
      hi = std::max(hi, y);
    }
  }
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t n = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++n;
  return n;
}

CertifiedCurves wave(std::size_t columns) {
  CertifiedCurves curves;
  curves.name = "test";
  curves.title = "a < b";
  for (std::size_t i = 0; i <= columns; ++i)
    curves.ends.push_back(static_cast<double>(i) / static_cast<double>(columns));
  for (std::size_t i = 0; i < columns; ++i) {
    const double a = std::sin(9 * curves.ends[i]), b = std::sin(9 * curves.ends[i + 1]);
    curves.f.push_back({std::min(a, b) - 0.01, std::max(a, b) + 0.01});
    curves.g.push_back({0, 0});
    curves.difference.push_back(curves.f.back());
  }
  curves.levels = {{0.99, 1.01, "sup"}};
  curves.places = {{0.17, 0.99, "1"}};
  return curves;
}

}  // namespace

TEST_CASE("sound: the outline of a band holds every value between its bounds, and nothing outside of them") {
  Svg svg("test", 700, 300, "t", "d");
  for (int round = 0; round < scaled(20); ++round) {
    const double scale = std::ldexp(1.0, rng().integer(-40, 40));
    const Panel panel(svg, {50, 20, 600, 200}, {0, 1, false, "", true, {}},
                      {-2 * scale, 2 * scale, false, "", true, {}});
    std::vector<double> ends{0};
    std::vector<Band> bands;
    while (ends.back() < 1) {
      ends.push_back(std::min(1.0, ends.back() + rng().uniform(0.001, 0.2)));
      const double a = scale * rng().uniform(-2, 2), b = scale * rng().uniform(-2, 2);
      bands.push_back(rng().integer(0, 5) == 0 ? Band{-kInfinity, b} : Band{std::min(a, b), std::max(a, b)});
    }
    const auto outlines = band_outlines(panel, ends, bands);
    for (std::size_t i = 0; i < bands.size(); ++i) {
      const double x = panel.x(ends[i] + (ends[i + 1] - ends[i]) * rng().uniform(0.01, 0.99));
      double lo = kInfinity, hi = -kInfinity;
      for (const auto& outline : outlines) range_at(outline, x, lo, hi);
      if (!is_drawable(bands[i])) {
        CHECK(lo > hi);  // nothing is drawn
      } else {
        CHECK(lo == doctest::Approx(panel.y(bands[i].upper)).epsilon(1e-9));
        CHECK(hi == doctest::Approx(panel.y(bands[i].lower)).epsilon(1e-9));
      }
    }
  }
}

TEST_CASE("sound: the polygon in the file holds the exact curve, to the last decimal that is written") {
  const CertifiedCurves curves = wave(kCurveColumns);
  const std::string svg = draw(curves);
  // The polygon of f comes after that of g; both are in the upper panel, whose frame and axis follow from the data.
  std::size_t at = svg.find("<polygon points=\"");
  at = svg.find("<polygon points=\"", at + 1);
  REQUIRE(at != std::string::npos);
  const std::vector<Point> polygon = points_at(svg, at + 17);
  double left = kInfinity, right = -kInfinity, top = kInfinity, bottom = -kInfinity;
  for (const Point& p : polygon) {
    left = std::min(left, p.x), right = std::max(right, p.x);
    top = std::min(top, p.y), bottom = std::max(bottom, p.y);
  }
  double lowest = kInfinity, highest = -kInfinity;
  for (const Band& band : curves.f)
    lowest = std::min(lowest, band.lower), highest = std::max(highest, band.upper);
  const double pixels = (bottom - top) / (highest - lowest);
  for (int i = 0; i < scaled(500); ++i) {
    const double x = rng().uniform(0, 1);
    const double px = left + x * (right - left), py = bottom - (std::sin(9 * x) - lowest) * pixels;
    double lo = kInfinity, hi = -kInfinity;
    range_at(polygon, px, lo, hi);
    CHECK(py >= lo - 4 * kDrawn);
    CHECK(py <= hi + 4 * kDrawn);
  }
}

TEST_CASE("contract: pictures are whole, escaped, and hatched exactly where nothing is proved") {
  CertifiedCurves curves = wave(40);
  const std::string all = draw(curves);
  CHECK(all.find("a &lt; b") != std::string::npos);
  CHECK(all.find("hatch") == std::string::npos);
  CHECK(all.find("nan") == std::string::npos);
  for (const std::size_t i : {3u, 4u, 20u}) curves.f[i] = {-kInfinity, kInfinity};
  curves.difference[0] = {0, 1e308};
  const std::string some = draw(curves);
  CHECK(count(some, "url(#test-hatch)") == 3);  // two runs above, one below
  CHECK(some.find("nan") == std::string::npos);
  CHECK(some.find("inf") == std::string::npos);
  CHECK(some.substr(some.size() - 7) == "</svg>\n");
}

TEST_CASE("contract: curves without a finite or with a single value are drawn") {
  CertifiedCurves curves = wave(10);
  for (auto* bands : {&curves.f, &curves.g, &curves.difference}) bands->assign(10, {-kInfinity, kInfinity});
  curves.levels = {{0, kInfinity, "sup"}};
  CHECK(draw(curves).find("nan") == std::string::npos);
  for (auto* bands : {&curves.f, &curves.g, &curves.difference}) bands->assign(10, {7, 7});
  curves.levels = {{7, 7, "sup"}};
  CHECK(draw(curves).find("nan") == std::string::npos);
}

TEST_CASE("contract: a map has one colour per bound, rounded in the bound's direction, and its places") {
  CertifiedMap map;
  map.name = "map";
  map.x_ends = {0, 1, 2};
  map.y_ends = {0, 1, 2};
  map.panels = {{"upper", {0, 1, 0.001, 0.5}, true, {{0.5, 1.5, "here"}}}};
  const std::string svg = draw(map);
  CHECK(count(svg, "<path ") == 4);  // 0.001 is not drawn as 0
  CHECK(svg.find("here") != std::string::npos);
  map.panels[0].upper = false;
  CHECK(count(draw(map), "<path ") == 3);  // as a lower bound it is
  map.panels[0].bounds[2] = kInfinity;
  map.panels.push_back(map.panels[0]);
  map.from_zero = false;
  CHECK(count(draw(map), "url(#map-hatch)") == 2);
  CHECK(draw(map).find("nan") == std::string::npos);
}
