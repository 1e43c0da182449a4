#pragma once

#include <vector>

#include "papers/report/plot.h"

namespace relugap::report {

/// What is proved over one column of a picture: lower <= value <= upper; not finite where nothing is.
struct Band {
  double lower, upper;
};

/// Whether a picture can show it: both ends are finite, and so is what an axis computes from them.
bool is_drawable(const Band& band);

/// The outlines, in pixels, of { (x, y) : ends[i] <= x <= ends[i+1], lower_i <= y <= upper_i }, one per run of drawable
/// columns: along the lower edge, then back along the upper one.
///
/// Requires: ends.size() == bands.size() + 1.
std::vector<std::vector<Point>> band_outlines(const Panel& panel, const std::vector<double>& ends,
                                              const std::vector<Band>& bands);

/// Fills those outlines in the colour of their rim, so that a band thinner than a pixel is a line of the rim's width;
/// columns where nothing is proved are hatched.
void draw_band(Svg& svg, const Panel& panel, const std::vector<double>& ends, const std::vector<Band>& bands,
               const Stroke& rim);

}  // namespace relugap::report
