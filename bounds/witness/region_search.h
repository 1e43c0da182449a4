#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "bounds/class.h"
#include "bounds/witness/arms.h"
#include "lib/samples/sample_set.h"
#include "lib/target/domain.h"

namespace relugap::bounds::witness {

/// A place for a bump: which coordinates are active, the centre in them, and the arms around it.
struct Region {
  std::vector<std::size_t> coordinates = {};  ///< J, in increasing order
  std::vector<Side> sides = {};
  std::size_t group = 1;            ///< see arms_at
  std::vector<double> centre = {};  ///< doubles of the domain, one per active coordinate
  double bias = 0;  ///< estimate of the bias of layer 2 in multiples of c: the height but for a common factor
};

struct SearchOptions {
  std::uint64_t seed = 1;
  std::size_t starts = 256;  ///< random centres per choice of coordinates; the best of them are improved
  unsigned threads = 0;      ///< 0: as many as the machine has; does not change the result
  std::function<void(const char*)> progress = {};  ///< what is being done
};

/// Looks for a centre far from all samples: max_y min_j F_y(x_j - y), F_y the gauge of the best weights at y, over active
/// coordinates, groups and centres.
///
/// Exact up to rounding if one coordinate is active (largest_gap.h); otherwise a heuristic: random centres, inside and on
/// faces of the domain, then improvement by random moves, with a k-d tree per choice of coordinates. Which choices are
/// worth it is told by the volume argument of Theorem 4 and by a part of the samples.
/// Requires: samples in the domain, L >= 3, every side of the domain contains a double; widths of `h` are those to be built.
/// Returns a region of bias <= 0 if none is found (a sample at every candidate).
Region estimate_best_region(const NetworkClass& h, const samples::SampleSet& samples,
                            const target::RationalBox& domain, const SearchOptions& options);

}  // namespace relugap::bounds::witness
