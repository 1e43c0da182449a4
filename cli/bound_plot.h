#pragma once

#include <string>

#include "bounds/crossing.h"
#include "bounds/sweep.h"

namespace relugap::cli {

/// Fails: InputError if the sweep has neither one nor two ranges, or too many cells for a map.
void check_plot(const bounds::SweepRequest& request);

/// The SVG picture of a sweep: a line per theorem for one range, maps of the best proved bounds for two. Lower bounds are
/// drawn at the lower ends of their enclosures, upper bounds at the upper ends. `crossings` may be null.
/// Fails: InputError if no theorem applies anywhere, so that there is nothing to draw.
std::string plot(const bounds::Sweep& sweep, const bounds::Crossings* crossings);

}  // namespace relugap::cli
