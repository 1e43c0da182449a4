#pragma once

#include <string>

#include "cli/certify_job.h"

namespace relugap::cli {

/// What a status says, in a sentence without a full stop.
std::string status_text(verify::Status status);

/// "(0.5, 1/3)": coordinates as decimals that stand for the doubles they read back to, or fractions.
std::string point_text(const std::vector<Rational>& x);

/// "  12 boxes, 0.01 s, ..." on standard output.
void print_cost(const verify::NormEnclosure& cost);

/// What the gap that is left comes from and what would help, if that is known.
void print_explanation(const verify::NormEnclosure& found);

/// The answer for people, on standard output.
void print(const CertifyJob& job, const PreparedJob& prepared, const CertifyResult& result);

}  // namespace relugap::cli
