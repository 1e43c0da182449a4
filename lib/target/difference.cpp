#include "lib/target/difference.h"

#include <gmp.h>

#include <map>
#include <utility>

#include "lib/target/tape_builder.h"

namespace relugap::target {
namespace {

constexpr std::size_t kMostBits = 1 << 14;  // of a factor q_i: sums with longer ones are not taken apart

std::size_t at(int position) { return static_cast<std::size_t>(position); }

std::size_t bits(const Rational& r) {
  const auto* q = r.backend().data();
  return mpz_sizeinbase(mpq_numref(q), 2) + mpz_sizeinbase(mpq_denref(q), 2);
}

/// Writes the tape of a formula once more and says where its value is.
Term replay(const Formula& formula, TapeBuilder& builder) {
  std::vector<Term> terms;
  for (const Instruction& step : formula.tape()) {
    const auto operand = [&](int i) { return terms[at(i)]; };
    switch (step.op) {
      case Op::Constant:
        terms.push_back(builder.constant(step.constant, 0));
        break;
      case Op::Variable:
        terms.push_back(builder.variable(step.variable, 0));
        break;
      case Op::Pi:
        terms.push_back(builder.pi(0));
        break;
      case Op::Pow:
        terms.push_back(builder.power(operand(step.a), Term{Rational(step.exponent), -1}, 0));
        break;
      case Op::Chebyshev:
        terms.push_back(builder.chebyshev(operand(step.a), step.coefficients, 0));
        break;
      default:
        terms.push_back(step.b >= 0 ? builder.binary(step.op, operand(step.a), operand(step.b), 0)
                                    : builder.unary(step.op, operand(step.a), 0));
    }
  }
  return terms.back();
}

/// What is left of f - g: factors of terms, by tape position, and a constant.
struct LinearCombination {
  std::map<int, Rational> factor;
  Rational constant = 0;

  void add(const Term& term, const Rational& q) {
    if (term.constant) {
      constant += q * *term.constant;
    } else {
      factor[term.position] += q;
    }
  }
};

/// Hands the factor of a sum on to its parts, from the last position to the first, and returns the positions of the terms.
std::vector<int> take_apart(const std::vector<Instruction>& tape, LinearCombination& sum) {
  std::vector<int> atoms;
  for (int i = static_cast<int>(tape.size()) - 1; i >= 0; --i) {
    const auto found = sum.factor.find(i);
    if (found == sum.factor.end()) continue;
    const Rational q = found->second;
    const Instruction& step = tape[at(i)];
    const bool left = step.op == Op::Mul && tape[at(step.a)].op == Op::Constant;
    const bool right = (step.op == Op::Mul || step.op == Op::Div) && tape[at(step.b)].op == Op::Constant;
    if (step.op == Op::Constant) {
      sum.constant += q * step.constant;
    } else if (bits(q) > kMostBits) {
      atoms.push_back(i);
      continue;
    } else if (step.op == Op::Add || step.op == Op::Sub) {
      sum.factor[step.a] += q;
      sum.factor[step.b] += step.op == Op::Add ? q : Rational(-q);
    } else if (step.op == Op::Neg) {
      sum.factor[step.a] -= q;
    } else if (left) {
      sum.factor[step.b] += q * tape[at(step.a)].constant;
    } else if (right) {
      const Rational& c = tape[at(step.b)].constant;
      sum.factor[step.a] += step.op == Op::Mul ? Rational(q * c) : Rational(q / c);
    } else {
      atoms.push_back(i);
      continue;
    }
    sum.factor.erase(i);
  }
  return atoms;
}

/// Adds up the sums of Chebyshev polynomials that have the same argument; those of degree 2 or more leave `sum`.
std::map<int, std::vector<Rational>> merge_chebyshev(const std::vector<Instruction>& tape,
                                                     LinearCombination& sum) {
  std::map<int, std::vector<Rational>> merged;
  for (auto i = sum.factor.begin(); i != sum.factor.end();) {
    const Instruction& step = tape[at(i->first)];
    if (step.op != Op::Chebyshev) {
      ++i;
      continue;
    }
    std::vector<Rational>& c = merged[step.a];
    if (c.size() < step.coefficients.size()) c.resize(step.coefficients.size(), Rational(0));
    for (std::size_t j = 0; j < step.coefficients.size(); ++j) c[j] += i->second * step.coefficients[j];
    i = sum.factor.erase(i);
  }
  for (auto i = merged.begin(); i != merged.end();) {
    std::vector<Rational>& c = i->second;
    while (!c.empty() && c.back() == 0) c.pop_back();
    if (c.size() > 2) {
      ++i;
      continue;
    }
    if (c.size() == 2) sum.factor[i->first] += c[1];
    if (!c.empty()) sum.constant += c[0];
    i = merged.erase(i);
  }
  return merged;
}

}  // namespace

Formula difference(const Formula& f, const Formula& g) {
  const std::string text = "(" + f.text() + ") - (" + g.text() + ")";
  TapeBuilder builder(text);
  LinearCombination sum;
  sum.add(replay(f, builder), 1);
  sum.add(replay(g, builder), -1);
  std::vector<int> terms = take_apart(builder.tape(), sum);
  // Chebyshev sums are defined everywhere their argument is.
  std::vector<int> needed;
  for (const int i : terms)
    needed.push_back(builder.tape()[at(i)].op == Op::Chebyshev ? builder.tape()[at(i)].a : i);
  const auto merged = merge_chebyshev(builder.tape(), sum);
  Term value{Rational(sum.constant), -1};
  for (const auto& [argument, coefficients] : merged)
    value =
        builder.binary(Op::Add, builder.chebyshev(Term{std::nullopt, argument}, coefficients, 0), value, 0);
  for (const auto& [position, q] : sum.factor) {
    if (q == 0) continue;
    const Term term{std::nullopt, position};
    const Term part = q == 1 || q == -1 ? term : builder.binary(Op::Mul, Term{abs(q), -1}, term, 0);
    value = builder.binary(q < 0 ? Op::Sub : Op::Add, value, part, 0);
  }
  return Formula(text, std::max(f.dimension(), g.dimension()), builder.finish(value, 0, needed));
}

}  // namespace relugap::target
