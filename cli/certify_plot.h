#pragma once

#include <atomic>
#include <string>

#include "cli/certify_job.h"

namespace relugap::cli {

/// Fails: InputError unless the domain varies in one or two coordinates.
void check_plot(const target::RationalBox& domain);

/// An SVG picture of what was found: f, g and their difference with certified bands over one coordinate, or a map of
/// certified bounds of the difference over two; with the certified extreme values and the points that prove them.
///
/// Cost: bounds on a grid, for at most `seconds` (then coarser, but as valid) or until interrupted.
std::string plot(const CertifyJob& job, const PreparedJob& prepared, const CertifyResult& result,
                 double seconds, const std::atomic<bool>* interrupted);

}  // namespace relugap::cli
