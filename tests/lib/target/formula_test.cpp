#include "lib/target/formula.h"

#include <doctest/doctest.h>

#include "lib/target/evaluate.h"
#include "tests/lib/target/refusal.h"

namespace relugap::target {
namespace {

// The exact value at (x1, x2) = (2, 5).
Rational value(std::string_view text) {
  const std::vector<Rational> x{2, 5};
  return evaluate_exact(Formula::parse(text), std::span<const Rational>(x)).value();
}

std::string refused(const std::string& text) {
  const std::string line = refusal([&] { Formula::parse(text); });
  const std::string start = "formula '" + text + "': ";
  return line.starts_with(start) ? line.substr(start.size()) : line;
}

TEST_CASE("precedence is the conventional one") {
  CHECK(value("1+2*3") == 7);
  CHECK(value("-x1^2") == -4);
  CHECK(value("(-x1)^2") == 4);
  CHECK(value("x1^-2") == Rational(1, 4));
  CHECK(value("x1^2^3") == 256);
  CHECK(value("x1^-1^2") == Rational(1, 2));
  CHECK(value("1-2-3") == -4);
  CHECK(value("12/3/2") == 2);
  CHECK(value("12/3*2") == 8);
  CHECK(value("2*-3") == -6);
  CHECK(value("--x1") == 2);
  CHECK(value("+x1 - +x2") == -3);
  CHECK(value("2*x1^2*x2") == 40);
  CHECK(value("-2^2") == -4);
}

TEST_CASE("numbers mean exactly their decimal") {
  CHECK(value("0.1") == Rational(1, 10));
  CHECK(value("1e-3*x1") == Rational(1, 500));
  CHECK(value(".5 + 1.") == Rational(3, 2));
  CHECK(value("1/3 + 1/3 + 1/3") == 1);
  CHECK(value("1e300*1e300/1e600") == 1);
  CHECK(value("123456789012345678901234567890") == Rational("123456789012345678901234567890"));
}

TEST_CASE("variables, functions of rationals and min and max") {
  CHECK(value("x") == 2);
  CHECK(value("x1 + x2") == 7);
  CHECK(value("abs(x1 - x2)") == 3);
  CHECK(value("min(x1, x2) + 10*max(x1, x2)") == 52);
  CHECK(value("min(abs(-7), max(2, 3))") == 3);
  CHECK(value("x1^0") == 1);
  CHECK(value("0^0") == 1);
  CHECK(value("(x1 + x2)*(x1 + x2)") == 49);
}

TEST_CASE("the dimension is the highest variable named") {
  CHECK(Formula::parse("x").dimension() == 1);
  CHECK(Formula::parse("x2 + x7").dimension() == 7);
  CHECK(Formula::parse("pi").dimension() == 0);
  CHECK(Formula::parse("0*x4").dimension() == 4);
}

TEST_CASE("rational constants fold, equal subterms are computed once, squares are powers") {
  CHECK(Formula::parse("2*(3 - 1/3)^2").tape().size() == 1);
  const Formula f = Formula::parse("sin(50*x1)*sin(50*x)");
  REQUIRE(f.tape().size() == 5);  // 50, x1, product, sin, square (50 comes after x1 or before)
  CHECK(f.tape().back().op == Op::Pow);
  CHECK(f.tape().back().exponent == 2);
  CHECK(f.text() == "sin(50*x1)*sin(50*x)");
}

TEST_CASE("every tape is in order, and every step but the last is used") {
  for (const char* text :
       {"log(sin(50*x1)+2)+sin(5*x1)", "min(x1,x2)^3/(1+exp(-x3))", "0*x1", "x1^2^2 + 7^2^2", "tanh(pi)"}) {
    const Formula f = Formula::parse(text);
    const std::vector<Instruction>& tape = f.tape();
    std::vector<bool> used(tape.size(), false);
    for (std::size_t i = 0; i < tape.size(); ++i) {
      for (const int operand : {tape[i].a, tape[i].b}) {
        if (operand < 0) continue;
        REQUIRE(static_cast<std::size_t>(operand) < i);
        used[static_cast<std::size_t>(operand)] = true;
      }
    }
    for (std::size_t i = 0; i + 1 < tape.size(); ++i) CHECK(used[i]);
  }
}

TEST_CASE("malformed formulas are refused at their column") {
  CHECK(refused("") == "column 1: expected a number, a variable, a function or '(', found the end");
  CHECK(refused("sin(x1") == "column 7: expected ')', found the end");
  CHECK(refused("sin x1") == "column 5: expected '(' after sin, found 'x1'");
  CHECK(refused("1 + * 2") == "column 5: expected a number, a variable, a function or '(', found '*'");
  CHECK(refused("(x1 + 1))") == "column 9: expected an operator or the end, found ')'");
  CHECK(refused("2 x1") == "column 3: expected an operator or the end, found 'x1'");
  CHECK(refused("min(x1)") == "column 7: expected ',' and a second argument of min, found ')'");
  CHECK(refused("max(1, 2, 3)") == "column 9: expected ')', found ','");
  CHECK(refused("exp(1, 2)") == "column 6: expected ')', found ','");
  CHECK(refused("1..2") == "column 3: expected an operator or the end, found '.2'");
  CHECK(refused("x1^") == "column 4: expected a number, a variable, a function or '(', found the end");
}

TEST_CASE("unknown names are refused and the known ones listed") {
  CHECK(refused("y + 1") ==
        "column 1: expected a variable x1, x2, ..., pi or one of exp log sin cos tan tanh sqrt abs "
        "min max cheb chebsum, found 'y'");
  for (const char* name :
       {"x0", "x01", "x_1", "xx", "x1a", "X1", "x1000001", "x99999999999999999999", "sinh", "Pi", "e"}) {
    CHECK(refused(name).starts_with("column 1: expected a variable x1, x2, "));
  }
}

TEST_CASE("exponents are constant integers") {
  CHECK(refused("x1^x2") == "column 4: expected a constant integer as exponent, found an expression");
  CHECK(refused("x1^0.5") ==
        "column 4: expected an integer of at most 10^6 in size as exponent, found another number");
  CHECK(refused("x1^1000001").starts_with("column 4: expected an integer of at most 10^6"));
  CHECK(refused("x1^(2*x1-2*x1)").starts_with("column 4"));
  CHECK(value("x1^(6/2)") == 8);
}

TEST_CASE("constants outside the domain of an operation are refused") {
  CHECK(refused("1/0") == "column 2: expected a divisor other than 0, found division by 0");
  CHECK(refused("x1/(1-1)").starts_with("column 3: expected a divisor other than 0"));
  CHECK(refused("0^-1") == "column 3: expected a divisor other than 0, found a negative power of 0");
  CHECK(refused("log(-1)") == "column 1: expected log of a positive number, found log of a constant <= 0");
  CHECK(refused("1 + sqrt(0-2)") ==
        "column 5: expected sqrt of a number >= 0, found sqrt of a negative constant");
}

TEST_CASE("hostile formulas are refused: too deep, too long, numbers too large") {
  const auto nested = [](std::size_t n) { return std::string(n, '(') + "x1" + std::string(n, ')'); };
  CHECK(value(nested(900)) == 2);
  CHECK(refusal([&] {
          Formula::parse(nested(1001));
        }).find("column 1001: expected nesting of at most 1000 levels") != std::string::npos);
  CHECK(refusal([] { Formula::parse(std::string(100000, '-') + "x1"); }).find("nesting") !=
        std::string::npos);
  std::string calls;
  for (int i = 0; i < 2000; ++i) calls += "sin(";
  CHECK(refusal([&] { Formula::parse(calls); }).find("nesting") != std::string::npos);
  std::string powers = "x1";
  for (int i = 0; i < 2000; ++i) powers += "^1";
  CHECK(refusal([&] { Formula::parse(powers); }).find("nesting") != std::string::npos);
  CHECK(refusal([] { Formula::parse(std::string((1 << 20) + 1, ' ')); }).find("at most 1048576 bytes") !=
        std::string::npos);
  std::string many = "x1";
  for (int i = 2; i < 60000; ++i) many += "+x" + std::to_string(i);
  CHECK(refusal([&] { Formula::parse(many); }).find("at most 100000 operations") != std::string::npos);
  CHECK(refused("1e99999999")
            .starts_with("column 1: expected a decimal number with an exponent of at most 100000"));
  CHECK(refused("10^10^10").starts_with("column 4: expected an integer of at most 10^6"));
  CHECK(refused("(10^100000)^100000").find("million bits") != std::string::npos);
}

}  // namespace
}  // namespace relugap::target
