#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "bounds/certain.h"
#include "bounds/class.h"
#include "lib/arith/rational.h"
#include "lib/target/domain.h"

namespace relugap::bounds {

/// A condition of a theorem, in words with the numbers at hand, and whether it is certain to hold.
struct Hypothesis {
  std::string text;
  bool holds;
};

enum class Kind { lower, upper };
enum class Quantity { samples, error };
enum class Algorithms { deterministic, randomized, any };
/// `recalled`: published, but the constants were not checked against the printed text.
enum class Status { proved, recalled };

/// One theorem applied to one class and one query.
///
/// Guarantees: if some hypothesis does not hold, `value` is empty. Otherwise the theorem's number lies between
/// value->down and value->up; a lower bound claims value->down, an upper bound value->up.
struct Bound {
  std::string theorem = {};
  Kind kind = Kind::lower;
  Quantity quantity = Quantity::samples;
  Algorithms algorithms = Algorithms::any;
  Status status = Status::proved;
  std::uint64_t active = 0;  ///< active coordinates d' of the bump that won; 0 where the theorem has none
  std::string design = {};   ///< bump that won: "C2,1", "S3"; empty where the theorem has none
  std::vector<Hypothesis> hypotheses = {};
  std::optional<CertainValue> value = {};
  std::string note = {};  ///< what else the number is a bound of; mostly empty
};

/// Which bumps may be used.
struct Designs {
  bool cross_polytope = true;  ///< C
  bool simplex = true;         ///< S
  bool grouped = true;         ///< G, in the theorems named grouped-
};

/// "How many samples for error <= eps?"
struct SamplesFor {
  Rational eps;  ///< > 0
};
/// "Which error with this many samples?"
struct ErrorWith {
  Integer samples;  ///< >= 1; for randomized algorithms the budget of the expected number
};

/// What is asked of every theorem.
struct Query {
  std::variant<SamplesFor, ErrorWith> goal;
  Rational confidence{9, 10};  ///< probability of success, for high-probability statements
  Designs designs = {};
  Exponent norm = Exponent::infinity();            ///< p: the error is measured in L^p of the domain
  std::optional<target::RationalBox> domain = {};  ///< nothing: [0,1]^d; else a box of dimension d
  int digits = kDigits;  ///< significant digits of values, from 2 to kDigits; log10 is enclosed in any case
};

/// What the query asks for.
inline Quantity asked(const Query& query) {
  return std::holds_alternative<SamplesFor>(query.goal) ? Quantity::samples : Quantity::error;
}

}  // namespace relugap::bounds
