#pragma once

#include "bounds/bound.h"
#include "bounds/class.h"

namespace relugap::bounds {

/// For contrast: a LINEAR space of continuous functions with as many parameters P as the class (polynomials, say) needs
/// exactly P samples, for error 0. It is no statement about the class itself.
///
/// Requires: nothing.  Source: [docs/theorems.md, Proposition 15].
Bound linear_space(const NetworkClass& h, const Query& query);

}  // namespace relugap::bounds
