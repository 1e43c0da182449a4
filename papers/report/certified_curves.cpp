#include "papers/report/certified_curves.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "lib/core/error.h"

namespace relugap::report {

namespace {

constexpr double kWidth = 750, kLeft = 84, kHeight = 560, kPanelWidth = kCurveColumns / 2.0;
constexpr Rect kValues{kLeft, 84, kPanelWidth, 186};
constexpr Rect kDifference{kLeft, 316, kPanelWidth, 176};

const Stroke kStrokeG{.colour = colour::kVermilion, .width = 2.8, .opacity = 0.7};
const Stroke kStrokeF{.colour = colour::kBlue, .width = 1.2};
const Stroke kStrokeDifference{.colour = colour::kBlue, .width = 0.7};

/// The smallest range with all numbers in it, with some room; a unit around 0 or around the only number if there is no more.
class Range {
 public:
  void include(double value) {
    if (!is_drawable(Band{value, value})) return;
    lo_ = std::min(lo_, value);
    hi_ = std::max(hi_, value);
  }
  void include(const std::vector<Band>& bands) {
    for (const Band& band : bands) {
      if (!is_drawable(band)) continue;
      include(band.lower);
      include(band.upper);
    }
  }
  /// below, above: shares of the range.
  Axis axis(double below, double above, const std::string& label) const {
    double lo = lo_ <= hi_ ? lo_ : 0, hi = lo_ <= hi_ ? hi_ : 0;
    const double least = std::max(1e-300, 1e-12 * std::max(std::abs(lo), std::abs(hi)));
    if (hi - lo < least) {
      const double room = lo == 0 ? 1 : 0.5 * std::abs(lo);
      return {lo - room, hi + room, false, label, true, {}};
    }
    return {lo - below * (hi - lo), hi + above * (hi - lo), false, label, true, {}};
  }

 private:
  double lo_ = std::numeric_limits<double>::infinity(), hi_ = -std::numeric_limits<double>::infinity();
};

class Drawing {
 public:
  explicit Drawing(const CertifiedCurves& curves)
      : curves_(curves), svg_(curves.name, kWidth, kHeight, curves.title, curves.description) {
    const std::size_t n = curves.ends.size() - 1;
    RELUGAP_CHECK(curves.ends.size() >= 2 && curves.f.size() == n && curves.g.size() == n &&
                  curves.difference.size() == n);
  }

  std::string draw() {
    svg_.text({kLeft, 22}, curves_.title, {.size = 13, .bold = true});
    svg_.text({kLeft, 41}, curves_.subtitle, {.size = 10.5, .colour = "#555555"});
    draw_values();
    draw_difference();
    return svg_.str();
  }

 private:
  Axis x_axis(bool labelled) const {
    return {curves_.ends.front(), curves_.ends.back(), false, labelled ? curves_.x_label : "", labelled, {}};
  }

  void draw_values() {
    Range range;
    range.include(curves_.f);
    range.include(curves_.g);
    Panel panel(svg_, kValues, x_axis(false), range.axis(0.06, 0.06, ""));
    panel.draw_grid();
    draw_band(svg_, panel, curves_.ends, curves_.g, kStrokeG);
    draw_band(svg_, panel, curves_.ends, curves_.f, kStrokeF);
    for (const MarkedPlace& place : curves_.places) drop(panel, place.x, kValues.y);
    panel.draw_frame();
    const double y = kValues.y - 12;
    svg_.line({kLeft, y}, {kLeft + 24, y}, kStrokeF);
    svg_.text({kLeft + 30, y + 3.6}, curves_.f_label, {.size = 11});
    const double right = kLeft + kValues.width / 2;
    svg_.line({right, y}, {right + 24, y}, kStrokeG);
    svg_.text({right + 30, y + 3.6}, curves_.g_label, {.size = 11});
  }

  void draw_difference() {
    Range range;
    range.include(curves_.difference);
    for (const EnclosureLevel& level : curves_.levels) {
      range.include(level.lower);
      range.include(level.upper);
    }
    if (curves_.threshold) range.include(*curves_.threshold);
    const bool below =
        std::any_of(curves_.levels.begin(), curves_.levels.end(), [](const auto& l) { return l.below; });
    Panel panel(svg_, kDifference, x_axis(true), range.axis(below ? 0.16 : 0.03, 0.16, ""));
    panel.draw_grid();
    draw_band(svg_, panel, curves_.ends, curves_.difference, kStrokeDifference);
    for (const EnclosureLevel& level : curves_.levels) draw_level(panel, level);
    if (curves_.threshold) draw_threshold(panel, *curves_.threshold);
    for (const MarkedPlace& place : curves_.places) {
      drop(panel, place.x, panel.y(place.value));
      mark(panel, place);
    }
    panel.draw_frame();
    svg_.line({kLeft, kDifference.y - 12}, {kLeft + 24, kDifference.y - 12}, kStrokeDifference);
    svg_.text({kLeft + 30, kDifference.y - 8.4}, curves_.difference_label, {.size = 11});
    const bool unknown = std::any_of(curves_.difference.begin(), curves_.difference.end(),
                                     [](const Band& band) { return !is_drawable(band); });
    svg_.text({kLeft, kHeight - 14},
              unknown
                  ? "Bands: proved to contain the values in every column; hatched where nothing is proved."
                  : "Bands: proved to contain the values in every column, half a pixel wide.",
              {.size = 10, .colour = "#555555"});
  }

  void draw_level(const Panel& panel, const EnclosureLevel& level) {
    const Stroke edge{.colour = colour::kBlack, .width = 0.9};
    const bool finite = is_drawable({level.lower, level.upper});
    svg_.begin_clip(kDifference);
    if (finite && panel.y(level.lower) - panel.y(level.upper) > 0.5) {
      svg_.rect({kLeft, panel.y(level.upper), kDifference.width, panel.y(level.lower) - panel.y(level.upper)},
                colour::kGrey, 0.25);
    }
    for (const double value : {level.lower, level.upper})
      if (is_drawable({value, value}))
        svg_.line({kLeft, panel.y(value)}, {kDifference.right(), panel.y(value)}, edge);
    svg_.end_clip();
    const double outer = level.below ? level.lower : level.upper,
                 inner = level.below ? level.upper : level.lower;
    const double y = panel.y(is_drawable({outer, outer}) ? outer : inner);
    label(level.label, level.below ? y + 13 : y - 5, labels_left(panel));
  }

  /// Whether a place is marked where labels would stand, at the right or left end of the panel.
  bool is_crowded(const Panel& panel, bool right) const {
    constexpr double kLabel = 240;
    return std::any_of(curves_.places.begin(), curves_.places.end(), [&](const MarkedPlace& place) {
      const double x = panel.x(place.x);
      return right ? x > kDifference.right() - kLabel : x < kLeft + kLabel;
    });
  }

  bool labels_left(const Panel& panel) const { return is_crowded(panel, true) && !is_crowded(panel, false); }

  void label(const std::string& text, double y, bool left) {
    svg_.text({left ? kLeft + 6 : kDifference.right() - 6, y}, text,
              {.size = 10.5, .anchor = left ? "start" : "end", .halo = true});
  }

  void draw_threshold(const Panel& panel, double value) {
    const double y = panel.y(value);
    svg_.line({kLeft, y}, {kDifference.right(), y},
              {.colour = colour::kVermilion, .width = 1.8, .dash = "6 3"});
    label(curves_.threshold_label, y - 5, !labels_left(panel));  // beside those of the levels
  }

  /// A thin line down to the lower end of the panel.
  void drop(const Panel& panel, double x, double from) {
    svg_.line({panel.x(x), from}, {panel.x(x), panel.rect().bottom()},
              {.colour = colour::kBlack, .width = 0.7, .dash = "2 2"});
  }

  void mark(const Panel& panel, const MarkedPlace& place) {
    if (!is_drawable({place.value, place.value})) return;
    const Point at = panel.at(place.x, place.value);
    const Stroke halo{.colour = "#FFFFFF", .width = 3.4}, ring{.colour = colour::kBlack, .width = 1.5};
    svg_.circle(at, 4.2, "none", &halo);
    svg_.circle(at, 4.2, "none", &ring);
    if (place.label.empty()) return;
    const bool left = at.x > kDifference.right() - 60;
    svg_.text({at.x + (left ? -8 : 8), at.y + 13}, place.label,
              {.size = 10.5, .anchor = left ? "end" : "start", .halo = true});
  }

  const CertifiedCurves& curves_;
  Svg svg_;
};

}  // namespace

std::string draw(const CertifiedCurves& curves) { return Drawing(curves).draw(); }

}  // namespace relugap::report
