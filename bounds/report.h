#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bounds/bound.h"
#include "bounds/class.h"
#include "lib/core/json.h"

namespace relugap::bounds {

/// One question about one class.
struct BoundRequest {
  NetworkClass network_class;
  Query query;
  std::vector<std::string> theorems;  ///< ids; empty = all of the catalogue
};

/// The ids of the strongest proved bounds that apply; empty where none does. A recalled bound is never among them.
struct Best {
  std::optional<std::string> deterministic;
  std::optional<std::string>
      randomized;  ///< expected error if such a bound applies, else with high probability
  std::optional<std::string> upper;
};

/// Every theorem of the catalogue applied to one request.
struct BoundReport {
  BoundRequest request;
  std::vector<Bound> bounds;  ///< statements about the class, in the order of the catalogue
  std::vector<Bound>
      comparisons;  ///< the same number of parameters in a linear space [docs/theorems.md, Proposition 15]
  Best best;

  /// The bound of that theorem, or nullptr if it was not asked for.
  const Bound* find(std::string_view theorem) const;
  /// Whether a proved bound applies: a lower bound if any was asked for, else any bound. Decides exit status 0 or 1.
  bool answered() const;
};

/// Applies the theorems.  Fails: InputError for an unknown theorem id.
/// Cost: O(d) cheap estimates and a few evaluations with certain digits per theorem.
BoundReport evaluate(const BoundRequest& request);

/// The object of schema relugap.bound/1 [docs/formats.md].
Json to_json(const BoundReport& report);

/// A table for people, with the hypotheses and the comparisons below it.
std::string to_text(const BoundReport& report);
/// One header line, then one line per bound (RFC 4180).
std::string to_csv(const BoundReport& report);
/// A booktabs table.
std::string to_latex(const BoundReport& report);

}  // namespace relugap::bounds
