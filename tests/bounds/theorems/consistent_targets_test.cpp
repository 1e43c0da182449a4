#include "bounds/theorems/consistent_targets.h"

#include <doctest/doctest.h>

#include "bounds/theorems/lipschitz_grid.h"
#include "lib/arith/elementary.h"
#include "tests/support/random.h"

namespace relugap::bounds {
namespace {

TEST_CASE("the Lipschitz constant is that of Theorem 8") {
  const PrecisionScope scope(128);
  for (const char* q : {"1", "3/2", "2", "3", "7/2", "inf"})
    for (const char* widths : {"1-1", "2-3-1", "4-5x6-1", "3-2-2-7-1"}) {
      const NetworkClass h{parse_widths(widths), parse_exponent(q), Rational(3, 7)};
      const MpInterval log = lipschitz_constant(h).enclose_log(), mine = enclose_envelope(h).lipschitz;
      CHECK(enclose_log(mine).lower() <= log.upper());
      CHECK(enclose_log(mine).upper() >= log.lower());
    }
}

TEST_CASE("sound: no network of the class is larger at 0, and one attains the bound for q = inf") {
  const PrecisionScope scope(128);
  for (int i = scaled(200); i > 0; --i) {
    std::vector<std::uint64_t> widths{static_cast<std::uint64_t>(rng().integer(1, 3))};
    for (int l = rng().integer(1, 3); l > 0; --l)
      widths.push_back(static_cast<std::uint64_t>(rng().integer(1, 4)));
    widths.push_back(1);
    const int kind = rng().integer(0, 1);
    const Exponent q = kind == 0 ? Exponent(1) : Exponent::infinity();
    const Rational c(rng().integer(1, 9), rng().integer(1, 5));
    std::vector<Rational> h(widths[0], Rational(0));
    const bool extreme = rng().coin();
    for (std::size_t l = 1; l < widths.size(); ++l) {
      const std::size_t n = widths[l], m = widths[l - 1];
      std::vector<Rational> next(n, Rational(0));
      // q = inf: every entry up to c; q = 1: one entry of weights and one of the bias.
      for (std::size_t r = 0; r < n; ++r) {
        const auto entry = [&] { return extreme ? c : Rational(c * Rational(rng().integer(-8, 8), 8)); };
        if (kind == 1 || r == 0) next[r] += entry();
        for (std::size_t k = 0; k < m; ++k)
          if (kind == 1 || (r == 0 && k == 0)) next[r] += entry() * h[k];
        if (l + 1 < widths.size() && next[r] < 0) next[r] = 0;
      }
      h = next;
    }
    const MpInterval bound = enclose_envelope({widths, q, c}).at_zero;
    REQUIRE(contains(MpInterval(MpFloat(0), bound.upper()), Rational(abs(h[0]))));
    if (extreme) CHECK(contains(bound, h[0]));
  }
}

}  // namespace
}  // namespace relugap::bounds
