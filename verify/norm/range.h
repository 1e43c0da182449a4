#pragma once

#include "lib/target/domain.h"
#include "verify/norm/norm_enclosure.h"
#include "verify/side.h"

namespace relugap::verify {

/// Enclosures of max_D h and min_D h, each with the point that proves its inner end: h(witness) >= maximum.lower, and
/// h(witness) <= minimum.upper.
struct RangeEnclosure {
  NormEnclosure maximum, minimum;
};

/// Encloses the largest and the smallest value of h = f - g over D, of either sign.
///
/// Goal: with s = max(|maximum.lower|, |minimum.upper|), a proved lower bound of the largest |h|, each enclosure has
/// upper - lower <= relative_gap s or <= absolute_gap. Method: as enclose_sup_norm, once for h and once for -h, after a quick
/// enclosure of sup |h| that fixes the scale.
/// Guarantees: both enclosures, whatever their status. Fails, requires: as enclose_sup_norm; no threshold and no known_lower.
RangeEnclosure enclose_range(const Side& f, const Side& g, const target::RationalBox& domain,
                             const SearchOptions& options);

}  // namespace relugap::verify
