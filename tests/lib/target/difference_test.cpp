#include "lib/target/difference.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <stdexcept>

#include "lib/arith/interval.h"
#include "lib/target/evaluate.h"
#include "tests/support/random.h"

namespace relugap::target {
namespace {

Formula minus(const char* f, const char* g) { return difference(Formula::parse(f), Formula::parse(g)); }

int count(const Formula& f, Op op) {
  return static_cast<int>(
      std::count_if(f.tape().begin(), f.tape().end(), [op](const Instruction& i) { return i.op == op; }));
}

bool is_zero(const Formula& f) {
  const Instruction& last = f.tape().back();
  const auto zero = [&](int i) {
    const Instruction& step = f.tape()[static_cast<std::size_t>(i)];
    return step.op == Op::Constant && step.constant == 0;
  };
  return (last.op == Op::Constant && last.constant == 0) ||
         (last.op == Op::Add && zero(last.a) && zero(last.b));
}

TEST_CASE("what two formulas have in common cancels exactly") {
  CHECK(is_zero(minus("sin(x1)+x2", "x2+sin(x1)")));
  CHECK(is_zero(minus("2*(x1-exp(x2))/4", "x1/2-0.5*exp(x2)")));
  CHECK(is_zero(minus("chebsum(x1,1,2,3)", "1+2*x1+3*cheb(2,x1)")));
  CHECK(minus("sin(x1)+exp(x1)+x2^2", "sin(x1)+x2^2").tape().back().op == Op::Add);
  CHECK(count(minus("chebsum(x1,1,2,3)+sin(x1)", "chebsum(x1,1,2,4,5)"), Op::Chebyshev) == 1);
  CHECK(minus("x1", "x3").dimension() == 3);
}

TEST_CASE("terms that cancel are still evaluated, so that it is seen where they are undefined") {
  const Formula h = minus("log(x1)+x1^2", "x1^2+log(x1)");
  const std::vector<Interval> bad{Interval(-1.0, 1.0)}, good{Interval(1.0, 2.0)};
  CHECK_THROWS_AS(evaluate<Interval>(h, bad), std::domain_error);
  CHECK(evaluate<Interval>(h, good).upper() == 0);
  CHECK_THROWS_AS(evaluate<Interval>(minus("cheb(3,1/x1)", "cheb(3,1/x1)"), bad), std::domain_error);
  // The rest, 0 + x1, and the sum of it and 0 are on the tape before the logarithm.
  CHECK_THROWS_AS(evaluate<Interval>(minus("0+x1+0+log(x1)", "log(x1)"), bad), std::domain_error);
}

std::string random_sum(int depth) {
  static const char* const kTerms[] = {"x1",         "x2^2",      "abs(x1-x2)", "1/3", "chebsum(x1,1,2/3,-4)",
                                       "cheb(5,x2)", "max(x1,x2)"};
  if (depth == 0) return kTerms[rng().integer(0, 6)];
  const std::string a = random_sum(depth - 1), b = random_sum(depth - 1);
  switch (rng().integer(0, 5)) {
    case 0:
      return "(" + a + ")*(" + b + ")";
    case 1:
      return "-(" + a + ")*0.7";
    case 2:
      return "(" + a + ")/(-3)";
    case 3:
      return "(" + a + ")-(" + b + ")";
    case 4:
      return "abs(" + a + ")";
    default:
      return "(" + a + ")+(" + b + ")";
  }
}

TEST_CASE("sound: the difference is the difference at every point") {
  for (int i = 0; i < scaled(300); ++i) {
    const Formula f = Formula::parse(random_sum(rng().integer(0, 4))),
                  g = Formula::parse(random_sum(rng().integer(0, 4)));
    const Formula h = difference(f, g);
    const std::vector<Rational> x{exact(rng().uniform(-2, 2)), Rational(rng().integer(-9, 9), 7)};
    CAPTURE(h.text());
    REQUIRE(evaluate_exact(h, x).value() == evaluate_exact(f, x).value() - evaluate_exact(g, x).value());
  }
}

}  // namespace
}  // namespace relugap::target
