#include "papers/report/certified_map.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "lib/core/error.h"
#include "papers/report/band.h"
#include "papers/report/colour_scale.h"

namespace relugap::report {

namespace {

constexpr double kWidth = 750, kLeft = 76, kTop = 86, kBetween = 30, kBarWidth = 14, kRight = 108;
constexpr double kMostHeight = 500, kOverlap = 0.4;
constexpr int kColours = 255;

class Drawing {
 public:
  explicit Drawing(const CertifiedMap& map)
      : map_(map),
        frame_(frame(map)),
        svg_(map.name, kWidth, frame_.bottom() + 66, map.title, map.description) {
    for (const MapPanel& panel : map.panels) {
      RELUGAP_CHECK(panel.bounds.size() == columns() * rows());
      for (const double bound : panel.bounds) {
        if (!is_drawable({bound, bound})) continue;
        lo_ = std::min(lo_, bound);
        hi_ = std::max(hi_, bound);
      }
    }
    if (map.from_zero) lo_ = 0;
    if (!(lo_ <= hi_)) lo_ = 0, hi_ = 1;
    if (!(hi_ - lo_ > 1e-12 * std::max(std::abs(lo_), std::abs(hi_))))
      hi_ = lo_ + std::max(1.0, std::abs(lo_));
  }

  std::string draw() {
    svg_.text({kLeft, 22}, map_.title, {.size = 13, .bold = true});
    svg_.text({kLeft, 41}, map_.subtitle, {.size = 10.5, .colour = "#555555"});
    Rect frame = frame_;
    for (const MapPanel& panel : map_.panels) {
      draw_panel(panel, frame, frame.x == kLeft);
      frame.x += frame.width + kBetween;
    }
    draw_bar(frame.x - kBetween + 24);
    svg_.text({kLeft, frame_.bottom() + 54},
              std::to_string(columns()) + " × " + std::to_string(rows()) +
                  " cells, each with the bound that is proved on all of it" +
                  (has_gaps() ? "; hatched where nothing is proved." : "."),
              {.size = 10, .colour = "#555555"});
    return svg_.str();
  }

 private:
  /// The first panel: of the shape of the domain, as far as a page allows.
  static Rect frame(const CertifiedMap& map) {
    RELUGAP_CHECK(map.panels.size() == 1 || map.panels.size() == 2);
    RELUGAP_CHECK(map.x_ends.size() >= 2 && map.y_ends.size() >= 2);
    const auto n = static_cast<double>(map.panels.size());
    const double room = (kWidth - kLeft - kRight - kBetween * (n - 1)) / n;
    const double shape = std::clamp(
        (map.x_ends.back() / 2 - map.x_ends.front() / 2) / (map.y_ends.back() / 2 - map.y_ends.front() / 2),
        0.5, 2.0);
    const double width = std::min(room, kMostHeight * shape);
    return {kLeft, kTop, width, width / shape};
  }

  std::size_t columns() const { return map_.x_ends.size() - 1; }
  std::size_t rows() const { return map_.y_ends.size() - 1; }

  bool has_gaps() const {
    return std::any_of(map_.panels.begin(), map_.panels.end(), [](const MapPanel& panel) {
      return std::any_of(panel.bounds.begin(), panel.bounds.end(), [](double b) {
        return !is_drawable({b, b});
      });
    });
  }

  /// The number of the colour, from 0; kColours + 1 where nothing is proved.
  int shade(double bound, bool upper) const {
    if (!is_drawable({bound, bound})) return kColours + 1;
    const double t = (bound - lo_) / (hi_ - lo_) * kColours;
    return static_cast<int>(std::clamp(upper ? std::ceil(t) : std::floor(t), 0.0, double{kColours}));
  }

  void draw_panel(const MapPanel& panel, const Rect& frame, bool first) {
    Panel axes(svg_, frame, {map_.x_ends.front(), map_.x_ends.back(), false, map_.x_label, true, {}},
               {map_.y_ends.front(), map_.y_ends.back(), false, first ? map_.y_label : "", first, {}});
    std::vector<std::vector<Rect>> shapes(kColours + 2);
    for (std::size_t row = 0; row < rows(); ++row) {
      const double top = axes.y(map_.y_ends[row + 1]), height = axes.y(map_.y_ends[row]) - top + kOverlap;
      for (std::size_t from = 0, to; from < columns(); from = to) {
        const auto colour = [&](std::size_t column) {
          return shade(panel.bounds[row * columns() + column], panel.upper);
        };
        for (to = from + 1; to < columns() && colour(to) == colour(from);) ++to;
        const double left = axes.x(map_.x_ends[from]);
        shapes[static_cast<std::size_t>(colour(from))].push_back(
            {left, top, axes.x(map_.x_ends[to]) - left + kOverlap, height});
      }
    }
    svg_.begin_clip(frame);
    for (const Rect& rect : shapes.back()) svg_.hatched(rect);
    for (std::size_t i = 0; i + 1 < shapes.size(); ++i)
      if (!shapes[i].empty()) svg_.rects(shapes[i], colour_at(static_cast<double>(i) / kColours));
    svg_.end_clip();
    for (const MapPlace& place : panel.places) mark(axes, place);
    axes.draw_frame();
    axes.draw_title("", panel.title);
  }

  void mark(const Panel& axes, const MapPlace& place) {
    const Point at = axes.at(place.x, place.y);
    const Stroke halo{.colour = "#FFFFFF", .width = 4}, ring{.colour = colour::kBlack, .width = 1.6};
    svg_.circle(at, 5.5, "none", &halo);
    svg_.circle(at, 5.5, "none", &ring);
    if (place.label.empty()) return;
    const bool left = at.x > axes.rect().right() - 60;
    svg_.text({at.x + (left ? -10 : 10), at.y + 3.8}, place.label,
              {.size = 11, .anchor = left ? "end" : "start", .halo = true});
  }

  void draw_bar(double x) {
    const Rect bar{x, kTop, kBarWidth, frame_.height};
    constexpr int kSteps = 128;
    for (int i = 0; i < kSteps; ++i) {
      const double h = bar.height / kSteps;
      svg_.rect({bar.x, bar.bottom() - h * (i + 1), bar.width, h + (i > 0 ? kOverlap : 0)},
                colour_at((i + 0.5) / kSteps), 1);
    }
    const Stroke rim{.colour = colour::kBlack, .width = 0.8};
    svg_.rect(bar, "none", 1, &rim);
    const Axis axis{lo_, hi_, false, "", true, {}};
    for (const Tick& tick : axis_ticks(axis, static_cast<int>(bar.height / 26) + 1)) {
      const double y = bar.bottom() - bar.height * (tick.value - lo_) / (hi_ - lo_);
      svg_.line({bar.right(), y}, {bar.right() + 4, y}, rim);
      svg_.text({bar.right() + 7, y + 3.5}, tick.label, {.size = 10});
    }
    svg_.text({bar.x - 2, kTop - 8}, map_.value_label, {.size = 11});
  }

  const CertifiedMap& map_;
  Rect frame_;
  Svg svg_;
  double lo_ = std::numeric_limits<double>::infinity(), hi_ = -std::numeric_limits<double>::infinity();
};

}  // namespace

std::string draw(const CertifiedMap& map) { return Drawing(map).draw(); }

}  // namespace relugap::report
