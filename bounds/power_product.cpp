#include "bounds/power_product.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <variant>

#include "bounds/flat_product.h"
#include "bounds/log_cache.h"
#include "bounds/log_factorial.h"
#include "lib/arith/elementary.h"
#include "lib/core/error.h"

namespace relugap::bounds {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr std::uint64_t kExactDouble = std::uint64_t{1} << 53;

struct Factorial {
  std::uint64_t n;
};
struct Rising {
  Rational p;
  std::uint64_t n;
};

// The rational r as an interval; cheap for the exponents that occur.
Interval interval_of(const Rational& r) {
  const Integer &num = numerator(r), &den = denominator(r);
  if (abs(num) >= kExactDouble || den >= kExactDouble) return enclose(r);
  const Interval top(static_cast<double>(num));
  return den == 1 ? top : top / Interval(static_cast<double>(den));
}

bool is_machine_integer(const Integer& n) { return n <= std::numeric_limits<std::uint64_t>::max(); }

Interval log_of(const Rational& value) {
  const Integer &num = numerator(value), &den = denominator(value);
  if (is_machine_integer(num) && is_machine_integer(den)) {
    const Interval top = enclose_log_integer(static_cast<std::uint64_t>(num));
    return den == 1 ? top : top - enclose_log_integer(static_cast<std::uint64_t>(den));
  }
  const PrecisionScope scope(80);
  return to_interval(enclose_log(enclose_mp(value)));
}

// ln sum_i a_i exp(log_i); the greatest power is taken out first.
Interval log_of_sum(const std::vector<std::pair<Rational, PowerProduct>>& terms) {
  double greatest = -kInfinity;
  for (const auto& [coefficient, term] : terms) greatest = std::max(greatest, term.log().upper());
  Interval total(0.0);
  for (const auto& [coefficient, term] : terms)
    total += interval_of(coefficient) * enclose_exp(term.log() - Interval(greatest));
  if (!(total.upper() > 0)) return {-kInfinity, kInfinity};  // not positive: refused when it is evaluated
  if (total.lower() > 0) return enclose_log(total) + Interval(greatest);
  return {-kInfinity, (enclose_log(Interval(total.upper())) + Interval(greatest)).upper()};
}

}  // namespace

struct PowerProduct::Node {
  struct Product {
    std::shared_ptr<const Node> left, right;
    bool divide;
  };
  struct Power {
    std::shared_ptr<const Node> base;
    Rational exponent;
  };
  using Factors = std::vector<std::uint64_t>;
  std::variant<std::uint64_t, Rational, Factorial, Rising, Product, Power, FlatProduct::Terms, Factors> value;

  // flat *= this^exponent
  void multiply_into(FlatProduct& flat, const Rational& exponent) const {
    if (const auto* n = std::get_if<std::uint64_t>(&value)) {
      flat.multiply_integer(*n, exponent);
    } else if (const auto* r = std::get_if<Rational>(&value)) {
      flat.multiply_integer(numerator(*r), exponent);
      flat.multiply_integer(denominator(*r), -exponent);
    } else if (const auto* f = std::get_if<Factorial>(&value)) {
      flat.multiply_factorial(f->n, exponent);
    } else if (const auto* g = std::get_if<Rising>(&value)) {
      flat.multiply_rising(g->p, g->n, exponent);
    } else if (const auto* p = std::get_if<Product>(&value)) {
      if (p->left) p->left->multiply_into(flat, exponent);
      if (p->right) p->right->multiply_into(flat, p->divide ? Rational(-exponent) : exponent);
    } else if (const auto* e = std::get_if<Power>(&value)) {
      e->base->multiply_into(flat, exponent * e->exponent);
    } else if (const auto* terms = std::get_if<FlatProduct::Terms>(&value)) {
      flat.multiply_sum(*terms, exponent);
    } else {
      for (const std::uint64_t factor : std::get<Factors>(value)) flat.multiply_integer(factor, exponent);
    }
  }
};

namespace {

FlatProduct flatten(const auto& node) {
  FlatProduct flat;
  if (node) node->multiply_into(flat, 1);
  return flat;
}

}  // namespace

PowerProduct::PowerProduct(Node node, const Interval& log)
    : log_(log), node_(std::make_shared<const Node>(std::move(node))) {}

PowerProduct::PowerProduct(const Rational& value) {
  RELUGAP_CHECK(value > 0);
  if (value != 1) *this = PowerProduct(Node{value}, log_of(value));
}

PowerProduct::PowerProduct(std::uint64_t value) {
  RELUGAP_CHECK(value > 0);
  if (value != 1) *this = PowerProduct(Node{value}, enclose_log_integer(value));
}

PowerProduct PowerProduct::factorial(std::uint64_t n) {
  return n < 2 ? PowerProduct() : PowerProduct(Node{Factorial{n}}, enclose_log_factorial_double(n));
}

PowerProduct PowerProduct::rising(const Rational& p, std::uint64_t n) {
  RELUGAP_CHECK(p > 0);
  if (n == 0) return {};
  if (denominator(p) == 1 && is_machine_integer(numerator(p) + n)) {
    const auto whole = static_cast<std::uint64_t>(numerator(p));
    return factorial(whole + n) / factorial(whole);
  }
  const PrecisionScope scope(80);
  return PowerProduct(Node{Rising{p, n}}, to_interval(enclose_log_rising(p, n)));
}

PowerProduct PowerProduct::binomial(std::uint64_t n, std::uint64_t k) {
  RELUGAP_CHECK(k <= n);
  return factorial(n) / factorial(k) / factorial(n - k);
}

PowerProduct PowerProduct::sum(std::vector<std::pair<Rational, PowerProduct>> terms) {
  const Interval log = log_of_sum(terms);
  return {Node{std::make_shared<const std::vector<std::pair<Rational, PowerProduct>>>(std::move(terms))},
          log};
}

PowerProduct PowerProduct::product(std::vector<std::uint64_t> factors) {
  std::sort(factors.begin(), factors.end());
  Interval log(0.0);
  for (std::size_t i = 0; i < factors.size();) {
    RELUGAP_CHECK(factors[i] > 0);
    std::size_t end = i;
    while (end < factors.size() && factors[end] == factors[i]) ++end;
    log += Interval(static_cast<double>(end - i)) * enclose_log_integer(factors[i]);
    i = end;
  }
  return {Node{std::move(factors)}, log};
}

PowerProduct& PowerProduct::operator*=(const PowerProduct& other) {
  if (!other.node_) return *this;
  if (!node_) return *this = other;
  return *this = PowerProduct(Node{Node::Product{node_, other.node_, false}}, log_ + other.log_);
}

PowerProduct& PowerProduct::operator/=(const PowerProduct& other) {
  if (!other.node_) return *this;
  return *this = PowerProduct(Node{Node::Product{node_, other.node_, true}}, log_ - other.log_);
}

PowerProduct PowerProduct::pow(const Rational& exponent) const {
  if (exponent == 0 || !node_) return {};
  if (exponent == 1) return *this;
  return {Node{Node::Power{node_, exponent}}, interval_of(exponent) * log_};
}

std::optional<Rational> PowerProduct::exact(double most_bits) const {
  return flatten(node_).exact(most_bits);
}

bool PowerProduct::cancels() const { return flatten(node_).is_one(); }

Integer PowerProduct::common_denominator() const { return flatten(node_).common_denominator(); }

MpInterval PowerProduct::enclose_log() const { return flatten(node_).enclose_log(); }

namespace {

// Sign of ln x by intervals of doubled precision from `bits` to `most`; nullopt if it stays undecided.
std::optional<std::partial_ordering> decide(const PowerProduct& x, unsigned bits, unsigned most) {
  for (; bits <= most; bits *= 2) {
    const PrecisionScope scope(bits);
    try {
      const MpInterval log = x.enclose_log();
      const MpFloat zero(0.0);
      if (lower(log) > zero) return std::partial_ordering::greater;
      if (upper(log) < zero) return std::partial_ordering::less;
    } catch (const std::domain_error&) {  // a sum not yet seen to be positive
    }
  }
  return std::nullopt;
}

}  // namespace

std::partial_ordering compare(const PowerProduct& x, const PowerProduct& y) {
  if (x.log().lower() > y.log().upper()) return std::partial_ordering::greater;
  if (x.log().upper() < y.log().lower()) return std::partial_ordering::less;
  const PowerProduct ratio = x / y;
  if (ratio.cancels()) return std::partial_ordering::equivalent;
  if (const auto sign = decide(ratio, 128, 512)) return *sign;
  if (const auto power = ratio.pow(ratio.common_denominator()).exact()) {
    if (*power == 1) return std::partial_ordering::equivalent;
    return *power < 1 ? std::partial_ordering::less : std::partial_ordering::greater;
  }
  return decide(ratio, 1024, 1 << 14).value_or(std::partial_ordering::unordered);
}

PowerProduct lower_minimum(const PowerProduct& x, const PowerProduct& y) {
  const std::partial_ordering order = compare(x, y);
  if (order == std::partial_ordering::unordered)  // equal to 2^14 bits or nearly: below both
    return x * PowerProduct(1 - Rational(1, pow(Integer(2), 1000)));
  return order == std::partial_ordering::greater ? y : x;
}

}  // namespace relugap::bounds
