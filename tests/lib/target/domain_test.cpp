#include "lib/target/domain.h"

#include <doctest/doctest.h>

#include "tests/lib/target/refusal.h"

namespace relugap::target {
namespace {

std::string refused(const std::string& text, std::optional<std::size_t> dimension = {}) {
  return refusal([&] { parse_domain(text, dimension); });
}

TEST_CASE("lo,hi is a cube of the given dimension, with exact ends") {
  const RationalBox box = parse_domain("-0.1, 1/3", 3);
  CHECK(box.lo == std::vector<Rational>(3, Rational(-1, 10)));
  CHECK(box.hi == std::vector<Rational>(3, Rational(1, 3)));
  CHECK(parse_domain("0,1", std::nullopt).dimension() == 1);
}

TEST_CASE("an explicit box gives its own dimension, also by powers") {
  const RationalBox box = parse_domain(" [0,1] x [-1e-3 , .5]x[2,2]", std::nullopt);
  CHECK(box == RationalBox{{0, Rational(-1, 1000), 2}, {1, Rational(1, 2), 2}});
  CHECK(parse_domain("[0,1]^2x[3,4]", 3) == RationalBox{{0, 0, 3}, {1, 1, 4}});
  CHECK(is_explicit_box(" [0,1]"));
  CHECK_FALSE(is_explicit_box("0,1"));
}

TEST_CASE("a single point is a legal box") {
  CHECK(parse_domain("0.5,0.5", 2) ==
        RationalBox{{Rational(1, 2), Rational(1, 2)}, {Rational(1, 2), Rational(1, 2)}});
}

TEST_CASE("inverted boxes are refused, also by less than a double can tell") {
  CHECK(refused("1,0", 1) == "domain '1,0': ends: expected lo <= hi, found '1,0'");
  CHECK(refused("[0,1]x[1.00000000000000000001,1]") ==
        "domain '[0,1]x[1.00000000000000000001,1]': factor 2: expected lo <= hi, found "
        "'1.00000000000000000001,1'");
}

TEST_CASE("infinite and malformed ends are refused") {
  CHECK(refused("0,inf", 1) == "domain '0,inf': ends: expected a finite decimal or fraction, found 'inf'");
  CHECK(refused("nan,1", 1).find("found 'nan'") != std::string::npos);
  CHECK(refused("0,1,2", 1).find("found '1,2'") != std::string::npos);
  CHECK(refused("0,", 1).find("expected a finite decimal or fraction, found the end") != std::string::npos);
  CHECK(refused("", 1) == "domain '': ends: expected two ends lo,hi, found the end");
  CHECK(refused("0;1", 1).find("expected two ends lo,hi, found '0;1'") != std::string::npos);
}

TEST_CASE("malformed boxes are refused at their factor") {
  CHECK(refused("[0,1") == "domain '[0,1': factor 1: expected a closing ']', found the end");
  CHECK(refused("[0,1]x") == "domain '[0,1]x': factor 2: expected '[' and two ends, found the end");
  CHECK(refused("[0,1]y[0,1]").find("factor 1: expected 'x' or the end after the factor") !=
        std::string::npos);
  CHECK(refused("[0,1]x0,1").find("factor 2: expected '[' and two ends, found '0,1'") != std::string::npos);
  CHECK(refused("[0]").find("expected two ends lo,hi, found '0'") != std::string::npos);
  CHECK(refused("[0,1]^0").find("a power of at least 1") != std::string::npos);
  CHECK(refused("[0,1]^9999999999999999999999").find("a power of at least 1 and at most 10^6") !=
        std::string::npos);
  CHECK(refused("[0,1]^1000000x[0,1]").find("at most 10^6 dimensions") != std::string::npos);
}

TEST_CASE("an explicit box of another dimension is refused") {
  CHECK(refused("[0,1]x[0,1]", 3) == "domain '[0,1]x[0,1]': dimension: expected 3, found 2");
}

}  // namespace
}  // namespace relugap::target
