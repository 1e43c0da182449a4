#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "lib/arith/rational.h"
#include "lib/target/domain.h"
#include "verify/side.h"

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
  TimeLimit,       ///< the time was up first
  Interrupted,     ///< somebody set SearchOptions::interrupted
  PrecisionLimit,  ///< no box can be split or bounded any better: rounding, or lower = 0, keeps the gap open
  MemoryLimit      ///< the boxes outgrew the memory limit
};

/// The word of the JSON format: "converged", "time-limit", ...
const char* to_string(Status status);

/// State of a running search: proved bounds of one norm, boxes bounded so far and boxes waiting.
struct Progress {
  LowerBound lower;
  UpperBound upper;
  std::uint64_t boxes = 0, open = 0;
  double seconds = 0;
  std::string norm = "inf";  ///< which norm the bounds are of
};

struct SearchOptions {
  Rational relative_gap = Rational(1, 1000);  ///< stop when upper - lower <= relative_gap lower
  Rational absolute_gap = 0;  ///< or when upper - lower <= absolute_gap (0: only the relative goal)
  double time_limit_seconds = std::numeric_limits<double>::infinity();
  std::size_t memory_limit_bytes = 0;             ///< of the waiting boxes; 0: half of the machine's memory
  unsigned threads = 0;                           ///< 0: as many as the machine has
  std::function<void(const Progress&)> progress;  ///< called now and then, from one thread at a time
  const std::atomic<bool>* interrupted = nullptr;
};

/// The certified enclosure lower <= sup_D |f - g| <= upper and a point that proves lower.
struct NormEnclosure {
  LowerBound lower;
  UpperBound upper;
  std::vector<Rational> witness;  ///< |f - g| >= lower here; doubles in the coordinates where D contains one
  Status status = Status::Converged;
  std::uint64_t boxes = 0;
  double seconds = 0, cpu_seconds = 0;
  unsigned threads = 0;
};

/// Encloses sup_{x in D} |f(x) - g(x)| by best-first branch and bound.
///
/// Method: eight children of the box with the largest bound at a time, bounded by linear bounds of f and g whose slopes are
/// subtracted before the absolute value (verify/relax, lib/kernel); a box that rounding keeps from improving is bounded
/// again in MPFR arithmetic. lower comes from interval evaluation at single points, upper is a maximum over boxes that
/// cover D. What the threads do in which order decides only which valid enclosure is returned.
/// Guarantees: the enclosure, whatever the status. D with ends that are not doubles is covered by the next larger box of
/// doubles; the witness lies in D itself.
/// Fails: InputError where a formula is not shown to be defined on all of that box (division by zero, log of a negative;
/// also sqrt(x - 1/10) on [1/10, 1], whose lower end is not a double).
/// Requires: both sides live on D: networks with inputs() == d and one output, formulas with dimension() <= d.
NormEnclosure enclose_sup_norm(const Side& f, const Side& g, const target::RationalBox& domain,
                               const SearchOptions& options);

}  // namespace relugap::verify
