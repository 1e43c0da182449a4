// gap_plot OUT.svg TITLE [--panel TITLE [NAME=TRACE.csv]...]...: the picture of docs/performance.md.
//
// A trace is a CSV file with a header that names at least cpu_seconds (or seconds), lower and upper. A panel shows the
// relative gap (upper - lower)/lower over the processor time, both on logarithmic axes; equal names have equal colours in
// all panels. A name that ends in ' (stopped)' belongs to a run that was given up: a cross at its end.
#include <algorithm>
#include <array>
#include <cmath>
#include <exception>
#include <fstream>
#include <iostream>
#include <limits>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "papers/report/plot.h"
#include "papers/report/svg.h"

namespace {

using namespace relugap::report;

constexpr double kPanelWidth = 236, kPanelHeight = 230, kLeft = 62, kTop = 86, kBetween = 44, kBottom = 52;
constexpr std::string_view kStopped = " (stopped)";
constexpr std::array<const char*, 5> kColours = {colour::kBlue, colour::kVermilion, colour::kGreen,
                                                 colour::kPurple, colour::kBlack};
constexpr std::array<const char*, 5> kDashes = {"", "6 3", "2 2", "8 2 2 2", "1 3"};

struct Trace {
  std::string name;
  bool stopped = false;
  std::vector<double> seconds{}, gap{};
};

struct TracePanel {
  std::string title;
  std::vector<Trace> traces;
};

std::vector<std::string> fields(const std::string& line) {
  std::vector<std::string> all;
  std::istringstream in(line);
  for (std::string field; std::getline(in, field, ',');) all.push_back(field);
  return all;
}

Trace read_trace(const std::string& argument) {
  const std::size_t equals = argument.find('=');
  if (equals == std::string::npos) throw std::runtime_error("expected NAME=TRACE.csv, found " + argument);
  Trace trace;
  trace.name = argument.substr(0, equals);
  if (trace.name.ends_with(kStopped)) {
    trace.stopped = true;
    trace.name.resize(trace.name.size() - kStopped.size());
  }
  const std::string path = argument.substr(equals + 1);
  std::ifstream in(path);
  std::string line;
  if (!std::getline(in, line)) throw std::runtime_error("no trace in " + path);
  const std::vector<std::string> header = fields(line);
  const auto column = [&](std::string_view name) {
    return static_cast<std::size_t>(std::find(header.begin(), header.end(), name) - header.begin());
  };
  const std::size_t time = std::min(column("cpu_seconds"), column("seconds"));
  const std::size_t cpu = column("cpu_seconds") < header.size() ? column("cpu_seconds") : time;
  const std::size_t lower = column("lower"), upper = column("upper");
  if (std::max({cpu, lower, upper}) >= header.size())
    throw std::runtime_error("columns are missing in " + path);
  while (std::getline(in, line)) {
    const std::vector<std::string> row = fields(line);
    if (row.size() != header.size()) throw std::runtime_error("uneven rows in " + path);
    const double low = std::stod(row[lower]), high = std::stod(row[upper]);
    // The logarithm of no gap is left to the frame.
    const double gap = std::max((high - low) / low, 1e-16);
    if (!std::isfinite(gap)) continue;
    trace.seconds.push_back(std::max(std::stod(row[cpu]), 1e-5));
    trace.gap.push_back(gap);
  }
  if (trace.gap.empty()) throw std::runtime_error("no finite gap in " + path);
  return trace;
}

double decade_below(double x) { return std::pow(10.0, std::floor(std::log10(x) + 1e-9)); }
double decade_above(double x) { return std::pow(10.0, std::ceil(std::log10(x) - 1e-9)); }

class Picture {
 public:
  Picture(const std::string& title, const std::vector<TracePanel>& panels)
      : panels_(panels),
        svg_("gap", kLeft + static_cast<double>(panels.size()) * (kPanelWidth + kBetween),
             kTop + kPanelHeight + kBottom, title,
             "Certified relative gap against processor time, by program") {
    svg_.text({kLeft, 24}, title, {.size = 14, .bold = true});
  }

  std::string draw() {
    double lowest = 1, highest = 1;
    for (const TracePanel& panel : panels_)
      for (const Trace& trace : panel.traces)
        for (double gap : trace.gap) {
          lowest = std::min(lowest, gap);
          highest = std::max(highest, gap);
        }
    const double floor = decade_below(std::max(lowest, 1e-9)), ceiling = std::min(decade_above(highest), 1e3);
    for (std::size_t i = 0; i < panels_.size(); ++i) draw(panels_[i], i, floor, ceiling);
    draw_names();
    return svg_.str();
  }

 private:
  void draw(const TracePanel& panel, std::size_t index, double floor, double ceiling) {
    double first = std::numeric_limits<double>::infinity(), last = 0;
    for (const Trace& trace : panel.traces) {
      first = std::min(first, trace.seconds.front());
      last = std::max(last, trace.seconds.back());
    }
    const Rect frame{kLeft + static_cast<double>(index) * (kPanelWidth + kBetween), kTop, kPanelWidth,
                     kPanelHeight};
    const Axis x{.lo = decade_below(first),
                 .hi = decade_above(last * 1.01),
                 .logarithmic = true,
                 .label = "CPU seconds"};
    const Axis y{.lo = floor,
                 .hi = ceiling,
                 .logarithmic = true,
                 .label = index == 0 ? "(upper − lower) / lower" : ""};
    Panel axes(svg_, frame, x, y);
    axes.draw_grid();
    svg_.begin_clip(frame);
    for (const Trace& trace : panel.traces) draw(trace, axes, floor);
    svg_.end_clip();
    axes.draw_frame();
    svg_.text({frame.x, frame.y - 8}, panel.title, {.size = 11.5, .bold = true});
  }

  /// The gap stays what it was until the next better one.
  void draw(const Trace& trace, const Panel& axes, double floor) {
    const std::size_t number = number_of(trace.name);
    const Stroke stroke{.colour = kColours[number], .width = 1.8, .dash = kDashes[number]};
    std::vector<Point> steps;
    for (std::size_t i = 0; i < trace.gap.size(); ++i) {
      const double y = axes.y(std::max(trace.gap[i], floor));
      if (i > 0) steps.push_back({axes.x(trace.seconds[i]), steps.back().y});
      steps.push_back({axes.x(trace.seconds[i]), y});
    }
    svg_.polyline(steps, stroke);
    if (!trace.stopped) {
      svg_.circle(steps.back(), 3, kColours[number]);
      return;
    }
    // Given up: a cross.
    const Point at = steps.back();
    const Stroke cross{.colour = kColours[number], .width = 1.8};
    svg_.line({at.x - 4, at.y - 4}, {at.x + 4, at.y + 4}, cross);
    svg_.line({at.x - 4, at.y + 4}, {at.x + 4, at.y - 4}, cross);
  }

  std::size_t number_of(const std::string& name) {
    const auto at = std::find(names_.begin(), names_.end(), name);
    const auto index = static_cast<std::size_t>(at - names_.begin());
    if (at == names_.end()) names_.push_back(name);
    if (index >= kColours.size()) throw std::runtime_error("more programs than colours");
    return index;
  }

  void draw_names() {
    double x = kLeft;
    for (std::size_t i = 0; i < names_.size(); ++i) {
      svg_.line({x, 46}, {x + 26, 46}, {.colour = kColours[i], .width = 1.8, .dash = kDashes[i]});
      svg_.text({x + 32, 50}, names_[i], {.size = 10.5});
      x += 58 + 6.1 * static_cast<double>(names_[i].size());
    }
  }

  const std::vector<TracePanel>& panels_;
  Svg svg_;
  std::vector<std::string> names_;
};

int run(const std::vector<std::string>& arguments) {
  if (arguments.size() < 3)
    throw std::runtime_error("usage: gap_plot OUT.svg TITLE --panel TITLE NAME=TRACE.csv ...");
  std::vector<TracePanel> panels;
  for (std::size_t i = 2; i < arguments.size(); ++i) {
    if (arguments[i] == "--panel") {
      if (++i == arguments.size()) throw std::runtime_error("--panel wants a title");
      panels.push_back({arguments[i], {}});
    } else {
      if (panels.empty()) throw std::runtime_error("expected --panel before " + arguments[i]);
      panels.back().traces.push_back(read_trace(arguments[i]));
    }
  }
  for (const TracePanel& panel : panels)
    if (panel.traces.empty()) throw std::runtime_error("nothing in panel " + panel.title);
  std::ofstream out(arguments[0]);
  out << Picture(arguments[1], panels).draw();
  out.close();
  if (!out) throw std::runtime_error("cannot write " + arguments[0]);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run({argv + 1, argv + argc});
  } catch (const std::exception& e) {
    std::cerr << "gap_plot: " << e.what() << '\n';
    return 2;
  }
}
