#include "lib/core/json.h"

#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#include "tests/support/random.h"

using namespace relugap;

TEST_CASE("a finite bound reads back to the same double") {
  for (int i = 0; i < scaled(20000); ++i) {
    const double x = nasty_double();
    const double back = Json::parse(json_bound(x).dump()).get<double>();
    CAPTURE(x);
    REQUIRE(std::bit_cast<std::uint64_t>(back) == std::bit_cast<std::uint64_t>(x));
  }
}

TEST_CASE("an infinite bound is a string") {
  CHECK(json_bound(std::numeric_limits<double>::infinity()).dump() == "\"inf\"");
  CHECK(json_bound(-std::numeric_limits<double>::infinity()).dump() == "\"-inf\"");
}

TEST_CASE("keys keep the order of insertion") {
  Json json;
  json["schema"] = "x";
  json["a"] = 1;
  CHECK(json.dump() == R"({"schema":"x","a":1})");
}
