#pragma once

#include <string>

#include "bounds/report.h"

namespace relugap::bounds {

/// One line saying why no proved lower bound applies, from the violated hypotheses: which, what was found, what it means
/// for the question. Empty if one applies, or if none was asked for.
std::string why_unanswered(const BoundReport& report);

}  // namespace relugap::bounds
