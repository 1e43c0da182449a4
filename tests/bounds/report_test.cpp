#include "bounds/report.h"

#include <doctest/doctest.h>

#include "lib/arith/decimal.h"
#include "lib/core/error.h"
#include "tests/bounds/support.h"

namespace relugap::bounds {
namespace {

NetworkClass random_class() {
  return test::random_class({"1", "10/9", "3/2", "2", "9/4", "4", "100", "inf"});
}

TEST_CASE("named architectures at eps = 1e-3: parameters and exponents, cut downward") {
  struct Case {
    const char *widths, *q, *c;
    int parameters;
    const char *deterministic, *randomized;
  };
  const Case cases[] = {
      {"45-46-1-1", "2", "1", 2165, "82.59", "80.50"},
      {"64-65-1-1", "3/2", "1", 4293, "82.52", "80.28"},
      {"24,25,1x9", "1", "2", 667, "84.40", "82.58"},
      {"17,18,1x9", "2", "2", 359, "83.30", "81.62"},
      {"12,13,4x8,1", "inf", "1", 370, "86.70", "85.17"},
      {"13,39x5,1", "inf", "1", 6826, "129.24", "127.67"},
      {"16,48x4,1", "inf", "1", 7921, "139.20", "137.55"},
      {"16,48x2,1", "inf", "1", 3217, "85.40", "83.75"},
      {"24,72,72,1", "2", "3", 7129, "82.57", "80.74"},
      {"29,87,87,1", "1", "1", 10354, "12.35", "10.46"},
      {"100,300,300,1", "1", "1", 120901, "12.35", "10.46"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.widths);
    const NetworkClass h = test::make_class(c.widths, c.q, c.c);
    CHECK(h.parameters() == c.parameters);
    const BoundReport report = test::samples_for(h, "1e-3");
    CHECK(exponent_down(*report.find("bump-deterministic")->value) == c.deterministic);
    CHECK(exponent_down(*report.find("bump-randomized")->value) == c.randomized);
  }
}

TEST_CASE("for q = c = 1 the maximum over active coordinates saturates at d' = 29") {
  const BoundReport report = test::samples_for(test::make_class("100,300,300,1", "1", "1"), "1e-3");
  CHECK(report.find("bump-deterministic")->active == 29);
  CHECK(report.find("bump-randomized")->active == 28);
}

TEST_CASE("lower bounds never exceed upper bounds, for samples and for errors, separate and joint norms") {
  for (int i = scaled(300); i > 0; --i) {
    NetworkClass h = random_class();
    h.joint = rng().coin();
    Query query{.goal = SamplesFor{test::random_eps()}};
    if (rng().coin())
      query.goal = ErrorWith{Integer(rng().bits() >> static_cast<unsigned>(rng().integer(1, 63))) + 1};
    const BoundReport report = evaluate({h, query, {}});
    const Bound& upper = *report.find("lipschitz-grid");
    REQUIRE(upper.value.has_value());
    for (const Bound& b : report.bounds) {
      if (b.kind != Kind::lower || !b.value) continue;
      CAPTURE(text(h.widths));
      CAPTURE(b.theorem);
      CHECK(parse_decimal(b.value->down) <= parse_decimal(upper.value->up));
    }
  }
}

TEST_CASE("the recalled bound is below the proved ones wherever both apply, and never the best") {
  int both = 0;
  for (int i = scaled(250); i > 0; --i) {
    NetworkClass h = random_class();
    for (std::size_t l = 1; l < h.layers(); ++l) h.widths[l] += 3 * h.dimension();
    const Query query{.goal = SamplesFor{test::random_eps()}, .digits = 6};
    const BoundReport report = evaluate({h, query, {}});
    for (const auto& best : {report.best.deterministic, report.best.randomized, report.best.upper})
      CHECK(best != "bgv2023-uniform");
    const Bound &recalled = *report.find("bgv2023-uniform"), &ours = *report.find("bump-randomized");
    if (!recalled.value || !ours.value) continue;
    ++both;
    CHECK(parse_decimal(recalled.value->up) <= parse_decimal(ours.value->down));
  }
  CHECK(both > scaled(250) / 10);
}

TEST_CASE("joint norms give a smaller class, hence no larger lower bound; equal for q = inf") {
  for (int i = scaled(60); i > 0; --i) {
    NetworkClass h = random_class();
    const Query query{.goal = ErrorWith{rng().integer(1, 100000)}};
    const BoundReport separate = evaluate({h, query, {}});
    h.joint = true;
    const BoundReport joint = evaluate({h, query, {}});
    for (const char* id : {"bump-deterministic", "bump-randomized", "bump-high-probability"}) {
      const Rational a = parse_decimal(separate.find(id)->value->up),
                     b = parse_decimal(joint.find(id)->value->down);
      CHECK(b <= a);
      if (h.q.infinite()) CHECK(separate.find(id)->value->down == joint.find(id)->value->down);
    }
  }
}

TEST_CASE("no number is printed where no sample may be needed") {
  // q = 2, c = 1/10, eps = 1/2: every network of the class is smaller than 0.112.
  const BoundReport report = test::samples_for(test::make_class("1-2-1-1", "2", "1/10"), "1/2");
  for (const Bound& b : report.bounds) CHECK((b.kind == Kind::upper || !b.value));
  CHECK_FALSE(report.answered());
  CHECK_FALSE(report.best.deterministic);
  CHECK(to_json(report)["best"]["randomized"].is_null());
}

TEST_CASE("classes with 10^4 layers and 10^6 neurons per layer are evaluated at once, in certain digits") {
  const BoundReport report = test::samples_for(test::make_class("1000000x10001,1", "2", "3"), "1e-3");
  CHECK(report.find("bump-deterministic")->active == 999'999);
  CHECK(exponent_down(*report.find("bump-deterministic")->value) == "4773472455.74");
  CHECK(report.find("bump-deterministic")->value->down.ends_with("e4773472455"));
}

TEST_CASE("a large finite q finds the simplex bump as q = inf does") {
  for (const char* q : {"2000", "1000000", "inf"}) {
    CAPTURE(q);
    const BoundReport report = test::error_with(test::make_class("30,4,5,1", q, "1"), "100");
    const Bound& b = *report.find("bump-deterministic");
    CHECK(b.design.starts_with("S"));
    CHECK(parse_decimal(b.value->down) >= Rational(359, 1000));
  }
}

TEST_CASE("only the theorems asked for are applied, unknown ones are refused") {
  const NetworkClass h = test::make_class("2,6,6,1", "2", "1");
  const BoundReport report = evaluate({h, {.goal = SamplesFor{Rational(1, 10)}}, {"lipschitz-grid"}});
  CHECK(report.bounds.size() == 1);
  CHECK(report.comparisons.empty());
  CHECK(report.answered());
  CHECK_THROWS_AS(evaluate({h, {.goal = SamplesFor{1}}, {"lipschitz"}}), InputError);
}

TEST_CASE("the JSON has the keys of relugap.bound/1 and survives printing") {
  const BoundReport report = test::samples_for(test::make_class("16,48x7,1", "inf", "1"), "1e-3");
  const Json json = Json::parse(to_json(report).dump());
  CHECK(json["schema"] == "relugap.bound/1");
  CHECK(json["class"]["widths"] == Json::array({16, 48, 48, 48, 48, 48, 48, 48, 1}));
  CHECK(json["class"]["layers"] == 8);
  CHECK(json["class"]["parameters"] == 14977);
  CHECK(json["class"]["q"] == "inf");
  CHECK(json["class"]["coefficient"] == "1");
  CHECK(json["norm"] == "inf");
  CHECK(json["eps"] == "1e-3");
  CHECK(json["samples"].is_null());
  CHECK(json["domain"].is_null());
  CHECK(json["best"]["deterministic"] == "grouped-deterministic");
  CHECK(json["best"]["randomized"] == "grouped-randomized");
  CHECK(json["best"]["upper"] == "lipschitz-grid");
  for (const Json& b : json["bounds"]) {
    CHECK((b["kind"] == "lower" || b["kind"] == "upper"));
    CHECK((b["status"] == "proved") == (b["theorem"] != "bgv2023-uniform"));
    const std::string theorem = b["theorem"];
    if (theorem.starts_with("bump-lp")) {  // the question is about the uniform norm
      CHECK(b["value"].is_null());
      continue;
    }
    CHECK(b["log10"][0].get<double>() <= b["log10"][1].get<double>());
    CHECK(b["value"].size() == 2);
    for (const Json& h : b["hypotheses"]) CHECK(h["holds"] == true);
  }
}

}  // namespace
}  // namespace relugap::bounds
