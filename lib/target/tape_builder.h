#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "lib/target/formula.h"

namespace relugap::target {

/// A subterm while parsing: a rational constant not yet on the tape, or a tape position.
struct Term {
  std::optional<Rational> constant;
  int position = -1;
};

/// Writes a tape: folds rational constants exactly and gives equal subterms the same position.
///
/// `at` is the byte offset in the formula to blame. Fails: InputError as Formula::parse says.
class TapeBuilder {
 public:
  explicit TapeBuilder(std::string_view text) : text_(text) {}

  Term constant(Rational value, std::size_t at) const;
  Term variable(int index, std::size_t at);
  Term pi(std::size_t at);
  Term unary(Op op, Term a, std::size_t at);
  Term binary(Op op, Term a, Term b, std::size_t at);
  Term power(Term base, const Term& exponent, std::size_t at);
  /// sum_j coefficients_j T_j(t); of a constant t it is folded unless that would take long. Requires: coefficients not empty.
  Term chebyshev(Term t, std::vector<Rational> coefficients, std::size_t at);

  /// The tape that computes the term, and the steps at the positions `needed`, without what none of these uses. The value
  /// of the term comes last.
  std::vector<Instruction> finish(const Term& term, std::size_t at, const std::vector<int>& needed = {});

  const std::vector<Instruction>& tape() const { return tape_; }

 private:
  Term push(Instruction instruction, std::size_t at);
  int position_of(const Term& term, std::size_t at);

  std::string_view text_;
  std::vector<Instruction> tape_;
  std::map<std::tuple<Op, int, int, int, int>, int> known_;
  std::map<Rational, int> constants_;
  std::map<std::pair<int, std::vector<Rational>>, int> sums_;
  std::size_t coefficients_ = 0;  ///< of sums_
};

}  // namespace relugap::target
