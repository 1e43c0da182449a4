#pragma once

#include <optional>
#include <string>

#include "bounds/certain.h"
#include "bounds/class.h"
#include "bounds/witness/verify.h"
#include "bounds/witness/witness.h"
#include "lib/core/json.h"
#include "lib/samples/sample_set.h"
#include "lib/target/domain.h"
#include "verify/norm/sup_norm.h"

namespace relugap::cli {

/// The options of `relugap witness`.
struct WitnessOptions {
  std::string class_text, widths, q, coefficient, domain = "0,1", out, json, against;
  std::optional<std::string> samples, grid, random;
  bool joint = false, quiet = false;
  std::string time_limit = "20";
  bounds::witness::SearchOptions search;
};

/// What is to be done, with all input read and checked.
struct WitnessJob {
  WitnessOptions options;
  bounds::NetworkClass h;
  target::RationalBox domain;
  samples::SampleSet samples;
  Json source;                          ///< where the samples come from
  std::optional<net::Network> trained;  ///< --against
  std::string trained_sha256;
  double time_limit = 0;
};

/// A verified witness on disk.
struct WitnessResult {
  bool found = false;
  net::Network network = net::Network(1, {});
  std::string sha256;
  bounds::witness::Region region;
  std::vector<Rational> centre;
  bounds::witness::Verdict verdict;
  double upper = 0;  ///< error that some algorithm with these samples reaches on the class, rounded up
  std::optional<bounds::CertainValue> any_samples;  ///< Theorem 4: error with any samples of this number
  std::optional<verify::NormEnclosure> to_witness, to_zero;  ///< of the trained network
  double seconds = 0;
};

/// Fails: InputError, as the readers do; for sample points outside of the domain or of another dimension; for a trained
/// network of another shape.
WitnessJob prepare_witness(const WitnessOptions& options);

/// Finds, builds, verifies and writes the witness. `found` is false (and nothing written) where no region was found.
WitnessResult make_witness(const WitnessJob& job);

/// The document relugap.witness/1, and the text for the terminal.
Json witness_json(const WitnessJob& job, const WitnessResult& result);
std::string witness_text(const WitnessJob& job, const WitnessResult& result);

}  // namespace relugap::cli
