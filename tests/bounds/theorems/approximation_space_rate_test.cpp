#include "bounds/theorems/approximation_space_rate.h"

#include <doctest/doctest.h>

#include "lib/core/error.h"
#include "tests/support/random.h"

namespace relugap::bounds {
namespace {

Rate rate(std::string_view alpha, std::string_view theta, std::string_view depth, std::string_view p,
          std::string_view d) {
  const RateReport report = approximation_space_rate(parse_rate_request(alpha, theta, depth, p, d));
  REQUIRE(report.rate.has_value());
  return *report.rate;
}

TEST_CASE("bounded coefficients: gamma is half the depth, rounded down") {
  const Rate odd = rate("1", "0", "5", "inf", "3");
  CHECK(*odd.gamma == 2);
  CHECK(odd.achieved == Rational(1, 9));
  CHECK(odd.at_most == odd.achieved);
  CHECK(*rate("1", "0", "6", "inf", "3").gamma == 3);
}

TEST_CASE("growing coefficients add theta for every layer, and L^p adds 1/p on one side") {
  const Rate r = rate("1/2", "0.25", "4", "2", "2");
  CHECK(*r.gamma == 3);
  CHECK(r.achieved == Rational(1, 14));
  CHECK(r.at_most == Rational(4, 7));
}

TEST_CASE("without a bound on the depth nothing is achieved and 1/p is the limit") {
  const Rate r = rate("2", "0", "inf", "3", "1");
  CHECK_FALSE(r.gamma.has_value());
  CHECK(r.achieved == 0);
  CHECK(r.at_most == Rational(1, 3));
  CHECK(rate("2", "0", "inf", "inf", "1").at_most == 0);
}

TEST_CASE("rates grow with alpha and fall with theta, depth, d and p") {
  for (int i = scaled(300); i > 0; --i) {
    const auto draw = [] { return Rational(rng().integer(1, 40), rng().integer(1, 9)); };
    RateRequest r{draw(), draw(), static_cast<std::uint64_t>(rng().integer(3, 12)), Exponent(draw() + 1),
                  static_cast<std::uint64_t>(rng().integer(1, 9))};
    const Rate base = *approximation_space_rate(r).rate;
    const auto worse = [&](auto change, bool strictly) {
      RateRequest changed = r;
      change(changed);
      const Rate other = *approximation_space_rate(changed).rate;
      CHECK(other.at_most <= base.at_most);
      if (strictly) CHECK(other.at_most < base.at_most);
      CHECK(other.achieved <= base.achieved);
    };
    worse([](RateRequest& x) { x.alpha /= 2; }, true);
    worse([](RateRequest& x) { x.theta += 1; }, true);
    worse([](RateRequest& x) { *x.depth += 2; }, true);
    worse([](RateRequest& x) { x.depth.reset(); }, true);
    worse([](RateRequest& x) { x.dimension += 1; }, true);
    worse([](RateRequest& x) { x.norm = Exponent(x.norm.value() + 1); }, true);
  }
}

TEST_CASE("two layers are a violated hypothesis") {
  const RateReport report = approximation_space_rate(parse_rate_request("1", "0", "2", "inf", "1"));
  CHECK_FALSE(report.rate.has_value());
  CHECK_FALSE(report.hypotheses.back().holds);
  CHECK(to_text(report).find("VIOLATED  depth >= 3 (2)") != std::string::npos);
  CHECK(to_json(report).at("beta").is_null());
  CHECK(to_csv({report}).find(",no,,,") != std::string::npos);
}

TEST_CASE("the exact exponents are in every form of the answer") {
  const RateReport report = approximation_space_rate(parse_rate_request("1/2", "1/4", "4", "2", "2"));
  CHECK(to_json(report).at("beta") == Json({"1/14", "4/7"}));
  CHECK(to_json(report).at("gamma") == "3");
  CHECK(to_text(report).find("1/14 <= beta <= 4/7") != std::string::npos);
  CHECK(to_csv({report}).find("3,1/14,4/7\r\n") != std::string::npos);
  CHECK(to_latex({report}).find("$1/14$ & $4/7$") != std::string::npos);
}

TEST_CASE("requests that mean nothing are refused") {
  CHECK_THROWS_AS(parse_rate_request("0", "0", "3", "2", "1"), InputError);
  CHECK_THROWS_AS(parse_rate_request("1", "-1", "3", "2", "1"), InputError);
  CHECK_THROWS_AS(parse_rate_request("1", "0", "3.5", "2", "1"), InputError);
  CHECK_THROWS_AS(parse_rate_request("1", "0", "3", "1/2", "1"), InputError);
  CHECK_THROWS_AS(parse_rate_request("1", "0", "3", "2", "0"), InputError);
}

}  // namespace
}  // namespace relugap::bounds
