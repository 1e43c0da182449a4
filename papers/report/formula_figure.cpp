#include <algorithm>
#include <cmath>

#include "lib/arith/decimal.h"
#include "lib/core/error.h"
#include "papers/report/figures.h"
#include "papers/report/number.h"
#include "papers/report/plot.h"
#include "papers/report/record_values.h"

namespace relugap::report {

namespace {

constexpr double kWidth = 740, kHeight = 538;
constexpr Rect kWhole{58, 30, 300, 212};
constexpr Rect kZoom{426, 30, 302, 212};
constexpr Rect kError{58, 318, 670, 148};

const Stroke kTargetStroke{.colour = colour::kVermilion, .width = 2.6, .opacity = 0.75};
const Stroke kNetworkStroke{.colour = colour::kBlue, .width = 1.3};

/// lo and hi of the values, with a share of room at either end.
Axis room_axis(std::vector<double> values, double room, const std::string& label) {
  const auto [lo, hi] = std::minmax_element(values.begin(), values.end());
  const double margin = std::max(1e-300, room * (*hi - *lo));
  return {*lo - margin, *hi + margin, false, label, true, {}};
}

std::vector<double> joined(std::vector<double> a, const std::vector<double>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

std::vector<double> shifted(std::vector<double> values, double by) {
  for (double& value : values) value += by;
  return values;
}

std::vector<double> difference(const Curve& curve) {
  std::vector<double> values;
  for (std::size_t i = 0; i < curve.x.size(); ++i) values.push_back(curve.network[i] - curve.target[i]);
  return values;
}

/// The certified worst point; the picture needs it only to the pixel.
double witness_of(const FormulaEntry& entry) {
  const Json& x = entry.certify.at("witness").at(0);
  return x.is_string() ? round_down(parse_decimal(x.get<std::string>())) : x.get<double>();
}

/// Index of the point of the curve nearest to x.
std::size_t nearest(const Curve& curve, double x) {
  std::size_t best = 0;
  for (std::size_t i = 0; i < curve.x.size(); ++i) {
    if (std::abs(curve.x[i] - x) < std::abs(curve.x[best] - x)) best = i;
  }
  return best;
}

class Drawing {
 public:
  explicit Drawing(const FormulaEntry& entry)
      : entry_(entry),
        enclosure_(enclosure_of(entry.certify)),
        witness_(witness_of(entry)),
        svg_("formula-" + entry.spec.name, kWidth, kHeight,
             "A network that learnt a formula, and where it fails most",
             "Target and network over the domain, a zoom at the certified worst point with the training "
             "samples, and "
             "their difference with the certified bound.") {}

  std::string draw() {
    const Axis zoom_x{entry_.zoom.x.front(), entry_.zoom.x.back(), false, "$x$", true, {}};
    const Axis zoom_y =
        room_axis(joined(shifted(joined(entry_.zoom.target, entry_.zoom.network), enclosure_.upper),
                         shifted(joined(entry_.zoom.target, entry_.zoom.network), -enclosure_.upper)),
                  0.02, "");
    draw_whole(zoom_x, zoom_y);
    draw_zoom(zoom_x, zoom_y);
    draw_error();
    draw_legend(kHeight - 16);
    return svg_.str();
  }

 private:
  Axis whole_x() const { return {entry_.whole.x.front(), entry_.whole.x.back(), false, "$x$", true, {}}; }

  void draw_whole(const Axis& zoom_x, const Axis& zoom_y) {
    Panel panel(svg_, kWhole, whole_x(),
                room_axis(joined(entry_.whole.target, entry_.whole.network), 0.06, ""));
    panel.draw_grid();
    panel.curve(entry_.whole.x, entry_.whole.target, kTargetStroke);
    panel.curve(entry_.whole.x, entry_.whole.network, kNetworkStroke);
    const double left = panel.x(zoom_x.lo), right = panel.x(zoom_x.hi);
    const double high = panel.y(zoom_y.hi), low = panel.y(zoom_y.lo);
    const Stroke frame{.colour = colour::kBlack, .width = 0.9};
    svg_.begin_clip(kWhole);
    svg_.rect({left, high, std::max(2.0, right - left), std::max(2.0, low - high)}, "none", 1, &frame);
    svg_.end_clip();
    panel.draw_frame();
    panel.draw_title("a", "target and network over the whole domain");
    const Stroke guide{.colour = colour::kGrey, .width = 0.7, .dash = "2 2"};
    svg_.line({right, high}, {kZoom.x, kZoom.y}, guide);
    svg_.line({right, low}, {kZoom.x, kZoom.bottom()}, guide);
  }

  void draw_zoom(const Axis& zoom_x, const Axis& zoom_y) {
    svg_.rect(kZoom, "#FFFFFF", 1);
    Panel panel(svg_, kZoom, zoom_x, zoom_y);
    panel.draw_grid();
    const Curve& curve = entry_.zoom;
    panel.band(curve.x, shifted(curve.target, -enclosure_.upper), shifted(curve.target, enclosure_.upper),
               colour::kGrey, 0.16);
    panel.curve(curve.x, curve.target, kTargetStroke);
    panel.curve(curve.x, curve.network, kNetworkStroke);
    svg_.begin_clip(kZoom);
    const Stroke rim{.colour = "#FFFFFF", .width = 0.7};
    for (std::size_t i = 0; i < entry_.training_x.size(); ++i) {
      if (entry_.training_x[i] < zoom_x.lo || entry_.training_x[i] > zoom_x.hi) continue;
      svg_.circle(panel.at(entry_.training_x[i], entry_.training_y[i]), 2.7, colour::kBlack, &rim);
    }
    const std::size_t i = nearest(curve, witness_);
    draw_bar(panel, witness_, curve.target[i], curve.network[i]);
    svg_.end_clip();
    panel.draw_frame();
    panel.draw_title("b", "at the certified worst point");
  }

  /// The gap between target and network as a bar with caps.
  void draw_bar(const Panel& panel, double x, double from, double to) {
    const Stroke bar{.colour = colour::kBlack, .width = 1.6};
    svg_.line(panel.at(x, from), panel.at(x, to), bar);
    for (const double y : {from, to}) {
      svg_.line({panel.x(x) - 5, panel.y(y)}, {panel.x(x) + 5, panel.y(y)}, bar);
    }
  }

  void draw_error() {
    const std::vector<double> errors = difference(entry_.whole);
    const double reach = 1.45 * enclosure_.upper;
    const Axis y{-reach, reach, false, "$f - g$", true, {}};
    Panel panel(svg_, kError, whole_x(), y);
    panel.draw_grid();
    const std::vector<double> ends = {entry_.whole.x.front(), entry_.whole.x.back()};
    for (const double sign : {1.0, -1.0}) {
      const std::vector<double> inner(2, sign * enclosure_.lower), outer(2, sign * enclosure_.upper);
      panel.band(ends, inner, outer, colour::kBlack, 1);
      panel.curve(ends, outer, {.colour = colour::kBlack, .width = 1});
    }
    panel.curve(entry_.whole.x, errors, kNetworkStroke);
    draw_rug(panel);
    const std::size_t i = nearest(entry_.zoom, witness_);
    const double error = entry_.zoom.network[i] - entry_.zoom.target[i];
    const Stroke ring{.colour = colour::kVermilion, .width = 1.8};
    svg_.circle(panel.at(witness_, error), 4.5, "none", &ring);
    svg_.text({kError.x + 8, panel.y(enclosure_.upper) - 5},
              "certified: " + lower_text(enclosure_.lower, 5) + " $\\le \\sup|f-g| \\le$ " +
                  upper_text(enclosure_.upper, 5),
              {.size = 10});
    panel.draw_frame();
    panel.draw_title("c", "network minus target, training samples at the bottom");
  }

  void draw_rug(const Panel& panel) {
    svg_.begin_clip(kError);
    for (const double x : entry_.training_x) {
      svg_.line({panel.x(x), kError.bottom() - 7}, {panel.x(x), kError.bottom()},
                {.colour = colour::kBlack, .width = 0.5, .opacity = 0.5});
    }
    svg_.end_clip();
  }

  void draw_legend(double y) {
    double x = kWhole.x;
    svg_.line({x, y}, {x + 22, y}, kTargetStroke);
    svg_.text({x + 28, y + 3.5}, "target $g$", {.size = 10});
    x += 88;
    svg_.line({x, y}, {x + 22, y}, kNetworkStroke);
    svg_.text({x + 28, y + 3.5}, "network $f$", {.size = 10});
    x += 100;
    if (!entry_.training_x.empty()) {
      svg_.circle({x + 6, y}, 2.7, colour::kBlack);
      svg_.text({x + 15, y + 3.5}, "training samples", {.size = 10});
      x += 116;
    }
    svg_.rect({x, y - 5, 22, 10}, colour::kGrey, 0.16);
    svg_.text({x + 28, y + 3.5}, "$g$ ± certified upper bound: $f$ never leaves it", {.size = 10});
    x += 266;
    const Stroke ring{.colour = colour::kVermilion, .width = 1.8};
    svg_.circle({x + 5, y}, 4.5, "none", &ring);
    svg_.text({x + 15, y + 3.5}, "worst point", {.size = 10});
  }

  const FormulaEntry& entry_;
  Enclosure enclosure_;
  double witness_;
  Svg svg_;
};

}  // namespace

Figure formula_figure(const FormulaEntry& entry) {
  RELUGAP_CHECK(!entry.whole.x.empty() && !entry.zoom.x.empty());
  return {
      "formula-" + entry.spec.name,
      "A network trained on " + grouped(std::to_string(entry.spec.samples)) +
          " samples: it looks perfect (a) until one looks where it is certified to fail most (b, with the "
          "training "
          "samples; the bar is the error there). The difference (c) stays, proved for every $x$, between the "
          "two lines, whose thickness is the certified enclosure. Curves are drawn by plain evaluation and "
          "prove "
          "nothing; the certified numbers do.",
      Drawing(entry).draw()};
}

std::vector<Figure> all_figures(const ReportData& data) {
  std::vector<Figure> figures;
  for (const FormulaEntry& entry : data.formulas) {
    const Enclosure enclosure = enclosure_of(entry.certify);
    const bool interval = !entry.whole.x.empty() && !entry.zoom.x.empty();
    if (interval && enclosure.lower > 0 && std::isfinite(enclosure.upper))
      figures.push_back(formula_figure(entry));
  }
  const bool drawable = std::any_of(data.pairs.begin(), data.pairs.end(), [](const PairEntry& pair) {
    const Enclosure enclosure = enclosure_of(pair.certify);
    return enclosure.lower > 0 && std::isfinite(enclosure.upper);
  });
  if (drawable) figures.push_back(error_figure(data));
  return figures;
}

}  // namespace relugap::report
