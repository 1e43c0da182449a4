#include "bounds/theorems/lipschitz_grid.h"

#include <doctest/doctest.h>

#include "lib/arith/decimal.h"
#include "tests/bounds/bump_network.h"
#include "tests/bounds/support.h"

namespace relugap::bounds {
namespace {

// (Lambda d^(1-1/q) / 2)^p with p = 2 for q = 2, else 1.
Rational single_cube_power(const NetworkClass& h) {
  Rational lambda = test::power(h.coefficient, h.layers());
  if (h.q.infinite())
    for (std::size_t l = 1; l < h.layers(); ++l) lambda *= h.widths[l];
  if (h.q.infinite()) return lambda * h.dimension() / 2;
  return h.q.value() == 1 ? Rational(lambda / 2) : Rational(lambda * lambda * h.dimension() / 4);
}

int power_of(const NetworkClass& h) { return !h.q.infinite() && h.q.value() == 2 ? 2 : 1; }

Integer ceil_of(const Rational& x) {  // x > 0
  const Integer quotient = numerator(x) / denominator(x);
  return x > quotient ? Integer(quotient + 1) : quotient;
}

TEST_CASE("samples are the d-th power of the least sufficient number of cubes per axis, exactly") {
  for (int i = scaled(2000); i > 0; --i) {
    const NetworkClass h = test::random_class({"1", "2", "inf"});
    const Rational eps = test::random_eps();
    const auto p = static_cast<std::uint64_t>(power_of(h));
    const Rational needed = single_cube_power(h) / test::power(eps, p);  // k^p >= needed
    const Bound bound = lipschitz_grid(h, {.goal = SamplesFor{eps}});
    REQUIRE(bound.value.has_value());
    Integer k = numerator(needed) / denominator(needed);
    if (p == 2) k = sqrt(k);
    while (test::power(Rational(k), p) < needed) ++k;
    const Rational samples = test::power(Rational(k), h.dimension());
    CAPTURE(text(h.widths));
    test::check_printed(*bound.value, {samples, samples}, true);
  }
}

TEST_CASE("the error with m samples is that of floor(m^(1/d)) cubes per axis, correctly rounded") {
  for (int i = scaled(1000); i > 0; --i) {
    const NetworkClass h = test::random_class({"1", "2", "inf"});
    const Integer m = rng().integer(1, h.dimension() == 1 ? 1000 : 1'000'000);
    Integer k = 1;
    while (test::power(Rational(k + 1), h.dimension()) <= m) ++k;
    const auto p = static_cast<std::uint64_t>(power_of(h));
    const Rational exact = single_cube_power(h) / test::power(Rational(k), p);
    const Bound bound = lipschitz_grid(h, {.goal = ErrorWith{m}});
    const Rational down = parse_decimal(bound.value->down), up = parse_decimal(bound.value->up);
    CHECK(test::power(down, p) <= exact);
    CHECK(test::power(up, p) >= exact);
    CHECK((up - down) * test::ten_to(24) <= up);
  }
}

// The p-th power of the L^p error, on a box with sides s, of the grid with k_i cells, for the steepest affine function of the
// class: Lambda x_1 (q = 1), Lambda (x_1 + x_2) (q = inf). p = 1 or 2. The difference to the centre is uniform in the cell.
Rational error_of_steepest(const Rational& lambda, bool all, const std::vector<Rational>& s,
                           const std::vector<Integer>& k, int p) {
  Rational measure = 1;
  std::vector<Rational> halves;
  for (std::size_t i = 0; i < s.size(); ++i) {
    measure *= s[i];
    halves.emplace_back(s[i] / (2 * k[i]));
  }
  if (!all || s.size() == 1)
    return measure * (p == 1 ? Rational(lambda * halves[0] / 2)
                             : Rational(lambda * lambda * halves[0] * halves[0] / 3));
  const Rational a = std::max(halves[0], halves[1]), b = std::min(halves[0], halves[1]);
  if (p == 1) return measure * lambda * (a / 2 + b * b / (6 * a));  // E|z_1 + z_2|
  return measure * lambda * lambda * (a * a + b * b) / 3;
}

TEST_CASE("boxes and L^p: the steepest function of the class has the error of the grid, or less, exactly") {
  int equal = 0;
  for (int i = scaled(600); i > 0; --i) {
    const bool all = rng().coin();
    NetworkClass h = test::random_class({all ? "inf" : "1"});
    const std::size_t d = rng().coin() ? 1 : 2;
    h.widths[0] = d;
    const Rational lambda = *lipschitz_constant(h).exact();
    const int p = rng().integer(1, 2);
    Query query{.goal = ErrorWith{Integer(rng().integer(1, 5000))}, .norm = Exponent(p)};
    std::vector<Rational> s;
    query.domain.emplace();
    for (std::size_t k = 0; k < d; ++k) {
      query.domain->lo.emplace_back(rng().integer(-20, 20), 7);
      s.emplace_back(rng().integer(1, 40), rng().integer(1, 9));
      query.domain->hi.push_back(query.domain->lo[k] + s[k]);
    }
    // k_1 on the longest side as large as possible, on the other one cells that are no longer.
    const Integer m = std::get<ErrorWith>(query.goal).samples;
    const std::size_t longest = d == 2 && s[1] > s[0] ? 1 : 0;
    std::vector<Integer> cells(d, 1);
    for (Integer k = 1;; ++k) {
      std::vector<Integer> next(d, k);
      if (d == 2) next[1 - longest] = ceil_of(s[1 - longest] * k / s[longest]);
      if ((d == 1 ? next[0] : Integer(next[0] * next[1])) > m) break;
      cells = next;
    }
    const Rational exact = error_of_steepest(lambda, all, s, cells, p);
    const CertainValue error = *lipschitz_grid(h, query).value;
    CAPTURE(text(h.widths));
    CAPTURE(d);
    const auto pth = [&](const std::string& x) {
      return test::power(parse_decimal(x), static_cast<std::uint64_t>(p));
    };
    CHECK(pth(error.up) >= exact);
    if (all && d == 1) {  // q' = 1 <= p: no loss in one dimension
      CHECK(pth(error.down) <= exact);
      ++equal;
    }
    // Lambda |D| (h_1 + h_2) / 2 for p = 1 and q = inf; Lambda |D|^(1/p) max h for q = 1.
    Rational measure = 1, sum = 0, most = 0;
    for (std::size_t k = 0; k < d; ++k) {
      measure *= s[k];
      sum += s[k] / (2 * cells[k]);
      most = std::max(most, Rational(s[k] / (2 * cells[k])));
    }
    if (all && p == 2) continue;
    const Rational stated =
        all ? Rational(measure * lambda * sum / 2)
            : Rational(measure * test::power(lambda * most, static_cast<std::uint64_t>(p)));
    CHECK(pth(error.down) <= stated);
    CHECK(pth(error.up) >= stated);
    // And the other question: X = Lambda |D| for p = 1, both q (d = 1, q = inf: half of it).
    if (p == 2) continue;
    const Rational eps = test::random_eps();
    const Rational x = lambda * measure * (all && d == 1 ? Rational(1, 2) : Rational(1));
    Integer samples = 1;
    for (std::size_t k = 0; k < d; ++k) {
      cells[k] = ceil_of(s[k] * x / (2 * eps));
      samples *= cells[k];
    }
    query.goal = SamplesFor{eps};
    const CertainValue enough = *lipschitz_grid(h, query).value;
    test::check_printed(enough, {samples, samples}, true);
    CHECK(error_of_steepest(lambda, all, s, cells, p) <= eps);
  }
  CHECK(equal > 0);
}

TEST_CASE("the Lipschitz constant is attained by a network of the class, q in {1, inf}") {
  for (int i = scaled(100); i > 0; --i) {
    const NetworkClass h = test::random_class({"1", "inf"});
    test::BumpNetwork u{};
    for (std::size_t l = 1; l < h.widths.size(); ++l) {
      test::ExactLayer layer{std::vector(h.widths[l], std::vector<Rational>(h.widths[l - 1])),
                             std::vector<Rational>(h.widths[l])};
      for (auto& row : layer.weights)
        for (Rational& w : row)
          if (h.q.infinite() || (&w == &layer.weights[0][0])) w = h.coefficient;
      u.layers.push_back(layer);
    }
    CHECK(test::in_class(u, h));
    const std::size_t d = h.dimension();
    const Rational rise =
        test::run(u, std::vector<Rational>(d, 1)) - test::run(u, std::vector<Rational>(d, 0));
    const Rational distance = h.q.infinite() ? Rational(d) : Rational(1);  // of the corners in the norm q'
    CHECK(rise == *lipschitz_constant(h).exact() * distance);
  }
}

TEST_CASE("exponents between 2 and infinity that give exact integers are not rounded up to the next one") {
  // q = 4, widths 16: Lambda = 16^(1/2) = 4 per hidden layer, d = 16: d^(3/4) = 8; eps = 1: ceil(4^2 8 / 2) = 64.
  const Rational samples = test::power(64, 16);
  test::check_printed(
      *test::samples_bound("lipschitz-grid", test::make_class("16,16,16,1", "4", "1"), "1").value,
      {samples, samples}, true);
  CHECK(test::samples_bound("lipschitz-grid", test::make_class("1,16,16,1", "4", "1"), "1").value->up == "8");
  // 1031 is a prime: Lambda = (1031^2)^(1/2).
  CHECK(test::samples_bound("lipschitz-grid", test::make_class("1,1062961,1", "4", "1"), "1/2").value->up ==
        "1031");
}

TEST_CASE("it holds for any depth, but only for one output") {
  CHECK(test::samples_bound("lipschitz-grid", test::make_class("2,1", "2", "1"), "1e-3").value.has_value());
  CHECK(test::only_violates(
      test::samples_bound("lipschitz-grid", test::make_class("2,6,6,3", "2", "1"), "1e-3"),
      "output width 1"));
}

}  // namespace
}  // namespace relugap::bounds
