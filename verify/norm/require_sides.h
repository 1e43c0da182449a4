#pragma once

#include "lib/target/domain.h"
#include "verify/norm/norm_enclosure.h"
#include "verify/side.h"

namespace relugap::verify {

/// Checks what every norm requires: both sides live on the domain, and networks have one output.
void require_sides(const Side& f, const Side& g, const target::RationalBox& domain);

/// Whether f and g are seen to be the same function.
bool are_identical(const Side& f, const Side& g);

/// The enclosure [0, 0] of the norm of the zero function, with a point of the domain.
NormEnclosure zero_difference(const target::RationalBox& domain, Status status);

}  // namespace relugap::verify
