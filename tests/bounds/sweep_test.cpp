#include "bounds/sweep.h"

#include <doctest/doctest.h>

#include "lib/core/error.h"
#include "tests/bounds/support.h"

namespace relugap::bounds {
namespace {

SweepRequest request(std::string_view widths, const std::vector<std::string>& vary,
                     std::string_view q = "2") {
  SweepRequest r{{test::make_class(widths, q, "1"), {.goal = SamplesFor{Rational(1, 100)}}, {}}, {}};
  r.base.query.digits = 6;
  for (const std::string& range : vary) r.ranges.push_back(parse_parameter_range(range));
  return r;
}

std::string widths_at(const SweepRequest& r, std::size_t point) {
  return text(request_at(r, point).network_class.widths);
}

TEST_CASE("the last range varies fastest, and every combination occurs once") {
  const SweepRequest r = request("4,8,8,1", {"q=1,2,inf", "layers=3:5", "eps=0.1,0.01"});
  CHECK(count_points(r) == 18);
  CHECK(request_at(r, 0).network_class.q.text() == "1");
  CHECK(std::get<SamplesFor>(request_at(r, 1).query.goal).eps == Rational(1, 100));
  CHECK(request_at(r, 2).network_class.layers() == 4);
  CHECK(request_at(r, 17).network_class.q.infinite());
  for (std::size_t i = 0; i < 18; ++i)
    CHECK((value_index(r, i, 0) * 3 + value_index(r, i, 1)) * 2 + value_index(r, i, 2) == i);
}

TEST_CASE("layers repeat the last hidden width or drop hidden layers from the end") {
  const SweepRequest r = request("45,46,7,1", {"layers=1:6"});
  CHECK(widths_at(r, 0) == "45,1");
  CHECK(widths_at(r, 1) == "45,46,1");
  CHECK(widths_at(r, 2) == "45,46,7,1");
  CHECK(widths_at(r, 3) == "45,46,7,7,1");
  CHECK(widths_at(r, 5) == "45,46,7x4,1");
}

TEST_CASE("width sets all hidden layers, width1 one of them, whatever the order of the ranges") {
  CHECK(widths_at(request("4,8,9,2", {"width=5"}), 0) == "4,5,5,2");
  CHECK(widths_at(request("4,8,9,2", {"width2=5"}), 0) == "4,8,5,2");
  for (const auto& vary : {std::vector<std::string>{"width1=3", "layers=4", "width=6", "d=2"},
                           std::vector<std::string>{"d=2", "width=6", "layers=4", "width1=3"}})
    CHECK(widths_at(request("4,8,8,1", vary), 0) == "2,3,6,6,1");
}

TEST_CASE("a cube keeps its sides in every dimension") {
  SweepRequest r = request("2,8,8,1", {"d=1:3"});
  r.base.query.domain = target::parse_domain("-1,1/2", 2);
  validate(r);
  for (std::size_t i = 0; i < 3; ++i) {
    const auto box = *request_at(r, i).query.domain;
    CHECK(box == target::parse_domain("-1,1/2", i + 1));
  }
  r.base.query.domain = target::parse_domain("[0,1]x[0,2]", 2);
  CHECK_THROWS_AS(validate(r), InputError);
}

TEST_CASE("what cannot be varied together is refused") {
  const auto refuses = [](const SweepRequest& r) { CHECK_THROWS_AS(validate(r), InputError); };
  refuses(request("4,8,8,1", {"layers=3:5", "layers=6"}));
  refuses(request("4,8,8,1", {"samples=1:5"}));             // eps is given
  refuses(request("4,1", {"layers=1:5"}));                  // no hidden width to repeat
  refuses(request("4,8,8,1", {"width3=1:5"}));              // not a hidden layer
  refuses(request("4,8,8,1", {"layers=2:5", "width2=4"}));  // not in every class of the sweep
  refuses(request("4,8,8,1", {"d=1:1000", "width=1:1000"}));
  SweepRequest r = request("4,8,8,1", {"eps=0.1,0.2"});
  r.base.query.goal = ErrorWith{10};
  refuses(r);
  r = request("4,8,8,1", {"layers=3:5"});
  r.base.theorems = {"no-such-theorem"};
  refuses(r);
  CHECK_NOTHROW(validate(request("4,1", {"layers=1:5", "width=3"})));
}

TEST_CASE("every point says what the question asked alone says") {
  const SweepRequest r = request("5,9,4,1", {"layers=2:5", "coefficient=1/2,1,3", "p=1,inf"});
  const Sweep sweep = evaluate(r, 2);
  REQUIRE(sweep.points.size() == 24);
  for (std::size_t i = 0; i < sweep.points.size(); ++i) {
    const BoundReport alone = evaluate(request_at(r, i));
    const BoundReport report = sweep.report(i);
    CHECK(report.best.deterministic == alone.best.deterministic);
    CHECK(report.best.randomized == alone.best.randomized);
    CHECK(to_csv(report) == to_csv(alone));
  }
}

TEST_CASE("the files do not depend on the number of threads") {
  const SweepRequest r = request("5,9,4,1", {"d=1:12", "eps=1e-1:1e-4:/10"}, "inf");
  const Sweep one = evaluate(r, 1), many = evaluate(r, 5);
  CHECK(to_csv(one) == to_csv(many));
  CHECK(to_json(one, nullptr) == to_json(many, nullptr));
  CHECK(to_text(one, nullptr) == to_text(many, nullptr));
}

TEST_CASE("JSON is one document with a point for every combination, and says why a theorem gives no number") {
  const Sweep sweep = evaluate(request("5,9,4,1", {"layers=2:4", "q=1,inf"}), 1);
  const Json json = Json::parse(to_json(sweep, nullptr));
  CHECK(json.at("schema") == "relugap.bound-sweep/1");
  CHECK(json.at("class").at("q").is_null());
  CHECK(json.at("vary").at(0).at("values") == Json::array({"2", "3", "4"}));
  REQUIRE(json.at("points").size() == 6);
  for (std::size_t i = 0; i < 6; ++i) {
    const Json& point = json.at("points").at(i);
    CHECK(point.at("widths") == text(request_at(sweep.request, i).network_class.widths));
    CHECK(point.at("bounds").size() == json.at("theorems").size());
    for (const Json& bound : point.at("bounds"))
      CHECK((bound.at("value").is_null() ? !bound.at("violated").empty() : bound.at("log10").size() == 2));
  }
  CHECK(json.at("points").at(0).at("best").at("deterministic").is_null());  // two layers
  CHECK(json.at("points").at(5).at("best").at("deterministic").is_string());
}

TEST_CASE("CSV has one header and a line per point and theorem") {
  const Sweep sweep = evaluate(request("5,9,4,1", {"layers=3:4"}), 1);
  const std::string csv = to_csv(sweep);
  std::size_t lines = 0, headers = 0;
  for (std::size_t at = 0; at < csv.size(); at = csv.find('\n', at) + 1) {
    ++lines;
    headers += csv.compare(at, 7, "widths,") == 0 ? 1 : 0;
  }
  CHECK(headers == 1);
  CHECK(lines == 1 + 2 * (sweep.points[0].bounds.size() + sweep.points[0].comparisons.size()));
}

TEST_CASE("the tables name what was varied and show no number where nothing is proved") {
  const Sweep sweep = evaluate(request("5,9,4,1", {"layers=2:4"}), 1);
  const std::string text = to_text(sweep, nullptr);
  CHECK(text.find("varied    layers = 2, 3, 4\n") != std::string::npos);
  CHECK(text.find("no proved lower bound applies at 1 of 3 points") != std::string::npos);
  CHECK(text.find("VIOLATED  at least 3 layers (L = 2)") != std::string::npos);
  const std::string latex = to_latex(sweep);
  CHECK(latex.find("\\begin{tabular}{rrll") != std::string::npos);
  CHECK(latex.find("2 & 64 & --- & ---") != std::string::npos);
  const std::string longer = to_latex(evaluate(request("5,9,4,1", {"layers=3:60"}), 0));
  CHECK(longer.find("\\begin{longtable}") != std::string::npos);
}

}  // namespace
}  // namespace relugap::bounds
