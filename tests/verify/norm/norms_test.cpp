#include "verify/norm/norms.h"

#include <doctest/doctest.h>

#include <cmath>

#include "lib/arith/decimal.h"
#include "lib/arith/elementary.h"
#include "lib/core/error.h"
#include "tests/support/random.h"
#include "tests/verify/exact_integral.h"
#include "tests/verify/random_sides.h"

using namespace relugap;
using namespace relugap::verify;
using namespace relugap::test;

namespace {

target::RationalBox cube(std::size_t d, const Rational& lo, const Rational& hi) {
  return {std::vector<Rational>(d, lo), std::vector<Rational>(d, hi)};
}

Side formula(const std::string& text) { return target::Formula::parse(text); }

SearchOptions options(const char* gap = "1/1000", unsigned threads = 1) {
  SearchOptions result;
  result.relative_gap = Rational(gap);
  result.time_limit_seconds = 20;
  result.threads = threads;
  return result;
}

Rational power(const Rational& x, int n) {
  Rational result = 1;
  for (int i = 0; i < n; ++i) result *= x;
  return result;
}

/// lower^p <= integral <= upper^p, exactly.
void check_power(const NormEnclosure& result, const Rational& integral, int p) {
  REQUIRE(result.lower.value >= 0);
  REQUIRE(result.lower.value <= result.upper.value);
  REQUIRE(power(exact(result.lower.value), p) <= integral);
  if (std::isfinite(result.upper.value)) REQUIRE(integral <= power(exact(result.upper.value), p));
  REQUIRE(result.witness.empty());
}

/// As check_power for an integral enclosed in MPFR arithmetic and any p.
void check_power(const NormEnclosure& result, const MpInterval& integral, const Rational& p) {
  const MpInterval norm = enclose_pow(integral, enclose_mp(Rational(1 / p)));
  REQUIRE(result.lower.value <= norm.upper());
  REQUIRE(norm.lower() <= result.upper.value);
}

void check_converged(const NormEnclosure& result, double gap) {
  CHECK(result.status == Status::Converged);
  CHECK(result.upper.value - result.lower.value <= gap * result.lower.value);
}

NormEnclosure one(const Side& f, const Side& g, const target::RationalBox& domain, const Rational& p,
                  const SearchOptions& how) {
  return enclose_norms(f, g, domain, {{p}}, how).at(0);
}

const std::vector<Norm> kSeveral{{Rational(1)}, {}, {Rational(3)}, {Rational(2)}, {Rational(3, 2)}};

/// All norms of kSeveral at once against the exact integrals.
void check_pair(const net::Network& f, const net::Network& g, const target::RationalBox& domain,
                const SearchOptions& how, bool converges = true) {
  const ExactIntegral integral(f, g, domain);
  const Side side_f = f, side_g = g;
  const std::vector<NormEnclosure> results = enclose_norms(side_f, side_g, domain, kSeveral, how);
  REQUIRE(results.size() == kSeveral.size());
  check_power(results[0], integral.power(1), 1);
  check_power(results[2], integral.power(3), 3);
  check_power(results[3], integral.power(2), 2);
  const NormEnclosure& sup = results[1];
  REQUIRE(sup.witness.size() == domain.dimension());
  REQUIRE(exact(sup.lower.value) <= exact_difference(side_f, side_g, sup.witness));
  for (int i = 0; i < 50 && std::isfinite(sup.upper.value); ++i)
    REQUIRE(exact_difference(side_f, side_g, random_point(domain)) <= exact(sup.upper.value));
  // vol^(-1/p) ||h||_p increases with p: the norm for 3/2 lies between those for 1 and 2.
  Rational volume = 1;
  for (std::size_t k = 0; k < domain.dimension(); ++k) volume *= domain.hi[k] - domain.lo[k];
  const Rational a = exact(results[4].lower.value) * exact(results[4].lower.value);
  REQUIRE(power(a, 3) <= power(integral.power(2), 3) * volume);  // ||h||_{3/2}^6 <= ||h||_2^6 vol
  if (std::isfinite(results[4].upper.value))
    REQUIRE(power(integral.power(1), 3) <= power(exact(results[4].upper.value), 3) * volume);
  if (!converges) return;
  for (const NormEnclosure& result : results) CHECK(result.status == Status::Converged);
}

}  // namespace

TEST_CASE("sound: several norms of random pairs at once against exact integrals, one thread and two") {
  for (int i = 0; i < scaled(8); ++i) {
    const std::size_t d = i % 4 == 0 ? 2 : 1;
    const auto number = [] { return rng().uniform(-1, 1); };
    const net::Network f = random_net({d, 5, 4, 1}, number, true), g = random_net({d, 4, 3, 1}, number);
    check_pair(f, g, cube(d, Rational(-1, 3), Rational(1, 2)),
               options(d == 1 ? "1/100000" : "1/100", 1 + i % 2));
  }
}

TEST_CASE("sound: several norms of residual networks with LeakyReLU against exact integrals") {
  for (int i = 0; i < scaled(6); ++i) {
    const std::size_t d = i % 3 == 0 ? 2 : 1;
    const auto number = [] { return rng().uniform(-1, 1); };
    const net::Network f = random_residual_net(d, 3, rng().integer(1, 2), exact(0.01F), number),
                       g = random_net({d, 4, 3, 1}, number);
    check_pair(f, g, cube(d, Rational(-1, 3), Rational(1, 2)), options(d == 1 ? "1/100000" : "1/100"));
  }
}

/// The status is this one, unless the first box has answered everything (some random pairs are affine).
bool says(const NormEnclosure& result, Status status) {
  return result.status == status || (result.boxes == 1 && result.status == Status::Converged);
}

TEST_CASE("contract: an integral that is 0 without a search decides a threshold") {
  const Side f = formula("x1");
  SearchOptions how = options();
  how.threshold = Rational(0);
  CHECK(says(one(f, Zero{}, cube(1, 2, 2), 1, how), Status::BelowThreshold));
  CHECK(says(one(Zero{}, Zero{}, cube(1, 0, 1), 1, how), Status::BelowThreshold));
}

TEST_CASE("regression: a dive into a leaf without a finite bound finds one") {
  SearchOptions how = options("1/10");
  how.memory_limit_bytes = 1;
  const Side f = formula("log(x1)");
  const NormEnclosure found = one(f, Zero{}, {{Rational(1) / power(10, 40)}, {1}}, 1, how);
  CHECK(found.upper.value < std::numeric_limits<double>::infinity());
  CHECK(found.lower.value <= 1);
  CHECK(found.upper.value >= 0.999);
}

TEST_CASE("sound: at every moment: time limit 0, hardly any memory, an interruption") {
  const auto number = [] { return rng().uniform(-1, 1); };
  for (int i = 0; i < scaled(4); ++i) {
    const net::Network f = random_net({1, 6, 5, 1}, number), g = random_net({1, 5, 1}, number);
    SearchOptions how = options("1/1000000000000");
    how.time_limit_seconds = 0;
    check_pair(f, g, cube(1, -1, 1), how, false);
    const NormEnclosure at_once = one(f, g, cube(1, -1, 1), 1, how);
    CHECK(says(at_once, Status::TimeLimit));
    how = options("1/1000");
    how.memory_limit_bytes = 1;
    check_pair(f, g, cube(1, -1, 1), how, false);
    CHECK(says(one(f, g, cube(1, -1, 1), 3, how), Status::Converged));
    how = options("1/1000000000000");
    const std::atomic<bool> interrupted = true;
    how.interrupted = &interrupted;
    check_pair(f, g, cube(1, -1, 1), how, false);
    CHECK(says(one(f, g, cube(1, -1, 1), 2, how), Status::Interrupted));
  }
}

TEST_CASE("sound: weights of all sizes") {
  for (int i = 0; i < scaled(6); ++i) {
    const net::Network f = random_net(
        {1, 4, 3, 1}, [] { return rng().integer(0, 4) ? rng().uniform(-1, 1) : rng().nasty_double(); });
    SearchOptions how = options("1/1000");
    how.time_limit_seconds = 0.5;
    check_pair(f, zero_network(1), cube(1, -1, 1), how, false);
  }
}

TEST_CASE("sound: known integrals in one, two and three dimensions") {
  const auto parts = [](std::size_t d) {  // relu(x1), x1 + |x2| + .. as networks would do; here relu(x1) only
    std::vector<double> weights(d, 0.0);
    weights[0] = 1;
    return net::Network(d, {net::Dense{1, d, weights, {0.0}}, net::Relu{}, net::Dense{1, 1, {1.0}, {0.0}}});
  };
  for (const std::size_t d : {1u, 2u, 3u}) {
    for (int p = 1; p <= 4; ++p) {
      CAPTURE(d);
      CAPTURE(p);
      // int over [-1,1]^d of relu(x1)^p = 2^(d-1) / (p+1), of |x1|^p twice that.
      const Rational integral = Rational(1 << (d - 1)) / (p + 1);
      const NormEnclosure relu = one(parts(d), Zero{}, cube(d, -1, 1), p, options("1/100000"));
      check_power(relu, integral, p);
      check_converged(relu, 1e-5);
      const NormEnclosure absolute = one(formula("abs(x1)"), Zero{}, cube(d, -1, 1), p, options("1/10000"));
      check_power(absolute, 2 * integral, p);
      check_converged(absolute, 1e-4);
      // |x1 - 1/3|^p: (2/3)^(p+1) + (4/3)^(p+1) over p + 1, times 2^(d-1).
      const NormEnclosure shifted =
          one(formula("x1"), formula("1/3"), cube(d, -1, 1), p, options("1/100000"));
      check_power(shifted, integral * (power(Rational(2, 3), p + 1) + power(Rational(4, 3), p + 1)), p);
      check_converged(shifted, 1e-5);
      const NormEnclosure constant = one(formula("1/3"), Zero{}, cube(d, -1, 1), p, options("1/1000000000"));
      check_power(constant, Rational(1 << d) / power(3, p), p);
      check_converged(constant, 1e-9);
    }
  }
}

TEST_CASE("sound: formulas with known integrals, also for exponents that are not integers") {
  const PrecisionScope scope(200);
  for (const char* text : {"1", "2", "3", "3/2", "5/2", "10/3"}) {
    const Rational p(text);
    CAPTURE(text);
    // int_0^1 x^(2p) = 1/(2p+1), int_-1^1 |x|^p = 2/(p+1), int_0^1 e^(px) = (e^p - 1)/p.
    const NormEnclosure square = one(formula("x1^2"), Zero{}, cube(1, 0, 1), p, options("1/10000"));
    check_power(square, enclose_mp(Rational(1 / (2 * p + 1))), p);
    check_converged(square, 1e-4);
    const NormEnclosure line = one(formula("x1"), Zero{}, cube(1, -1, 1), p, options("1/10000"));
    check_power(line, enclose_mp(Rational(2 / (p + 1))), p);
    check_converged(line, 1e-4);
    const MpInterval power_e = enclose_exp(enclose_mp(p));
    const NormEnclosure exponential = one(formula("exp(x1)"), Zero{}, cube(1, 0, 1), p, options("1/10000"));
    check_power(exponential, (power_e - enclose_mp(1.0)) / enclose_mp(p), p);
    check_converged(exponential, 1e-4);
  }
}

TEST_CASE("sound: a domain whose ends are not doubles is integrated over itself, not over its hull") {
  // int of 1 and of x^2 over [1/10, 7/10] to 1e-15: the hull would be seen.
  const target::RationalBox domain = cube(1, Rational(1, 10), Rational(7, 10));
  const NormEnclosure constant = one(formula("1"), Zero{}, domain, 1, options("1/1000000000000000"));
  check_power(constant, Rational(6, 10), 1);
  const NormEnclosure square = one(formula("x1^2"), Zero{}, domain, 1, options("1/1000000"));
  check_power(square, Rational(342, 3000), 1);
  check_converged(square, 1e-6);
  // A domain between two neighbouring doubles.
  const Rational tiny = Rational(1) / (Integer(1) << 60);
  check_power(one(formula("1"), Zero{}, cube(1, Rational(1, 3), Rational(1, 3) + tiny), 1, options()), tiny,
              1);
  check_power(one(formula("1"), Zero{}, cube(1, Rational(1, 3), Rational(1, 3) + 1000 * tiny), 2, options()),
              1000 * tiny, 2);
}

TEST_CASE("sound: networks whose value double arithmetic absorbs") {
  const double small = static_cast<double>(1e-3F);
  for (const double w : {1e2, 1e9, 1e17}) {
    CAPTURE(w);
    const net::Network f(
        1, {net::Dense{2, 1, {-20, 0}, {1, 1}}, net::Relu{}, net::Dense{2, 2, {-2, 0, 0, 1}, {1, 0}},
            net::Relu{}, net::Dense{1, 2, {w, -w}, {small}}, net::Relu{}, net::Dense{1, 1, {1000}, {0}}});
    const NormEnclosure result = one(f, Zero{}, cube(1, 0, 1), 1, options("1/1000"));
    check_power(result, ExactIntegral(f, zero_network(1), cube(1, 0, 1)).power(1), 1);
    check_converged(result, 1e-3);
  }
}

TEST_CASE("sound: a network out of the range of the kernels") {
  // Scales whose product is 1 but which are no doubles of normal size.
  const Rational huge = Rational(Integer(1) << 1100);
  const net::Network f(1, {net::Diagonal{{Rational(1 / huge)}, {0}}, net::Dense{1, 1, {1.0}, {0.0}},
                           net::Relu{}, net::Diagonal{{huge}, {0}}, net::Dense{1, 1, {1.0}, {0.0}}});
  const NormEnclosure result = one(f, Zero{}, cube(1, -1, 1), 1, options("1/100"));
  check_power(result, Rational(1, 2), 1);
  CHECK(std::isfinite(result.upper.value));
}

TEST_CASE("sound: a function far below and far above 1") {
  for (const char* scale : {"1e-150", "1e-90", "1e90"}) {
    const Rational s = parse_decimal(scale);
    for (int p = 1; p <= 4; ++p) {
      SearchOptions how = options("1/1000");
      how.time_limit_seconds = 1;
      const NormEnclosure result = one(formula(std::string(scale) + "*x1"), Zero{}, cube(1, -1, 1), p, how);
      check_power(result, power(s, p) * 2 / (p + 1), p);
    }
  }
}

TEST_CASE("contract: a domain of volume 0, identical networks and the zero function have norm 0") {
  const net::Network f = random_net({2, 3, 1}, [] { return rng().uniform(-1, 1); });
  target::RationalBox face = cube(2, 0, 1);
  face.hi[1] = 0;
  for (const Rational& p : {Rational(1), Rational(5, 2)}) {
    for (const NormEnclosure& result :
         {one(f, Zero{}, face, p, options()), one(f, f, cube(2, 0, 1), p, options()),
          one(Zero{}, Zero{}, cube(2, 0, 1), p, options())}) {
      CHECK(result.lower.value == 0);
      CHECK(result.upper.value == 0);
      CHECK(result.status == Status::Converged);
    }
  }
  // Together with the sup norm, which is not 0 there.
  const std::vector<NormEnclosure> both = enclose_norms(f, Zero{}, face, {{Rational(2)}, {}}, options());
  CHECK(both[0].upper.value == 0);
  CHECK(exact(both[1].lower.value) <= exact_difference(f, Zero{}, both[1].witness));
  CHECK(both[1].status == Status::Converged);
}

TEST_CASE("contract: formulas that are not defined on the whole domain are refused") {
  for (const char* text : {"1/x1", "log(x1)", "sqrt(x1-1/2)"})
    for (const Rational& p : {Rational(1), Rational(2)})
      CHECK_THROWS_AS(one(formula(text), Zero{}, cube(1, rng().coin() ? -1 : 0, 1), p, options()),
                      InputError);
}

TEST_CASE("contract: the sup norm among others is what it is alone") {
  const net::Network f = random_net({2, 6, 5, 1}, [] { return rng().uniform(-1, 1); });
  const NormEnclosure alone = enclose_sup_norm(f, Zero{}, cube(2, -1, 1), options("1/100000"));
  for (const unsigned threads : {1u, 2u}) {
    const std::vector<NormEnclosure> several =
        enclose_norms(f, Zero{}, cube(2, -1, 1), {{Rational(1)}, {}}, options("1/100000", threads));
    CHECK(several[1].lower.value <= alone.upper.value);
    CHECK(alone.lower.value <= several[1].upper.value);
    check_converged(several[1], 1e-5);
    check_converged(several[0], 1e-5);
  }
}

TEST_CASE("contract: names of norms") {
  CHECK(to_string(Norm{}) == "inf");
  CHECK(to_string(Norm{Rational(3, 2)}) == "3/2");
  CHECK(to_string(Norm{Rational(2)}) == "2");
}

TEST_CASE("contract: little memory keeps integrals and sups valid, and the goal is still reached") {
  const auto number = [] { return rng().uniform(-0.7, 0.7); };
  const std::vector<Norm> norms{{}, {Rational(1)}, {Rational(2)}};
  for (int i = 0; i < scaled(2); ++i) {
    const std::size_t d = static_cast<std::size_t>(rng().integer(1, 2));
    const net::Network f = random_net({d, 5, 5, 1}, number), g = random_net({d, 4, 4, 1}, number);
    const target::RationalBox domain = cube(d, Rational(-1, 2), Rational(1, 3));
    const ExactIntegral exactly(f, g, domain);
    for (const std::size_t bytes : {std::size_t{1}, std::size_t{40000}}) {
      SearchOptions little = options("1/1000", 2);
      little.memory_limit_bytes = bytes;
      const std::vector<NormEnclosure> results = enclose_norms(f, g, domain, norms, little);
      for (const NormEnclosure& result : results) CHECK(result.status == Status::Converged);
      if (bytes > 1) CHECK(results[1].memory_bytes <= bytes);
      const Rational sup = std::max<Rational>(exactly.largest(), -exactly.smallest());
      CHECK(exact(results[0].lower.value) <= sup);
      CHECK(sup <= exact(results[0].upper.value));
      check_power(results[1], exactly.power(1), 1);
      check_power(results[2], exactly.power(2), 2);
    }
  }
}

TEST_CASE("sound: a threshold for an integral is never contradicted") {
  const auto number = [] { return rng().uniform(-1, 1); };
  for (int i = 0; i < scaled(4); ++i) {
    const net::Network f = random_net({1, 5, 5, 1}, number), g = random_net({1, 4, 4, 1}, number);
    const target::RationalBox domain = cube(1, Rational(-1, 2), Rational(1, 3));
    const Rational norm = ExactIntegral(f, g, domain).power(1);
    for (const Rational& factor :
         {Rational(1, 2), Rational(9999, 10000), Rational(10001, 10000), Rational(2)}) {
      SearchOptions with = options();
      with.threshold = factor * norm;
      const NormEnclosure result = enclose_norms(f, g, domain, {{Rational(1)}}, with)[0];
      CHECK(result.status == (factor > 1 ? Status::BelowThreshold : Status::AboveThreshold));
      check_power(result, norm, 1);
    }
  }
}
