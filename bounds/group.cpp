#include "bounds/group.h"

#include <algorithm>

#include "bounds/irwin_hall.h"
#include "lib/core/error.h"

namespace relugap::bounds {
namespace {

using Kind = Group::Kind;

Rational middle(const CentreCube& cube) { return cube.lo + cube.side / 2; }

Rational positive_power(const Rational& x, unsigned n) {
  Rational result = 1;
  for (unsigned i = 0; i < n && result != 0; ++i) result *= x > 0 ? x : Rational(0);
  return result;
}

// Corners of the cube (in units of its side) that a row of M with |row y| <= 1 cuts off: two simplices of these sizes.
Rational rotated_share(std::uint64_t size, const CentreCube& cube) {
  const Rational& s = cube.side;
  const Rational mu = middle(cube), room = 1 / rotated_scale(size, cube);
  const auto corner = [&](unsigned n, const Rational& delta) { return positive_power(delta, n); };
  if (size == 2) {
    const Rational at = room / s, by = 2 * mu / s;
    return 1 - (corner(2, 1 - at + by) + corner(2, 1 - at - by)) / 2;
  }
  if (size == 3) {
    const Rational at = Rational(3, 2) - 1 / s, by = mu / s;
    return 1 - (corner(3, at + by) + corner(3, at - by)) / 2;
  }
  const Rational at = 2 - room / s, by = 4 * mu / s;
  return 1 - (6 * corner(4, 2 - 1 / s) + corner(4, at + by) + corner(4, at - by)) / 24;
}

// sum_k eps_k y_k = at_zero + side S with S = S_n - ceil(n/2), S_n a sum of n uniform numbers.
Rational sum_at_zero(std::uint64_t n, const CentreCube& cube) {
  return n % 2 ? Rational(-cube.lo) : Rational(0);
}

Rational difference_share(const Group& g, const CentreCube& cube) {
  const std::uint64_t n = g.size, half = (n + 1) / 2;
  if (g.reach >= n) return 1;  // |y_k| <= 1
  if (!cube.is_cube) return 0;
  const Rational at_zero = sum_at_zero(n, cube);
  const Rational lo = half + (-g.reach - at_zero) / cube.side, hi = half + (g.reach - at_zero) / cube.side;
  if (lo <= 0 && hi >= n) return 1;
  if (n <= kExactShare) return irwin_hall(n, lo, hi);
  const Rational mean = n % 2 ? abs(middle(cube)) : Rational(0);
  if (g.reach <= mean) return 0;
  const Rational x = (g.reach - mean) / cube.side, y = 6 * x * x / n;
  const Rational tail = 2 / (1 + y * (1 + y / 2 * (1 + y / 3 * (1 + y / 4))));  // >= 2 exp(-y)
  return tail < 1 ? Rational(1 - tail) : Rational(0);
}

// lambda, the slope across in units of the slope of the coordinates, and that slope in units of K, for q = inf.
struct UniformSlopes {
  Rational ratio, slope;
};

UniformSlopes uniform_slopes(const Group& g) {
  const Rational across = g.minus / (g.reach > 1 ? g.reach : Rational(1));
  Rational ratio = across / g.plus;
  // A smaller slope of the coordinates than possible where the volume is only bounded, and only for such ratios.
  if (g.size > kExactShare) ratio = std::max(ratio, Rational(g.size + 2, 2 * g.size));
  return {ratio, across / ratio};
}

// E_n(s), or above kExactShare coordinates a number above it: its terms decrease at least like (n/((2n-1)s))^j.
PowerProduct upper_volume(std::uint64_t n, const Rational& s) {
  if (s == 1) return PowerProduct::binomial(2 * n, n);
  if (n <= kExactShare) return difference_volume(n, s);
  return PowerProduct::binomial(2 * n, n) / PowerProduct(Rational(2 * (1 - Rational(n, 2 * n - 1) / s)));
}

// psi of Theorem 1.
PowerProduct mean_of_copies(const Group& g, const Exponent& q) {
  const Rational gamma = 2 * q.reciprocal();
  if (g.plus == g.minus) return PowerProduct(g.plus).pow(1 - gamma);
  const Rational nu = (1 - gamma) / (1 + gamma), half(1, 2);
  return PowerProduct::sum({{half, PowerProduct(g.plus).pow(-nu)}, {half, PowerProduct(g.minus).pow(-nu)}})
      .pow(-(1 + gamma));
}

// D^(1/2), D = max{n, t^q}, q finite; nothing if the maximum is undecided.
std::optional<PowerProduct> root_of_bias_weight(const Group& g, const Rational& q) {
  const PowerProduct by_weights(g.size), by_bias = PowerProduct(g.reach).pow(q);
  const std::partial_ordering order = compare(by_weights, by_bias);
  if (order == std::partial_ordering::unordered) return std::nullopt;
  return (order == std::partial_ordering::less ? by_bias : by_weights).pow(Rational(1, 2));
}

std::optional<PowerProduct> difference_slope(const Group& g, const Exponent& q, std::uint64_t active) {
  const std::uint64_t n = g.size;
  if (q.infinite()) {
    const UniformSlopes u = uniform_slopes(g);
    return PowerProduct(2 * u.slope).pow(n) / upper_volume(n, u.ratio);
  }
  const auto root = root_of_bias_weight(g, q.value());
  if (!root) return std::nullopt;
  const Rational e = 1 - q.value() / 2;
  const PowerProduct a = PowerProduct::sum(
      {{n, PowerProduct(g.plus).pow(e)},
       {1, *root * PowerProduct(g.ratio).pow(q.value() / 2) * PowerProduct(g.minus).pow(e)}});
  return PowerProduct(2).pow(n) * (PowerProduct(Rational(n, active)) / a).pow(2 * n * q.reciprocal()) /
         upper_volume(n, g.ratio);
}

PowerProduct regular_slope(std::uint64_t n, std::uint64_t active) {
  const PowerProduct determinant =
      (PowerProduct(n + 1).pow(n - 1) / PowerProduct(n).pow(n)).pow(Rational(1, 2));
  const PowerProduct base(Rational(Integer(2) * n, Integer(active) * (n + 1)));
  return base.pow(n) * determinant / PowerProduct::binomial(2 * n, n);
}

}  // namespace

Integer neurons(const Group& g) {
  switch (g.kind) {
    case Kind::difference:
      return Integer(g.size) * g.plus + g.minus;
    case Kind::regular:
      return Integer(g.size) + 1;
    default:
      return Integer(g.size) * (Integer(g.plus) + g.minus);
  }
}

std::string text(const Group& g) {
  const std::string copies = std::to_string(g.plus) + "," + std::to_string(g.minus);
  const std::string size = std::to_string(g.size);
  switch (g.kind) {
    case Kind::single:
      return "C" + copies;
    case Kind::regular:
      return "R" + size;
    case Kind::rotated:
      return "H" + size + ":" + copies;
    default:
      return "D" + size + ":" + copies + ",t=" + text(g.reach) + (g.ratio == 1 ? "" : ",s=" + text(g.ratio));
  }
}

bool is_admissible(const Group& g, const Exponent& q, const CentreCube& cube) {
  if (g.size < 1 || g.plus < 1 || g.minus < 1 || g.reach <= 0 || g.ratio <= 0) return false;
  switch (g.kind) {
    case Kind::single:
      return g.size == 1;
    case Kind::difference:
      return g.size <= kExactShare || g.ratio * (2 * g.size - 1) > g.size;
    case Kind::regular:
      return !q.infinite() && q.value() == 2;
    default:
      return q.infinite() && g.size >= 2 && g.size <= 4 && cube.is_cube && cube.side <= 1;
  }
}

Rational lower_share(const Group& g, const CentreCube& cube) {
  if (g.kind == Kind::difference) return difference_share(g, cube);
  if (g.kind == Kind::rotated) return rotated_share(g.size, cube);
  return 1;
}

Rational difference_volume(std::uint64_t n, const Rational& s) {
  RELUGAP_CHECK(n >= 1 && s > 0);
  // Horner in 1/s = b/a, from the coefficient of s^-n downwards: sum_j c_j b^j a^(n-j) / a^n, c_j = C(2n-1-j, n-j).
  const Integer a = numerator(s), b = denominator(s);
  Integer coefficient = 1, sum = 1, power = 1;  // c_n, and a^(n-j)
  for (std::uint64_t j = n; j > 0; --j) {
    coefficient = coefficient * (2 * n - j) / (n - j + 1);  // c_(j-1)
    power *= a;
    sum = sum * b + coefficient * power;
  }
  return Rational(sum, power);
}

std::optional<PowerProduct> slope_power(const Group& g, const Exponent& q, std::uint64_t active,
                                        const CentreCube& cube) {
  RELUGAP_CHECK(is_admissible(g, q, cube));
  switch (g.kind) {
    case Kind::single:
      return PowerProduct(2 * active).pow(-2 * q.reciprocal()) * mean_of_copies(g, q);
    case Kind::difference:
      return difference_slope(g, q, active);
    case Kind::regular:
      return regular_slope(g.size, active);
    default:
      return mean_of_copies(g, q).pow(g.size) * PowerProduct(rotated_determinant(g.size, cube));
  }
}

Rational rotated_scale(std::uint64_t size, const CentreCube& cube) {
  if (size == 3) return 1;
  const Rational mu = abs(middle(cube));
  const Rational room =
      size == 2 ? Rational(2 * mu + cube.side * Rational(2, 5)) : Rational(4 * mu + cube.side);
  return room <= 1 ? Rational(1) : Rational(1 / room);
}

Rational rotated_determinant(std::uint64_t size, const CentreCube& cube) {
  return (size == 2 ? 2 : size == 3 ? 4 : 16) * rotated_scale(size, cube);
}

}  // namespace relugap::bounds
