#include "bounds/parameter_range.h"

#include <doctest/doctest.h>

#include <string>

#include "lib/core/error.h"
#include "lib/core/quote.h"
#include "tests/support/random.h"

namespace relugap::bounds {
namespace {

// The values in words, separated by spaces.
std::string values(const std::string& text) {
  std::string out;
  for (const ParameterValue& value : parse_parameter_range(text).values)
    out += (out.empty() ? "" : " ") + value.text();
  return out;
}

TEST_CASE("a range meets both its ends exactly") {
  CHECK(values("layers=3:6:1") == "3 4 5 6");
  CHECK(values("layers=3:6") == "3 4 5 6");
  CHECK(values("d=1:10:4") == "1 5 9");
  CHECK(values("layers=6:3:-1") == "6 5 4 3");
  CHECK(values("width=2:16:*2") == "2 4 8 16");
  CHECK(values("eps=1e-1:1e-6:/10") == "0.1 0.01 1e-3 1e-4 1e-5 1e-6");
  CHECK(values("coefficient=0.1:0.5:0.1") == "0.1 0.2 0.3 0.4 0.5");
  CHECK(values("coefficient=1/3:1:1/3") == "1/3 2/3 1");
  CHECK(values("samples=5:5") == "5");
}

TEST_CASE("a list may mix numbers, infinity and ranges, with spaces") {
  CHECK(values("q=1,2,inf") == "1 2 inf");
  CHECK(values(" p = 1:2:1/2 , 7, infinity") == "1 1.5 2 7 inf");
  CHECK(values("samples=1e6,10:1000:*10") == "1000000 10 100 1000");
}

TEST_CASE("arithmetic ranges have all multiples of the step and no others, in exact arithmetic") {
  for (int i = 0; i < test::scaled(200); ++i) {
    const int a = rng().integer(1, 1000), s = rng().integer(1, 50), n = rng().integer(0, 200);
    const std::string den = "/" + std::to_string(rng().integer(1, 97));
    const std::string text = "eps=" + std::to_string(a) + den + ":" + std::to_string(a + n * s) + den + ":" +
                             std::to_string(s) + den;
    const ParameterRange range = parse_parameter_range(text);
    REQUIRE(range.values.size() == static_cast<std::size_t>(n + 1));
    const Rational step =
        n ? Rational((range.values.back().number - range.values[0].number) / n) : Rational(0);
    for (std::size_t k = 0; k < range.values.size(); ++k)
      CHECK(range.values[k].number == range.values[0].number + step * Rational(static_cast<long>(k)));
  }
}

TEST_CASE("a name says which parameter, and which layer") {
  CHECK(parse_parameter_range("d=1").parameter == Parameter::dimension);
  CHECK(parse_parameter_range("width=1").layer == 0);
  CHECK(parse_parameter_range("width12=1").layer == 12);
  for (const char* name : {"d", "width", "width3", "layers", "q", "coefficient", "eps", "samples", "p"})
    CHECK(parse_parameter_range(std::string(name) + "=2").name() == name);
}

TEST_CASE("what is not a range is refused with the text, what was expected and what was found") {
  for (const char* text : {"",
                           "layers",
                           "=3",
                           "depth=3",
                           "layers=",
                           "layers=3:",
                           "layers=:3",
                           "layers=3:40:0",
                           "layers=3:40:-1",
                           "layers=40:3",
                           "layers=3:40:1:1",
                           "layers=3,,4",
                           "layers=3,3",
                           "layers=x",
                           "layers=3.5",
                           "layers=0",
                           "layers=-3",
                           "layers=1000000",
                           "layers=inf",
                           "layers=nan",
                           "width=0",
                           "width=1000000001",
                           "width0=3",
                           "width-1=3",
                           "widthx=3",
                           "width99999999999999999999=3",
                           "d=1e10",
                           "q=0.5",
                           "q=-1",
                           "q=nan",
                           "p=0",
                           "coefficient=0",
                           "coefficient=inf",
                           "eps=0",
                           "eps=-1e-3",
                           "eps=1:0:/10",
                           "eps=1e-1:1e-6:*10",
                           "eps=1e-6:1e-1:/10",
                           "eps=1:2:*1",
                           "eps=1:2:/0.5",
                           "eps=1:2:*",
                           "samples=0",
                           "samples=1.5",
                           "samples=1:1000001",
                           "eps=1:1e-100000:/1.0000001",
                           "eps=1e-99999:1:1e-99999",
                           "q=1/0"}) {
    INFO(text);
    try {
      parse_parameter_range(text);
      FAIL_CHECK("accepted");
    } catch (const InputError& error) {
      const std::string line = error.what();
      CHECK(line.find("vary " + quote(text) + ": expected ") == 0);
      CHECK(line.find(", found '") != std::string::npos);
      CHECK(line.find('\n') == std::string::npos);
    }
  }
}

TEST_CASE("values are ordered by size with infinity last") {
  const auto range = parse_parameter_range("q=inf,3,1,5/2");
  CHECK(range.values[1] < range.values[0]);
  CHECK(!(range.values[0] < range.values[1]));
  CHECK(!(range.values[0] < range.values[0]));
  CHECK(range.values[3] < range.values[1]);
}

}  // namespace
}  // namespace relugap::bounds
