#pragma once

#include <chrono>
#include <map>
#include <string>

#include "verify/norm/norm_enclosure.h"

namespace relugap::cli {

/// How far a search is, on standard error: one line that is written over on a terminal, a line now and then elsewhere.
class ProgressLine {
 public:
  void operator()(const verify::Progress& p);
  /// Takes the line off the terminal.
  void clear() const;

 private:
  double next_ = -1;
  bool shown_ = false;
};

/// Enclosures against time, for a picture of how a gap closes: for each norm rows at times that grow by a tenth, and the last.
///
/// CSV with the columns norm,seconds,cpu_seconds,boxes,open,memory_bytes,lower,upper (docs/formats.md).
class Trace {
 public:
  Trace();
  void operator()(const verify::Progress& p);
  /// The row of what was found in the end.
  void finish(const std::string& norm, const verify::NormEnclosure& found, const verify::NormEnclosure& cost);
  const std::string& csv() const { return csv_; }

 private:
  void add(const verify::Progress& p);

  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  double cpu_begin_;
  std::map<std::string, double> next_;  ///< by norm, in seconds
  std::string csv_;
};

}  // namespace relugap::cli
