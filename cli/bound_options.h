#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bounds/crossing.h"
#include "bounds/rates.h"
#include "bounds/report.h"
#include "bounds/sweep.h"

namespace relugap::cli {

/// The options of `relugap bound` as they were written; what is not given is empty.
struct BoundOptions {
  std::optional<std::string> network_class, widths, q, coefficient, eps, samples, domain, dimension, alpha,
      theta, depth, exceeds;
  std::string norm = "inf", confidence = "0.9";
  std::vector<std::string> designs = {"C", "S", "G"}, theorems, vary;
  bool joint_norm = false, quiet = false;
  std::optional<int> digits;  ///< default 25, and 6 in sweeps
  unsigned threads = 0;
  std::optional<std::string> json, csv, latex, plot;
};

/// Whether the rates of approximation spaces are asked for, which are not about a class of networks.
bool asks_rates(const BoundOptions& options);

bounds::RateRequest parse_rates(const BoundOptions& options);

/// The question about one class; an option whose parameter is varied may be missing.
bounds::BoundRequest parse_request(const BoundOptions& options,
                                   const std::vector<bounds::ParameterRange>& ranges);

/// The values of --vary, in the order given.
std::vector<bounds::ParameterRange> parse_ranges(const BoundOptions& options);

/// At most one output is '-', and every file can be written.
void check_outputs(const BoundOptions& options);

/// Whether some output goes to standard output, so that nothing else may go there.
bool uses_standard_output(const BoundOptions& options);

}  // namespace relugap::cli
