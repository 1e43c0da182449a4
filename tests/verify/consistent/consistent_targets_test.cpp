#include "verify/consistent/consistent_targets.h"

#include <doctest/doctest.h>

#include <cmath>

#include "lib/core/error.h"
#include "tests/support/random.h"
#include "tests/verify/consistent/sample_data.h"
#include "tests/verify/random_sides.h"
#include "verify/lipschitz/global_lipschitz.h"

using namespace relugap;
using namespace relugap::verify;
using namespace relugap::test;

namespace {

target::RationalBox cube(std::size_t d, const Rational& lo, const Rational& hi) {
  return {std::vector<Rational>(d, lo), std::vector<Rational>(d, hi)};
}

SearchOptions options(const char* gap = "1/1000", double seconds = 10) {
  SearchOptions result;
  result.relative_gap = Rational(gap);
  result.time_limit_seconds = seconds;
  result.threads = 2;
  return result;
}

Rational value_of(const Side& f, const std::vector<Rational>& x) {
  if (const auto* network = std::get_if<net::Network>(&f)) return net::evaluate(*network, x)[0];
  return exact_difference(f, Zero{}, x);  // Zero, or formulas that are >= 0
}

/// max(hi - f, f - lo) at one point, enclosed.
MpInterval bound_at(const SampleData& data, const Side& f, const std::vector<Rational>& x, Sign sign) {
  const PrecisionScope scope(200);
  const MpInterval value = enclose_mp(value_of(f, x));
  return sign == Sign::Above ? MpInterval(data.envelope(x, sign) - value)
                             : MpInterval(data.envelope(x, sign) + value);
}

void check_enclosure(const SampleData& data, const Side& f, const target::RationalBox& domain,
                     const ConsistentResult& result, int points) {
  const NormEnclosure& found = result.enclosure;
  REQUIRE(found.lower.value <= found.upper.value);
  REQUIRE(found.witness.size() == domain.dimension());
  for (std::size_t k = 0; k < domain.dimension(); ++k)
    REQUIRE((domain.lo[k] <= found.witness[k] && found.witness[k] <= domain.hi[k]));
  if (found.lower.value > 0)
    REQUIRE(MpFloat(found.lower.value) <= bound_at(data, f, found.witness, result.side).upper());
  for (int i = 0; i < points; ++i) {
    std::vector<Rational> x = random_point(domain);
    if (i % 2 == 1) {
      // Near the witness, where a bound that is too small would show.
      for (std::size_t k = 0; k < x.size(); ++k) {
        x[k] = found.witness[k] + exact(rng().uniform(-1, 1) * std::exp2(rng().integer(-45, -3)));
        x[k] = std::min<Rational>(std::max<Rational>(x[k], domain.lo[k]), domain.hi[k]);
      }
    }
    for (const Sign sign : kSigns) REQUIRE(bound_at(data, f, x, sign).lower() <= MpFloat(found.upper.value));
  }
}

}  // namespace

TEST_CASE("sound and tight: random samples, networks and norms, on exact points and at the witness") {
  for (int i = 0; i < scaled(24); ++i) {
    const auto d = static_cast<std::size_t>(rng().integer(1, 2));
    const target::RationalBox domain = cube(d, Rational(-1, 3), Rational(1, 2));
    SampleData data = random_samples(domain, static_cast<std::size_t>(rng().integer(1, 30)));
    if (rng().coin()) data.at_zero = Rational(rng().integer(6, 90), 10);
    const Side f = random_net({d, 6, 6, 1}, [] { return rng().uniform(-1, 1); });
    CAPTURE(i);
    const ConsistentResult result = ConsistentTargets(data.knowledge()).enclose(f, domain, options("1/100"));
    CHECK(result.enclosure.status == Status::Converged);
    check_enclosure(data, f, domain, result, 60);
  }
}

TEST_CASE("sound: the network that gave the labels is one of the targets") {
  for (int i = 0; i < scaled(8); ++i) {
    const std::size_t d = 2;
    const auto number = [] { return rng().uniform(-0.8, 0.8); };
    const net::Network u = random_net({d, 5, 5, 1}, number);
    const Side f = random_net({d, 5, 5, 1}, number), g = u;
    const target::RationalBox domain = cube(d, -1, 1);
    SampleData data;
    const auto norm = static_cast<InputNorm>(rng().integer(0, 2));
    data.p = norm == InputNorm::L1   ? std::optional<Rational>(1)
             : norm == InputNorm::L2 ? std::optional<Rational>(2)
                                     : std::nullopt;
    data.lipschitz = exact(upper_global_lipschitz(u).best(norm));
    data.at_zero = abs(Rational(net::evaluate(u, std::vector<Rational>(d))[0]));
    for (int j = rng().integer(1, 40); j > 0; --j) {
      std::vector<Rational> x;
      for (std::size_t k = 0; k < d; ++k) x.push_back(Rational(rng().integer(-16, 16), 16));
      data.points.push_back(x);
      data.labels.push_back(net::evaluate(u, x)[0]);
    }
    const ConsistentTargets targets(data.knowledge());
    CHECK_FALSE(targets.find_contradiction());
    const ConsistentResult result = targets.enclose(f, domain, options("1/20", 3));
    check_enclosure(data, f, domain, result, 20);
    for (int j = 0; j < 200; ++j)
      REQUIRE(exact_difference(f, g, random_point(domain)) <= exact(result.enclosure.upper.value));
  }
}

TEST_CASE("tight: known values of the bound") {
  const auto enclose = [](SampleData data, const Side& f, const target::RationalBox& domain) {
    const ConsistentResult result =
        ConsistentTargets(data.knowledge()).enclose(f, domain, options("1/1000000"));
    CHECK(result.enclosure.status == Status::Converged);
    check_enclosure(data, f, domain, result, 30);
    return result.enclosure;
  };
  const auto is = [](const NormEnclosure& found, const Rational& value) {
    CHECK(exact(found.lower.value) <= value);
    CHECK(exact(found.upper.value) >= value);
    CHECK(found.upper.value <= found.lower.value * 1.00001);
  };
  SampleData line;
  line.p = Rational(2);
  line.points = {{0}, {1}, {Rational(5, 2)}};
  line.labels = {0, 0, 0};
  is(enclose(line, Zero{}, cube(1, 0, Rational(5, 2))), Rational(3, 4));
  is(enclose(line, Zero{}, cube(1, -2, 3)), 2);  // end gaps count double
  is(enclose(line, target::Formula::parse("1"), cube(1, 0, 1)), Rational(3, 2));
  line.labels = {0, 1, 1};
  line.at_zero = Rational(1, 100);
  is(enclose(line, Zero{}, cube(1, -3, 0)), 3);
  // Corners of a square: l1 distance 1, max norm 1/2, Euclidean distance sqrt(1/2) at the centre.
  SampleData square;
  square.points = {{0, 0}, {0, 1}, {1, 0}, {1, 1}};
  square.labels = {0, 0, 0, 0};
  square.lipschitz = 3;
  square.p = Rational(1);
  is(enclose(square, Zero{}, cube(2, 0, 1)), 3);
  square.p.reset();
  is(enclose(square, Zero{}, cube(2, 0, 1)), Rational(3, 2));
  square.p = Rational(2);
  const NormEnclosure euclidean = enclose(square, Zero{}, cube(2, 0, 1));
  CHECK(exact(euclidean.lower.value) * exact(euclidean.lower.value) <= Rational(9, 2));
  CHECK(exact(euclidean.upper.value) * exact(euclidean.upper.value) >= Rational(9, 2));
}

TEST_CASE("tight: three dimensions and every norm converge to one percent") {
  for (const std::optional<Rational>& p :
       {std::optional<Rational>(1), std::optional<Rational>(2), std::optional<Rational>(Rational(3, 2)),
        std::optional<Rational>(1001), std::optional<Rational>(100001), std::optional<Rational>()}) {
    SampleData data = random_samples(cube(3, 0, 1), 40);
    data.p = p;
    const Side f = random_net({3, 8, 8, 1}, [] { return rng().uniform(-0.7, 0.7); });
    const ConsistentResult result =
        ConsistentTargets(data.knowledge()).enclose(f, cube(3, 0, 1), options("1/100", 20));
    CHECK(result.enclosure.status == Status::Converged);
    check_enclosure(data, f, cube(3, 0, 1), result, 20);
  }
}

TEST_CASE("contract: a domain that is one sample point has the error there, exactly") {
  SampleData data;
  data.p = Rational(2);
  data.points = {{Rational(1, 10), Rational(1, 3)}, {0, 0}};
  data.labels = {Rational(1, 7), 0};
  const target::RationalBox domain{data.points[0], data.points[0]};
  const ConsistentResult result = ConsistentTargets(data.knowledge()).enclose(Zero{}, domain, options());
  CHECK(exact(result.enclosure.lower.value) <= Rational(1, 7));
  CHECK(exact(result.enclosure.upper.value) >= Rational(1, 7));
  CHECK(result.enclosure.upper.value <= 1.0 / 7 + 1e-14);
}

TEST_CASE("contract: contradictions are found wherever they stand, and only they") {
  for (int i = 0; i < scaled(12); ++i) {
    const auto d = static_cast<std::size_t>(rng().integer(1, 4));
    SampleData data = random_samples(cube(d, -1, 1), static_cast<std::size_t>(rng().integer(2, 300)));
    REQUIRE_FALSE(ConsistentTargets(data.knowledge()).find_contradiction());
    data.at_zero = Rational(2) * data.lipschitz;
    REQUIRE_FALSE(ConsistentTargets(data.knowledge()).find_contradiction());
    const auto bad = static_cast<std::size_t>(rng().integer(0, static_cast<int>(data.points.size()) - 1));
    data.labels[bad] +=
        (rng().coin() ? 1 : -1) * data.lipschitz * (static_cast<int>(d) * 2 + Rational(1, 1000));
    // Equal points would be merged; the tests of cli look at their labels.
    bool repeated = false;
    for (std::size_t j = 0; j < data.points.size(); ++j)
      repeated |= j != bad && data.points[j] == data.points[bad];
    if (repeated) continue;
    const ConsistentTargets targets(data.knowledge());
    const auto found = targets.find_contradiction();
    REQUIRE(found);
    const std::size_t row = data.set.source[found->i],
                      other = found->j == targets.origin() ? bad : data.set.source[found->j];
    CHECK((row == bad || other == bad));
  }
}

TEST_CASE("contract: a formula that is not defined is refused, limits give a valid enclosure") {
  SampleData data = random_samples(cube(2, -1, 1), 50);
  const ConsistentTargets targets(data.knowledge());
  const target::RationalBox domain = cube(2, -1, 1);
  CHECK_THROWS_AS(targets.enclose(target::Formula::parse("log(x1)"), domain, options()), InputError);
  CHECK_THROWS_AS(targets.enclose(target::Formula::parse("1/(x1-1/3)"), domain, options()), InputError);
  const Side f = random_net({2, 12, 12, 1}, [] { return rng().uniform(-1, 1); });
  const std::atomic<bool> interrupted = true;
  SearchOptions stopped = options("1/1000000");
  stopped.interrupted = &interrupted;
  const ConsistentResult early = targets.enclose(f, domain, stopped);
  CHECK(early.enclosure.status == Status::Interrupted);
  check_enclosure(data, f, domain, early, 20);
  SearchOptions little = options("1/1000000");
  little.memory_limit_bytes = 1;
  CHECK(targets.enclose(f, domain, little).enclosure.status == Status::MemoryLimit);
}

TEST_CASE("regression: a box in hand that is not bounded keeps the other threads from giving up") {
  // log has no bound next to 0: whichever thread holds that box, the answer is that 0 is the trouble.
  SampleData data;
  data.p = Rational(2);
  data.points = {{0}, {1}, {Rational(5, 2)}};
  data.labels = {0, 0, 0};
  const ConsistentTargets targets(data.knowledge());
  for (int i = 0; i < scaled(20); ++i)
    CHECK_THROWS_AS(targets.enclose(target::Formula::parse("log(x1)"), cube(1, 0, 3), options()), InputError);
}

TEST_CASE("regression: networks that double arithmetic absorbs are bounded with more bits") {
  const double small = static_cast<double>(1e-3F);
  const Side f = net::Network(
      1, {net::Dense{2, 1, {-20, 0}, {1, 1}}, net::Relu{}, net::Dense{2, 2, {-2, 0, 0, 1}, {1, 0}},
          net::Relu{}, net::Dense{1, 2, {1e17, -1e17}, {small}}, net::Relu{}, net::Dense{1, 1, {1000}, {0}}});
  SampleData data;
  data.p = Rational(2);
  data.points = {{0}, {1}};
  data.labels = {0, 0};
  // f = 1000 small for x >= 1/20, and the samples allow -1/2 at 1/2.
  const ConsistentResult result = ConsistentTargets(data.knowledge()).enclose(f, cube(1, 0, 1), options());
  const Rational sup = 1000 * exact(small) + Rational(1, 2);
  CHECK(result.enclosure.status == Status::Converged);
  CHECK(exact(result.enclosure.lower.value) <= sup);
  CHECK(exact(result.enclosure.upper.value) >= sup);
}
