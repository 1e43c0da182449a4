#include "verify/norm/sup_norm.h"

#include <doctest/doctest.h>

#include <cmath>

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

SearchOptions options(const char* gap = "1/1000", double seconds = 20) {
  SearchOptions result;
  result.relative_gap = Rational(gap);
  result.time_limit_seconds = seconds;
  result.threads = 2;
  return result;
}

/// lower <= |f - g| at the witness, which lies in the domain; |f - g| <= upper at `points` points.
void check_enclosure(const Side& f, const Side& g, const target::RationalBox& domain,
                     const NormEnclosure& result, int points) {
  REQUIRE(result.lower.value <= result.upper.value);
  REQUIRE(result.witness.size() == domain.dimension());
  for (std::size_t k = 0; k < domain.dimension(); ++k)
    REQUIRE((domain.lo[k] <= result.witness[k] && result.witness[k] <= domain.hi[k]));
  REQUIRE(exact(result.lower.value) <= exact_difference(f, g, result.witness));
  if (std::isinf(result.upper.value)) return;
  for (int i = 0; i < points; ++i)
    REQUIRE(exact_difference(f, g, random_point(domain)) <= exact(result.upper.value));
}

}  // namespace

TEST_CASE("sound: whole certifications of random pairs contain the exact difference at thousands of points") {
  for (int i = 0; i < scaled(12); ++i) {
    const std::size_t d = static_cast<std::size_t>(rng().integer(1, 3));
    const auto number = [] { return rng().uniform(-0.7, 0.7); };
    const Side f = random_net({d, 8, 8, 1}, number, true), g = random_net({d, 6, 6, 6, 1}, number);
    const target::RationalBox domain = cube(d, Rational(-1, 3), Rational(1, 2));
    const NormEnclosure result = enclose_sup_norm(f, g, domain, options());
    CHECK(result.status == Status::Converged);
    CHECK(result.upper.value <= result.lower.value * 1.001001);
    check_enclosure(f, g, domain, result, 300);
    // Near the worst point, where a bound that is too small would show.
    for (int j = 0; j < 50; ++j) {
      std::vector<Rational> x = result.witness;
      for (std::size_t k = 0; k < d; ++k) {
        x[k] += exact(rng().uniform(-1, 1) * std::exp2(rng().integer(-50, -5)));
        x[k] = std::min<Rational>(std::max<Rational>(x[k], domain.lo[k]), domain.hi[k]);
      }
      REQUIRE(exact_difference(f, g, x) <= exact(result.upper.value));
    }
  }
}

TEST_CASE("sound: residual networks with LeakyReLU against each other and against plain networks") {
  for (int i = 0; i < scaled(8); ++i) {
    const std::size_t d = static_cast<std::size_t>(rng().integer(1, 3));
    const auto number = [] { return rng().uniform(-0.7, 0.7); };
    const Rational alpha = rng().coin() ? exact(0.01F) : exact(rng().uniform(-0.5, 1.5));
    const Side f = random_residual_net(d, 5, rng().integer(1, 3), alpha, number);
    const Side g = rng().coin() ? Side(random_residual_net(d, 4, 2, Rational(1, 4), number))
                                : Side(random_net({d, 6, 6, 1}, number));
    const target::RationalBox domain = cube(d, Rational(-1, 3), Rational(1, 2));
    const NormEnclosure result = enclose_sup_norm(f, g, domain, options());
    CHECK(result.status == Status::Converged);
    check_enclosure(f, g, domain, result, 300);
  }
}

TEST_CASE("tight: the maximum of a LeakyReLU") {
  // |leaky(x)| on [-3, 1] with slope 1/2, and leaky(x) - max(x, x/2) = 0.
  const net::Network f(
      1, {net::Dense{2, 1, {1, 1}, {0, 0}}, net::Relu{{1, 0}},
          net::Diagonal{{Rational(1, 2), Rational(1, 2)}, {0, 0}}, net::Dense{1, 2, {1, 1}, {0}}});
  const NormEnclosure result = enclose_sup_norm(f, Zero{}, cube(1, -3, 1), options("1/1000000000"));
  CHECK(result.status == Status::Converged);
  CHECK(result.lower.value <= 1.5);
  CHECK(result.upper.value >= 1.5);
  CHECK(result.upper.value <= 1.5 * (1 + 1e-8));
}

TEST_CASE("sound: certifications of networks with nasty weights, whatever their status") {
  for (int i = 0; i < scaled(10); ++i) {
    const std::size_t d = static_cast<std::size_t>(rng().integer(1, 2));
    const Side f = random_net(
        {d, 4, 3, 1}, [] { return rng().integer(0, 2) ? rng().uniform(-1, 1) : rng().nasty_double(); });
    const target::RationalBox domain = cube(d, Rational(-1), Rational(1));
    check_enclosure(f, Zero{}, domain, enclose_sup_norm(f, Zero{}, domain, options("1/1000", 2)), 200);
  }
}

TEST_CASE("sound: networks against rational formulas, and formulas against formulas") {
  for (int i = 0; i < scaled(10); ++i) {
    const std::size_t d = static_cast<std::size_t>(rng().integer(1, 2));
    const Side f = random_net({d, 6, 6, 1}, [] { return rng().uniform(-1, 1); });
    const Side g = formula(random_rational_formula(d, 2)), h = formula(random_rational_formula(d, 2));
    const target::RationalBox domain = cube(d, Rational(-1, 2), Rational(1, 2));
    check_enclosure(f, g, domain, enclose_sup_norm(f, g, domain, options("1/100", 2)), 100);
    check_enclosure(g, h, domain, enclose_sup_norm(g, h, domain, options("1/100", 2)), 100);
  }
}

TEST_CASE("tight: known maxima") {
  const auto sup = [](const std::string& text, std::size_t d, const Rational& lo, const Rational& hi) {
    const NormEnclosure result =
        enclose_sup_norm(formula(text), Zero{}, cube(d, lo, hi), options("1/100000"));
    CHECK(result.status == Status::Converged);
    return result;
  };
  const auto has = [](const NormEnclosure& result, double value) {
    CHECK(result.lower.value <= value * (1 + 1e-15));
    CHECK(result.upper.value >= value * (1 - 1e-15));
    CHECK(result.upper.value <= value * 1.0001);
  };
  has(sup("sin(x1)", 1, 0, 3), 1.0);
  has(sup("x1*(1-x1)", 1, 0, 1), 0.25);
  has(sup("x1^2+x2^2", 2, -1, 1), 2.0);
  has(sup("exp(x1)", 1, -1, 1), std::exp(1.0));
  has(sup("abs(x1)-1/2", 1, -1, 1), 0.5);
}

TEST_CASE("regression: networks whose value double arithmetic absorbs get the right and tight answer") {
  // y = 1000 relu(w a - w b + 1e-3), a = relu(1 - 2 relu(1 - 20 x)), b = 1: y = 1000 * 1e-3 for x >= 1/20.
  const double small = static_cast<double>(1e-3F);
  for (const double w : {1e2, 1e9, 1e17}) {
    const Side f = net::Network(
        1, {net::Dense{2, 1, {-20, 0}, {1, 1}}, net::Relu{}, net::Dense{2, 2, {-2, 0, 0, 1}, {1, 0}},
            net::Relu{}, net::Dense{1, 2, {w, -w}, {small}}, net::Relu{}, net::Dense{1, 1, {1000}, {0}}});
    const target::RationalBox domain = cube(1, 0, 1);
    const NormEnclosure result = enclose_sup_norm(f, Zero{}, domain, options("1/1000000000000"));
    const Rational sup = 1000 * exact(small);
    CHECK(result.status == Status::Converged);
    CHECK(exact(result.lower.value) <= sup);
    CHECK(exact(result.upper.value) >= sup);
    CHECK(result.upper.value - result.lower.value <= 1e-12);
  }
}

TEST_CASE("regression: where such a network is zero the enclosure is zero") {
  const Side f = net::Network(
      1, {net::Dense{2, 1, {-20, 0}, {1, 1}}, net::Relu{}, net::Dense{2, 2, {-2, 0, 0, 1}, {1, 0}},
          net::Relu{}, net::Dense{1, 2, {1e17, -1e17}, {1e-3}}, net::Relu{}, net::Dense{1, 1, {1000}, {0}}});
  const NormEnclosure result = enclose_sup_norm(f, Zero{}, cube(1, 0, Rational(1, 50)), options());
  CHECK(result.lower.value == 0);
  CHECK(result.upper.value == 0);
  CHECK(result.status == Status::PrecisionLimit);
}

TEST_CASE("regression: a deep network whose layers add what the last bias absorbs") {
  // A hat with peak at 1/4, then 1000 layers that add 1 each, then 1 + w x.
  std::vector<net::Layer> layers{net::Dense{2, 1, {1, 1}, {0, -0.25}}, net::Relu{},
                                 net::Dense{1, 2, {200, -400}, {200}}, net::Relu{}};
  for (int l = 0; l < 1000; ++l) {
    layers.push_back(net::Dense{1, 1, {1}, {1}});
    layers.push_back(net::Relu{});
  }
  layers.push_back(net::Dense{1, 1, {0.99 * 0x1p-53}, {1}});
  const Side f = net::Network(1, std::move(layers)), g = formula("1");
  const NormEnclosure result = enclose_sup_norm(f, g, cube(1, 0, 1), options());
  CHECK(exact(result.upper.value) >= exact_difference(f, g, {Rational(1, 4)}));
}

TEST_CASE("regression: a point where double arithmetic sees too much does not hide the true maximum") {
  // 1000 (1e17 a + 9 - 1e17) with a = 1 from x = 1/20 on: 9000, but 16000 in double. A hat of height 12000 peaks at 1/64.
  const double w = 1e17;
  const Side f = net::Network(
      1, {net::Dense{5, 1, {-20, 0, 1, 1, 1}, {1, 9, 0, -1 / 64.0, -1 / 32.0}}, net::Relu{},
          net::Dense{4, 5, {-2, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 64, -128, 64}, {1, 0, 1, 0}},
          net::Relu{}, net::Dense{2, 4, {w, 1, -w, 0, 0, 0, 0, 1}, {0, 0}}, net::Relu{},
          net::Dense{1, 2, {1000, 12000}, {0}}});
  const target::RationalBox domain = cube(1, 0, 1);
  const NormEnclosure result = enclose_sup_norm(f, Zero{}, domain, options("1/1000", 5));
  check_enclosure(f, Zero{}, domain, result, 200);
  CHECK(result.status == Status::Converged);
  CHECK(result.upper.value <= 12000 * 1.002);
}

TEST_CASE("contract: small gaps are reached, and gaps below an ulp end with the precision limit") {
  const auto run = [](const std::string& text, const target::RationalBox& domain, const char* gap) {
    return enclose_sup_norm(formula(text), Zero{}, domain, options(gap, 10));
  };
  CHECK(run("sin(x1)", cube(1, 1, 2), "1/10000000000000").status == Status::Converged);
  CHECK(run("1/3", cube(1, 0, 1), "0").status == Status::PrecisionLimit);
  CHECK(run("1/3", cube(1, 0, 1), "1/10000000000000000").status == Status::PrecisionLimit);
  // Cancellation inside a formula: the range is [-1, 1]^2 -> x^2, drowned at 1e16 in double.
  const NormEnclosure cancelled = run("(x1+1e8)^2-1e16-2e8*x1", cube(1, -1, 1), "1/1000");
  CHECK(cancelled.status == Status::Converged);
  CHECK(cancelled.lower.value <= 1);
  CHECK(cancelled.upper.value >= 1);
}

TEST_CASE("contract: a time limit also ends the work with many bits") {
  const auto number = [] { return rng().uniform(-0.5, 0.5); };
  const net::Network f = random_net({4, 64, 64, 64, 1}, number);
  std::vector<net::Layer> layers = f.layers();
  std::get<net::Dense>(layers[0]).bias[0] += 1e-15;
  const NormEnclosure result = enclose_sup_norm(
      f, net::Network(4, layers), cube(4, Rational(3, 10), Rational(301, 1000)), options("1/1000", 1));
  CHECK(result.seconds < 30);
}

TEST_CASE("contract: a network against itself has lower = upper = 0 and no relative gap to reach") {
  const Side f = random_net({6, 32, 32, 1}, [] { return rng().uniform(-0.5, 0.5); });
  const NormEnclosure result = enclose_sup_norm(f, f, cube(6, -1, 1), options());
  CHECK(result.lower.value == 0);
  CHECK(result.upper.value == 0);
  CHECK(result.status == Status::PrecisionLimit);
}

TEST_CASE("contract: equal functions in different words end at the rounding floor") {
  const net::Network f(1, {net::Dense{2, 1, {1, -1}, {0, 0}}, net::Relu{}, net::Dense{1, 2, {1, 1}, {0}}});
  const net::Network swapped(1,
                             {net::Dense{2, 1, {-1, 1}, {0, 0}}, net::Relu{}, net::Dense{1, 2, {1, 1}, {0}}});
  const NormEnclosure result = enclose_sup_norm(f, swapped, cube(1, -1, 1), options());
  CHECK(result.lower.value == 0);
  CHECK(result.upper.value <= 1e-12);
  CHECK(result.status == Status::PrecisionLimit);
}

TEST_CASE("contract: an absolute goal is a goal too, also where the norm is zero") {
  const net::Network f(1, {net::Dense{2, 1, {1, -1}, {0, 0}}, net::Relu{}, net::Dense{1, 2, {1, 1}, {0}}});
  SearchOptions absolute = options();
  absolute.absolute_gap = Rational(1, 1000000);
  const NormEnclosure result = enclose_sup_norm(f, formula("abs(x1)"), cube(1, -1, 1), absolute);
  CHECK(result.lower.value == 0);
  CHECK(result.upper.value <= 1e-6);
  CHECK(result.status == Status::Converged);
}

TEST_CASE("contract: a domain of a single point, a double or not, is legal and its witness is exact") {
  const Side f = formula("x1^2");
  for (const Rational& p : {Rational(1, 2), Rational(1, 10), Rational(-1, 3)}) {
    const NormEnclosure result = enclose_sup_norm(f, Zero{}, cube(1, p, p), options());
    CHECK(result.status == Status::Converged);
    CHECK(result.witness[0] == p);
    CHECK(exact(result.lower.value) <= p * p);
    CHECK(exact(result.upper.value) >= p * p);
    CHECK(result.upper.value <= result.lower.value * (1 + 1e-14));
  }
  // A face: x2 = 1/3 on [0,1] x {1/3}.
  const target::RationalBox face{{Rational(0), Rational(1, 3)}, {Rational(1), Rational(1, 3)}};
  const NormEnclosure result = enclose_sup_norm(formula("x1*x2"), Zero{}, face, options("1/1000000"));
  CHECK(result.status == Status::Converged);
  CHECK(exact(result.lower.value) <= Rational(1, 3));
  CHECK(exact(result.upper.value) >= Rational(1, 3));
}

TEST_CASE("contract: a formula that is not defined on the domain is refused, wherever the bad point lies") {
  for (const char* text :
       {"1/x1", "1/(x1-1/3)", "log(x1)", "log(x1-0.3)", "sqrt(x1-1e-3)", "tan(2*x1)", "1/(x1-0.7)^2"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(enclose_sup_norm(formula(text), Zero{}, cube(1, -1, 1), options()), InputError);
  }
  CHECK_THROWS_AS(enclose_sup_norm(formula("1/(x1-x2/3)"), Zero{}, cube(2, -1, 1), options()), InputError);
}

TEST_CASE("contract: time limit and interruption give a valid enclosure, say so and say why") {
  const Side f = random_net({8, 32, 32, 32, 1}, [] { return rng().uniform(-0.5, 0.5); });
  const Side g = random_net({8, 32, 32, 32, 1}, [] { return rng().uniform(-0.5, 0.5); });
  const target::RationalBox domain = cube(8, -1, 1);
  const NormEnclosure late = enclose_sup_norm(f, g, domain, options("1/1000000", 0.05));
  CHECK(late.status == Status::TimeLimit);
  check_enclosure(f, g, domain, late, 20);

  const std::atomic<bool> interrupted = true;
  SearchOptions stopped = options("1/1000000");
  stopped.interrupted = &interrupted;
  const NormEnclosure early = enclose_sup_norm(f, g, domain, stopped);
  CHECK(early.status == Status::Interrupted);
  check_enclosure(f, g, domain, early, 20);

  for (const NormEnclosure* result : {&late, &early}) {
    REQUIRE(result->explanation.has_value());
    CHECK(result->explanation->cause == Explanation::Cause::MoreTime);
    CHECK(result->explanation->open_boxes > 0);
    CHECK(!result->explanation->reason.empty());
    CHECK(result->explanation->median_edges.size() == 8);
  }
  CHECK(!late.explanation->layers.empty());
}

TEST_CASE(
    "contract: little memory costs boxes but neither the goal nor the bounds, and the queue stays within "
    "it") {
  for (int i = 0; i < scaled(3); ++i) {
    const std::size_t d = static_cast<std::size_t>(rng().integer(2, 4));
    const Side f = random_net({d, 12, 12, 12, 1}, [] { return rng().uniform(-0.7, 0.7); });
    const Side g = random_net({d, 12, 12, 12, 1}, [] { return rng().uniform(-0.7, 0.7); });
    const target::RationalBox domain = cube(d, -1, 1);
    const NormEnclosure free = enclose_sup_norm(f, g, domain, options("1/100000"));
    for (const std::size_t bytes : {std::size_t{1}, std::size_t{60000}, std::size_t{200000}}) {
      SearchOptions little = options("1/100000", 60);
      little.memory_limit_bytes = bytes;
      const NormEnclosure result = enclose_sup_norm(f, g, domain, little);
      CHECK(result.status == Status::Converged);
      CHECK(result.upper.value <= result.lower.value * (1 + 1.0001e-5));
      CHECK(result.lower.value <= free.upper.value);
      CHECK(free.lower.value <= result.upper.value);
      if (bytes > 1) CHECK(result.memory_bytes <= bytes);
      check_enclosure(f, g, domain, result, 100);
    }
  }
}

TEST_CASE("contract: a search with little memory that is stopped gives a valid enclosure") {
  const Side f = random_net({8, 24, 24, 24, 1}, [] { return rng().uniform(-0.5, 0.5); });
  const target::RationalBox domain = cube(8, -1, 1);
  SearchOptions little = options("1/1000000", 0.3);
  little.memory_limit_bytes = 50000;
  const NormEnclosure result = enclose_sup_norm(f, Zero{}, domain, little);
  CHECK(result.status == Status::TimeLimit);
  CHECK(result.memory_bytes <= 50000);
  check_enclosure(f, Zero{}, domain, result, 200);
}

TEST_CASE(
    "sound: a threshold is never contradicted by the exact norm, and the search stops as soon as it is "
    "decided") {
  for (int i = 0; i < scaled(10); ++i) {
    const std::size_t d = static_cast<std::size_t>(rng().integer(1, 2));
    const auto number = [] { return rng().uniform(-1, 1); };
    const net::Network f = random_net({d, 5, 5, 1}, number), g = random_net({d, 4, 4, 1}, number);
    const target::RationalBox domain = cube(d, Rational(-1, 3), Rational(1, 2));
    const ExactIntegral exactly(f, g, domain);
    const Rational norm = std::max<Rational>(exactly.largest(), -exactly.smallest());
    for (const Rational& factor : {Rational(1, 2), Rational(999, 1000), Rational(999999999, 1000000000),
                                   Rational(1000000001, 1000000000), Rational(1001, 1000), Rational(2)}) {
      SearchOptions with = options();
      with.threshold = factor * norm;
      const NormEnclosure result = enclose_sup_norm(f, g, domain, with);
      CHECK(result.status == (factor > 1 ? Status::BelowThreshold : Status::AboveThreshold));
      CHECK(exact(result.lower.value) <= norm);
      CHECK(norm <= exact(result.upper.value));
      if (factor < 1) CHECK(exact_difference(f, g, result.witness) > *with.threshold);
    }
    // The norm itself: above is false, below only provable where the arithmetic is exact.
    SearchOptions tie = options("1/1000", 5);
    tie.threshold = norm;
    CHECK(enclose_sup_norm(f, g, domain, tie).status != Status::AboveThreshold);
  }
}

TEST_CASE("contract: boxes below a bound known from elsewhere are left alone") {
  const Side f = formula("x1*(1-x1)");
  SearchOptions with = options();
  with.known_lower = 3;
  const NormEnclosure other = enclose_sup_norm(f, Zero{}, cube(1, 0, 1), with);
  CHECK(other.lower.value == 3);
  CHECK(other.upper.value == 3);
  CHECK(other.witness.empty());
  CHECK(other.status == Status::Converged);
  CHECK(other.boxes == 1);
  with.known_lower = 0.2;
  const NormEnclosure result = enclose_sup_norm(f, Zero{}, cube(1, 0, 1), with);
  check_enclosure(f, Zero{}, cube(1, 0, 1), result, 100);
  CHECK(result.upper.value <= 0.2503);
}

TEST_CASE("tight: pairs of networks are enclosed to twelve digits and more, down to single vertices") {
  for (int i = 0; i < scaled(4); ++i) {
    const std::size_t d = static_cast<std::size_t>(rng().integer(1, 3));
    const auto number = [] { return rng().uniform(-0.7, 0.7); };
    const Side f = random_net({d, 16, 16, 16, 1}, number), g = random_net({d, 16, 16, 16, 1}, number);
    const target::RationalBox domain = cube(d, Rational(-1, 3), Rational(1, 2));
    const NormEnclosure result = enclose_sup_norm(f, g, domain, options("1/10000000000000", 60));
    CHECK(result.status == Status::Converged);
    CHECK(result.upper.value - result.lower.value <= 1.001e-13 * result.lower.value);
    check_enclosure(f, g, domain, result, 50);
  }
}

TEST_CASE("contract: the number of threads changes nothing but which valid enclosure is returned") {
  const Side f = random_net({2, 12, 12, 1}, [] { return rng().uniform(-1, 1); });
  const Side g = random_net({2, 12, 12, 1}, [] { return rng().uniform(-1, 1); });
  const target::RationalBox domain = cube(2, -1, 1);
  std::vector<NormEnclosure> results;
  for (const unsigned threads : {1u, 2u, 5u}) {
    SearchOptions some = options();
    some.threads = threads;
    results.push_back(enclose_sup_norm(f, g, domain, some));
    CHECK(results.back().threads == threads);
    CHECK(results.back().status == Status::Converged);
  }
  for (const NormEnclosure& a : results)
    for (const NormEnclosure& b : results) CHECK(a.lower.value <= b.upper.value);
}
