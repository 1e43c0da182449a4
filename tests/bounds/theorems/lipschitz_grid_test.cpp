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
