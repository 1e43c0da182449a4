#include "papers/report/band.h"

#include <cmath>

#include "lib/core/error.h"

namespace relugap::report {

bool is_drawable(const Band& band) {
  constexpr double kMost = 1e300;
  return band.lower <= band.upper && std::abs(band.lower) <= kMost && std::abs(band.upper) <= kMost;
}

std::vector<std::vector<Point>> band_outlines(const Panel& panel, const std::vector<double>& ends,
                                              const std::vector<Band>& bands) {
  RELUGAP_CHECK(ends.size() == bands.size() + 1);
  std::vector<std::vector<Point>> outlines;
  for (std::size_t from = 0; from < bands.size();) {
    std::size_t to = from;
    while (to < bands.size() && is_drawable(bands[to])) ++to;
    if (to == from) {
      ++from;
      continue;
    }
    std::vector<Point> outline;
    for (std::size_t i = from; i < to; ++i) {
      outline.push_back(panel.at(ends[i], bands[i].lower));
      outline.push_back(panel.at(ends[i + 1], bands[i].lower));
    }
    for (std::size_t i = to; i-- > from;) {
      outline.push_back(panel.at(ends[i + 1], bands[i].upper));
      outline.push_back(panel.at(ends[i], bands[i].upper));
    }
    outlines.push_back(std::move(outline));
    from = to;
  }
  return outlines;
}

void draw_band(Svg& svg, const Panel& panel, const std::vector<double>& ends, const std::vector<Band>& bands,
               const Stroke& rim) {
  svg.begin_clip(panel.rect());
  for (std::size_t from = 0; from < bands.size();) {
    std::size_t to = from;
    while (to < bands.size() && !is_drawable(bands[to])) ++to;
    if (to > from) {
      const Rect& frame = panel.rect();
      svg.hatched({panel.x(ends[from]), frame.y, panel.x(ends[to]) - panel.x(ends[from]), frame.height});
    }
    from = to + 1;
  }
  for (const std::vector<Point>& outline : band_outlines(panel, ends, bands))
    svg.polygon(outline, rim.colour, rim.opacity, &rim);
  svg.end_clip();
}

}  // namespace relugap::report
