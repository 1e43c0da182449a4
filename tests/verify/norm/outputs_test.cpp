#include "verify/norm/outputs.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>

#include "lib/target/formula.h"
#include "tests/support/random.h"
#include "tests/verify/random_sides.h"

using namespace relugap;
using namespace relugap::verify;

namespace {

target::RationalBox cube(std::size_t d, const Rational& lo, const Rational& hi) {
  return {std::vector<Rational>(d, lo), std::vector<Rational>(d, hi)};
}

SearchOptions options(const char* gap = "1/1000") {
  SearchOptions result;
  result.relative_gap = Rational(gap);
  result.threads = 1;
  result.time_limit_seconds = 20;
  return result;
}

/// x -> (a_1 x, a_2 x, ...): sup of |f_i| on [-1, 1] is |a_i|.
net::Network rays(const std::vector<double>& slopes) {
  return net::Network(1, {net::Dense{slopes.size(), 1, slopes, std::vector<double>(slopes.size(), 0.0)}});
}

Rational exact_value(const Side& f, const Side& g, std::size_t output, const std::vector<Rational>& x) {
  return test::exact_value(pick_output(f, output), x) - test::exact_value(pick_output(g, output), x);
}

}  // namespace

TEST_CASE("contract: the output with the largest error is found, wherever it stands") {
  for (std::size_t worst = 0; worst < 4; ++worst) {
    std::vector<double> slopes{0.5, -1, 2, 1.5};
    slopes[worst] = -3;
    const OutputsEnclosure found = enclose_outputs(rays(slopes), Zero{}, cube(1, -1, 1), options());
    CHECK(found.output == worst);
    CHECK(found.enclosure.lower.value <= 3);
    CHECK(found.enclosure.upper.value >= 3);
    CHECK(found.enclosure.status == Status::Converged);
    REQUIRE(found.enclosure.witness.size() == 1);
    CHECK(abs(found.enclosure.witness[0]) == 1);
  }
}

TEST_CASE("sound: no output at no point exceeds the maximum, the witness proves it, for random networks") {
  for (int i = 0; i < scaled(25); ++i) {
    const auto d = static_cast<std::size_t>(rng().integer(1, 3)),
               n = static_cast<std::size_t>(rng().integer(2, 5));
    const auto number = [] { return rng().normal(); };
    const Side f = test::random_net({d, 7, 5, n}, number);
    const Side g = rng().coin() ? Side(test::random_net({d, 6, n}, number)) : Side(Zero{});
    const target::RationalBox domain = cube(d, Rational(-1, 3), Rational(rng().integer(1, 9), 10));
    SearchOptions how = options("1/100");
    if (rng().integer(0, 3) == 0) how.time_limit_seconds = rng().coin() ? 0 : 0.01;
    const OutputsEnclosure found = enclose_outputs(f, g, domain, how);
    const NormEnclosure& all = found.enclosure;
    REQUIRE(all.witness.size() == d);
    CHECK(abs(exact_value(f, g, found.output, all.witness)) >= exact(all.lower.value));
    for (int k = 0; k < scaled(40); ++k)
      CHECK(abs(exact_value(f, g, k % n, test::random_point(domain))) <= exact(all.upper.value));
    if (all.status == Status::Converged)
      CHECK(exact(all.upper.value) - exact(all.lower.value) <= exact(all.lower.value) / 100);
    else
      CHECK(all.explanation.has_value());
  }
}

TEST_CASE("contract: a threshold is decided by the outputs together") {
  const Side f = rays({1, -2, 0.5});
  SearchOptions how = options();
  how.threshold = Rational(21, 10);
  const OutputsEnclosure below = enclose_outputs(f, Zero{}, cube(1, -1, 1), how);
  CHECK(below.enclosure.status == Status::BelowThreshold);
  CHECK(below.enclosure.upper.value <= 2.1);
  how.threshold = Rational(19, 10);
  const OutputsEnclosure above = enclose_outputs(f, Zero{}, cube(1, -1, 1), how);
  CHECK(above.enclosure.status == Status::AboveThreshold);
  CHECK(above.output == 1);
  CHECK(above.enclosure.lower.value > 1.9);
}

TEST_CASE("sound: the range of every output holds all of its values, and the whole range all of them") {
  for (int i = 0; i < scaled(12); ++i) {
    const auto d = static_cast<std::size_t>(rng().integer(1, 2)),
               n = static_cast<std::size_t>(rng().integer(1, 4));
    const Side f = test::random_net({d, 6, n}, [] { return rng().normal(); });
    const Side g =
        rng().coin() ? Side(test::random_net({d, 4, n}, [] { return rng().normal(); })) : Side(Zero{});
    const target::RationalBox domain = cube(d, -1, Rational(1, 3));
    SearchOptions how = options("1/100");
    if (rng().integer(0, 3) == 0) how.time_limit_seconds = 0;
    const OutputsRange found = enclose_output_ranges(f, g, domain, how);
    REQUIRE(found.outputs.size() == n);
    const RangeEnclosure& all = found.all;
    for (int k = 0; k < scaled(40); ++k) {
      const std::size_t output = k % n;
      const RangeEnclosure& one = found.outputs[output];
      const Rational y = exact_value(f, g, output, test::random_point(domain));
      CHECK(y <= exact(one.maximum.upper.value));
      CHECK(y >= exact(one.minimum.lower.value));
      CHECK(y <= exact(all.maximum.upper.value));
      CHECK(y >= exact(all.minimum.lower.value));
    }
    CHECK(exact_value(f, g, found.maximum_output, all.maximum.witness) >= exact(all.maximum.lower.value));
    CHECK(exact_value(f, g, found.minimum_output, all.minimum.witness) <= exact(all.minimum.upper.value));
  }
}

TEST_CASE("contract: progress speaks of the maximum over the outputs") {
  SearchOptions how = options("1/1000000");
  double lower = 0;
  how.progress = [&](const Progress& p) {
    CHECK(p.lower.value <= p.upper.value);
    CHECK(p.lower.value >= lower);
    lower = p.lower.value;
  };
  const auto number = [] { return rng().normal(); };
  const Side f = test::random_net({3, 16, 16, 3}, number), g = test::random_net({3, 16, 16, 3}, number);
  how.time_limit_seconds = 2;
  const OutputsEnclosure found = enclose_outputs(f, g, cube(3, -1, 1), how);
  CHECK(found.enclosure.lower.value >= lower);
}
