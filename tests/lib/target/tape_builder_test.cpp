#include "lib/target/tape_builder.h"

#include <doctest/doctest.h>

#include "tests/lib/target/refusal.h"

namespace relugap::target {
namespace {

TEST_CASE("equal steps share one position and unused ones are dropped") {
  TapeBuilder builder("text");
  const Term x = builder.variable(0, 0);
  builder.unary(Op::Exp, x, 0);
  const Term a = builder.unary(Op::Sin, x, 0);
  const Term b = builder.unary(Op::Sin, builder.variable(0, 0), 0);
  CHECK(a.position == b.position);
  const std::vector<Instruction> tape = builder.finish(builder.binary(Op::Add, a, b, 0), 0);
  REQUIRE(tape.size() == 3);
  CHECK(tape[1].op == Op::Sin);
  CHECK(tape[2].op == Op::Add);
  CHECK(tape[2].a == 1);
  CHECK(tape[2].b == 1);
}

TEST_CASE("constants fold exactly and reach the tape only where they are used") {
  TapeBuilder builder("text");
  const Term third = builder.binary(Op::Div, {Rational(1), -1}, {Rational(3), -1}, 0);
  CHECK(third.constant == Rational(1, 3));
  const std::vector<Instruction> tape = builder.finish(third, 0);
  REQUIRE(tape.size() == 1);
  CHECK(tape[0].constant == Rational(1, 3));
}

TEST_CASE("powers of constants that would be too long are refused before they are computed") {
  TapeBuilder builder("text");
  CHECK(refusal([&] {
          builder.power({exact(0.1), -1}, {Rational(1000000), -1}, 4);
        }) == "formula 'text': column 5: expected constants of at most a million bits, found a longer one");
  CHECK(builder.power({Rational(-1), -1}, {Rational(999999), -1}, 0).constant == -1);
  CHECK(builder.power({Rational(2, 3), -1}, {Rational(-2), -1}, 0).constant == Rational(9, 4));
}

TEST_CASE("Chebyshev sums of constants fold where that is quick, and all sums together have a limit") {
  TapeBuilder builder("text");
  const auto cheb = [&](Term t, std::size_t n) {
    std::vector<Rational> c(n + 1, Rational(0));
    c.back() = 1;
    return builder.chebyshev(std::move(t), std::move(c), 4);
  };
  CHECK(cheb({Rational(1, 2), -1}, 3).constant == -1);
  CHECK(cheb({Rational(1), -1}, 5000).constant == 1);
  const Term kept = cheb({Rational(123456789, 1000000007), -1}, 10000);
  CHECK(!kept.constant);
  CHECK(builder.tape()[static_cast<std::size_t>(kept.position)].op == Op::Chebyshev);
  const Term x = builder.variable(0, 0);
  for (std::size_t n = 9900; n < 9908; ++n) cheb(x, n);
  CHECK(cheb(x, 9900).position == cheb(x, 9900).position);
  CHECK(
      refusal([&] {
        for (std::size_t n = 9910; n < 9912; ++n) cheb(x, n);
      }) ==
      "formula 'text': column 5: expected at most 100000 coefficients of Chebyshev polynomials, found more");
}

}  // namespace
}  // namespace relugap::target
