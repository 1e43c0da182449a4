#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "lib/arith/rational.h"

namespace relugap::target {

enum class Op {
  Constant,  ///< constant
  Variable,  ///< x_{variable + 1}
  Pi,
  Add,  ///< a + b, and likewise below: a and b are earlier tape positions
  Sub,
  Mul,
  Div,
  Neg,
  Pow,  ///< a ^ exponent, exponent any integer but 0 and 1
  Exp,
  Log,
  Sin,
  Cos,
  Tan,
  Tanh,
  Sqrt,
  Abs,
  Min,
  Max,
  Chebyshev  ///< sum_j coefficients_j T_j(a), two coefficients or more, the last one not 0
};

/// One step of a tape; fields that the operation does not use are -1, 0 or empty.
struct Instruction {
  Op op = Op::Constant;
  int a = -1;                            ///< position of the (first) operand
  int b = -1;                            ///< position of the second operand
  Rational constant{};                   ///< value of Op::Constant
  int exponent = 0;                      ///< of Op::Pow
  int variable = -1;                     ///< of Op::Variable, counted from 0: x1 is 0
  std::vector<Rational> coefficients{};  ///< of Op::Chebyshev
  /// Double estimates of coefficients (Op::Chebyshev) or of constant (Op::Constant), for target::estimate.
  std::vector<double> estimates{};

  bool operator==(const Instruction&) const = default;
};

/// A real function of x1, ..., xd given by a formula, parsed once into a straight-line program.
///
///   sum     = product { ("+" | "-") product }
///   product = signed  { ("*" | "/") signed }
///   signed  = ("-" | "+") signed | power
///   power   = primary [ "^" signed ]              so -x^2 = -(x^2), x^2^3 = x^(2^3); exponents are integers
///   primary = number | "pi" | "x" | "x1".."xd" | name "(" sum { "," sum } ")" | "(" sum ")"
///   name    = exp log sin cos tan tanh sqrt abs | min max (two arguments)
///           | cheb(n, t)                      the Chebyshev polynomial T_n(t), n a constant integer from 0 to 10000
///           | chebsum(t, c0, c1, ..., cn)     c0 T_0(t) + c1 T_1(t) + ... + cn T_n(t), constants c0, ..., cn
///
/// Polynomials of high degree belong into chebsum: it is evaluated in the Chebyshev basis, where the sum of powers loses
/// all digits. t is any term; on [a, b] polynomials are usually given in t = (2 x - a - b)/(b - a), which runs over [-1,1].
/// Numbers are decimals and mean exactly that number; operations on rational constants are carried out
/// exactly (but for long Chebyshev sums), equal subterms are computed once, and t * t becomes t^2. `x` is x1; by convention t^0 = 1.
class Formula {
 public:
  /// Fails: InputError "formula 'TEXT': column N: expected X, found Y" (columns count bytes from 1) for what the grammar
  /// does not allow, division by a constant zero, log or sqrt of a constant outside its domain, an exponent that is not
  /// an integer of at most 10^6 in size, nesting deeper than 1000, text or tape that is too long, and more than
  /// 100000 coefficients of Chebyshev polynomials.
  static Formula parse(std::string_view text);

  /// The highest i of an xi in the text; 0 for a constant.
  std::size_t dimension() const { return dimension_; }

  /// Operands come before their use, every step is used (but see difference.h), and the last step is the value. Never empty.
  const std::vector<Instruction>& tape() const { return tape_; }

  const std::string& text() const { return text_; }

 private:
  friend Formula difference(const Formula& f, const Formula& g);
  Formula(std::string text, std::size_t dimension, std::vector<Instruction> tape);

  std::string text_;
  std::size_t dimension_;
  std::vector<Instruction> tape_;
};

}  // namespace relugap::target
