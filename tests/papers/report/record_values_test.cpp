#include "papers/report/record_values.h"

#include <doctest/doctest.h>

#include <cmath>

#include "lib/core/error.h"
#include "papers/report/error_cells.h"
#include "tests/papers/report/sample_data.h"

using relugap::InputError;
using relugap::Json;
using relugap::Rational;
namespace report = relugap::report;
using relugap::test::certify_record;
using relugap::test::estimate_record;

TEST_CASE("contract: bounds are numbers or infinite words, nothing else") {
  CHECK(report::bound_value(Json{{"upper", 0.5}}, "upper") == 0.5);
  CHECK(std::isinf(report::bound_value(Json{{"upper", "inf"}}, "upper")));
  CHECK(report::bound_value(Json{{"upper", "-inf"}}, "upper") < 0);
  CHECK_THROWS_AS(report::bound_value(Json{{"upper", "1"}}, "upper"), InputError);
  CHECK_THROWS_AS(report::bound_value(Json{{"upper", nullptr}}, "upper"), InputError);
  CHECK_THROWS_AS(report::bound_value(Json::object(), "upper"), InputError);
}

TEST_CASE("sound: the shortfall of an estimate is the exact range over the enclosure") {
  const auto shortfall = report::shortfall_of(0.75, {1.0, 1.5, true, "converged"});
  CHECK(shortfall.least == Rational(1, 4));
  CHECK(shortfall.most == Rational(1, 2));
}

TEST_CASE("sound: the shortfall is printed downwards at its lower and upwards at its upper end") {
  const auto cells = report::error_cells(certify_record(3.0, 3.5), estimate_record(1.0));
  CHECK(cells[0].text == "3");
  CHECK(cells[1].text == "3.5");
  CHECK(cells[2].text == "0.17");  // 1/6 upwards
  CHECK(cells[4].text == "66.6–71.5");
  CHECK(cells[4].data == "66.6..71.5");
}

TEST_CASE("contract: an estimate inside the enclosure has no proved shortfall") {
  const auto cells = report::error_cells(certify_record(1.0, 2.0), estimate_record(1.5));
  CHECK(cells[4].text == "$\\le$ 25.0");
}

TEST_CASE("contract: an infinite upper bound or a lower bound of zero leave gap and shortfall open") {
  Json open = certify_record(1.0, 2.0);
  open["upper"] = "inf";
  open["status"] = "time-limit";
  const auto cells = report::error_cells(open, estimate_record(0.5));
  CHECK(cells[1].text == "$\\infty$");
  CHECK(cells[2].text == "–†");
  CHECK(cells[4].text == "–");
  CHECK(report::error_cells(certify_record(0.0, 1e-16), estimate_record(0.0))[4].text == "–");
}

TEST_CASE("contract: a row is VIOLATED exactly if a proved statement contradicts the enclosure") {
  CHECK_FALSE(report::is_violated(certify_record(1.0, 1.0), estimate_record(1.0)));
  CHECK(report::is_violated(certify_record(1.0, 0.5), estimate_record(0.1)));
  CHECK(report::is_violated(certify_record(1.0, 1.5), estimate_record(std::nextafter(1.5, 2.0))));
  Json only_estimated = estimate_record(1.6);
  only_estimated["proved_at_point"] = 1.5;  // the estimate itself rounds: it proves nothing
  CHECK_FALSE(report::is_violated(certify_record(1.0, 1.5), only_estimated));
  CHECK(report::error_cells(certify_record(1.0, 1.5), estimate_record(1.6))[4].text == "VIOLATED");
}

TEST_CASE(
    "contract: the claim of a bound is the end that is proved, and recalled bounds are never the best") {
  const Json report = relugap::test::bound_record("error");
  CHECK(report::claimed_value(*report::best_bound(report, "deterministic")) == Rational(819, 100));
  CHECK(report::claimed_value(*report::best_bound(report, "upper")) == 2049);
  CHECK(report::theorem_bound(report, "bgv2023-uniform") == nullptr);  // its hypotheses do not hold there
  CHECK(report::theorem_bound(report, "no-such-theorem") == nullptr);
  CHECK(report::best_bound(report, "no-such-kind") == nullptr);
}
