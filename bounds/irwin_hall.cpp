#include "bounds/irwin_hall.h"

#include <gmp.h>

#include "lib/core/error.h"

namespace relugap::bounds {
namespace {

// F_n(x) for 0 <= x <= n/2, where the sum has the fewer terms.
Rational lower_half(std::uint64_t n, const Rational& x) {
  const Integer unit = denominator(x);
  Integer rest = numerator(x), sum = 0, choose = 1, power;  // rest = (x - k) unit
  for (std::uint64_t k = 0; rest > 0; ++k, rest -= unit) {
    mpz_pow_ui(power.backend().data(), rest.backend().data(), n);
    if (k % 2 == 0)
      sum += choose * power;
    else
      sum -= choose * power;
    choose = choose * (n - k) / (k + 1);
  }
  Integer factorial, scale;
  mpz_fac_ui(factorial.backend().data(), n);
  mpz_pow_ui(scale.backend().data(), unit.backend().data(), n);
  return Rational(sum, factorial * scale);
}

Rational distribution(std::uint64_t n, const Rational& x) {
  if (x <= 0) return 0;
  if (x >= n) return 1;
  return 2 * x <= n ? lower_half(n, x) : Rational(1 - lower_half(n, n - x));  // S and n - S are alike
}

}  // namespace

Rational irwin_hall(std::uint64_t n, const Rational& lo, const Rational& hi) {
  RELUGAP_CHECK(n >= 1);
  if (hi <= lo) return 0;
  return distribution(n, hi) - distribution(n, lo);
}

}  // namespace relugap::bounds
