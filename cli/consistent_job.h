#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "bounds/class.h"
#include "lib/core/json.h"
#include "lib/samples/sample_set.h"
#include "lib/target/domain.h"
#include "verify/consistent/consistent_targets.h"

namespace relugap::cli {

/// What `relugap certify --samples` was asked, as text.
struct ConsistentJob {
  std::string function, samples, labels, network_class, domain;
  std::optional<std::size_t> output;
};

/// Everything read and checked against each other.
struct PreparedConsistentJob {
  verify::Side f;
  target::RationalBox domain;
  bounds::NetworkClass network_class;
  samples::SampleSet samples;
  samples::NumberTable labels;
  Interval lipschitz, at_zero;  ///< enclosures of Lambda and of the bound of |u(0)|
  Json inputs;                  ///< the entries of f, of the samples and of the labels
};

/// Fails: InputError for anything that cannot be read or does not fit together: other dimensions, samples outside the domain,
/// two labels for one point.
PreparedConsistentJob prepare(const ConsistentJob& job);

/// The exponent q' = q/(q-1) of the norm of x that belongs to the class, nothing for the max norm; and its name.
std::optional<Rational> dual_exponent(const bounds::Exponent& q);
std::string dual_exponent_text(const bounds::Exponent& q);

/// Fails: InputError naming two rows, if data are met that no function of the class can satisfy.
void require_consistent(const ConsistentJob& job, const PreparedConsistentJob& prepared,
                        const verify::ConsistentTargets& targets);

/// The object of schema relugap.consistent-targets/1 (docs/formats.md).
Json consistent_json(const PreparedConsistentJob& prepared, const verify::ConsistentResult& result);

}  // namespace relugap::cli
