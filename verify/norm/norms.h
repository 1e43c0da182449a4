#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lib/arith/rational.h"
#include "verify/norm/sup_norm.h"

namespace relugap::verify {

/// ||h|| = sup_D |h| (p empty) or (int_D |h|^p dx)^(1/p) with Lebesgue measure, not normalised.
struct Norm {
  std::optional<Rational> p;  ///< >= 1
  friend bool operator==(const Norm&, const Norm&) = default;
};

/// "inf", "1", "3/2".
std::string to_string(const Norm& norm);

/// Encloses ||f - g|| over D in several norms at once.
///
/// One tree of boxes serves all norms: every box that is bounded gives its part of each, and the norms that have not
/// reached their gap take turns in choosing the box to split (the one whose integral, or whose sup, is least certain).
/// For p < inf: sum over boxes of volume times the mean of |h|^p enclosed from the affine bounds of f and g
/// (verify/norm/power_mean.h), summed with directed rounding.
/// Guarantees: each enclosure, whatever its status. witness is empty for p < inf; a domain of volume 0 has norm 0 there.
/// The sup norm alone is left to enclose_sup_norm; together with others it also goes there in the end if rounding keeps
/// its gap open. boxes and seconds are those of the whole run.
/// Fails, requires: as enclose_sup_norm. Requires: norms not empty.
std::vector<NormEnclosure> enclose_norms(const Side& f, const Side& g, const target::RationalBox& domain,
                                         const std::vector<Norm>& norms, const SearchOptions& options);

}  // namespace relugap::verify
