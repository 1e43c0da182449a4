#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "lib/core/json.h"
#include "lib/target/domain.h"
#include "verify/norm/norms.h"
#include "verify/norm/outputs.h"

namespace relugap::cli {

/// What `relugap certify` was asked, as text.
struct CertifyJob {
  std::string function;               ///< FILE.onnx, "expr:..." or "zero"
  std::string target = "zero";        ///< likewise
  std::string domain;                 ///< "lo,hi" or "[lo,hi]x..."
  std::optional<std::size_t> output;  ///< which output of networks that have several, from 0
  std::vector<verify::Norm> norms{verify::Norm{}};
  bool is_signed = false;              ///< the range of f - g; norms is then the sup norm
  std::optional<std::size_t> worst{};  ///< how many of the worst places; norms is then the sup norm
  Rational separation{1, 10};          ///< of these
  verify::SearchOptions options;
};

/// The sides and the domain of a job, read and checked against each other.
struct PreparedJob {
  verify::Side f, g;
  target::RationalBox domain;
  Json inputs;  ///< role, path or formula, sha256, widths, parameters
  std::size_t outputs = 1;
};

/// Fails: InputError for anything that cannot be read or does not fit together.
PreparedJob prepare(const CertifyJob& job);

/// What was found.
struct CertifyResult {
  std::vector<verify::NormEnclosure> norms;  ///< one per norm
  std::size_t output = 0;                    ///< whose sup norm it is, where there are several
  std::optional<verify::OutputsRange> range{};
  std::vector<verify::NormEnclosure> places{};
  verify::NormEnclosure
      cost;  ///< boxes, memory, seconds and threads of the whole run; nothing else of it counts

  /// Whether all that was asked is answered: exit code 0.
  bool is_settled() const;
};

/// Does the job. Requires: `job` was prepared so.
CertifyResult run(const CertifyJob& job, const PreparedJob& prepared, const verify::SearchOptions& options);

/// sup |h| from the range of h.
verify::NormEnclosure sup_of_range(const verify::RangeEnclosure& range);

}  // namespace relugap::cli
