#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lib/arith/rational.h"
#include "papers/report/plot.h"

namespace relugap::report {

/// A parameter that was varied, as an axis shows it.
struct VariedParameter {
  std::string label;                            ///< inline text
  std::vector<std::optional<Rational>> values;  ///< nothing is infinity; all different
  std::vector<std::string> texts;               ///< the values in words, inline text
};

/// Where the values stand on an axis: by size, by logarithm, or side by side.
struct SweepAxis {
  Axis axis;
  std::vector<double> positions;  ///< one per value
};

/// Linear or logarithmic (if the values are > 0 and spread over a factor of 50 or more), with a little room; values side by
/// side, each labelled, if one is infinite.
/// Requires: at least one value.
SweepAxis scaled_axis(const VariedParameter& parameter);

/// Values side by side at 0, 1, 2, ... in increasing order, labelled as far as they fit (`wanted` labels).
SweepAxis ordered_axis(const VariedParameter& parameter, int wanted);

/// log10 x for a position on an axis. Requires: x > 0.
double estimate_log10(const Rational& x);

}  // namespace relugap::report
