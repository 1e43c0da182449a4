#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "bounds/parameter_range.h"
#include "bounds/report.h"
#include "lib/core/json.h"

namespace relugap::bounds {

/// The largest dimension of a box that is given side by side.
inline constexpr std::uint64_t kMaxBoxDimension = 1'000'000;

/// One question asked for every combination of the values of some parameters.
struct SweepRequest {
  BoundRequest base;  ///< the parameters that are not varied; those that are may hold anything legal
  std::vector<ParameterRange> ranges;  ///< the last one varies fastest
};

/// Checks what does not depend on a theorem: no parameter twice, a goal that matches (eps, or samples), hidden layers to
/// repeat, a box that fits every dimension, at most kMaxPoints points.
///
/// Requires: at least one range. Fails: InputError.
void validate(const SweepRequest& request);

/// Number of points: the product of the numbers of values.
std::size_t count_points(const SweepRequest& request);

/// The index of the value of range `range` at a point.
std::size_t value_index(const SweepRequest& request, std::size_t point, std::size_t range);

/// The question at one point. Order of application: layers, width, width1, width2, ..., d; a cube [lo,hi]^d keeps its sides
/// in every dimension.  Requires: validate() passed, point < count_points.
BoundRequest request_at(const SweepRequest& request, std::size_t point);

/// What the theorems say at one point. Of the hypotheses only the violated ones are kept.
struct SweepPoint {
  std::vector<Bound> bounds, comparisons;
  Best best;
};

/// A finished sweep.
struct Sweep {
  SweepRequest request;
  std::vector<SweepPoint> points;

  /// The report of one point; its hypotheses are those of SweepPoint.
  BoundReport report(std::size_t point) const;
  /// Whether a proved bound applies at some point, see BoundReport::answered.
  bool answered() const;
};

/// Applies the theorems at every point.
///
/// `progress`, if given, is called now and then on the calling thread with the number of finished points.
/// Guarantees: the result does not depend on the number of threads (0: as many as the machine has).
/// Fails: InputError, as validate() and evaluate() do.
Sweep evaluate(const SweepRequest& request, unsigned threads,
               const std::function<void(std::size_t)>& progress = {});

struct Crossings;

/// The document of schema relugap.bound-sweep/1 [docs/formats.md] as text; `crossings` may be null.
std::string to_json(const Sweep& sweep, const Crossings* crossings);
/// One header line, then one line per point and bound (RFC 4180), with the columns of to_csv(BoundReport).
std::string to_csv(const Sweep& sweep);
/// A booktabs table with a row per point: the best bounds. Above 40 rows a longtable.
std::string to_latex(const Sweep& sweep);
/// The same for people, with what was asked above and the crossings below.
std::string to_text(const Sweep& sweep, const Crossings* crossings);

}  // namespace relugap::bounds
