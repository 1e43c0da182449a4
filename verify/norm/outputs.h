#pragma once

#include <cstddef>
#include <vector>

#include "lib/target/domain.h"
#include "verify/norm/norm_enclosure.h"
#include "verify/norm/range.h"
#include "verify/side.h"

namespace relugap::verify {

// Networks with several outputs. The functions here take sides with any number of outputs: f and g have as many, or one of
// them is zero, which then has zero for every output. h_i = f_i - g_i.

/// How many outputs the difference has. Requires: networks have as many, a formula stands beside single outputs.
std::size_t count_outputs(const Side& f, const Side& g);

/// Output i of a side, by itself.
Side pick_output(const Side& side, std::size_t i);

/// The enclosure of max over i of sup_D |h_i|.
struct OutputsEnclosure {
  NormEnclosure enclosure;
  std::size_t output = 0;  ///< |h_output| >= lower at the witness
};

/// Encloses max over i of sup_D |h_i|.
///
/// Method: a rough enclosure for every output, then the asked gap (or threshold) for those that may still decide the maximum,
/// the most promising first, with the best lower bound of all as known_lower: boxes below it are of no interest.
/// Each search has its share of the time that is left, so that no output is without a bound.
/// Guarantees: the maximum of proved lower bounds, and of proved upper bounds, whatever the status.
/// Fails, requires: as enclose_sup_norm for each output; no known_lower.
OutputsEnclosure enclose_outputs(const Side& f, const Side& g, const target::RationalBox& domain,
                                 const SearchOptions& options);

/// The ranges of all h_i, and the range of all values together.
struct OutputsRange {
  RangeEnclosure all;  ///< maximum: of max over i of max_D h_i; minimum likewise
  std::size_t maximum_output = 0, minimum_output = 0;  ///< whose witnesses these are
  std::vector<RangeEnclosure> outputs;                 ///< of each
};

/// Encloses the range of every h_i by itself (enclose_range). Fails, requires: as enclose_range for each output.
OutputsRange enclose_output_ranges(const Side& f, const Side& g, const target::RationalBox& domain,
                                   const SearchOptions& options);

}  // namespace relugap::verify
