#include "bounds/lp_bump.h"

#include <gmp.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "bounds/hypotheses.h"
#include "lib/arith/elementary.h"

namespace relugap::bounds {
namespace {

constexpr double kExactDouble = 9007199254740992.0;  // 2^53

Integer floor(const Rational& x) {
  Integer result;
  const Integer num = numerator(x), den = denominator(x);
  mpz_fdiv_q(result.backend().data(), num.backend().data(), den.backend().data());
  return result;
}

// floor(n^(1/d)).
Integer integer_root(const Integer& n, std::uint64_t d) {
  Integer root;
  mpz_root(root.backend().data(), n.backend().data(), d);
  return root;
}

}  // namespace

std::vector<Hypothesis> lp_hypotheses(const NetworkClass& h, const Query& query) {
  std::vector<Hypothesis> all = bump_hypotheses(h);
  all.push_back({"the error is in L^p with p < inf (p = " + query.norm.text() + ")", !query.norm.infinite()});
  if (query.domain && !CentreBox(h, query).has_interior())
    all.push_back({"the domain has an interior", false});
  return all;
}

Hypothesis below_lp_cap(const Bound& found, const Rational& eps) {
  const bool holds = found.value.has_value();
  return {"eps < L^p norm of a bump of height H_max that fits into the domain (eps = " + text(eps) +
              (holds ? ", d' = " + std::to_string(found.active) : "") + ")",
          holds};
}

std::string quadrature_note(const Query& query) {
  const bool is_one = !query.norm.infinite() && query.norm.value() == 1;
  return is_one ? "also for the error of every quadrature rule for the integral" : "";
}

double estimate_log_rising(double p, std::uint64_t n) {
  return std::lgamma(p + static_cast<double>(n) + 1) - std::lgamma(p + 1);
}

double estimate_argmax(double from, double to, const std::function<double(double)>& f) {
  constexpr double kGolden = 0.6180339887498949;
  double a = to - kGolden * (to - from), b = from + kGolden * (to - from);
  double at_a = f(a), at_b = f(b);
  for (int i = 0; i < 40; ++i) {
    if (at_a < at_b) {
      from = a;
      a = b;
      at_a = at_b;
      at_b = f(b = from + kGolden * (to - from));
    } else {
      to = b;
      b = a;
      at_b = at_a;
      at_a = f(a = to - kGolden * (to - from));
    }
  }
  return at_a < at_b ? b : a;
}

Rational estimate_short_exp(double x) {
  constexpr int kBits = 24;
  constexpr double kLargest = 700;  // exp(x) and the last of its bits are doubles up to here
  int exponent = 0;
  const double fraction = std::frexp(std::exp(std::clamp(x, -kLargest, kLargest)), &exponent);
  return exact(std::ldexp(std::floor(std::ldexp(fraction, kBits)), exponent - kBits));
}

LpBump::LpBump(const Bump& bump, const CentreBox& box, const Exponent& p)
    : active_(bump.active),
      p_(p.value()),
      growth_(1 + Rational(bump.active) / p_),
      slope_(bump.slope),
      sides_(box.active_sides(bump.active)) {
  if (bump.simplex) {
    stretch_ = box.stretch(active_);
    inverse_omega_ = PowerProduct::binomial(2 * active_, active_).pow(Rational(1, active_)) / PowerProduct(2);
  }
  const PowerProduct mass = box.mass(active_) * stretch_.pow(active_);
  unit_norm_ =
      (mass * (PowerProduct(2) / slope_).pow(active_) / PowerProduct::rising(p_, active_)).pow(1 / p_);
  // Sides that differ only in what is outside are one side here.
  std::vector<CentreBox::Side> merged;
  for (const CentreBox::Side& s : sides_) {
    if (!merged.empty() && merged.back().length == s.length)
      merged.back().count += s.count;
    else
      merged.push_back(s);
  }
  sides_ = std::move(merged);
  for (const CentreBox::Side& s : sides_)
    log_lengths_.push_back(estimate_log(PowerProduct(s.length) / stretch_));
}

PowerProduct LpBump::norm(const PowerProduct& height) const { return unit_norm_ * height.pow(growth_); }
PowerProduct LpBump::height_of_norm(const PowerProduct& norm) const {
  return (norm / unit_norm_).pow(1 / growth_);
}
PowerProduct LpBump::width(const PowerProduct& height) const {
  return PowerProduct(2) * height / (slope_ * inverse_omega_);
}
PowerProduct LpBump::height(const PowerProduct& width) const {
  return width * slope_ * inverse_omega_ / PowerProduct(2);
}
PowerProduct LpBump::ball(const PowerProduct& width) const {
  return (width * inverse_omega_).pow(active_) / PowerProduct::factorial(active_);
}
PowerProduct LpBump::shortest() const { return PowerProduct(sides_.back().length) / stretch_; }

bool LpBump::fits(const PowerProduct& width) const {
  return compare(width, shortest()) == std::partial_ordering::less;
}

PowerProduct LpBump::centres(const PowerProduct& width) const {
  PowerProduct volume;
  for (const CentreBox::Side& s : sides_) {
    const PowerProduct length = PowerProduct(s.length) / stretch_;
    volume *= (length * PowerProduct::sum({{1, {}}, {-1, width / length}})).pow(s.count);
  }
  return volume;
}

Integer LpBump::cells(const Integer& k) const {
  return boost::multiprecision::pow(k, static_cast<unsigned>(active_));
}

PowerProduct LpBump::width_of_more_cells(const Integer& samples) const {
  if (is_cube()) return shortest() / PowerProduct(Rational(integer_root(samples, active_) + 1));
  Rational best = 0;  // width times lambda
  for (const CentreBox::Side& base : sides_) {
    const auto count = [&](const Integer& k) {
      Integer n = 1;
      for (const CentreBox::Side& s : sides_)
        n *= boost::multiprecision::pow(floor(s.length * k / base.length), static_cast<unsigned>(s.count));
      return n;
    };
    Integer few = 0, many = 1;  // count(few) <= samples < count(many)
    while (count(many) <= samples) {
      few = many;
      many *= 2;
    }
    while (many - few > 1) {
      const Integer middle = (few + many) / 2;
      (count(middle) > samples ? many : few) = middle;
    }
    best = std::max(best, Rational(base.length / many));
  }
  return PowerProduct(best) / stretch_;
}

std::optional<Integer> LpBump::cells_wider_than(const PowerProduct& width) const {
  Integer n = 1;
  for (const CentreBox::Side& s : sides_) {
    const PowerProduct ratio = PowerProduct(s.length) / (stretch_ * width);
    const double least = enclose_exp(ratio.log()).lower();
    if (!(least < kExactDouble)) return std::nullopt;
    const double k = std::ceil(least) - 1;
    n *= boost::multiprecision::pow(Integer(static_cast<long>(std::max(k, 0.0))),
                                    static_cast<unsigned>(s.count));
  }
  return n;
}

double LpBump::estimate_log_centres(double log_width) const {
  double sum = 0;
  for (std::size_t i = 0; i < sides_.size(); ++i) {
    if (log_width >= log_lengths_[i]) return -std::numeric_limits<double>::infinity();
    sum += static_cast<double>(sides_[i].count) *
           (log_lengths_[i] + std::log1p(-std::exp(log_width - log_lengths_[i])));
  }
  return sum;
}

}  // namespace relugap::bounds
