#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace relugap::report {

/// A class H^q_{N,c} of the table `architectures`.
struct ClassSpec {
  std::string widths, q, coefficient;
  int line = 0;  ///< of the spec, for errors
};

/// One row of the table `pairs`: a teacher and the student that learnt it from `samples` samples.
struct PairSpec {
  std::uint64_t dimension = 0;
  std::string teacher_label;
  std::string teacher, student;  ///< paths
  std::uint64_t samples = 0;
  std::string domain;
  std::string relative_gap;  ///< asked of the certifier
  int line = 0;
};

/// One row of the table `formulas`: a network that learnt a formula, with its own picture.
struct FormulaSpec {
  std::string name;
  std::string network;  ///< path
  std::string target;   ///< "expr:..."
  std::uint64_t samples = 0;
  std::string training;  ///< path of a CSV file x,y with the training samples; may be empty
  std::string domain;
  std::string relative_gap;
  int line = 0;
};

/// What a report shows: the content of a SPEC.toml [docs/formats.md].
struct Spec {
  std::string path;
  std::string title, reference, introduction;
  double time_limit_seconds = 120;  ///< for each certified row
  std::uint64_t points = 1u << 20;  ///< of the estimate by random sampling
  std::uint64_t seed = 1;           ///< of the same
  std::string eps = "1e-3";         ///< of the table `architectures`
  std::string exceeds = "1e80";     ///< number of samples to compare with
  std::vector<ClassSpec> classes;
  std::vector<PairSpec> pairs;
  std::vector<FormulaSpec> formulas;
};

/// Reads a spec; paths in it are relative to its directory.
///
/// Every problem (syntax, unknown or missing keys, wrong types and ranges, missing files) becomes one line
/// "PATH:LINE: KEY: expected X, found Y" in `problems`; the spec is usable only if there is none.
/// Fails: InputError if the file itself cannot be read.
Spec read_spec(const std::string& path, std::vector<std::string>& problems);

}  // namespace relugap::report
