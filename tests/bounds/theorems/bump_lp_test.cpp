#include <doctest/doctest.h>

#include "bounds/lp_bump.h"
#include "lib/arith/decimal.h"
#include "tests/bounds/support.h"

namespace relugap::bounds {
namespace {

const std::vector<std::string> kBoth = {"bump-lp-deterministic", "bump-lp-randomized"};

Bound ask(const std::string& theorem, const NetworkClass& h, const Query& query) {
  return evaluate({h, query, {theorem}}).bounds.front();
}

Query error_query(const Integer& m, const Rational& p) { return {.goal = ErrorWith{m}, .norm = Exponent(p)}; }
Query samples_query(const Rational& eps, const Rational& p) {
  return {.goal = SamplesFor{eps}, .norm = Exponent(p)};
}

Rational random_p() { return 1 + Rational(rng().integer(0, 12), rng().integer(1, 4)); }

std::optional<target::RationalBox> random_box(std::uint64_t d) {
  if (rng().coin()) return std::nullopt;
  target::RationalBox box;
  const bool cube = rng().coin();
  for (std::uint64_t i = 0; i < d; ++i) {
    box.lo.push_back(cube && i > 0 ? box.lo[0] : Rational(rng().integer(-20, 20), 10));
    box.hi.push_back(cube && i > 0 ? box.hi[0] : box.lo[i] + Rational(rng().integer(1, 20), 10));
  }
  return box;
}

TEST_CASE(
    "one sample, one dimension, by hand: sigma = 1, w = 1/2, H = 1/4, and the integral of the bump is 1/16") {
  const NetworkClass h = test::make_class("1,2,1,1", "inf", "1");
  CHECK(ask(kBoth[0], h, error_query(1, 1)).value->down == "0.0625");
  CHECK(ask(kBoth[0], h, samples_query(Rational(1, 16), 1)).value->down == "1");
  // p = 2, m = 4: w = 1/5, H = 1/10, norm^2 = V H^2 / C(3,2) = 1/1500.
  const Bound b = ask(kBoth[0], h, error_query(4, 2));
  const Rational down = parse_decimal(b.value->down), up = parse_decimal(b.value->up);
  CHECK(down * down * 1500 <= 1);
  CHECK(up * up * 1500 >= 1);
  CHECK((up - down) * test::ten_to(24) < 1);
}

TEST_CASE(
    "the closed form of design C on [0,1]^d is the volume bound, for q in {1, inf} and integer p, exactly") {
  for (int i = scaled(50); i > 0; --i) {
    const NetworkClass h = test::random_class({"1", "inf"});
    const auto p = static_cast<std::uint64_t>(rng().integer(1, 4));
    const Integer m = rng().integer(100, 100000);
    Query query = error_query(m, p);
    query.designs = {true, false, false};
    const Bound b = ask(kBoth[0], h, query);
    REQUIRE(b.value.has_value());
    // For the d' that won: with w as printed by the theorem, m V < (1-w)^d' just below it and the norm is that of w.
    const std::uint64_t n = b.active;
    const Rational sigma_power = test::exact_slope_power(h, n, 'C')->lo;
    const Rational up = parse_decimal(b.value->up), down = parse_decimal(b.value->down);
    const Rational rising = test::factorial(n + p) / test::factorial(p);
    // norm^p = H^(p+d') 2^d' / (sigma^d' rising), and sigma = c^L (...) is rational for these q.
    const Rational sigma = 1 / *(PowerProduct(sigma_power).pow(Rational(-1, n))).exact();
    const Rational cap = test::exact_height_cap(h);
    const auto norm_power = [&](const Rational& height) {
      return Rational(test::power(height, p + n) * test::power(2, n) / (sigma_power * rising));
    };
    const auto hit = [&](const Rational& w) { return Rational(m * test::power(w, n) / test::factorial(n)); };
    // Any H with more centres than the samples hit has a norm below the printed upper end ...
    for (int k = 0; k < 40; ++k) {
      const Rational w(rng().integer(1, 999), 1000), height = sigma * w / 2;
      if (height <= cap && hit(w) < test::power(1 - w, n)) CHECK(norm_power(height) <= test::power(up, p));
    }
    // ... and the printed lower end is reached by the volume or by the cells.
    Rational low = 0, high = 1;
    for (int k = 0; k < 90; ++k) {
      const Rational w = (low + high) / 2;
      (hit(w) < test::power(1 - w, n) ? low : high) = w;
    }
    Integer cells = 1;
    while (test::power(Rational(cells), n) <= m) ++cells;
    const Rational w = std::max(high, Rational(1, cells)), height = std::min(Rational(sigma * w / 2), cap);
    CHECK(test::power(down, p) <= norm_power(height));
  }
}

TEST_CASE(
    "lower bounds stay below what piecewise constant interpolation achieves: any p, q, box, both questions") {
  for (int i = scaled(300); i > 0; --i) {
    const NetworkClass h = test::random_class({"1", "4/3", "2", "3", "inf"});
    Query query{.goal = ErrorWith{Integer(rng().integer(1, 1'000'000))}, .norm = Exponent(random_p())};
    if (rng().coin()) query.goal = SamplesFor{test::random_eps()};
    if (rng().integer(0, 3) == 0) query.norm = Exponent::infinity();
    query.domain = random_box(h.dimension());
    query.digits = 6;
    const BoundReport report = evaluate({h, query, {}});
    const Bound* upper = report.find("lipschitz-grid");
    REQUIRE(upper->value.has_value());
    for (const Bound& b : report.bounds) {
      if (b.kind != Kind::lower || !b.value || b.status != Status::proved) continue;
      CAPTURE(text(h.widths));
      CAPTURE(b.theorem);
      CHECK(b.value->log10.lower() <= upper->value->log10.upper());
    }
  }
}

TEST_CASE("more samples, or a smaller norm, never help the lower bound; a larger coefficient does") {
  for (int i = scaled(60); i > 0; --i) {
    NetworkClass h = test::random_class({"1", "3/2", "2", "inf"});
    const Rational p = random_p();
    for (const std::string& theorem : kBoth) {
      Query query = error_query(rng().integer(1, 100000), p);
      query.designs = {true, false, false};
      const Bound first = ask(theorem, h, query);
      query.goal = ErrorWith{std::get<ErrorWith>(query.goal).samples * 3};
      const Bound more = ask(theorem, h, query);
      REQUIRE(first.value.has_value());
      REQUIRE(more.value.has_value());
      CHECK(more.value->log10.lower() <= first.value->log10.upper());
      query.goal = std::get<ErrorWith>(query.goal);
      query.norm = Exponent(p + 1);  // on [0,1]^d norms grow with p
      CHECK(ask(theorem, h, query).value->log10.upper() + 1e-6 >= more.value->log10.lower());
      NetworkClass larger = h;
      larger.coefficient *= 2;
      query.norm = Exponent(p);
      CHECK(ask(theorem, larger, query).value->log10.upper() + 1e-6 >= more.value->log10.lower());
    }
  }
}

TEST_CASE("more accuracy and more neurons in any hidden layer (q > 2) never lower the bound") {
  int numbers = 0;
  for (int i = scaled(100); i > 0; --i) {
    const NetworkClass h = test::random_class({"5/2", "3", "inf"});
    const Rational p = random_p(), eps = test::random_eps() / 20;
    NetworkClass wider = h;
    wider.widths[static_cast<std::size_t>(rng().integer(1, static_cast<int>(h.layers()) - 1))] += 3;
    for (const std::string& theorem : kBoth) {
      const auto samples = [&](const NetworkClass& k, const Rational& e) {
        Query query = samples_query(e, p);
        query.designs = {true, false, false};
        return ask(theorem, k, query).value;
      };
      const auto base = samples(h, eps), finer = samples(h, eps / 2), more = samples(wider, eps);
      if (!base) continue;
      ++numbers;
      CAPTURE(text(h.widths));
      REQUIRE(finer.has_value());
      REQUIRE(more.has_value());
      CHECK(finer->log10.upper() >= base->log10.lower());
      CHECK(more->log10.upper() + 1e-6 >= base->log10.lower());
      Query query = error_query(rng().integer(1, 100000), p);
      query.designs = {true, false, false};
      CHECK(ask(theorem, wider, query).value->log10.upper() + 1e-6 >=
            ask(theorem, h, query).value->log10.lower());
    }
  }
  CHECK(numbers > 0);
}

TEST_CASE("sides whose lengths differ by hundreds of powers of ten: the bound is still given") {
  const NetworkClass h = test::make_class("2,6,6,1", "2", "1");
  for (const unsigned zeros : {400U, 700U}) {
    Query query = error_query(test::ten_to(1000), 1);
    query.domain = {{0, 0}, {1, Rational(1, test::ten_to(zeros))}};
    query.digits = 6;
    const Bound upper = ask("lipschitz-grid", h, query);
    for (const std::string& theorem : kBoth) {
      const Bound lower = ask(theorem, h, query);
      REQUIRE(lower.value.has_value());
      CHECK(lower.value->log10.lower() <= upper.value->log10.upper());
    }
  }
}

TEST_CASE("both questions agree: with fewer samples than asked for eps the error exceeds eps") {
  int compared = 0;
  for (int i = scaled(300); i > 0; --i) {
    const NetworkClass h = test::random_class({"1", "2", "5/2", "inf"});
    const Rational p = random_p(), eps = test::random_eps() / 50;
    Query query = samples_query(eps, p);
    query.designs = {true, false, false};
    const Bound needed = ask(kBoth[0], h, query);
    if (!needed.value || needed.value->log10.lower() < 1) continue;
    ++compared;
    const Integer m = numerator(parse_decimal(needed.value->down)) * 9 / 10;
    query.goal = ErrorWith{m};
    CHECK(parse_decimal(ask(kBoth[0], h, query).value->up) >= eps);
  }
  CHECK(compared > 0);
}

TEST_CASE("the randomized bound is below the deterministic one") {
  for (int i = scaled(300); i > 0; --i) {
    const NetworkClass h = test::random_class({"1", "2", "inf"});
    Query query = rng().coin() ? error_query(rng().integer(1, 100000), random_p())
                               : samples_query(test::random_eps() / 20, random_p());
    query.designs = {true, false, false};
    const Bound det = ask(kBoth[0], h, query), ran = ask(kBoth[1], h, query);
    CHECK(det.value.has_value() == ran.value.has_value());
    if (det.value && ran.value) CHECK(ran.value->log10.lower() <= det.value->log10.upper());
  }
}

TEST_CASE("each hypothesis violated alone gives no number") {
  for (const std::string& theorem : kBoth) {
    const auto violates = [&](const char* widths, const Query& query, std::string_view text) {
      return test::only_violates(ask(theorem, test::make_class(widths, "2", "1"), query), text);
    };
    CHECK(violates("2,6,1", error_query(10, 2), "at least 3 layers"));
    CHECK(violates("2,6,1,3", error_query(10, 2), "output width 1"));
    CHECK(violates("2,1,1,1", error_query(10, 2), "at least 2 neurons"));
    CHECK(violates("2,6,1,1", {.goal = ErrorWith{10}}, "the error is in L^p with p < inf"));
    CHECK(violates("2,6,1,1", samples_query(1, 2), "eps < L^p norm of a bump"));
    Query flat = error_query(10, 2);
    flat.domain = {{0, 0}, {1, 0}};
    CHECK(violates("2,6,1,1", flat, "the domain has an interior"));
  }
  Query lp = error_query(10, 2);
  for (const char* uniform : {"bump-deterministic", "bump-randomized", "bump-high-probability"})
    CHECK(
        test::only_violates(ask(uniform, test::make_class("2,6,1,1", "2", "1"), lp), "the error is uniform"));
}

TEST_CASE("p = 1 is also about quadrature, and says so") {
  const NetworkClass h = test::make_class("2,6,1,1", "2", "1");
  CHECK(ask(kBoth[0], h, error_query(10, 1)).note.find("quadrature") != std::string::npos);
  CHECK(ask(kBoth[0], h, error_query(10, 2)).note.empty());
}

TEST_CASE("non-integer p in high dimension goes through the Gamma function and keeps its digits") {
  const Rational p(7, 3);
  for (const std::uint64_t n : {10, 64, 65, 500}) {
    PowerProduct product;
    for (std::uint64_t j = 1; j <= n; ++j) product *= PowerProduct(Rational(p + j));
    const PowerProduct rising = PowerProduct::rising(p, n);
    const CertainValue a = certain_real(product), b = certain_real(rising);
    CHECK(a.down == b.down);
    CHECK(a.up == b.up);
  }
}

}  // namespace
}  // namespace relugap::bounds
