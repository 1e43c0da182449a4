#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bounds/sweep.h"
#include "lib/arith/interval.h"

namespace relugap::bounds {

/// A number that bounds are compared with.
class Threshold {
 public:
  /// Requires: value > 0.
  explicit Threshold(const Rational& value);

  const Rational& value() const { return value_; }
  const Interval& log10() const { return log10_; }

  /// Whether a lower bound certainly proves more than the threshold: its value printed downwards, or the lower end of its
  /// logarithm, is above. What is undecided counts as not exceeding, and so does a bound that does not apply.
  bool is_exceeded_by(const Bound& bound) const;

 private:
  Rational value_;
  Interval log10_;
};

/// Reads a decimal or fraction > 0.  Fails: InputError.
Threshold parse_threshold(std::string_view text);

/// One statement followed along one line of a sweep: where it exceeds the threshold.
struct Crossing {
  std::string statement = {};  ///< "deterministic", "randomized" (best proved bounds) or the id of a theorem
  bool recalled = false;       ///< a published bound that is not proved here
  std::vector<std::size_t> exceeding = {};  ///< points that exceed, by increasing value of the parameter
  std::size_t line = 0;                     ///< the first point of the line

  /// The smallest value of the parameter at which the threshold is exceeded, as a point of the sweep.
  std::optional<std::size_t> first() const {
    return exceeding.empty() ? std::nullopt : std::optional(exceeding.front());
  }
};

/// The crossings of a sweep along its last range, for every combination of the values of the other ranges: of the best
/// proved lower bounds for deterministic and for randomized algorithms, and of every theorem that gives lower bounds.
///
/// Nothing is assumed monotone: every point is looked at.
struct Crossings {
  Threshold threshold;
  std::vector<Crossing> crossings;

  /// Whether a proved bound exceeds the threshold somewhere.
  bool any() const;
};

Crossings find_crossings(const Sweep& sweep, const Threshold& threshold);

/// The bound behind a statement at a point, or nullptr if it does not apply there.
const Bound* bound_at(const SweepPoint& point, const std::string& statement);

/// The values of the last range at these points as runs of neighbours: "15..40" or "3, 7..9".
std::string runs_text(const Sweep& sweep, const std::vector<std::size_t>& points);

}  // namespace relugap::bounds
