#pragma once

#include <functional>

#include "bounds/bound.h"
#include "bounds/bump.h"

namespace relugap::bounds {

/// Maximises value(bump) over the active coordinates and designs, and writes d', design and certain digits into `bound`.
///
/// `estimate` is the same function in plain floating point (ln value, or anything increasing in it); it only chooses which
/// bumps are evaluated. Every bump gives a valid bound, so a wrong estimate can cost strength but not truth.
/// Guarantees: bound.value is certain; it stays empty if no bump is admissible, or no value(bump) can be told from zero.
void maximise(Bound& bound, const NetworkClass& h, const Designs& designs, const Objective& estimate,
              const std::function<PowerProduct(const Bump&)>& value);

/// The volume argument shared by the deterministic and the high-probability theorem (share = 1, resp. 1 - 2 delta):
///
///   samples >= share d'! (sigma / (2 eps))^d',    error >= min{ (sigma/2) (share d'!/m)^(1/d'), H_max }.
///
/// Adds the hypothesis eps < H_max to `bound` where it is needed, and the value if it holds.
/// Requires: bump_hypotheses(h) hold, share > 0.
void apply_volume_argument(Bound& bound, const NetworkClass& h, const Query& query, const Rational& share);

}  // namespace relugap::bounds
