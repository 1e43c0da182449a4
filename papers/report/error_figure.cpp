#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <set>

#include "lib/arith/rational.h"
#include "papers/report/figures.h"
#include "papers/report/number.h"
#include "papers/report/plot.h"
#include "papers/report/record_values.h"

namespace relugap::report {

namespace {

constexpr double kWidth = 740, kLeft = 74, kRight = 12, kBetween = 14;
constexpr double kClassTop = 34, kClassHeight = 92, kErrorTop = 158, kErrorHeight = 210;
constexpr const char* kClassColour = colour::kGreen;

/// One student as drawn.
struct Mark {
  double samples, lower, upper, estimate;
  std::string teacher;
};

/// The worst case over the class for one number of samples.
struct ClassMark {
  double lower_det, lower_ran, upper;
};

/// What one panel shows.
struct Group {
  std::vector<Mark> marks;
  std::map<double, ClassMark> class_marks;  // of the first teacher
};

/// Whether a logarithmic axis can show the value, with room around it.
bool is_drawable(double value) { return value >= 1e-300 && value <= 1e300; }

double claimed_double(const Json& report, const char* kind) {
  const Json* bound = best_bound(report, kind);
  if (bound == nullptr) return std::numeric_limits<double>::quiet_NaN();
  const std::optional<Rational> value = claimed_value(*bound);
  if (!value) return std::numeric_limits<double>::quiet_NaN();
  return bound->at("kind") == "lower" ? round_down(*value) : round_up(*value);
}

std::map<std::uint64_t, Group> grouped_pairs(const ReportData& data) {
  std::map<std::uint64_t, Group> groups;
  for (const PairEntry& pair : data.pairs) {
    const Enclosure enclosure = enclosure_of(pair.certify);
    if (!is_drawable(enclosure.lower) || !is_drawable(enclosure.upper)) continue;
    Group& group = groups[pair.spec.dimension];
    const auto n = static_cast<double>(pair.spec.samples);
    group.marks.push_back({n, enclosure.lower, enclosure.upper, bound_value(pair.estimate, "largest"),
                           pair.spec.teacher_label});
    if (!pair.teacher_class || group.class_marks.contains(n)) continue;
    const Json& bound = pair.teacher_class->bound;
    const ClassMark mark{claimed_double(bound, "deterministic"), claimed_double(bound, "randomized"),
                         claimed_double(bound, "upper")};
    if (is_drawable(mark.lower_det) && is_drawable(mark.lower_ran) && is_drawable(mark.upper))
      group.class_marks[n] = mark;
  }
  return groups;
}

/// A logarithmic axis that contains the values with some room.
class LogRange {
 public:
  void include(double value) {
    if (!is_drawable(value)) return;
    lo_ = std::min(lo_, value);
    hi_ = std::max(hi_, value);
  }
  bool empty() const { return !(lo_ <= hi_); }
  Axis axis(double room, bool numbers, const std::string& label) const {
    return {lo_ / room, hi_ * room, true, label, numbers, {}};
  }

 private:
  double lo_ = std::numeric_limits<double>::infinity(), hi_ = 0;
};

/// The numbers of samples that occur, for the ticks; empty if they are too many to be labelled.
std::vector<double> sample_counts(const std::map<std::uint64_t, Group>& groups) {
  std::set<double> counts;
  for (const auto& [d, group] : groups) {
    for (const Mark& mark : group.marks) counts.insert(mark.samples);
  }
  return counts.size() > 5 ? std::vector<double>{} : std::vector<double>(counts.begin(), counts.end());
}

Axis count_axis(const LogRange& range, const std::vector<double>& counts, const std::string& label,
                bool numbers) {
  Axis axis = range.axis(2.2, numbers, label);
  axis.ticks = counts;
  return axis;
}

void draw_class(Panel& panel, const Group& group) {
  std::vector<double> n, lower_det, lower_ran, upper;
  for (const auto& [samples, mark] : group.class_marks) {
    n.push_back(samples);
    lower_det.push_back(mark.lower_det);
    lower_ran.push_back(mark.lower_ran);
    upper.push_back(mark.upper);
  }
  panel.band(n, lower_det, upper, kClassColour, 0.13);
  panel.curve(n, upper, {.colour = kClassColour, .width = 1.4});
  panel.curve(n, lower_det, {.colour = kClassColour, .width = 1.4});
  panel.curve(n, lower_ran, {.colour = kClassColour, .width = 1.2, .dash = "4 3"});
}

void draw_certified(Svg& svg, double x, double y_upper, double y_lower) {
  const double middle = (y_upper + y_lower) / 2, half = std::max(1.1, (y_lower - y_upper) / 2);
  svg.rect({x - 7, middle - half, 14, 2 * half}, colour::kBlue, half > 1.2 ? 0.3 : 1);
  if (half <= 1.2) return;
  for (const double y : {y_upper, y_lower})
    svg.line({x - 7, y}, {x + 7, y}, {.colour = colour::kBlue, .width = 1.8});
}

void draw_sampled(Svg& svg, double x, double y) {
  const Stroke rim{.colour = "#FFFFFF", .width = 0.8};
  svg.circle({x, y}, 3, colour::kVermilion, &rim);
}

void draw_marks(Svg& svg, Panel& panel, const Group& group) {
  std::set<std::string> teachers;
  for (const Mark& mark : group.marks) teachers.insert(mark.teacher);
  double index = -0.5 * (static_cast<double>(teachers.size()) - 1);
  for (const std::string& teacher : teachers) {
    std::vector<const Mark*> marks;
    for (const Mark& mark : group.marks) {
      if (mark.teacher == teacher) marks.push_back(&mark);
    }
    std::vector<Point> points;
    const double shift = 20 * index;
    for (const Mark* mark : marks) {
      points.push_back({panel.x(mark->samples) + shift, (panel.y(mark->lower) + panel.y(mark->upper)) / 2});
    }
    svg.polyline(points, {.colour = colour::kBlue, .width = 0.9, .opacity = 0.45});
    for (const Mark* mark : marks) {
      const double x = panel.x(mark->samples) + shift;
      draw_certified(svg, x, panel.y(mark->upper), panel.y(mark->lower));
      draw_sampled(svg, x, panel.y(mark->estimate));
    }
    index += 1;
  }
}

void draw_legend(Svg& svg, double y, bool with_class) {
  double x = kLeft;
  draw_certified(svg, x + 9, y - 5, y + 5);
  svg.text({x + 24, y + 3.5}, "certified enclosure, one per teacher", {.size = 10});
  x += 290;
  draw_sampled(svg, x + 6, y);
  svg.text({x + 17, y + 3.5}, "estimate by random sampling", {.size = 10});
  if (!with_class) return;
  x = kLeft;
  y += 20;
  svg.rect({x, y - 5, 18, 10}, kClassColour, 0.13);
  for (const double side : {-5.0, 5.0}) {
    svg.line({x, y + side}, {x + 18, y + side}, {.colour = kClassColour, .width = 1.4});
  }
  svg.text({x + 24, y + 3.5}, "worst case over the class, lower to upper bound", {.size = 10});
  x += 290;
  svg.line({x - 6, y}, {x + 12, y}, {.colour = kClassColour, .width = 1.2, .dash = "4 3"});
  svg.text({x + 17, y + 3.5}, "lower bound for randomised algorithms", {.size = 10});
}

}  // namespace

Figure error_figure(const ReportData& data) {
  const std::map<std::uint64_t, Group> groups = grouped_pairs(data);
  LogRange errors, class_errors, samples;
  for (const auto& [d, group] : groups) {
    for (const Mark& mark : group.marks) {
      for (const double value : {mark.lower, mark.upper, mark.estimate}) errors.include(value);
      samples.include(mark.samples);
    }
    for (const auto& [n, mark] : group.class_marks) {
      for (const double value : {mark.lower_det, mark.lower_ran, mark.upper}) class_errors.include(value);
    }
  }
  const std::vector<double> counts = sample_counts(groups);
  const bool with_class = !class_errors.empty();
  const double top = with_class ? kErrorTop : kClassTop, bottom = top + kErrorHeight;
  const auto count = static_cast<double>(groups.size());
  const double width = (kWidth - kLeft - kRight - (count - 1) * kBetween) / count;
  Svg svg("error-vs-samples", kWidth, bottom + (with_class ? 84 : 64),
          "Certified uniform error against the number of samples",
          "One panel per dimension; certified enclosures of the error of each student, estimates by random "
          "sampling, and in panels above them the worst case over the class of the first teacher.");
  double left = kLeft;
  for (const auto& [d, group] : groups) {
    const bool first = left == kLeft;
    const std::string title = "$d = " + std::to_string(d) + "$";
    if (with_class) {
      Panel above(svg, {left, kClassTop, width, kClassHeight}, {count_axis(samples, counts, "", false)},
                  class_errors.axis(2, first, first ? "worst case" : ""));
      above.draw_grid();
      if (!group.class_marks.empty()) draw_class(above, group);
      above.draw_frame();
      above.draw_title("", title);
    }
    Panel panel(svg, {left, top, width, kErrorHeight}, count_axis(samples, counts, "samples $n$", true),
                errors.axis(1.5, first, first ? "uniform error of students" : ""));
    panel.draw_grid();
    draw_marks(svg, panel, group);
    panel.draw_frame();
    if (!with_class) panel.draw_title("", title);
    left += width + kBetween;
  }
  draw_legend(svg, bottom + 54, with_class);
  return {"error-vs-samples",
          "Certified uniform error of the students against the number of samples (below; each mark is a "
          "proved enclosure, "
          "its height is the gap that is left) and the worst case over the class of the first teacher of "
          "each panel (above; "
          "lower and "
          "upper bounds of the theorems). The largest difference at random points is an estimate, from "
          "below up to rounding.",
          svg.str()};
}

}  // namespace relugap::report
