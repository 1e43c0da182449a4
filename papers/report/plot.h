#pragma once

#include <string>
#include <vector>

#include "papers/report/svg.h"

namespace relugap::report {

struct Tick {
  double value;
  std::string label;  ///< inline text; empty for a minor tick
};

/// A linear or logarithmic axis from lo to hi. Requires: lo < hi, and 0 < lo if logarithmic.
struct Axis {
  double lo = 0, hi = 1;
  bool logarithmic = false;
  std::string label{};          ///< inline text
  bool numbers = true;          ///< write the tick labels
  std::vector<double> ticks{};  ///< overrides the automatic ones if not empty
  bool exponents =
      false;  ///< the values are decimal logarithms: ticks at powers of ten. Not with logarithmic.
  std::vector<Tick> labels{};  ///< if not empty: exactly these ticks, for values that have names
};

/// Ticks at round numbers: about `wanted` of 1, 2 or 5 times a power of ten, or the decades of a logarithmic axis.
std::vector<Tick> axis_ticks(const Axis& axis, int wanted);

/// A rectangle with axes that maps values to points of the picture.
class Panel {
 public:
  Panel(Svg& svg, const Rect& rect, Axis x, Axis y);

  double x(double value) const;
  double y(double value) const;
  Point at(double vx, double vy) const { return {x(vx), y(vy)}; }
  const Rect& rect() const { return rect_; }

  /// Grid lines; draw before the data.
  void draw_grid();
  /// Frame, ticks and labels; draw after the data.
  void draw_frame();
  /// A bold letter and a title above the upper left corner.
  void draw_title(const std::string& letter, const std::string& title);
  void curve(const std::vector<double>& xs, const std::vector<double>& ys, const Stroke& stroke);
  /// The region between y = lo(x) and y = hi(x).
  void band(const std::vector<double>& xs, const std::vector<double>& lo, const std::vector<double>& hi,
            const std::string& fill, double opacity);

 private:
  int wanted_x() const { return static_cast<int>(rect_.width / 70) + 1; }
  int wanted_y() const { return static_cast<int>(rect_.height / 40) + 1; }

  Svg& svg_;
  Rect rect_;
  Axis x_, y_;
};

}  // namespace relugap::report
