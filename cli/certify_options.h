#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "cli/certify_job.h"

namespace relugap::cli {

/// The text of the options of `relugap certify`, and the job that they make.
struct CertifyOptions {
  CertifyJob job;
  std::string norm = "inf", relative_gap = "1e-3", absolute_gap = "0", time_limit, memory_limit;
  std::string threshold, worst, separation;
  std::string samples, labels, network_class;
  std::string json_path, plot_path, trace_path;
  bool has_target = false, has_samples = false, quiet = false;  ///< has_samples: or labels, or a class
  bool has_gap = false, has_threshold = false, has_worst = false, has_separation = false;
};

/// Adds them, in groups, with examples.
void add_options(CLI::App& verb, CertifyOptions& options);

/// Notes which options were given.
void note_given(const CLI::App& verb, CertifyOptions& options);

/// Fills the job from the texts. Fails: InputError for a value that is none, for options that make no sense together, and
/// for files that could not be written. Nothing is read yet.
void complete(CertifyOptions& options);

}  // namespace relugap::cli
