#include "papers/report/line_plot.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

#include "lib/core/error.h"

namespace relugap::report {

namespace {

constexpr double kWidth = 760, kHeight = 430;
constexpr Rect kFrame{78, 58, 460, 310};
constexpr double kLabelLeft = 562, kLabelHeight = 14, kLabelSize = 10.5;
constexpr std::size_t kMarkersUpTo = 60;
constexpr double kMostStretch = 2.5;  // what series that do not frame may add to the height
constexpr std::array<const char*, 7> kColours = {colour::kBlue,   colour::kVermilion, colour::kGreen,
                                                 colour::kPurple, colour::kBlack,     colour::kOrange,
                                                 colour::kSky};

/// The values that are shown, smallest first, and what is drawn of one series.
struct Curve {
  const Series* series = nullptr;
  std::string colour;
  std::vector<std::vector<Point>> runs{};  ///< without the values where there is no number
  Point end{};
  double label_y = 0;
};

/// Range of logarithms, at least one decade.
struct Range {
  double lo = std::numeric_limits<double>::infinity(), hi = -std::numeric_limits<double>::infinity();
  bool empty() const { return !(lo <= hi); }
  void include(double value) {
    lo = std::min(lo, value);
    hi = std::max(hi, value);
  }
  void include(const Series& series) {
    for (const auto& value : series.log10)
      if (value) include(*value);
  }
  void widen() {
    const double room = std::max(0.06 * (hi - lo), (1.2 - (hi - lo)) / 2);
    lo -= room;
    hi += room;
  }
};

Range range_of(const LinePlot& plot) {
  Range range;
  for (const Series& series : plot.series)
    if (series.frames) range.include(series);
  if (plot.threshold) range.include(*plot.threshold);
  const bool framed = !range.empty();
  const Range core = range;
  for (const Series& series : plot.series) {
    if (series.frames) continue;
    Range wider = range;
    wider.include(series);
    if (!framed || wider.hi - wider.lo <= kMostStretch * std::max(core.hi - core.lo, 1.0)) range = wider;
  }
  RELUGAP_CHECK(!range.empty());
  range.widen();
  return range;
}

class Drawing {
 public:
  explicit Drawing(const LinePlot& plot)
      : plot_(plot),
        x_(scaled_axis(plot.parameter)),
        svg_(plot.name, kWidth, kHeight, plot.title, plot.description),
        panel_(svg_, kFrame, x_.axis, y_axis(plot)) {
    order_.resize(x_.positions.size());
    std::iota(order_.begin(), order_.end(), std::size_t{0});
    std::sort(order_.begin(), order_.end(),
              [&](std::size_t a, std::size_t b) { return x_.positions[a] < x_.positions[b]; });
    std::vector<std::string> families;
    for (const Series& series : plot.series) add_curve(series, families);
  }

  std::string draw() {
    svg_.text({kFrame.x, 22}, plot_.title, {.size = 13, .bold = true});
    svg_.text({kFrame.x, 40}, plot_.subtitle, {.size = 10.5, .colour = "#555555"});
    panel_.draw_grid();
    if (plot_.threshold) draw_threshold();
    svg_.begin_clip({kFrame.x - 4, kFrame.y - 4, kFrame.width + 8, kFrame.height + 8});
    for (auto curve = curves_.rbegin(); curve != curves_.rend(); ++curve) draw_curve(*curve);
    svg_.end_clip();
    panel_.draw_frame();
    for (const MarkedPoint& mark : plot_.marks) draw_mark(mark);
    draw_labels();
    return svg_.str();
  }

 private:
  static Axis y_axis(const LinePlot& plot) {
    const Range range = range_of(plot);
    Axis axis;
    axis.lo = range.lo;
    axis.hi = range.hi;
    axis.label = plot.y_label;
    axis.exponents = true;
    return axis;
  }

  void add_curve(const Series& series, std::vector<std::string>& families) {
    RELUGAP_CHECK(series.log10.size() == x_.positions.size());
    Curve curve{.series = &series, .colour = colour::kGrey};
    if (!series.family.empty()) {
      const auto at = std::find(families.begin(), families.end(), series.family);
      const auto index = static_cast<std::size_t>(at - families.begin());
      if (at == families.end()) families.push_back(series.family);
      curve.colour = kColours[index % kColours.size()];
    }
    bool open = false;
    for (const std::size_t i : order_) {
      if (!series.log10[i]) {
        open = false;
        continue;
      }
      if (!open) curve.runs.emplace_back();
      open = true;
      curve.runs.back().push_back(panel_.at(x_.positions[i], *series.log10[i]));
    }
    if (curve.runs.empty()) return;
    curve.end = curve.runs.back().back();
    curve.label_y = std::clamp(curve.end.y, kFrame.y, kFrame.bottom());
    curves_.push_back(std::move(curve));
  }

  void draw_threshold() {
    const double y = panel_.y(*plot_.threshold);
    svg_.line({kFrame.x, y}, {kFrame.right(), y}, {.colour = colour::kBlack, .width = 1.1, .dash = "2 2"});
    const bool left = room_beside(kFrame.x, y) >= room_beside(kFrame.right(), y);
    svg_.text({left ? kFrame.x + 6 : kFrame.right() - 6, y - 5}, plot_.threshold_label,
              {.size = 10.5, .anchor = left ? "start" : "end", .halo = true});
  }

  /// How far the nearest mark of a curve is from a label at that side and height.
  double room_beside(double x, double y) const {
    double room = kFrame.width;
    for (const Curve& curve : curves_)
      for (const auto& run : curve.runs)
        for (const Point& at : run) room = std::min(room, std::hypot(at.x - x, at.y - (y - 8)));
    return room;
  }

  void draw_curve(const Curve& curve) {
    const Stroke stroke{.colour = curve.colour, .width = 1.7, .dash = curve.series->dash};
    const bool hollow = !curve.series->dash.empty();
    for (const auto& run : curve.runs) {
      svg_.polyline(run, stroke);
      if (run.size() > 1 && plot_.parameter.values.size() > kMarkersUpTo) continue;
      const Stroke rim{.colour = curve.colour, .width = 1.2};
      for (const Point& at : run) svg_.circle(at, 2.1, hollow ? "#FFFFFF" : curve.colour, &rim);
    }
  }

  void draw_mark(const MarkedPoint& mark) {
    const auto& value = plot_.series[mark.series].log10[mark.value];
    RELUGAP_CHECK(value.has_value());
    const Point at = panel_.at(x_.positions[mark.value], *value);
    const Stroke ring{.colour = colour::kBlack, .width = 1.5};
    svg_.line({at.x, kFrame.bottom()}, {at.x, at.y + 6},
              {.colour = colour::kBlack, .width = 0.9, .dash = "2 2"});
    svg_.circle(at, 5, "none", &ring);
    if (mark.label.empty()) return;
    const bool left = at.x > kFrame.x + kFrame.width / 2;
    svg_.text({at.x + (left ? -5 : 5), kFrame.bottom() - 7 - 13 * static_cast<double>(mark_rows_++)},
              mark.label, {.size = 10.5, .anchor = left ? "end" : "start", .halo = true});
  }

  /// Names at the right, as near to the ends of their lines as they fit, with a thin line to it.
  void draw_labels() {
    std::vector<Curve*> sorted;
    for (Curve& curve : curves_) sorted.push_back(&curve);
    std::stable_sort(sorted.begin(), sorted.end(), [](auto* a, auto* b) { return a->label_y < b->label_y; });
    spread(sorted);
    for (const Curve* curve : sorted) {
      const double y = curve->label_y;
      const bool above = curve->end.y<kFrame.y - 1, below = curve->end.y> kFrame.bottom() + 1;
      const Point from{curve->end.x + 4, std::clamp(curve->end.y, kFrame.y, kFrame.bottom())};
      svg_.polyline(
          {from, {std::max(kFrame.right() + 6, from.x), from.y}, {kLabelLeft - 6, y}, {kLabelLeft - 3, y}},
          {.colour = curve->colour, .width = 0.6, .opacity = 0.6});
      svg_.line({kLabelLeft, y}, {kLabelLeft + 24, y},
                {.colour = curve->colour, .width = 1.7, .dash = curve->series->dash});
      svg_.text({kLabelLeft + 30, y + 3.6},
                (above   ? "↑ "
                 : below ? "↓ "
                         : "") +
                    curve->series->label,
                {.size = kLabelSize});
    }
  }

  /// Moves labels apart: from above down, then back up from the lower end of the picture.
  static void spread(std::vector<Curve*>& sorted) {
    double least = kFrame.y;
    for (Curve* curve : sorted) {
      curve->label_y = std::max(curve->label_y, least);
      least = curve->label_y + kLabelHeight;
    }
    double most = kFrame.bottom() + 20;
    for (auto curve = sorted.rbegin(); curve != sorted.rend(); ++curve) {
      (*curve)->label_y = std::min((*curve)->label_y, most);
      most = (*curve)->label_y - kLabelHeight;
    }
  }

  const LinePlot& plot_;
  SweepAxis x_;
  Svg svg_;
  Panel panel_;
  std::vector<std::size_t> order_;
  std::vector<Curve> curves_;
  std::size_t mark_rows_ = 0;
};

}  // namespace

std::string draw(const LinePlot& plot) { return Drawing(plot).draw(); }

}  // namespace relugap::report
