#include "bounds/theorems/lipschitz_grid.h"

#include <gmp.h>

#include <algorithm>
#include <functional>
#include <vector>

#include "bounds/hypotheses.h"

namespace relugap::bounds {
namespace {

// Sides of equal positive length, the longest first.
struct Sides {
  Rational length;
  std::uint64_t count;
};

std::vector<Sides> sides_of(const NetworkClass& h, const Query& query) {
  if (!query.domain) return {{1, h.dimension()}};
  std::vector<Rational> lengths;
  for (std::size_t i = 0; i < query.domain->dimension(); ++i)
    lengths.emplace_back(query.domain->hi[i] - query.domain->lo[i]);
  std::sort(lengths.begin(), lengths.end(), std::greater<>());
  std::vector<Sides> sides;
  for (const Rational& length : lengths) {
    if (length == 0) break;
    if (!sides.empty() && sides.back().length == length)
      ++sides.back().count;
    else
      sides.push_back({length, 1});
  }
  return sides;
}

// floor(m^(1/d)).
Integer cubes_per_axis(const Integer& samples, std::uint64_t dimension) {
  Integer k;
  mpz_root(k.backend().data(), samples.backend().data(), dimension);
  return k;
}

Integer ceiling(const Rational& x) {
  Integer result;
  const Integer num = numerator(x), den = denominator(x);
  mpz_cdiv_q(result.backend().data(), num.backend().data(), den.backend().data());
  return result;
}

// Cells per axis, at most m in all: as many on the longest sides as possible, on the others cells that are no longer.
std::vector<Integer> cells_per_axis(const std::vector<Sides>& sides, const Integer& m) {
  if (sides.size() == 1) return {cubes_per_axis(m, sides.front().count)};
  const auto counts = [&](const Integer& k) {
    std::vector<Integer> all;
    for (const Sides& s : sides) all.push_back(ceiling(s.length * k / sides.front().length));
    return all;
  };
  const auto fits = [&](const Integer& k) {
    Integer n = 1;
    const std::vector<Integer> all = counts(k);
    for (std::size_t i = 0; i < sides.size() && n <= m; ++i)
      for (std::uint64_t j = 0; j < sides[i].count && n <= m; ++j) n *= all[i];
    return n <= m;
  };
  Integer good = 1, bad = 2;
  while (fits(bad)) {
    good = bad;
    bad *= 2;
  }
  while (bad - good > 1) {
    const Integer middle = (good + bad) / 2;
    (fits(middle) ? good : bad) = middle;
  }
  return counts(good);
}

// The measure of the box and the constants of the error of a grid.
struct GridError {
  Exponent dual;                // q'
  Exponent mean;                // r = max(p, q'), inf for p = inf
  PowerProduct outside;         // Lambda |D|^(1/p) (r+1)^(-1/r)
  std::uint64_t dimension = 0;  // number of sides of positive length

  GridError(const NetworkClass& h, const Query& query, const std::vector<Sides>& sides)
      : dual(dual_exponent(h.q)), mean(larger(dual, query.norm)), outside(lipschitz_constant(h)) {
    PowerProduct volume;
    for (const Sides& s : sides) {
      dimension += s.count;
      volume *= PowerProduct(s.length).pow(s.count);
    }
    outside *= volume.pow(query.norm.reciprocal());
    if (!mean.infinite()) outside *= PowerProduct(Rational(mean.value() + 1)).pow(-mean.reciprocal());
  }

  // If all cells have half sides <= h: this times h.
  PowerProduct per_half_side() const { return outside * PowerProduct(dimension).pow(dual.reciprocal()); }

  // For the half sides h_i.
  PowerProduct with(const std::vector<Sides>& sides, const std::vector<Rational>& halves) const {
    const Exponent& r = mean.infinite() ? dual : mean;  // p = inf: the norm q' itself
    if (sides.size() == 1 || r.infinite())
      return per_half_side() * PowerProduct(*std::max_element(halves.begin(), halves.end()));
    std::vector<std::pair<Rational, PowerProduct>> terms;
    for (std::size_t i = 0; i < sides.size(); ++i)
      terms.emplace_back(sides[i].count, PowerProduct(halves[i]).pow(r.value()));
    return outside * PowerProduct(dimension).pow(dual.reciprocal() - r.reciprocal()) *
           PowerProduct::sum(std::move(terms)).pow(r.reciprocal());
  }

  static Exponent dual_exponent(const Exponent& q) {
    if (q.infinite()) return Exponent(1);
    return q.value() == 1 ? Exponent::infinity() : Exponent(q.value() / (q.value() - 1));
  }
  static Exponent larger(const Exponent& a, const Exponent& b) {
    return a.infinite() || b.infinite() ? Exponent::infinity() : Exponent(std::max(a.value(), b.value()));
  }
};

}  // namespace

PowerProduct lipschitz_constant(const NetworkClass& h) {
  PowerProduct constant = PowerProduct(h.coefficient).pow(h.layers());
  const Rational e = h.copy_exponent();
  if (e > 0)
    constant *=
        PowerProduct::product({h.widths.begin() + 1, h.widths.begin() + static_cast<long>(h.layers())})
            .pow(e);
  return constant;
}

Bound lipschitz_grid(const NetworkClass& h, const Query& query) {
  Bound bound{.theorem = "lipschitz-grid",
              .kind = Kind::upper,
              .quantity = asked(query),
              .algorithms = Algorithms::deterministic,
              .hypotheses = {single_output(h)}};
  require_some_length(bound, query);
  const std::vector<Sides> sides = sides_of(h, query);
  std::uint64_t positive = 0;
  for (const Sides& s : sides) positive += s.count;
  if (!query.norm.infinite() && positive < h.dimension())
    bound.hypotheses.push_back({"the domain has an interior", false});
  if (!all_hold(bound.hypotheses)) return bound;
  const GridError error(h, query, sides);
  if (const auto* goal = std::get_if<SamplesFor>(&query.goal)) {
    const PowerProduct cells_per_length = error.per_half_side() / PowerProduct(Rational(2 * goal->eps));
    if (sides.size() == 1) {
      bound.value = certain_ceiling_power(PowerProduct(sides.front().length) * cells_per_length,
                                          sides.front().count, query.digits);
    } else {
      PowerProduct samples;
      for (const Sides& s : sides)
        samples *= ceiling_above(PowerProduct(s.length) * cells_per_length).pow(s.count);
      bound.value = certain_ceiling(samples, query.digits);
    }
  } else {
    const auto cells = cells_per_axis(sides, std::get<ErrorWith>(query.goal).samples);
    std::vector<Rational> halves;
    for (std::size_t i = 0; i < sides.size(); ++i) halves.emplace_back(sides[i].length / (2 * cells[i]));
    bound.value = certain_real(error.with(sides, halves), query.digits);
  }
  return bound;
}

}  // namespace relugap::bounds
