#include "lib/target/evaluate.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

#include "lib/arith/elementary.h"
#include "lib/arith/interval.h"
#include "lib/arith/mp_interval.h"
#include "lib/core/error.h"
#include "lib/target/chebyshev.h"

namespace relugap::target {
namespace {

std::size_t at(int position) { return static_cast<std::size_t>(position); }

// A constant as I.
template <class I>
I enclosed(const Rational& r) {
  if constexpr (std::is_same_v<I, Interval>) {
    return enclose(r);
  } else {
    return enclose_mp(r);
  }
}

template <class I>
void require(bool condition, const char* what) {
  if (!condition) throw std::domain_error(what);
}

template <class I>
bool contains_zero(const I& x) {
  return x.lower() <= 0 && x.upper() >= 0;
}

// One step on intervals; a and b are the operands (b only for two-argument operations).
template <class I>
I step(const Instruction& instruction, const I& a, const I& b) {
  switch (instruction.op) {
    case Op::Add:
      return a + b;
    case Op::Sub:
      return a - b;
    case Op::Mul:
      return a * b;
    case Op::Div:
      require<I>(!contains_zero(b), "division by an interval containing zero");
      return a / b;
    case Op::Neg:
      return -a;
    case Op::Pow:
      require<I>(instruction.exponent >= 0 || !contains_zero(a),
                 "negative power of an interval containing zero");
      return enclose_pow(a, instruction.exponent);
    case Op::Exp:
      return enclose_exp(a);
    case Op::Log:
      require<I>(a.lower() > 0, "log of an interval that is not positive");
      return enclose_log(a);
    case Op::Sin:
      return enclose_sin(a);
    case Op::Cos:
      return enclose_cos(a);
    case Op::Tan:
      return enclose_tan(a);
    case Op::Tanh:
      return enclose_tanh(a);
    case Op::Sqrt:
      require<I>(a.lower() >= 0, "sqrt of an interval that is not non-negative");
      return enclose_sqrt(a);
    case Op::Abs:
      return abs(a);
    case Op::Min:
      return min(a, b);
    case Op::Max:
      return max(a, b);
    case Op::Chebyshev:
      return enclose_chebyshev_sum<I>(instruction.coefficients, a);
    default:
      RELUGAP_CHECK(false);
  }
}

double estimate_step(const Instruction& instruction, double a, double b) {
  switch (instruction.op) {
    case Op::Add:
      return a + b;
    case Op::Sub:
      return a - b;
    case Op::Mul:
      return a * b;
    case Op::Div:
      return a / b;
    case Op::Neg:
      return -a;
    case Op::Pow:
      return std::pow(a, instruction.exponent);
    case Op::Exp:
      return std::exp(a);
    case Op::Log:
      return std::log(a);
    case Op::Sin:
      return std::sin(a);
    case Op::Cos:
      return std::cos(a);
    case Op::Tan:
      return std::tan(a);
    case Op::Tanh:
      return std::tanh(a);
    case Op::Sqrt:
      return std::sqrt(a);
    case Op::Abs:
      return std::fabs(a);
    case Op::Min:
      return std::min(a, b);
    case Op::Max:
      return std::max(a, b);
    case Op::Chebyshev:
      return estimate_chebyshev_sum(instruction.estimates, a);
    default:
      RELUGAP_CHECK(false);
  }
}

Rational exact_power(Rational base, int n) {
  if (n < 0) {
    require<Rational>(base != 0, "division by zero");
    base = 1 / base;
  }
  Rational result = 1;
  for (auto rest = static_cast<unsigned>(std::abs(n)); rest > 0; rest /= 2) {
    if (rest % 2 == 1) result *= base;
    if (rest > 1) base *= base;
  }
  return result;
}

std::optional<Rational> exact_step(const Instruction& instruction, const Rational& a, const Rational& b) {
  switch (instruction.op) {
    case Op::Add:
      return Rational(a + b);
    case Op::Sub:
      return Rational(a - b);
    case Op::Mul:
      return Rational(a * b);
    case Op::Div:
      require<Rational>(b != 0, "division by zero");
      return Rational(a / b);
    case Op::Neg:
      return Rational(-a);
    case Op::Pow:
      return exact_power(a, instruction.exponent);
    case Op::Abs:
      return Rational(abs(a));
    case Op::Min:
      return std::min(a, b);
    case Op::Max:
      return std::max(a, b);
    case Op::Chebyshev:
      return exact_chebyshev_sum(instruction.coefficients, a);
    default:
      return std::nullopt;
  }
}

// Runs the tape: leaf(instruction) gives constants, variables and pi, apply(instruction, a, b) the rest.
template <class S, class Leaf, class Apply>
std::vector<S> run(const Formula& formula, Leaf leaf, Apply apply) {
  std::vector<S> values;
  values.reserve(formula.tape().size());
  for (const Instruction& instruction : formula.tape()) {
    if (instruction.a < 0) {
      values.push_back(leaf(instruction));
    } else {
      const S& a = values[at(instruction.a)];
      values.push_back(apply(instruction, a, instruction.b >= 0 ? values[at(instruction.b)] : a));
    }
  }
  return values;
}

}  // namespace

template <class I>
I evaluate(const Formula& formula, std::span<const I> x) {
  RELUGAP_CHECK(x.size() >= formula.dimension());
  const auto leaf = [x](const Instruction& instruction) {
    if (instruction.op == Op::Variable) return x[at(instruction.variable)];
    if (instruction.op == Op::Pi) return enclose_pi<I>();
    return enclosed<I>(instruction.constant);
  };
  return run<I>(formula, leaf, step<I>).back();
}

template Interval evaluate(const Formula&, std::span<const Interval>);
template MpInterval evaluate(const Formula&, std::span<const MpInterval>);

double estimate(const Formula& formula, std::span<const double> x) {
  RELUGAP_CHECK(x.size() >= formula.dimension());
  const auto leaf = [x](const Instruction& instruction) {
    if (instruction.op == Op::Variable) return x[at(instruction.variable)];
    if (instruction.op == Op::Pi) return 3.14159265358979323846;
    return instruction.estimates[0];
  };
  return run<double>(formula, leaf, estimate_step).back();
}

std::optional<Rational> evaluate_exact(const Formula& formula, std::span<const Rational> x) {
  RELUGAP_CHECK(x.size() >= formula.dimension());
  std::vector<Rational> values;
  for (const Instruction& instruction : formula.tape()) {
    if (instruction.op == Op::Constant) {
      values.push_back(instruction.constant);
    } else if (instruction.op == Op::Variable) {
      values.push_back(x[at(instruction.variable)]);
    } else if (instruction.op == Op::Pi) {
      return std::nullopt;
    } else {
      const Rational& a = values[at(instruction.a)];
      const auto value = exact_step(instruction, a, instruction.b >= 0 ? values[at(instruction.b)] : a);
      if (!value) return std::nullopt;
      values.push_back(*value);
    }
  }
  return values.back();
}

}  // namespace relugap::target
