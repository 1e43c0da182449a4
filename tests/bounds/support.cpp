#include "tests/bounds/support.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "lib/arith/decimal.h"

namespace relugap::bounds::test {
namespace {

BoundReport ask(const NetworkClass& h, Query query, std::vector<std::string> theorems = {}) {
  return evaluate({h, std::move(query), std::move(theorems)});
}

Query eps_query(std::string_view eps) { return {.goal = SamplesFor{parse_positive(eps, "eps")}}; }
Query samples_query(std::string_view m) { return {.goal = ErrorWith{parse_samples(m)}}; }

// sqrt(n) to 60 decimals.
Bracket root(std::uint64_t n) {
  const Integer scale = ten_to(60);
  const Integer r = sqrt(Integer(n * scale * scale));
  if (r * r == n * scale * scale) return {Rational(r, scale), Rational(r, scale)};
  return {Rational(r, scale), Rational(r + 1, scale)};
}

Integer floor(const Rational& x) {
  const Integer quotient = numerator(x) / denominator(x);
  return x < quotient ? Integer(quotient - 1) : quotient;
}

Integer ceil(const Rational& x) { return -floor(-x); }

}  // namespace

NetworkClass make_class(std::string_view widths, std::string_view q, std::string_view c, bool joint) {
  return {parse_widths(widths), parse_exponent(q), parse_positive(c, "c"), joint};
}

BoundReport samples_for(const NetworkClass& h, std::string_view eps) { return ask(h, eps_query(eps)); }
BoundReport error_with(const NetworkClass& h, std::string_view samples) {
  return ask(h, samples_query(samples));
}

Bound samples_bound(std::string_view theorem, const NetworkClass& h, std::string_view eps) {
  return *ask(h, eps_query(eps), {std::string(theorem)}).find(theorem);
}

Bound error_bound(std::string_view theorem, const NetworkClass& h, std::string_view samples) {
  return *ask(h, samples_query(samples), {std::string(theorem)}).find(theorem);
}

NetworkClass random_class(std::initializer_list<std::string_view> exponents) {
  NetworkClass h{{static_cast<std::uint64_t>(rng().integer(1, 7))},
                 parse_exponent(exponents.begin()[rng().integer(0, static_cast<int>(exponents.size()) - 1)]),
                 Rational(rng().integer(1, 15), 3),
                 false};
  h.widths.push_back(static_cast<std::uint64_t>(rng().integer(2, 24)));
  for (int l = rng().integer(1, 4); l > 0; --l)
    h.widths.push_back(static_cast<std::uint64_t>(rng().integer(1, 24)));
  h.widths.push_back(1);
  return h;
}

Rational random_eps() {
  return Rational(rng().integer(1, 50), 100 * ten_to(static_cast<unsigned>(rng().integer(0, 4))));
}

bool only_violates(const Bound& bound, std::string_view beginning) {
  int violated = 0;
  bool is_it = false;
  for (const Hypothesis& h : bound.hypotheses) {
    if (h.holds) continue;
    ++violated;
    is_it = h.text.starts_with(beginning);
  }
  return violated == 1 && is_it && !bound.value;
}

std::vector<std::string> csv_cells(const std::string& line) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (const char c : line) {
    if (c == '"')
      quoted = !quoted;
    else if (c == ',' && !quoted)
      cells.emplace_back();
    else if (c != '\r')
      cells.back() += c;
  }
  return cells;
}

Rational power(const Rational& x, std::uint64_t n) {
  Rational result = 1;
  for (; n > 0; --n) result *= x;
  return result;
}

Integer ten_to(unsigned n) { return Integer(pow(Integer(10), n)); }

Rational factorial(std::uint64_t n) {
  Rational result = 1;
  for (; n > 1; --n) result *= n;
  return result;
}

Rational exact_height_cap(const NetworkClass& h) {
  Rational cap = power(h.coefficient, h.layers() - 1);
  if (h.q.infinite())
    for (std::size_t l = 2; l < h.layers(); ++l) cap *= h.widths[l];
  return cap;
}

std::optional<Bracket> exact_slope_power(const NetworkClass& h, std::uint64_t d, char design) {
  const bool inf = h.q.infinite();
  const std::uint64_t first = h.widths[1];
  const Rational common = power(exact_height_cap(h) * h.coefficient, d);  // (c^L P_N)^d'
  if (d > h.dimension() || (design == 'C' ? 2 * d : d + 1) > first) return std::nullopt;
  if (design == 'C') {
    if (!inf) {
      const Rational all = common / power(2 * d, h.q.value() == 1 ? 2 * d : d);  // (2d')^(-2/q)
      return Bracket{all, all};
    }
    const std::uint64_t copies = first / d, plus = (copies + 1) / 2, minus = copies / 2;
    const Rational all = common * power(Rational(2 * plus * minus, plus + minus), d);  // harmonic mean
    return Bracket{all, all};
  }
  const Rational binomial = factorial(2 * d) / (factorial(d) * factorial(d));
  const std::uint64_t half = (d + 1) / 2;
  if (inf) {
    const Rational all = common * power(Rational(2 * (first / (d + 1)), half), d) / binomial;
    return Bracket{all, all};
  }
  const bool one = h.q.value() == 1;
  const Bracket r = root(std::max(d, one ? half : half * half));
  const std::uint64_t exponent = one ? 2 * d : d;
  return Bracket{common * power(2, d) / power(d + r.hi, exponent) / binomial,
                 common * power(2, d) / power(d + r.lo, exponent) / binomial};
}

void check_printed(const CertainValue& printed, const Bracket& x, bool integer) {
  const Rational down = parse_decimal(printed.down), up = parse_decimal(printed.up);
  const Integer limit = pow(Integer(10), kDigits);
  if (integer && x.hi <= limit) {
    REQUIRE(ceil(x.lo) == ceil(x.hi));
    CHECK(printed.down == ceil(x.lo).str());
    CHECK(printed.up == printed.down);
    return;
  }
  CHECK(down <= x.lo);
  CHECK(up >= x.hi);
  // One unit in the last of kDigits digits: scale so that down has kDigits digits before the point.
  Rational scale = 1;
  while (down * scale >= limit) scale /= 10;
  while (down * scale * 10 < limit) scale *= 10;
  CHECK(floor(x.lo * scale) == down * scale);
  CHECK(ceil(x.hi * scale) == up * scale);
}

}  // namespace relugap::bounds::test
