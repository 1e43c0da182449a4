#pragma once

#include <cstdint>
#include <vector>

#include "lib/arith/interval.h"
#include "lib/target/domain.h"
#include "verify/side.h"

namespace relugap::verify {

struct SamplingOptions {
  std::uint64_t points = 1u << 20;
  std::uint64_t seed = 1;
  int threads = 1;  ///< does not change the result
};

/// The largest |f - g| seen at random points, as those who have no verifier estimate the uniform error.
struct Estimate {
  double largest = 0;      ///< in plain double arithmetic: proves nothing
  std::vector<double> at;  ///< the point where it was seen, in the domain
  Interval enclosed;  ///< |f - g| at that point with directed rounding: its lower end is a proved lower bound
};

/// Estimates sup |f - g| over the box from below by `points` independent uniform points.
///
/// Points come in blocks, each with a generator of its own, so that the result depends on the seed alone; a
/// coordinate is rounded and then clipped to the doubles of its side. Points where a formula is not defined count
/// as never seen.
/// Requires: points >= 1, threads >= 1, f and g fit the box, every side of the box contains a double.
/// Cost: 2 flops per weight and point, on the kernels of lib/kernel.
Estimate estimate_by_sampling(const Side& f, const Side& g, const target::RationalBox& box,
                              const SamplingOptions& options);

}  // namespace relugap::verify
