#include "bounds/crossing.h"

#include <doctest/doctest.h>

#include "lib/arith/decimal.h"
#include "lib/core/error.h"
#include "tests/bounds/support.h"

namespace relugap::bounds {
namespace {

Sweep sweep_of(std::string_view widths, std::string_view q, const std::vector<std::string>& vary,
               const std::string& eps = "1e-3") {
  SweepRequest r{{test::make_class(widths, q, "1"), {.goal = SamplesFor{parse_decimal(eps)}}, {}}, {}};
  r.base.query.digits = 6;
  for (const std::string& range : vary) r.ranges.push_back(parse_parameter_range(range));
  return evaluate(r, 1);
}

const Crossing& find(const Crossings& crossings, const std::string& statement, std::size_t line = 0) {
  for (const Crossing& crossing : crossings.crossings)
    if (crossing.statement == statement && crossing.line == line) return crossing;
  FAIL("no such statement");
  return crossings.crossings.front();
}

Bound lower_bound(Interval log10, const std::string& down, const std::string& up) {
  Bound bound;
  bound.value = CertainValue{log10, down, up};
  return bound;
}

TEST_CASE("a bound exceeds what it is certainly above, and what is undecided does not count") {
  const Threshold hundred(100);
  CHECK(hundred.is_exceeded_by(lower_bound(Interval(2.5, 2.6), "316", "399")));
  CHECK(!hundred.is_exceeded_by(lower_bound(Interval(1.9, 2.1), "79", "126")));  // undecided
  CHECK(!hundred.is_exceeded_by(lower_bound(Interval(2.0, 2.0), "100", "100")));
  CHECK(hundred.is_exceeded_by(
      lower_bound(Interval(1.99, 2.0), "101", "101")));  // an integer above the number itself
  CHECK(!hundred.is_exceeded_by(lower_bound(Interval(1, 1), "10", "10")));
  CHECK(!hundred.is_exceeded_by(Bound{}));  // does not apply
  Bound upper = lower_bound(Interval(5, 5), "100000", "100000");
  upper.kind = Kind::upper;
  CHECK(!hundred.is_exceeded_by(upper));
  CHECK(Threshold(Rational(1, 2)).is_exceeded_by(lower_bound(Interval(-3, -3), "1", "1")));  // one sample
  CHECK(parse_threshold("1e100000")
            .is_exceeded_by(lower_bound(Interval(100001, 100001), "1e100001", "1e100001")));
  CHECK(
      !parse_threshold("1e100000").is_exceeded_by(lower_bound(Interval(99999, 99999), "1e99999", "1e99999")));
}

TEST_CASE("a threshold is a number > 0") {
  for (const char* text : {"", "0", "-1", "nan", "inf", "x"})
    CHECK_THROWS_AS(parse_threshold(text), InputError);
}

TEST_CASE(
    "the class 42-43-1-1 of the theory passes 10^80, and a statement lists exactly the points that exceed") {
  const Sweep at_42 = sweep_of("42,43,1,1", "2", {"width1=38:46"});
  const Crossings crossings = find_crossings(at_42, parse_threshold("1e80"));
  CHECK(crossings.any());
  const auto first = find(crossings, "randomized").first();
  REQUIRE(first.has_value());
  CHECK(request_at(at_42.request, *first).network_class.parameters() <= 1895);
  for (const Crossing& crossing : crossings.crossings) {
    std::vector<std::size_t> exceeding;
    for (std::size_t i = 0; i < at_42.points.size(); ++i) {
      const Bound* bound = bound_at(at_42.points[i], crossing.statement);
      if (bound && parse_decimal(bound->value->down) > parse_decimal("1e80")) exceeding.push_back(i);
    }
    CHECK(crossing.exceeding == exceeding);
  }
}

TEST_CASE("the smallest value is found whatever the order of the values") {
  const Sweep up = sweep_of("16,48,48,1", "inf", {"layers=3:12"}, "1e-2");
  const Sweep down = sweep_of("16,48,48,1", "inf", {"layers=12:3:-1"}, "1e-2");
  const Threshold threshold = parse_threshold("1e80");
  const Crossings of_up = find_crossings(up, threshold), of_down = find_crossings(down, threshold);
  REQUIRE(of_up.any());
  for (const char* statement : {"deterministic", "randomized", "bump-deterministic"}) {
    const Crossing &a = find(of_up, statement), &b = find(of_down, statement);
    REQUIRE(a.first().has_value() == b.first().has_value());
    if (!a.first()) continue;  // not every theorem exceeds it
    CHECK(up.request.ranges[0].values[*a.first()] == down.request.ranges[0].values[*b.first()]);
    CHECK(runs_text(up, a.exceeding) == runs_text(down, b.exceeding));
  }
}

TEST_CASE("every line of a sweep over two parameters has its own crossing") {
  const Sweep sweep = sweep_of("16,48,48,1", "2", {"q=1,2,inf", "layers=3:12"});
  const Crossings crossings = find_crossings(sweep, parse_threshold("1e80"));
  CHECK(!find(crossings, "deterministic", 0).first());
  const Crossing& infinite = find(crossings, "deterministic", 20);
  REQUIRE(infinite.first().has_value());
  CHECK(*infinite.first() == 20);
  CHECK(runs_text(sweep, infinite.exceeding) == "3..12");
}

TEST_CASE("a recalled bound alone exceeds nothing") {
  Crossings crossings{Threshold(10), {}};
  crossings.crossings.push_back({.statement = "bgv2023-uniform", .recalled = true, .exceeding = {0}});
  CHECK(!crossings.any());
  crossings.crossings.push_back({.statement = "bump-deterministic", .exceeding = {0}});
  CHECK(crossings.any());
}

TEST_CASE("runs of neighbouring values are written short") {
  const Sweep sweep = sweep_of("2,3,1,1", "2", {"layers=3:9"});
  CHECK(runs_text(sweep, {}) == "");
  CHECK(runs_text(sweep, {0}) == "3");
  CHECK(runs_text(sweep, {0, 1}) == "3, 4");
  CHECK(runs_text(sweep, {0, 1, 2, 4, 6}) == "3..5, 7, 9");
}

TEST_CASE("the crossing stands in text and JSON with its class and bound") {
  const Sweep sweep = sweep_of("16,48,48,1", "inf", {"layers=3:5"});
  const Crossings crossings = find_crossings(sweep, parse_threshold("1e110"));
  const std::string text = to_text(sweep, &crossings);
  CHECK(text.find("smallest layers at which the bound is proved to exceed 1e110") != std::string::npos);
  CHECK(text.find("16,48x3,1 (5569 parameters)") != std::string::npos);
  const Json json = Json::parse(to_json(sweep, &crossings)).at("crossing");
  CHECK(json.at("exceeds") == "1e110");
  CHECK(json.at("vary") == "layers");
  CHECK(json.at("crossings").at(0).at("smallest") == "4");
  CHECK(json.at("crossings").at(0).at("parameters") == 5569);
  CHECK(json.at("crossings").at(0).at("exceeded_at") == "4, 5");
}

}  // namespace
}  // namespace relugap::bounds
