#include "bounds/witness/points.h"

#include <algorithm>
#include <string>
#include <vector>

#include "bounds/class.h"
#include "bounds/witness/random.h"
#include "lib/core/error.h"

namespace relugap::bounds::witness {
namespace {

constexpr std::uint64_t kMostOfGrid = std::uint64_t{1} << 24;
constexpr std::uint64_t kMostRandom = std::uint64_t{1} << 27;

void require_range(const Rational& x) {
  samples::NumberTable one(1);
  if (!one.append(x)) throw InputError("domain: expected ends within the range of double, found " + text(x));
}

}  // namespace

samples::NumberTable grid_points(const target::RationalBox& domain, std::uint64_t k) {
  const std::size_t d = domain.dimension();
  std::uint64_t m = 1;
  for (std::size_t i = 0; i < d; ++i) {
    if (k == 0 || m > kMostOfGrid / k / d)
      throw InputError("grid: expected at least 1 point per axis and at most 2^24 coordinates, found " +
                       std::to_string(k) + "^" + std::to_string(d) + " points");
    m *= k;
  }
  for (const Rational& x : domain.lo) require_range(x);
  for (const Rational& x : domain.hi) require_range(x);
  std::vector<std::vector<Rational>> axis(d);
  for (std::size_t i = 0; i < d; ++i)
    for (std::uint64_t n = 0; n < k; ++n)
      axis[i].push_back(domain.lo[i] + (domain.hi[i] - domain.lo[i]) * Rational(2 * n + 1, 2 * k));
  samples::NumberTable table(d);
  table.reserve(m);
  for (std::uint64_t j = 0; j < m; ++j) {
    std::uint64_t rest = j;
    for (std::size_t i = 0; i < d; ++i, rest /= k) RELUGAP_CHECK(table.append(axis[i][rest % k]));
  }
  return table;
}

samples::NumberTable random_points(const target::RationalBox& domain, std::uint64_t m, std::uint64_t seed) {
  const std::size_t d = domain.dimension();
  if (m == 0 || m > kMostRandom / d)
    throw InputError("random: expected at least 1 point and at most 2^27 coordinates, found " +
                     std::to_string(m) + " points");
  std::vector<double> lo, hi;
  for (std::size_t i = 0; i < d; ++i) {
    require_range(domain.lo[i]);
    require_range(domain.hi[i]);
    lo.push_back(round_up(domain.lo[i]));
    hi.push_back(round_down(domain.hi[i]));
  }
  Random random(seed);
  samples::NumberTable table(d);
  table.reserve(m);
  for (std::uint64_t j = 0; j < m; ++j)
    for (std::size_t i = 0; i < d; ++i) {
      const double u = random.unit();
      if (lo[i] > hi[i])
        RELUGAP_CHECK(table.append(domain.lo[i]));
      else
        table.append(std::clamp((1 - u) * lo[i] + u * hi[i], lo[i], hi[i]));
    }
  return table;
}

void require_in_domain(const samples::NumberTable& points, const target::RationalBox& domain,
                       const std::string& name) {
  const std::size_t d = domain.dimension();
  if (points.cols() != d)
    throw InputError(name + ": expected " + std::to_string(d) + (d == 1 ? " column" : " columns") +
                     ", one per input of the networks, found " + std::to_string(points.cols()));
  for (std::size_t i = 0; i < d; ++i) {
    const double lo = round_up(domain.lo[i]), hi = round_down(domain.hi[i]);
    for (std::size_t j = 0; j < points.rows(); ++j) {
      if (points.lower(j, i) >= lo && points.upper(j, i) <= hi) continue;
      const Rational x = points.exact(j, i);
      if (x < domain.lo[i] || x > domain.hi[i])
        throw InputError(name + ": " + points.place(j) + ", column " + std::to_string(i + 1) +
                         ": expected a number in [" + text(domain.lo[i]) + ", " + text(domain.hi[i]) +
                         "] (the domain), found " + text(x).substr(0, 40));
    }
  }
}

}  // namespace relugap::bounds::witness
