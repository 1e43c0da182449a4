#include "papers/report/plot.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "lib/core/error.h"
#include "papers/report/inline.h"
#include "papers/report/number.h"
#include "papers/report/table.h"

namespace relugap::report {

namespace {

constexpr double kTickSize = 4;
constexpr double kNumberSize = 10;
constexpr double kLabelSize = 11;

double position(const Axis& axis, double value) {
  if (!axis.logarithmic) return (value - axis.lo) / (axis.hi - axis.lo);
  return (std::log(std::max(value, 1e-300)) - std::log(axis.lo)) / (std::log(axis.hi) - std::log(axis.lo));
}

/// The value to the places of the step; as m 10^e where the largest value of the axis calls for it.
std::string number_label(double value, double step, double largest) {
  if (std::abs(value) < step / 2) value = 0;
  const int e = static_cast<int>(std::floor(std::log10(largest) + 1e-9));
  const bool scientific = e < -3 || e > 5;
  const double unit = scientific ? std::pow(10, e) : 1;
  if (scientific && value == 0) return "0";
  const int places = std::max(0, static_cast<int>(std::ceil(-std::log10(step / unit) - 1e-9)));
  std::string text = fmt::format("{:.{}f}", value / unit, places);
  if (scientific) return "$" + text + " \\times 10^{" + std::to_string(e) + "}$";
  return text[0] == '-' ? "$" + text + "$" : text;
}

/// m 10^e, plainly where that is short.
std::string decade_label(int m, int e) {
  if (e >= -3 && e <= 4) return fmt::format("{:.{}f}", m * std::pow(10, e), std::max(0, -e));
  return (m == 1 ? "$" : "$" + std::to_string(m) + " \\times ") + "10^{" + std::to_string(e) + "}$";
}

/// 10^e, plainly where that is short.
std::string power_label(double e) {
  return std::abs(e) <= 4 ? decade_label(1, static_cast<int>(e)) : "$10^{" + fmt::format("{:.0f}", e) + "}$";
}

std::vector<Tick> linear_ticks(const Axis& axis, int wanted) {
  const double raw = (axis.hi - axis.lo) / std::max(1, wanted);
  const double power = std::pow(10, std::floor(std::log10(raw)));
  double step = 10 * power;
  for (const double factor : {5.0, 2.0, 1.0}) {
    if (factor * power >= raw * (1 - 1e-9)) step = factor * power;
  }
  std::vector<Tick> ticks;
  // So narrow that doubles hardly tell its points apart: the ends alone.
  if (step * 0x1p48 < std::max(std::abs(axis.lo), std::abs(axis.hi)))
    return {{axis.lo, fmt::format("{}", axis.lo)}, {axis.hi, fmt::format("{}", axis.hi)}};
  const double slack = 1e-9 * (axis.hi - axis.lo);
  for (double k = std::ceil((axis.lo - slack) / step); k * step <= axis.hi + slack; k += 1) {
    ticks.push_back({k * step, number_label(k * step, step, std::max(std::abs(axis.lo), std::abs(axis.hi)))});
  }
  return ticks;
}

std::vector<Tick> decade_ticks(const Axis& axis, int wanted) {
  const int first = static_cast<int>(std::floor(std::log10(axis.lo) + 1e-9));
  const int last = static_cast<int>(std::ceil(std::log10(axis.hi) - 1e-9));
  const int every = std::max(1, (last - first + wanted) / std::max(1, wanted));
  const bool short_axis = axis.hi / axis.lo < 150;  // at most two decades: label 2 and 5 as well
  std::vector<Tick> ticks;
  for (int e = first; e <= last; ++e) {
    for (int m = 1; m <= 9; ++m) {
      const double value = m * std::pow(10, e);
      if (value < axis.lo * (1 - 1e-9) || value > axis.hi * (1 + 1e-9)) continue;
      const bool labelled = (m == 1 && e % every == 0) || (short_axis && (m == 2 || m == 5));
      if (labelled || m == 1 || every == 1) ticks.push_back({value, labelled ? decade_label(m, e) : ""});
    }
  }
  return ticks;
}

// Powers of ten on an axis of decimal logarithms; below two decades also 2 and 5 times them.
std::vector<Tick> exponent_ticks(const Axis& axis, int wanted) {
  const double span = axis.hi - axis.lo;
  std::vector<Tick> ticks;
  if (span > wanted) {
    Axis plain = axis;
    for (Tick& tick : linear_ticks(plain, wanted))
      if (tick.value == std::round(tick.value)) ticks.push_back({tick.value, power_label(tick.value)});
    return ticks;
  }
  for (double e = std::floor(axis.lo); e <= axis.hi; e += 1) {
    for (int m = 1; m <= 9; ++m) {
      const double value = e + std::log10(m);
      if (value < axis.lo - 1e-9 || value > axis.hi + 1e-9) continue;
      const bool labelled = m == 1 || (span < 2 && (m == 2 || m == 5));
      ticks.push_back({value, !labelled ? ""
                              : m == 1  ? power_label(e)
                                        : decade_label(m, static_cast<int>(e))});
    }
  }
  return ticks;
}

}  // namespace

std::vector<Tick> axis_ticks(const Axis& axis, int wanted) {
  if (!axis.labels.empty()) return axis.labels;
  if (axis.exponents) return exponent_ticks(axis, wanted);
  if (!axis.ticks.empty()) {
    std::vector<Tick> ticks;
    for (const double value : axis.ticks) {
      ticks.push_back({value, grouped(fmt::format("{}", value))});
    }
    return ticks;
  }
  return axis.logarithmic ? decade_ticks(axis, wanted) : linear_ticks(axis, wanted);
}

Panel::Panel(Svg& svg, const Rect& rect, Axis x, Axis y)
    : svg_(svg), rect_(rect), x_(std::move(x)), y_(std::move(y)) {
  RELUGAP_CHECK(x_.lo < x_.hi && y_.lo < y_.hi);
  RELUGAP_CHECK((!x_.logarithmic || x_.lo > 0) && (!y_.logarithmic || y_.lo > 0));
}

double Panel::x(double value) const { return rect_.x + rect_.width * position(x_, value); }
double Panel::y(double value) const { return rect_.bottom() - rect_.height * position(y_, value); }

void Panel::draw_grid() {
  const Stroke grid{.colour = "#EEEEEE", .width = 0.8};
  for (const Tick& tick : axis_ticks(y_, wanted_y())) {
    if (!tick.label.empty()) svg_.line({rect_.x, y(tick.value)}, {rect_.right(), y(tick.value)}, grid);
  }
  for (const Tick& tick : axis_ticks(x_, wanted_x())) {
    if (!tick.label.empty()) svg_.line({x(tick.value), rect_.y}, {x(tick.value), rect_.bottom()}, grid);
  }
}

void Panel::draw_frame() {
  const Stroke frame{.colour = colour::kBlack, .width = 0.8};
  svg_.rect(rect_, "none", 1, &frame);
  for (const Tick& tick : axis_ticks(x_, wanted_x())) {
    const double at = x(tick.value), size = tick.label.empty() ? kTickSize / 2 : kTickSize;
    svg_.line({at, rect_.bottom()}, {at, rect_.bottom() + size}, frame);
    if (x_.numbers) {
      svg_.text({at, rect_.bottom() + kTickSize + kNumberSize + 1}, tick.label,
                {.size = kNumberSize, .anchor = "middle"});
    }
  }
  double widest = 0;
  for (const Tick& tick : axis_ticks(y_, wanted_y())) {
    const double at = y(tick.value), size = tick.label.empty() ? kTickSize / 2 : kTickSize;
    svg_.line({rect_.x - size, at}, {rect_.x, at}, frame);
    if (!y_.numbers) continue;
    svg_.text({rect_.x - kTickSize - 3, at + 0.35 * kNumberSize}, tick.label,
              {.size = kNumberSize, .anchor = "end", .halo = true});
    double width = 0;
    for (const Span& span : inline_spans(tick.label)) {
      width += static_cast<double>(display_width(span.text)) * kNumberSize * (span.level != 0 ? 0.42 : 0.58);
    }
    widest = std::max(widest, width);
  }
  if (!x_.label.empty()) {
    svg_.text({rect_.x + rect_.width / 2, rect_.bottom() + kTickSize + kNumberSize + kLabelSize + 7},
              x_.label, {.size = kLabelSize, .anchor = "middle"});
  }
  if (!y_.label.empty()) {
    svg_.text({rect_.x - kTickSize - widest - 10, rect_.y + rect_.height / 2}, y_.label,
              {.size = kLabelSize, .anchor = "middle", .rotate = -90});
  }
}

void Panel::draw_title(const std::string& letter, const std::string& title) {
  svg_.text({rect_.x, rect_.y - 8}, letter, {.size = 12, .bold = true});
  svg_.text({rect_.x + (letter.empty() ? 0 : 15), rect_.y - 8}, title, {.size = kLabelSize});
}

void Panel::curve(const std::vector<double>& xs, const std::vector<double>& ys, const Stroke& stroke) {
  std::vector<Point> points;
  for (std::size_t i = 0; i < xs.size(); ++i) points.push_back(at(xs[i], ys[i]));
  svg_.begin_clip(rect_);
  svg_.polyline(points, stroke);
  svg_.end_clip();
}

void Panel::band(const std::vector<double>& xs, const std::vector<double>& lo, const std::vector<double>& hi,
                 const std::string& fill, double opacity) {
  std::vector<Point> points;
  for (std::size_t i = 0; i < xs.size(); ++i) points.push_back(at(xs[i], hi[i]));
  for (std::size_t i = xs.size(); i-- > 0;) points.push_back(at(xs[i], lo[i]));
  svg_.begin_clip(rect_);
  svg_.polygon(points, fill, opacity);
  svg_.end_clip();
}

}  // namespace relugap::report
