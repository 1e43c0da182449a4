#include "verify/norm/power_mean.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "lib/arith/directed.h"
#include "lib/arith/elementary.h"
#include "lib/core/error.h"
#include "verify/norm/cube_moments.h"
#include "verify/relax/affine_form.h"

namespace relugap::verify {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kLeastCentre = 0x1p-200;  // whose fourth power does not underflow

Interval squared(const Interval& x) {
  const Interval a = abs(x);
  return Interval(directed::mul_down(a.lower(), a.lower()), directed::mul_up(a.upper(), a.upper()));
}
double magnitude(const Interval& x) { return std::max(std::fabs(x.lower()), std::fabs(x.upper())); }
/// [lower, upper] of a non-negative number; both ends are proved on their own.
Interval non_negative(double lower, double upper) {
  return Interval(std::max(lower, 0.0), std::max(upper, 0.0));
}

/// constant + X with X = sum slope_k t_k, t uniform on the cube: what the formulas need of it.
struct Distribution {
  Interval constant = 0, variance = 0, spread = 0, fourth_powers = 0;

  void add(const Interval& slope) {
    const Interval square = squared(slope);
    variance += square;
    fourth_powers += squared(square);
    spread += abs(slope);
  }
  void close() { variance /= Interval(3.0); }

  Interval second_moment() const { return squared(constant) + variance; }
  Interval fourth_moment_of_deviation() const {
    const Interval m = 3.0 * squared(variance) - 2.0 * fourth_powers / Interval(15.0);
    return non_negative(m.lower(), m.upper());
  }
  /// Least value on the cube, rounded down, and greatest magnitude, rounded up.
  double least() const { return directed::sub_down(constant.lower(), spread.upper()); }
  double greatest() const { return directed::add_up(magnitude(constant), spread.upper()); }
};

Distribution distribution(double constant, const std::vector<double>& slopes) {
  Distribution result;
  result.constant = constant;
  for (const double slope : slopes) result.add(slope);
  result.close();
  return result;
}

/// E (c + X)^p for c + X >= 0 on the cube, p not 1 or 2.
Interval positive_moment(const Distribution& a, const Rational& p) {
  const double c = std::max(a.constant.lower(), 0.0);
  const Interval second = a.second_moment();
  const Interval by_second = enclose_power(second, p / 2);
  const Interval by_mean = enclose_power(Interval(c, std::max(a.constant.upper(), c)), p);
  double lower, upper;
  if (p <= 2) {
    lower = by_mean.lower();    // Jensen
    upper = by_second.upper();  // Lyapunov
  } else {
    lower = by_second.lower();
    upper = (enclose_power(Interval(a.greatest()), p - 2) * second).upper();
  }
  const Interval ratio = c > kLeastCentre ? a.spread / Interval(c) : Interval(kInfinity);
  if (ratio.upper() < 0.75) {
    // Taylor at c: c^p (1 + p(p-1)/2 V/c^2 + p(p-1)(p-2)(p-3)/24 E X^4/c^4 theta), theta = (xi/c)^(p-4).
    const Interval centre(a.constant);
    const Interval square = squared(centre);
    const Interval around = Interval(1.0) + Interval(-ratio.upper(), ratio.upper());
    Interval theta = 1.0;
    if (p > 4) theta = enclose_power(around, p - 4);
    if (p < 4) theta = Interval(1.0) / enclose_power(around, 4 - p);
    const Rational two = p * (p - 1) / 2, four = two * (p - 2) * (p - 3) / 12;
    const Interval series = Interval(1.0) + enclose(two) * (a.variance / square) +
                            enclose(four) * (a.fourth_moment_of_deviation() / squared(square)) * theta;
    const Interval taylor = by_mean * series;
    lower = std::max(lower, taylor.lower());
    upper = std::min(upper, taylor.upper());
  }
  return non_negative(lower, upper);
}

/// x / y for y >= 0, y not [0, 0]: up to +inf where y comes down to 0 (or its enclosure does, by underflow).
Interval quotient(const Interval& x, const Interval& y) {
  return y.lower() > 0 ? x / y : Interval(directed::div_down(x.lower(), y.upper()), kInfinity);
}

/// x^e for x > 0 and any e.
Interval any_power(const Interval& x, const Rational& e) {
  return e >= 0 ? enclose_power(x, e) : quotient(Interval(1.0), enclose_power(x, -e));
}

/// E h^p from E h and E h^2, for 0 < least <= h <= greatest.
Interval by_moments(const Moments& moments, double least, double greatest, const Rational& p) {
  const double c = std::clamp(moments.first.lower() / 2 + moments.first.upper() / 2, least, greatest);
  const Interval centre(c), deviation = moments.first - centre;
  const Interval around = moments.second - Interval(2.0) * centre * moments.first + squared(centre);
  const Interval square(std::max(around.lower(), 0.0), std::max(around.upper(), 0.0));
  const double far = std::max(directed::sub_up(greatest, c), directed::sub_up(c, least));
  const Rational third = p * (p - 1) * (p - 2) / 6;
  const Interval rest = abs(enclose(third) * any_power(Interval(least, greatest), p - 3)) * Interval(far) *
                        Interval(square.upper());
  return any_power(centre, p) + enclose(p) * any_power(centre, p - 1) * deviation +
         enclose(Rational(p * (p - 1) / 2)) * any_power(centre, p - 2) * square +
         Interval(-rest.upper(), rest.upper());
}

/// E h^p for h >= 0 between two affine functions that are >= 0.
Interval positive_mean(double lower, const std::vector<double>& lower_slope, double upper,
                       const std::vector<double>& upper_slope, const Moments& moments, const Rational& p) {
  if (p == 1)
    return non_negative(std::max(lower, moments.first.lower()), std::min(upper, moments.first.upper()));
  const Distribution below = distribution(lower, lower_slope), above = distribution(upper, upper_slope);
  if (p == 2) {
    return non_negative(std::max(below.second_moment().lower(), moments.second.lower()),
                        std::min(above.second_moment().upper(), moments.second.upper()));
  }
  double least = positive_moment(below, p).lower(), most = positive_moment(above, p).upper();
  if (below.least() > 0 && moments.first.lower() > -kInfinity && moments.first.upper() < kInfinity &&
      moments.second.upper() < kInfinity) {
    const Interval better = by_moments(moments, below.least(), above.greatest(), p);
    least = std::max(least, better.lower());
    most = std::min(most, better.upper());
  }
  return non_negative(least, most);
}

/// E |C|, C affine: by the moments of a form of doubles near it.
Interval absolute_mean(const AffineForm<Interval>& form) {
  std::vector<double> slope;
  slope.reserve(form.slope.size());
  Ball constant = ball(form.constant);
  double lost = constant.rad;
  for (const Interval& s : form.slope) {
    const Ball b = ball(s);
    slope.push_back(b.mid);
    lost = directed::add_up(lost, b.rad);
  }
  const Ball mean = enclose_absolute_mean({constant.mid, slope.data(), slope.size()}) + Ball(0.0, lost);
  const double least = abs(form.constant).lower(), most = abs(range(form)).upper();
  if (!mean.is_finite()) return Interval(least, most);
  return Interval(std::clamp(mean.lower(), least, most), std::clamp(mean.upper(), least, most));
}

/// E |h|^p where the sign of h is not known: h = m + e, |e| <= delta.
Interval mixed_mean(const AffinePair& h, const Moments& moments, const Rational& p) {
  Distribution m, delta;
  AffineForm<Interval> middle;
  m.constant = (Interval(h.upper) + Interval(h.lower)) / Interval(2.0);
  delta.constant = (Interval(h.upper) - Interval(h.lower)) / Interval(2.0);
  middle.slope.reserve(h.lower_slope.size());
  for (std::size_t k = 0; k < h.lower_slope.size(); ++k) {
    const Interval slope = (Interval(h.upper_slope[k]) + Interval(h.lower_slope[k])) / Interval(2.0);
    m.add(slope);
    delta.add((Interval(h.upper_slope[k]) - Interval(h.lower_slope[k])) / Interval(2.0));
    middle.slope.push_back(slope);
  }
  m.close();
  delta.close();

  middle.constant = m.constant;
  const Interval absolute = absolute_mean(middle);
  const double off = std::max(delta.constant.upper(), 0.0);  // E delta
  // |E h| <= E |h|.
  const Interval better = absolute_mean_by_moments(h, moments);
  const Interval one =
      non_negative(std::max({better.lower(), directed::sub_down(absolute.lower(), off), h.lower, -h.upper,
                             moments.first.lower(), -moments.first.upper()}),
                   std::min(directed::add_up(absolute.upper(), off), better.upper()));
  if (p == 1) return one;

  const Interval square = m.second_moment(), off_square = delta.second_moment();
  const double cross = std::min((enclose_sqrt(square) * enclose_sqrt(off_square)).upper(),
                                directed::mul_up(absolute.upper(), delta.greatest()));
  const Interval two =
      non_negative(std::max({directed::sub_down(square.lower(), 2 * cross),
                             squared(Interval(one.lower())).lower(), moments.second.lower()}),
                   std::min(directed::add_up(directed::add_up(square.upper(), 2 * cross), off_square.upper()),
                            moments.second.upper()));
  if (p == 2) return two;

  const double top = directed::add_up(m.greatest(), delta.greatest());  // >= |h|
  if (p < 2) {
    double lower = enclose_power(Interval(one.lower()), p).lower();
    if (top > 0)
      lower = std::max(lower, quotient(Interval(two.lower()), enclose_power(Interval(top), 2 - p)).lower());
    const double upper = std::min(enclose_power(Interval(two.upper()), p / 2).upper(),
                                  (Interval(one.upper()) * enclose_power(Interval(top), p - 1)).upper());
    return non_negative(lower, upper);
  }
  return non_negative(enclose_power(Interval(two.lower()), p / 2).lower(),
                      (Interval(two.upper()) * enclose_power(Interval(top), p - 2)).upper());
}

/// Near the tau that makes W sqrt(tau / largest) + W^2 / (4 tau) least.
double estimate_best_tau(double w_norm, double largest) { return std::cbrt(w_norm * w_norm * largest / 4); }

/// A bound of sum |s_k|, rounded up.
double spread(const std::vector<double>& slopes) {
  double total = 0;
  for (const double slope : slopes) total = directed::add_up(total, std::fabs(slope));
  return total;
}

std::vector<double> negated(std::vector<double> slopes) {
  for (double& slope : slopes) slope = -slope;
  return slopes;
}

/// sup over the cube of sign ((constant - m_0) + sum (slope_k - m_k) t_k), rounded up.
double greatest_difference(double constant, const std::vector<double>& slope, double m_0,
                           const std::vector<double>& m, double sign) {
  double total = sign > 0 ? directed::sub_up(constant, m_0) : directed::sub_up(m_0, constant);
  for (std::size_t k = 0; k < m.size(); ++k)
    total =
        directed::add_up(total, std::max(directed::sub_up(slope[k], m[k]), directed::sub_up(m[k], slope[k])));
  return total;
}

}  // namespace

bool is_mixed(const AffinePair& h) {
  return !(directed::sub_down(h.lower, spread(h.lower_slope)) >= 0) &&
         !(directed::add_up(h.upper, spread(h.upper_slope)) <= 0);
}

Interval absolute_mean_by_moments(const AffinePair& h, const Moments& moments) {
  const Interval nothing(0.0, kInfinity);
  const std::size_t d = moments.with_coordinate.size();
  if (d == 0 || !(moments.second.upper() < kInfinity)) return nothing;
  const Ball first = ball(moments.first), second = ball(moments.second);
  const double m_0 = first.mid;
  std::vector<double> m(d);
  Ball m_square = Ball(m_0) * Ball(m_0), h_m = Ball(m_0) * first, m_w = Ball(m_0) * (first - Ball(m_0));
  double largest = 0;
  for (std::size_t k = 0; k < d; ++k) {
    const Ball& with = moments.with_coordinate[k];
    m[k] = 3 * with.mid;
    largest = std::max(largest, std::fabs(m[k]));
    const Ball share = third(m[k]);
    m_square += Ball(m[k]) * share;
    h_m += Ball(m[k]) * with;
    m_w += Ball(m[k]) * (with - share);
  }
  const Ball w_square = second - Ball(2.0) * h_m + m_square;
  const Ball absolute = enclose_absolute_mean({m_0, m.data(), d});
  if (!w_square.is_finite() || !absolute.is_finite() || !m_w.is_finite() || !(m_square.lower() > 0x1p-900))
    return nothing;
  const double a = std::max(absolute.mid, 0.0) / m_square.mid;  // any a will do
  const Ball r_square = Ball(1.0) - Ball(2.0 * a) * absolute + Ball(a) * Ball(a) * m_square;
  const double w_norm = directed::sqrt_up(std::max(w_square.upper(), 0.0));
  if (!r_square.is_finite()) return nothing;
  const double r = directed::sqrt_up(std::max(r_square.upper(), 0.0));
  const double error = directed::add_up(directed::mul_up(a, m_w.magnitude()), directed::mul_up(r, w_norm));
  const double most = std::max({greatest_difference(h.upper, h.upper_slope, m_0, m, 1.0),
                                greatest_difference(h.lower, h.lower_slope, m_0, m, -1.0), 0.0});
  double tail = 0;
  if (most > 0) {
    if (!(largest > 0)) return non_negative(directed::sub_down(absolute.lower(), error), kInfinity);
    tail = directed::mul_up(most, directed::div_up(most, largest));
    const double tau = estimate_best_tau(w_norm, largest);
    if (tau > 0) {
      const double close = directed::mul_up(w_norm, directed::sqrt_up(directed::div_up(tau, largest)));
      const double large = directed::div_up(directed::mul_up(w_norm, w_norm), 4 * tau);
      tail = std::min(tail, 2 * directed::add_up(close, large));
    }
  }
  return non_negative(directed::sub_down(absolute.lower(), error),
                      directed::add_up(directed::add_up(absolute.upper(), error), tail));
}

Interval enclose_power(const Interval& x, const Rational& e) {
  RELUGAP_CHECK(x.lower() >= 0 && e >= 0);
  constexpr int kLargest = 64;
  if (denominator(e) == 1 && numerator(e) <= kLargest) return enclose_pow(x, numerator(e).convert_to<int>());
  if (e == Rational(1, 2)) return enclose_sqrt(x);
  const Interval exponent = enclose(e);
  const auto power = [&](double end) {
    if (end == 0 || end == kInfinity) return Interval(end);
    return enclose_exp(enclose_log(Interval(end)) * exponent);
  };
  return Interval(power(x.lower()).lower(), power(x.upper()).upper());
}

Interval enclose_power_mean(const AffinePair& h, const Moments& moments, const Rational& p) {
  RELUGAP_CHECK(p >= 1);
  if (!(h.lower > -kInfinity && h.upper < kInfinity)) return Interval(0.0, kInfinity);
  if (is_mixed(h)) return mixed_mean(h, moments, p);
  if (directed::sub_down(h.lower, spread(h.lower_slope)) >= 0)
    return positive_mean(h.lower, h.lower_slope, h.upper, h.upper_slope, moments, p);
  return positive_mean(-h.upper, negated(h.upper_slope), -h.lower, negated(h.lower_slope),
                       {-moments.first, moments.second, {}}, p);
}

}  // namespace relugap::verify
