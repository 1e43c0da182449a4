#include "lib/target/formula.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "lib/arith/decimal.h"
#include "lib/core/error.h"
#include "lib/core/quote.h"
#include "lib/target/formula_lexer.h"
#include "lib/target/tape_builder.h"

namespace relugap::target {
namespace {

constexpr int kMaxDepth = 1000;
constexpr std::size_t kMaxText = 1 << 20;
constexpr int kMaxVariable = 1'000'000;
constexpr int kMaxDegree = 10'000;

struct Function {
  std::string_view name;
  Op op;
  int arguments;
};
constexpr std::array kFunctions{Function{"exp", Op::Exp, 1},   Function{"log", Op::Log, 1},
                                Function{"sin", Op::Sin, 1},   Function{"cos", Op::Cos, 1},
                                Function{"tan", Op::Tan, 1},   Function{"tanh", Op::Tanh, 1},
                                Function{"sqrt", Op::Sqrt, 1}, Function{"abs", Op::Abs, 1},
                                Function{"min", Op::Min, 2},   Function{"max", Op::Max, 2}};

// Index from 0 of "x" or "xN" with 1 <= N <= kMaxVariable written without leading zeros.
std::optional<int> variable_index(std::string_view name) {
  if (name == "x") return 0;
  if (name.size() < 2 || name.size() > 8 || name[0] != 'x' || name[1] == '0') return std::nullopt;
  int n = 0;
  for (const char c : name.substr(1)) {
    if (c < '0' || c > '9') return std::nullopt;
    n = 10 * n + (c - '0');
  }
  return n <= kMaxVariable ? std::optional(n - 1) : std::nullopt;
}

// Recursive descent over the grammar of formula.h, one function per rule.
class Parser {
 public:
  explicit Parser(std::string_view text) : lexer_(text), builder_(text) {}

  std::vector<Instruction> parse() {
    const Term value = sum();
    if (lexer_.peek().kind != Token::Kind::End) refuse_next("an operator or the end");
    return builder_.finish(value, 0);
  }
  int highest_variable() const { return highest_variable_; }

 private:
  struct Level {  // counts the nesting; every way to recurse passes through signed_term
    explicit Level(Parser& p) : parser(p) {
      if (++parser.depth_ > kMaxDepth)
        parser.refuse_next("nesting of at most " + std::to_string(kMaxDepth) + " levels");
    }
    ~Level() { --parser.depth_; }
    Parser& parser;
  };

  Term sum();
  Term product();
  Term signed_term();
  Term power();
  Term primary();
  Term name(const Token& token);
  Term call(const Function& function, const Token& token);
  Term chebyshev(const Token& token);
  Term chebyshev_sum(const Token& token);
  Rational constant_argument(const std::string& what);

  void expect(char symbol, const std::string& purpose) {
    if (!lexer_.accept(symbol)) refuse_next(quote(std::string_view(&symbol, 1)) + purpose);
  }
  [[noreturn]] void refuse_next(const std::string& expected) const {
    refuse(lexer_.text(), lexer_.peek().at, expected, describe(lexer_.peek()));
  }

  Lexer lexer_;
  TapeBuilder builder_;
  int depth_ = 0;
  int highest_variable_ = -1;
};

Term Parser::sum() {
  Term result = product();
  while (lexer_.is('+') || lexer_.is('-')) {
    const Token operation = lexer_.next();
    result = builder_.binary(operation.text == "+" ? Op::Add : Op::Sub, result, product(), operation.at);
  }
  return result;
}

Term Parser::product() {
  Term result = signed_term();
  while (lexer_.is('*') || lexer_.is('/')) {
    const Token operation = lexer_.next();
    result = builder_.binary(operation.text == "*" ? Op::Mul : Op::Div, result, signed_term(), operation.at);
  }
  return result;
}

Term Parser::signed_term() {
  const Level level(*this);
  const std::size_t at = lexer_.peek().at;
  if (lexer_.accept('-')) return builder_.unary(Op::Neg, signed_term(), at);
  if (lexer_.accept('+')) return signed_term();
  return power();
}

Term Parser::power() {
  const Term base = primary();
  if (!lexer_.accept('^')) return base;
  const std::size_t at = lexer_.peek().at;
  return builder_.power(base, signed_term(), at);
}

Term Parser::primary() {
  const Token token = lexer_.peek();
  if (token.kind == Token::Kind::Number) {
    lexer_.next();
    try {
      return builder_.constant(parse_decimal(token.text), token.at);
    } catch (const InputError&) {
      refuse(lexer_.text(), token.at, "a decimal number with an exponent of at most 100000", describe(token));
    }
  }
  if (token.kind == Token::Kind::Name) {
    lexer_.next();
    return name(token);
  }
  if (!lexer_.accept('(')) refuse_next("a number, a variable, a function or '('");
  const Term inner = sum();
  expect(')', "");
  return inner;
}

Term Parser::name(const Token& token) {
  if (token.text == "pi") return builder_.pi(token.at);
  if (const auto index = variable_index(token.text)) {
    highest_variable_ = std::max(highest_variable_, *index);
    return builder_.variable(*index, token.at);
  }
  for (const Function& function : kFunctions) {
    if (token.text == function.name) return call(function, token);
  }
  if (token.text == "cheb") return chebyshev(token);
  if (token.text == "chebsum") return chebyshev_sum(token);
  std::string known;
  for (const Function& function : kFunctions) known += std::string(function.name) + " ";
  known += "cheb chebsum ";
  refuse(lexer_.text(), token.at, "a variable x1, x2, ..., pi or one of " + known.substr(0, known.size() - 1),
         describe(token));
}

Term Parser::call(const Function& function, const Token& token) {
  expect('(', " after " + std::string(function.name));
  const Term first = sum();
  if (function.arguments == 1) {
    expect(')', "");
    return builder_.unary(function.op, first, token.at);
  }
  expect(',', " and a second argument of " + std::string(function.name));
  const Term second = sum();
  expect(')', "");
  return builder_.binary(function.op, first, second, token.at);
}

Rational Parser::constant_argument(const std::string& what) {
  const Token token = lexer_.peek();
  const Term term = sum();
  if (!term.constant) refuse(lexer_.text(), token.at, what, "an expression");
  return *term.constant;
}

Term Parser::chebyshev(const Token& token) {
  expect('(', " after cheb");
  const std::size_t at = lexer_.peek().at;
  const std::string range = "an integer from 0 to " + std::to_string(kMaxDegree) + " as the degree of cheb";
  const Rational degree = constant_argument(range);
  if (denominator(degree) != 1 || degree < 0 || degree > kMaxDegree)
    refuse(lexer_.text(), at, range, "another number");
  expect(',', " and the argument of cheb");
  const Term argument = sum();
  expect(')', "");
  std::vector<Rational> coefficients(static_cast<std::size_t>(numerator(degree)) + 1, Rational(0));
  coefficients.back() = 1;
  return builder_.chebyshev(argument, std::move(coefficients), token.at);
}

Term Parser::chebyshev_sum(const Token& token) {
  expect('(', " after chebsum");
  const Term argument = sum();
  std::vector<Rational> coefficients;
  expect(',', " and the coefficients of chebsum");
  do {
    if (coefficients.size() > static_cast<std::size_t>(kMaxDegree))
      refuse_next("at most " + std::to_string(kMaxDegree + 1) + " coefficients");
    coefficients.push_back(constant_argument("a rational constant as coefficient of chebsum"));
  } while (lexer_.accept(','));
  expect(')', "");
  return builder_.chebyshev(argument, std::move(coefficients), token.at);
}

}  // namespace

Formula::Formula(std::string text, std::size_t dimension, std::vector<Instruction> tape)
    : text_(std::move(text)), dimension_(dimension), tape_(std::move(tape)) {}

Formula Formula::parse(std::string_view text) {
  if (text.size() > kMaxText)
    refuse(text, kMaxText, "at most " + std::to_string(kMaxText) + " bytes", "more");
  Parser parser(text);
  std::vector<Instruction> tape = parser.parse();
  return Formula(std::string(text), static_cast<std::size_t>(parser.highest_variable() + 1), std::move(tape));
}

}  // namespace relugap::target
