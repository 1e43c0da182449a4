#include "papers/report/heat_map.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "lib/core/error.h"
#include "papers/report/colour_scale.h"

namespace relugap::report {

namespace {

constexpr double kWidth = 760, kLeft = 72, kTop = 80, kHeight = 300, kBetween = 26, kBarWidth = 14,
                 kRight = 102;
constexpr double kOverlap = 0.4;  // of neighbouring cells, so that no background shines between them

class Drawing {
 public:
  explicit Drawing(const HeatMap& map)
      : map_(map),
        nx_(map.x.values.size()),
        ny_(map.y.values.size()),
        width_((kWidth - kLeft - kRight - kBetween * static_cast<double>(map.panels.size() - 1)) /
               static_cast<double>(map.panels.size())),
        x_(ordered_axis(map.x, static_cast<int>(width_ / 40))),
        y_(ordered_axis(map.y, static_cast<int>(kHeight / 20))),
        svg_(map.name, kWidth, kTop + kHeight + (map.contour_label.empty() ? 52 : 76), map.title,
             map.description) {
    for (const HeatPanel& panel : map.panels) {
      RELUGAP_CHECK(panel.log10.size() == nx_ * ny_ &&
                    (panel.beyond.empty() || panel.beyond.size() == nx_ * ny_));
      for (const auto& value : panel.log10) {
        if (!value) continue;
        lo_ = std::min(lo_, *value);
        hi_ = std::max(hi_, *value);
      }
    }
    RELUGAP_CHECK(lo_ <= hi_);
    if (hi_ - lo_ < 1e-6) lo_ -= 0.5, hi_ += 0.5;
    // Cells by their place on the axes.
    x_at_.resize(nx_);
    y_at_.resize(ny_);
    for (std::size_t i = 0; i < nx_; ++i) x_at_[static_cast<std::size_t>(x_.positions[i])] = i;
    for (std::size_t j = 0; j < ny_; ++j) y_at_[static_cast<std::size_t>(y_.positions[j])] = j;
  }

  std::string draw() {
    svg_.text({kLeft, 22}, map_.title, {.size = 13, .bold = true});
    svg_.text({kLeft, 40}, map_.subtitle, {.size = 10.5, .colour = "#555555"});
    double left = kLeft;
    for (const HeatPanel& panel : map_.panels) {
      draw_panel(panel, {left, kTop, width_, kHeight}, left == kLeft);
      left += width_ + kBetween;
    }
    draw_bar();
    draw_legend();
    return svg_.str();
  }

 private:
  std::size_t cell(std::size_t column, std::size_t row) const { return y_at_[row] * nx_ + x_at_[column]; }

  std::string colour_of(const std::optional<double>& value) const {
    return value ? colour_at(std::round((*value - lo_) / (hi_ - lo_) * 255) / 255) : std::string();
  }

  /// The rectangle of columns [from, to) in a row, row 0 at the bottom.
  Rect area(const Rect& frame, std::size_t from, std::size_t to, std::size_t row) const {
    const double w = frame.width / static_cast<double>(nx_), h = frame.height / static_cast<double>(ny_);
    return {frame.x + w * static_cast<double>(from), frame.bottom() - h * static_cast<double>(row + 1),
            w * static_cast<double>(to - from), h};
  }

  void draw_panel(const HeatPanel& panel, const Rect& frame, bool first) {
    svg_.begin_clip(frame);
    for (std::size_t row = 0; row < ny_; ++row) {
      for (std::size_t from = 0; from < nx_;) {
        const std::string fill = colour_of(panel.log10[cell(from, row)]);
        std::size_t to = from + 1;
        while (to < nx_ && colour_of(panel.log10[cell(to, row)]) == fill) ++to;
        Rect rect = area(frame, from, to, row);
        rect.width += kOverlap;
        rect.height += kOverlap;
        if (fill.empty())
          svg_.hatched(rect);
        else
          svg_.rect(rect, fill, 1);
        from = to;
      }
    }
    if (!panel.beyond.empty()) draw_contour(panel, frame);
    svg_.end_clip();
    Axis y = y_.axis;
    y.numbers = first;
    if (!first) y.label.clear();
    Panel axes(svg_, frame, x_.axis, y);
    axes.draw_frame();
    axes.draw_title("", panel.title);
  }

  /// The edges between cells of which one is beyond.
  void draw_contour(const HeatPanel& panel, const Rect& frame) {
    const auto beyond = [&](std::size_t column, std::size_t row) { return panel.beyond[cell(column, row)]; };
    std::vector<std::array<Point, 2>> edges;
    for (std::size_t row = 0; row < ny_; ++row) {
      for (std::size_t column = 0; column < nx_; ++column) {
        const Rect r = area(frame, column, column + 1, row);
        if (column + 1 < nx_ && beyond(column, row) != beyond(column + 1, row))
          edges.push_back({{{r.right(), r.y}, {r.right(), r.bottom()}}});
        if (row + 1 < ny_ && beyond(column, row) != beyond(column, row + 1))
          edges.push_back({{{r.x, r.y}, {r.right(), r.y}}});
      }
    }
    for (const Stroke& stroke : {Stroke{.colour = "#FFFFFF", .width = 3.8}, kContour}) {
      const double half = stroke.width / 2;  // so that corners are filled
      for (const auto& [a, b] : edges) {
        const bool upright = a.x == b.x;
        svg_.line({a.x - (upright ? 0 : half), a.y - (upright ? half : 0)},
                  {b.x + (upright ? 0 : half), b.y + (upright ? half : 0)}, stroke);
      }
    }
  }

  void draw_bar() {
    const Rect bar{kWidth - kRight + 22, kTop, kBarWidth, kHeight};
    constexpr int kSteps = 128;
    for (int i = 0; i < kSteps; ++i) {
      const double h = bar.height / kSteps;
      svg_.rect({bar.x, bar.bottom() - h * (i + 1), bar.width, h + (i > 0 ? kOverlap : 0)},
                colour_at((i + 0.5) / kSteps), 1);
    }
    const Stroke frame{.colour = colour::kBlack, .width = 0.8};
    svg_.rect(bar, "none", 1, &frame);
    Axis axis;
    axis.lo = lo_;
    axis.hi = hi_;
    axis.exponents = true;
    for (const Tick& tick : axis_ticks(axis, static_cast<int>(kHeight / 40) + 1)) {
      const double y = bar.bottom() - bar.height * (tick.value - lo_) / (hi_ - lo_);
      svg_.line({bar.right(), y}, {bar.right() + (tick.label.empty() ? 2 : 4), y}, frame);
      svg_.text({bar.right() + 7, y + 3.5}, tick.label, {.size = 10});
    }
    svg_.text({kWidth - 8, kTop - 10}, map_.value_label, {.size = 11, .anchor = "end"});
  }

  void draw_legend() {
    const bool gaps = std::any_of(map_.panels.begin(), map_.panels.end(), [](const HeatPanel& panel) {
      return std::any_of(panel.log10.begin(), panel.log10.end(), [](const auto& value) { return !value; });
    });
    const double y = kTop + kHeight + 60;
    double x = kLeft;
    if (!map_.contour_label.empty()) {
      svg_.line({x, y}, {x + 24, y}, kContour);
      svg_.text({x + 30, y + 3.6}, map_.contour_label, {.size = 10.5});
      x += 330;
    }
    if (!gaps) return;
    const double at = map_.contour_label.empty() ? kTop + kHeight + 40 : y;
    if (map_.contour_label.empty()) x = kWidth - kRight - 130;
    svg_.hatched({x, at - 6, 24, 12});
    svg_.text({x + 30, at + 3.6}, "no proved bound applies", {.size = 10.5});
  }

  static inline const Stroke kContour{.colour = "#000000", .width = 1.7};

  const HeatMap& map_;
  std::size_t nx_, ny_;
  double width_;
  SweepAxis x_, y_;
  Svg svg_;
  double lo_ = std::numeric_limits<double>::infinity(), hi_ = -std::numeric_limits<double>::infinity();
  std::vector<std::size_t> x_at_, y_at_;
};

}  // namespace

std::string draw(const HeatMap& map) {
  RELUGAP_CHECK(map.panels.size() == 1 || map.panels.size() == 2);
  return Drawing(map).draw();
}

}  // namespace relugap::report
