#include "lib/target/tape_builder.h"

#include <gmp.h>

#include <algorithm>
#include <utility>

#include "lib/target/chebyshev.h"
#include "lib/target/formula_lexer.h"

namespace relugap::target {
namespace {

constexpr std::size_t kMaxTape = 100'000;
constexpr std::size_t kMaxBits = 1 << 20;  // of a folded constant
constexpr std::size_t kMaxFoldedBits =
    1 << 14;  // of a Chebyshev sum of a constant: time grows with their square
constexpr std::size_t kMaxCoefficients = 100'000;  // of all Chebyshev sums
constexpr int kMaxExponent = 1'000'000;

std::size_t bits(const Rational& r) {
  const auto* q = r.backend().data();
  return mpz_sizeinbase(mpq_numref(q), 2) + mpz_sizeinbase(mpq_denref(q), 2);
}

Rational power_of(const Rational& base, unsigned n) {
  Rational result;
  mpz_pow_ui(mpq_numref(result.backend().data()), mpq_numref(base.backend().data()), n);
  mpz_pow_ui(mpq_denref(result.backend().data()), mpq_denref(base.backend().data()), n);
  return result;
}

Rational fold(Op op, const Rational& a, const Rational& b) {
  switch (op) {
    case Op::Add:
      return a + b;
    case Op::Sub:
      return a - b;
    case Op::Mul:
      return a * b;
    case Op::Div:
      return a / b;
    case Op::Min:
      return std::min(a, b);
    default:
      return std::max(a, b);
  }
}

}  // namespace

Term TapeBuilder::constant(Rational value, std::size_t at) const {
  if (bits(value) > kMaxBits) refuse(text_, at, "constants of at most a million bits", "a longer one");
  return {std::move(value), -1};
}

Term TapeBuilder::variable(int index, std::size_t at) {
  Instruction instruction{.op = Op::Variable};
  instruction.variable = index;
  return push(std::move(instruction), at);
}

Term TapeBuilder::pi(std::size_t at) { return push({.op = Op::Pi}, at); }

Term TapeBuilder::unary(Op op, Term a, std::size_t at) {
  if (a.constant) {
    if (op == Op::Neg) return {Rational(-*a.constant), -1};
    if (op == Op::Abs) return {Rational(abs(*a.constant)), -1};
    if (op == Op::Log && *a.constant <= 0)
      refuse(text_, at, "log of a positive number", "log of a constant <= 0");
    if (op == Op::Sqrt && *a.constant < 0)
      refuse(text_, at, "sqrt of a number >= 0", "sqrt of a negative constant");
  }
  Instruction instruction{.op = op};
  instruction.a = position_of(a, at);
  return push(std::move(instruction), at);
}

Term TapeBuilder::binary(Op op, Term a, Term b, std::size_t at) {
  if (op == Op::Div && b.constant && *b.constant == 0)
    refuse(text_, at, "a divisor other than 0", "division by 0");
  if (a.constant && b.constant) return constant(fold(op, *a.constant, *b.constant), at);
  Instruction instruction{.op = op};
  instruction.a = position_of(a, at);
  instruction.b = position_of(b, at);
  if (op == Op::Mul && instruction.a == instruction.b) {
    instruction.op = Op::Pow;
    instruction.b = -1;
    instruction.exponent = 2;
  }
  return push(std::move(instruction), at);
}

Term TapeBuilder::power(Term base, const Term& exponent, std::size_t at) {
  if (!exponent.constant) refuse(text_, at, "a constant integer as exponent", "an expression");
  if (denominator(*exponent.constant) != 1 || abs(*exponent.constant) > kMaxExponent) {
    refuse(text_, at, "an integer of at most 10^6 in size as exponent", "another number");
  }
  const int n = static_cast<int>(numerator(*exponent.constant));
  if (base.constant) {
    if (n < 0 && *base.constant == 0) refuse(text_, at, "a divisor other than 0", "a negative power of 0");
    const auto size = static_cast<unsigned>(std::abs(n));
    // |base| > 1 makes at least `size` digits: refuse before computing them.
    if (n != 0 && (bits(*base.constant) - 1) * size / 2 > kMaxBits) {
      refuse(text_, at, "constants of at most a million bits", "a longer one");
    }
    const Rational value = power_of(*base.constant, size);
    return constant(n < 0 ? Rational(1 / value) : value, at);
  }
  if (n == 0) return {Rational(1), -1};
  if (n == 1) return base;
  Instruction instruction{.op = Op::Pow};
  instruction.a = base.position;
  instruction.exponent = n;
  return push(std::move(instruction), at);
}

Term TapeBuilder::chebyshev(Term t, std::vector<Rational> coefficients, std::size_t at) {
  while (coefficients.size() > 1 && coefficients.back() == 0) coefficients.pop_back();
  if (coefficients.size() == 1) return constant(std::move(coefficients[0]), at);
  if (t.constant) {
    if (bits(*t.constant) * coefficients.size() <= kMaxFoldedBits)
      return constant(exact_chebyshev_sum(coefficients, *t.constant), at);
  }
  Instruction instruction{.op = Op::Chebyshev};
  instruction.a = position_of(t, at);
  instruction.coefficients = std::move(coefficients);
  return push(std::move(instruction), at);
}

Term TapeBuilder::push(Instruction instruction, std::size_t at) {
  const auto next = static_cast<int>(tape_.size());
  if (instruction.op == Op::Constant) {
    const auto [found, fresh] = constants_.try_emplace(instruction.constant, next);
    if (!fresh) return {std::nullopt, found->second};
  } else if (instruction.op == Op::Chebyshev) {
    const auto [found, fresh] = sums_.try_emplace(std::pair(instruction.a, instruction.coefficients), next);
    if (!fresh) return {std::nullopt, found->second};
    coefficients_ += instruction.coefficients.size();
    if (coefficients_ > kMaxCoefficients)
      refuse(text_, at,
             "at most " + std::to_string(kMaxCoefficients) + " coefficients of Chebyshev polynomials",
             "more");
  } else {
    const auto key =
        std::tuple(instruction.op, instruction.a, instruction.b, instruction.exponent, instruction.variable);
    const auto [found, fresh] = known_.try_emplace(key, next);
    if (!fresh) return {std::nullopt, found->second};
  }
  if (tape_.size() >= kMaxTape)
    refuse(text_, at, "at most " + std::to_string(kMaxTape) + " operations", "more");
  if (instruction.op == Op::Constant) instruction.estimates = {round_down(instruction.constant)};
  for (const Rational& c : instruction.coefficients) instruction.estimates.push_back(round_down(c));
  tape_.push_back(std::move(instruction));
  return {std::nullopt, next};
}

int TapeBuilder::position_of(const Term& term, std::size_t at) {
  if (!term.constant) return term.position;
  Instruction instruction{.op = Op::Constant};
  instruction.constant = *term.constant;
  return push(std::move(instruction), at).position;
}

std::vector<Instruction> TapeBuilder::finish(const Term& term, std::size_t at,
                                             const std::vector<int>& needed) {
  int value = position_of(term, at);
  for (const int other : needed) {
    // Something needed comes later: the value is written once more; where that sum is on the tape, once again.
    while (other > value)
      value = push({.op = Op::Add, .a = value, .b = position_of({Rational(0), -1}, at)}, at).position;
  }
  const auto last = static_cast<std::size_t>(value);
  std::vector<bool> used(tape_.size(), false);
  used[last] = true;
  for (const int other : needed) used[static_cast<std::size_t>(other)] = true;
  for (std::size_t i = last + 1; i-- > 0;) {
    if (!used[i]) continue;
    for (const int operand : {tape_[i].a, tape_[i].b}) {
      if (operand >= 0) used[static_cast<std::size_t>(operand)] = true;
    }
  }
  std::vector<int> moved(tape_.size(), -1);
  std::vector<Instruction> result;
  for (std::size_t i = 0; i <= last; ++i) {
    if (!used[i]) continue;
    moved[i] = static_cast<int>(result.size());
    Instruction instruction = std::move(tape_[i]);
    if (instruction.a >= 0) instruction.a = moved[static_cast<std::size_t>(instruction.a)];
    if (instruction.b >= 0) instruction.b = moved[static_cast<std::size_t>(instruction.b)];
    result.push_back(std::move(instruction));
  }
  return result;
}

}  // namespace relugap::target
