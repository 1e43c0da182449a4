#pragma once

#include "cli/bound_options.h"

namespace relugap::cli {

/// Runs `relugap bound --vary ...` and writes what was asked for. Returns the exit code.
int run_sweep(const BoundOptions& options);

}  // namespace relugap::cli
