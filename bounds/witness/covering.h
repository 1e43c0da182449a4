#pragma once

#include "bounds/class.h"
#include "lib/samples/sample_set.h"
#include "lib/target/domain.h"

namespace relugap::bounds::witness {

/// A proved upper bound of the error that some map of the samples' values reaches for every u of the class:
///
///   sup_{u in H} ||u - A(u(x_1), ..., u(x_m))||_{L^inf(D)} <= min{ Lambda max_j max_{x in cell j} ||x - x_j||_{q'}, R }.
///
/// The cells are boxes that cover the domain D, one per sample, by halving between neighbouring samples; A is constant on
/// cells. R bounds every |u| on D. Norms with q' other than 1, 2, inf are replaced by the next larger one of these.
/// Rounding: upward throughout.  Cost: O(m d log m).  Source: [docs/theorems.md, Theorem 13].
/// Requires: samples in the domain, N_L = 1.
double upper_error_from_samples(const NetworkClass& h, const samples::SampleSet& samples,
                                const target::RationalBox& domain);

/// The covering radius that enters it: max_j max_{x in cell j} ||x - x_j||_p, rounded up, p = 1, 2 or inf (0 for inf).
double upper_covering_radius(const samples::SampleSet& samples, const target::RationalBox& domain, int p);

}  // namespace relugap::bounds::witness
