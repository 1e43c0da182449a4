#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "lib/arith/rational.h"
#include "verify/search/explanation.h"

namespace relugap::verify {

/// A number proved not to exceed the norm, and one proved not to be below it. Two types, so that no mix-up compiles.
struct LowerBound {
  double value = 0;
};
struct UpperBound {
  double value = std::numeric_limits<double>::infinity();
};

enum class Status {
  Converged,       ///< the asked gap is reached
  BelowThreshold,  ///< upper <= SearchOptions::threshold is proved
  AboveThreshold,  ///< lower > SearchOptions::threshold is proved, at the witness
  TimeLimit,       ///< the time was up first
  Interrupted,     ///< somebody set SearchOptions::interrupted
  PrecisionLimit,  ///< no box can be split or bounded any better: rounding, or lower = 0, keeps the gap open
  MemoryLimit  ///< the regions outgrew the memory limit (consistent targets only; other searches then dive)
};

/// The word of the JSON format: "converged", "time-limit", ...
const char* to_string(Status status);

/// State of a running search: proved bounds of one norm, boxes bounded so far and boxes waiting.
struct Progress {
  LowerBound lower;
  UpperBound upper;
  std::uint64_t boxes = 0, open = 0;
  double seconds = 0;
  /// Which norm the bounds are of; "max" and "min" for those of h itself, "place 2" for the second worst place.
  std::string norm = "inf";
  std::size_t memory_bytes = 0;  ///< that the waiting boxes take
};

struct SearchOptions {
  Rational relative_gap = Rational(1, 1000);  ///< stop when upper - lower <= relative_gap lower
  Rational absolute_gap = 0;  ///< or when upper - lower <= absolute_gap (0: only the relative goal)
  /// Instead of any gap: stop as soon as upper <= threshold or lower > threshold is proved.
  std::optional<Rational> threshold;
  /// A number that the wanted maximum is known to reach elsewhere (in another output, say): the enclosure is then that of
  /// max(known_lower, norm), and boxes below are looked at no more. >= 0; the sup norm only.
  double known_lower = 0;
  double time_limit_seconds = std::numeric_limits<double>::infinity();
  std::size_t memory_limit_bytes = 0;             ///< of the waiting boxes; 0: half of the machine's memory
  unsigned threads = 0;                           ///< 0: as many as the machine has
  std::function<void(const Progress&)> progress;  ///< called now and then, from one thread at a time
  const std::atomic<bool>* interrupted = nullptr;
};

/// The certified enclosure lower <= N <= upper of a norm, or of a maximum or minimum, and a point that proves lower.
struct NormEnclosure {
  LowerBound lower;
  UpperBound upper;
  /// |f - g| >= lower here; doubles in the coordinates where D contains one. Nothing where no point does better than
  /// SearchOptions::known_lower, and for p < inf.
  std::vector<Rational> witness;
  Status status = Status::Converged;
  std::uint64_t boxes = 0;
  std::uint64_t peak_open_boxes = 0;  ///< boxes that waited at one time, at most
  std::size_t memory_bytes = 0;       ///< that the waiting boxes took, at most
  double seconds = 0, cpu_seconds = 0;
  unsigned threads = 0;
  std::optional<Explanation> explanation;  ///< why the asked gap is not reached; nothing where it is
};

}  // namespace relugap::verify
