#pragma once

#include <functional>

#include "bounds/bound.h"
#include "bounds/bump.h"
#include "bounds/centre_box.h"

namespace relugap::bounds {

/// The slope with which Theorems 4 and 5 hold on the box: sigma (prod f_i)^(1/d') / lambda.
PowerProduct effective_slope(const Bump& bump, const CentreBox& box);

/// Maximises value(bump) over the active coordinates and designs, and writes d', design and certain digits into `bound`.
///
/// `estimate` is the same function in plain floating point (ln value, or anything increasing in it); it only chooses which
/// bumps are evaluated. Every bump gives a valid bound, so a wrong estimate can cost strength but not truth.
/// Guarantees: bound.value is certain; it stays empty if no bump is admissible, value(bump) is nothing for all that were
/// tried, or none can be told from zero.
void maximise(Bound& bound, const NetworkClass& h, const Query& query, const BumpObjective& estimate,
              const std::function<std::optional<PowerProduct>(const Bump&)>& value,
              BumpSource bumps = promising_bumps);

/// The volume argument shared by the deterministic and the high-probability theorem (share = 1, resp. 1 - 2 delta):
///
///   samples >= share d'! (sigma / (2 eps))^d',    error >= min{ (sigma/2) (share d'!/m)^(1/d'), H_max }.
///
/// Adds the hypothesis eps < H_max to `bound` where it is needed, and the value if it holds.
/// sigma is the effective slope on the box of the query.
/// Requires: bump_hypotheses(h) hold, the box has a side of positive length, share > 0.
void apply_volume_argument(Bound& bound, const NetworkClass& h, const Query& query, const Rational& share,
                           BumpSource bumps = promising_bumps);

}  // namespace relugap::bounds
