#pragma once

#include <string>

namespace relugap::report {

/// The colour at t in [0, 1] of a scale from light yellow to dark blue with falling lightness: distinct in grey and for
/// colour-blind readers.
std::string colour_at(double t);

}  // namespace relugap::report
