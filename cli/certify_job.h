#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "lib/core/json.h"
#include "lib/target/domain.h"
#include "verify/norm/norms.h"

namespace relugap::cli {

/// What `relugap certify` was asked, as text.
struct CertifyJob {
  std::string function;               ///< FILE.onnx, "expr:..." or "zero"
  std::string target = "zero";        ///< likewise
  std::string domain;                 ///< "lo,hi" or "[lo,hi]x..."
  std::optional<std::size_t> output;  ///< which output of networks that have several, from 0
  std::vector<verify::Norm> norms{verify::Norm{}};
  verify::SearchOptions options;
};

/// The sides and the domain of a job, read and checked against each other.
struct PreparedJob {
  verify::Side f, g;
  target::RationalBox domain;
  Json inputs;  ///< role, path or formula, sha256, widths, parameters
};

/// Fails: InputError for anything that cannot be read or does not fit together.
PreparedJob prepare(const CertifyJob& job);

/// (upper - lower)/lower rounded up; null if lower is 0 or upper infinite.
Json gap_json(double lower, double upper);

/// The object of schema relugap.certify/1 (docs/formats.md) for the sup norm.
Json certify_json(const PreparedJob& job, const verify::NormEnclosure& result);
/// The same for one norm or several. Requires: one result per norm.
Json certify_json(const PreparedJob& job, const std::vector<verify::Norm>& norms,
                  const std::vector<verify::NormEnclosure>& results);

/// prepare, enclose_norms, certify_json.
Json run_certify(const CertifyJob& job);

}  // namespace relugap::cli
