#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "lib/arith/interval.h"
#include "lib/target/domain.h"
#include "verify/side.h"

namespace relugap::verify {

struct ProfileOptions {
  std::size_t cells = 512;  ///< along each coordinate that varies
  double resolution =
      1.0 / 1024;  ///< of the range of the values: cells are refined until no better can be seen
  std::uint64_t max_boxes = 1u << 20;
  double time_limit_seconds = std::numeric_limits<double>::infinity();
  const std::atomic<bool>* interrupted = nullptr;
};

/// What is proved of the values of f, of g and of f - g on one cell; the whole line where nothing is.
struct CellRanges {
  Interval f, g, difference;
};

/// A grid over a box with enclosures of both sides and of their difference on every cell, as a picture needs it.
struct Profile {
  std::vector<std::size_t> axes;          ///< the coordinates with lo < hi, ascending
  std::vector<std::vector<double>> ends;  ///< per axis the ends of its cells, increasing
  std::vector<CellRanges> cells;          ///< the first axis varies fastest
};

/// The coordinates in which the domain is more than a point.
std::vector<std::size_t> varying_coordinates(const target::RationalBox& domain);

/// Encloses f, g and f - g on the cells of a grid over the domain (rounded outward to doubles).
///
/// Method: the domain is bisected along the grid down to single cells and then inside of them, the boxes with linear bounds
/// (verify/relax) that leave more than the resolution open; a cell has the hull of what was proved on its boxes.
/// Guarantees: for every point x of a cell, f(x), g(x) and f(x) - g(x) lie in its ranges, whatever ended the refinement.
/// Rounding: the ends of a linear bound's range are sums rounded in their direction (lib/arith/directed.h).
/// Requires: one or two varying coordinates, options.cells >= 1, both sides live on the domain, each with one output.
Profile enclose_profile(const Side& f, const Side& g, const target::RationalBox& domain,
                        const ProfileOptions& options);

}  // namespace relugap::verify
