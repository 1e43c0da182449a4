#include "lib/target/formula_lexer.h"

#include <doctest/doctest.h>

#include <vector>

#include "tests/lib/target/refusal.h"

namespace relugap::target {
namespace {

std::vector<std::string> tokens(std::string_view text) {
  std::vector<std::string> result;
  for (Lexer lexer(text); lexer.peek().kind != Token::Kind::End;) result.emplace_back(lexer.next().text);
  return result;
}

TEST_CASE("a formula is cut into numbers, names and symbols") {
  CHECK(tokens("1.5e-3*x12+sin( .5)") ==
        std::vector<std::string>{"1.5e-3", "*", "x12", "+", "sin", "(", ".5", ")"});
  CHECK(tokens("") == std::vector<std::string>{});
  CHECK(tokens(" \t\n") == std::vector<std::string>{});
}

TEST_CASE("an e that no exponent follows is not part of the number") {
  CHECK(tokens("2exp(x)") == std::vector<std::string>{"2", "exp", "(", "x", ")"});
  CHECK(tokens("2e+x") == std::vector<std::string>{"2", "e", "+", "x"});
  CHECK(tokens("1.") == std::vector<std::string>{"1."});
}

TEST_CASE("other bytes are refused with their column") {
  CHECK(refusal([] { tokens("x1 + $"); }) ==
        "formula 'x1 + $': column 6: expected a number, a name or one of + - * / ^ ( ) ,, found '$'");
  CHECK(refusal([] { tokens("\xcf\x80"); }).find("column 1") != std::string::npos);
  CHECK(refusal([] { tokens("."); }).find("column 1") != std::string::npos);
}

TEST_CASE("long formulas are cut short in messages") {
  const std::string line = refusal([] { tokens(std::string(1000, '+') + "\n$"); });
  CHECK(line.size() < 250);
  CHECK(line.find("column 1002") != std::string::npos);
}

}  // namespace
}  // namespace relugap::target
