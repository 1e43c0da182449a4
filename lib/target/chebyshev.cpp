#include "lib/target/chebyshev.h"

#include <algorithm>

#include "lib/arith/interval.h"
#include "lib/arith/mp_interval.h"
#include "lib/core/error.h"

namespace relugap::target {
namespace {

template <class I>
I enclosed(const Rational& r) {
  if constexpr (std::is_same_v<I, Interval>) {
    return enclose(r);
  } else {
    return enclose_mp(r);
  }
}

}  // namespace

template <class I>
std::vector<I> enclose_chebyshev(const I& x, std::size_t n) {
  const I one(1.0), two(2.0), magnitude = abs(x);
  const bool inside = magnitude.upper() <= one.upper();
  // |T_j| <= T_j(z) on [-z, z] for z >= 1.
  std::vector<I> most;
  if (!inside && x.lower() < x.upper()) most = enclose_chebyshev(I(magnitude.upper()), n);
  std::vector<I> t{one, x};
  t.reserve(n + 1);
  for (std::size_t j = 2; j <= n; ++j) {
    const I &low = t[j / 2], &high = t[j - j / 2];
    I value = j % 2 == 0 ? I(two * square(low) - one) : I(two * low * high - x);
    if (inside || !most.empty()) {
      const I& limit = inside ? one : most[j];
      value = I(std::max(value.lower(), (-limit).lower()), std::min(value.upper(), limit.upper()));
    }
    t.push_back(value);
  }
  t.resize(n + 1, one);
  return t;
}

template std::vector<Interval> enclose_chebyshev(const Interval&, std::size_t);
template std::vector<MpInterval> enclose_chebyshev(const MpInterval&, std::size_t);

template <class I>
I enclose_chebyshev_sum(std::span<const Rational> c, const I& x) {
  RELUGAP_CHECK(!c.empty());
  const std::vector<I> t = enclose_chebyshev(x, c.size() - 1);
  I sum = enclosed<I>(c[0]);
  for (std::size_t j = 1; j < c.size(); ++j)
    if (c[j] != 0) sum += enclosed<I>(c[j]) * t[j];
  return sum;
}

template Interval enclose_chebyshev_sum(std::span<const Rational>, const Interval&);
template MpInterval enclose_chebyshev_sum(std::span<const Rational>, const MpInterval&);

double estimate_chebyshev_sum(std::span<const double> c, double x) {
  double next = 0, after = 0;
  for (std::size_t j = c.size(); j-- > 1;) {
    const double here = c[j] + 2 * x * next - after;
    after = next;
    next = here;
  }
  return c[0] + x * next - after;
}

Rational exact_chebyshev_sum(std::span<const Rational> c, const Rational& x) {
  Rational next = 0, after = 0;
  for (std::size_t j = c.size(); j-- > 1;) {
    const Rational here = c[j] + 2 * x * next - after;
    after = next;
    next = here;
  }
  return c[0] + x * next - after;
}

std::vector<Rational> chebyshev_derivative(std::span<const Rational> c) {
  const std::size_t n = c.size();
  if (n <= 1) return {Rational(0)};
  std::vector<Rational> d(n + 1, Rational(0));
  for (std::size_t j = n - 1; j >= 1; --j) d[j - 1] = d[j + 1] + 2 * static_cast<unsigned>(j) * c[j];
  d[0] /= 2;
  d.resize(n - 1);
  return d;
}

}  // namespace relugap::target
