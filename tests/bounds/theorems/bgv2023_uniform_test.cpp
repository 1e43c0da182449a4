#include "bounds/theorems/bgv2023_uniform.h"

#include <doctest/doctest.h>

#include "tests/bounds/support.h"

namespace relugap::bounds {
namespace {

TEST_CASE("it equals the recalled formula in exact arithmetic, q in {1, 2, inf}") {
  for (int i = scaled(500); i > 0; --i) {
    NetworkClass h = test::random_class({"1", "2", "inf"});
    const std::uint64_t d = h.dimension();
    for (std::size_t l = 1; l < h.layers(); ++l)
      h.widths[l] = 3 * d + static_cast<std::uint64_t>(rng().integer(0, 2));
    const Rational eps = test::random_eps();
    Rational omega = test::power(h.coefficient, h.layers());
    if (h.q.infinite())
      omega *= test::power(3 * d, h.layers() - 1) / 48;
    else
      omega /= h.q.value() == 1 ? Rational(72 * d) : Rational(24);
    const Rational m = test::power(omega / (32 * d * eps), d);
    const Bound bound = bgv2023_uniform(h, {.goal = SamplesFor{eps}});
    CHECK(bound.status == Status::recalled);
    if (m > 1)
      test::check_printed(*bound.value, {m, m}, true);
    else
      CHECK(test::only_violates(bound, "the number of samples exceeds 1"));
  }
}

TEST_CASE("orders of magnitude of the recalled bound") {
  const auto exponent = [](const char* widths, const char* q, const char* c) {
    return exponent_down(
        *test::samples_bound("bgv2023-uniform", test::make_class(widths, q, c), "1e-3").value);
  };
  CHECK(exponent("13,39x5,1", "inf", "1") == "86.51");
  CHECK(exponent("16,48x4,1", "inf", "1") == "85.35");
  CHECK(exponent("16,48x7,1", "1", "10") == "83.66");
}

TEST_CASE("each hypothesis violated alone gives no number") {
  const auto violates = [](const char* widths, const char* eps, const char* beginning) {
    return test::only_violates(
        test::samples_bound("bgv2023-uniform", test::make_class(widths, "inf", "1"), eps), beginning);
  };
  CHECK(violates("2,6,1", "1e-6", "at least 3 layers"));
  CHECK(violates("2,6,6,2", "1e-6", "output width 1"));
  CHECK(violates("2,6,5,1", "1e-6", "hidden widths >= 3 d"));
  CHECK(violates("2,6,6,1", "1/2", "the number of samples exceeds 1"));
}

}  // namespace
}  // namespace relugap::bounds
