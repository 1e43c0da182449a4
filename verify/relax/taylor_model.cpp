#include "verify/relax/taylor_model.h"

#include <stdexcept>

#include "lib/arith/elementary.h"
#include "lib/core/error.h"

namespace relugap::verify {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kEta = kernel::kEta;
constexpr double kMostRelative = 0.9;   // of w / c where a series in it is summed
constexpr double kMostDeviation = 4.0;  // of w in exp, sin and cos

[[noreturn]] void give_up(const char* why) { throw std::domain_error(why); }

double total(const std::vector<double>& size) {
  double sum = 0;
  for (const double s : size) sum += s;
  return widened(sum);
}

/// At least q^n.
double power_up(double q, std::size_t n) {
  double result = 1;
  for (std::size_t i = 0; i < n; ++i) result = product_up(result, q);
  return result;
}

}  // namespace

template <class N>
TaylorArithmetic<N>::TaylorArithmetic(const TaylorBasis& basis) : basis_(basis) {
  Rational factorial = 1, root = 1;
  for (unsigned k = 0; k <= basis.order() + 1; ++k) {
    if (k > 0) factorial *= k;
    factorial_up_.push_back(round_up(Rational(1 / factorial)));
    inverse_factorial_.push_back(Number::nearest(Rational(1 / factorial)));
    inverse_.push_back(Number::nearest(k == 0 ? Rational(0) : Rational(k % 2 == 1 ? 1 : -1, k)));
    root_.push_back(Number::nearest(root));
    root *= Rational(1 - 2 * static_cast<int>(k), 2 * static_cast<int>(k) + 2);
  }
}

template <class N>
TaylorModel<N> TaylorArithmetic<N>::zero() const {
  return {std::vector<N>(basis_.count(), Number::zero()), {}, 0.0, 0.0};
}

template <class N>
void TaylorArithmetic<N>::finish(Model& a) const {
  a.size.assign(basis_.order() + 1, 0.0);
  for (std::size_t i = 0; i < basis_.count(); ++i)
    a.size[basis_.degree(i)] += Number::magnitude(a.coefficient[i]);
  double largest = a.error;
  for (double& s : a.size) {
    s = widened(s);
    largest += s;
  }
  if (!(largest < kInfinity)) give_up("numbers beyond the range of double");
}

template <class N>
double TaylorArithmetic<N>::deviation(const Model& a) {
  double sum = a.error;
  for (std::size_t i = 1; i < a.size.size(); ++i) sum += a.size[i];
  return widened(sum);
}

template <class N>
double TaylorArithmetic<N>::magnitude(const Model& a) {
  return widened(total(a.size) + a.error);
}

template <class N>
TaylorModel<N> TaylorArithmetic<N>::constant(const N& value, double error) const {
  Model a = zero();
  a.coefficient[0] = value;
  a.error = a.rounding = error;
  finish(a);
  return a;
}

template <class N>
TaylorModel<N> TaylorArithmetic<N>::constant(const Rational& value) const {
  const N nearest = Number::nearest(value);
  const double magnitude = Number::magnitude(nearest);
  return constant(nearest,
                  widened(RELUGAP_ERROR_TERM("model-constant-rounding", Number::unit() * magnitude) + kEta));
}

template <class N>
TaylorModel<N> TaylorArithmetic<N>::pi() const {
  const auto write = [](mpfr_ptr y, mpfr_srcptr, mpfr_rnd_t r) { return mpfr_const_pi(y, r); };
  return constant(Number::value(write, Number::zero()),
                  RELUGAP_ERROR_TERM("model-pi-rounding", 4 * Number::unit()));
}

template <class N>
TaylorModel<N> TaylorArithmetic<N>::variable(std::size_t k, double centre, double radius) const {
  Model a = zero();
  a.coefficient[0] = Number::exactly(centre);
  a.coefficient[1 + k] = Number::exactly(radius);
  finish(a);
  return a;
}

template <class N>
TaylorModel<N> TaylorArithmetic<N>::sum(const Model& a, const Model& b) const {
  Model r = a;
  for (std::size_t i = 0; i < basis_.count(); ++i) Number::add(r.coefficient[i], b.coefficient[i]);
  finish(r);
  // |fl(x + y) - (x + y)| <= u |fl(x + y)| as well.
  const double rounding = RELUGAP_ERROR_TERM("model-sum-rounding", Number::unit() * total(r.size));
  r.error = widened(a.error + b.error + rounding);
  r.rounding = a.rounding + b.rounding + rounding;
  return r;
}

template <class N>
TaylorModel<N> TaylorArithmetic<N>::difference(const Model& a, const Model& b) const {
  return sum(a, negative(b));
}

template <class N>
TaylorModel<N> TaylorArithmetic<N>::negative(Model a) const {
  for (N& c : a.coefficient) c = -c;
  return a;
}

template <class N>
TaylorModel<N> TaylorArithmetic<N>::product(const Model& a, const Model& b, std::size_t degree) const {
  Model r = zero();
  const std::size_t pairs = basis_.products_up_to(degree);
  for (std::size_t p = 0; p < pairs; ++p) {
    const TaylorBasis::Product& step = basis_.products()[p];
    Number::add_product(r.coefficient[step.result], a.coefficient[step.left], b.coefficient[step.right]);
  }
  double kept = 0, lost = 0;
  for (std::size_t i = 0; i < a.size.size(); ++i)
    for (std::size_t j = 0; j < b.size.size(); ++j) (i + j <= degree ? kept : lost) += a.size[i] * b.size[j];
  const auto terms = static_cast<double>(basis_.most_terms() + 1);
  const double gamma = RELUGAP_ERROR_TERM("model-product-rounding",
                                          terms * Number::unit() * (1 + 0x1p-20));  // of that many roundings
  const double rounding = gamma * widened(kept) + static_cast<double>(pairs) * kEta;
  const double all_a = total(a.size), all_b = total(b.size);
  r.error = widened(RELUGAP_ERROR_TERM("model-truncation", lost) + a.error * all_b + b.error * all_a +
                    a.error * b.error + rounding);
  r.rounding = a.rounding * all_b + b.rounding * all_a + rounding;
  finish(r);
  return r;
}

template <class N>
TaylorModel<N> TaylorArithmetic<N>::scaled(Model a, const N& factor, double error) const {
  const double magnitude = Number::magnitude(factor), all = total(a.size);
  for (N& c : a.coefficient) Number::multiply(c, factor);
  const double rounding = all * error +
                          RELUGAP_ERROR_TERM("model-scale-rounding", Number::unit() * magnitude) * all +
                          static_cast<double>(basis_.count()) * kEta;
  a.error = widened(a.error * magnitude + a.error * error + rounding);
  a.rounding = a.rounding * magnitude + rounding;
  finish(a);
  return a;
}

template <class N>
TaylorModel<N> TaylorArithmetic<N>::power(const Model& a, int n) const {
  RELUGAP_CHECK(n >= 1);
  Model square = a, result = a;
  bool first = true;
  for (auto rest = static_cast<unsigned>(n); rest > 0; rest /= 2) {
    if (rest % 2 == 1) {
      result = first ? square : product(result, square);
      first = false;
    }
    if (rest > 1) square = product(square, square);
  }
  return result;
}

template <class N>
TaylorModel<N> TaylorArithmetic<N>::series(const Model& a, const std::vector<N>& phi,
                                           const std::vector<double>& coefficient_error,
                                           double remainder) const {
  const std::size_t n = basis_.order();
  Model w = a;
  w.coefficient[0] = Number::zero();
  w.size[0] = 0;
  const double q = deviation(a);
  Model r = zero();
  r.coefficient[0] = phi[n];
  finish(r);
  for (std::size_t k = n; k-- > 0;) {
    r = product(r, w, n - k);
    r.coefficient[0] = phi[k];  // was exactly 0: w has no constant term
    r.size[0] = Number::magnitude(phi[k]);
  }
  double rounding = 0, power = 1;
  for (std::size_t k = 0; k <= n; ++k) {
    rounding = widened(rounding + coefficient_error[k] * power);
    power = product_up(power, q);
  }
  r.error = widened(r.error + rounding + RELUGAP_ERROR_TERM("series-remainder", remainder));
  r.rounding += rounding;
  finish(r);
  return r;
}

template <class N>
TaylorModel<N> TaylorArithmetic<N>::relative(const Model& a, double& largest) const {
  const Interval c = abs(Number::enclosure(a.coefficient[0]));
  if (!(c.lower() > 0)) give_up("a series about 0");
  Model v = a;
  v.coefficient[0] = Number::zero();
  for (std::size_t i = 1; i < v.coefficient.size(); ++i) Number::divide(v.coefficient[i], a.coefficient[0]);
  finish(v);
  const double rounding = RELUGAP_ERROR_TERM("model-quotient-rounding", Number::unit() * total(v.size)) +
                          static_cast<double>(basis_.count()) * kEta;
  v.error = widened(a.error / c.lower() + rounding);
  v.rounding = a.rounding / c.lower() + rounding;
  largest = deviation(v);
  if (!(largest <= kMostRelative)) give_up("an argument that may vanish, or nearly so");
  return v;
}

namespace {

template <class N>
std::vector<double> nearest_errors(const std::vector<N>& phi) {
  std::vector<double> error;
  for (const N& p : phi) error.push_back(nearest_error(p));
  return error;
}

/// sum over k > n of q^k, for q <= kMostRelative.
double geometric_tail(double q, std::size_t n) { return widened(power_up(q, n + 1) / (1 - q)); }

}  // namespace

template <class N>
TaylorModel<N> TaylorArithmetic<N>::reciprocal(const Model& a) const {
  double q = 0;
  const Model v = relative(a, q);
  std::vector<N> phi;
  for (std::size_t k = 0; k <= basis_.order(); ++k) phi.push_back(Number::exactly(k % 2 == 0 ? 1.0 : -1.0));
  const Model s = series(v, phi, std::vector<double>(phi.size(), 0.0), geometric_tail(q, basis_.order()));
  N inverse = Number::exactly(1.0);
  Number::divide(inverse, a.coefficient[0]);
  return scaled(s, inverse, value_error(inverse));
}

template <class N>
TaylorModel<N> TaylorArithmetic<N>::exp(const Model& a) const {
  const std::size_t n = basis_.order();
  const double q = deviation(a);
  if (!(q <= kMostDeviation)) give_up("a box too wide for the series of exp");
  // |sum over k > n of w^k / k!| <= q^(n+1) / (n+1)! e^q, and e^q = (e^(q/8))^8 <= (1 - q/8)^-8.
  const double growth = power_up(widened(1 / (1 - q / 8)), 8);
  const double remainder = product_up(product_up(power_up(q, n + 1), factorial_up_[n + 1]), growth);
  const Model s = series(a, inverse_factorial_, nearest_errors(inverse_factorial_), remainder);
  const N value = Number::value(mpfr_exp, a.coefficient[0]);
  return scaled(s, value, value_error(value));
}

template <class N>
TaylorModel<N> TaylorArithmetic<N>::log(const Model& a) const {
  if (!(Number::enclosure(a.coefficient[0]).lower() > 0)) give_up("log of a number that may not be positive");
  double q = 0;
  const Model v = relative(a, q);
  std::vector<N> phi = inverse_;
  phi[0] = Number::value(mpfr_log, a.coefficient[0]);
  std::vector<double> errors = nearest_errors(phi);
  errors[0] = value_error(phi[0]);
  return series(v, phi, errors, geometric_tail(q, basis_.order()));
}

template <class N>
TaylorModel<N> TaylorArithmetic<N>::sqrt(const Model& a) const {
  if (!(Number::enclosure(a.coefficient[0]).lower() > 0))
    give_up("sqrt of a number that may not be positive");
  double q = 0;
  const Model v = relative(a, q);
  // |binomial(1/2, k)| < 1.
  const Model s = series(v, root_, nearest_errors(root_), geometric_tail(q, basis_.order()));
  const N value = Number::value(mpfr_sqrt, a.coefficient[0]);
  return scaled(s, value, value_error(value));
}

template <class N>
TaylorModel<N> TaylorArithmetic<N>::wave(const Model& a, bool cosine) const {
  const std::size_t n = basis_.order();
  const double q = deviation(a);
  if (!(q <= kMostDeviation)) give_up("a box too wide for the series of sin and cos");
  const N sine = Number::value(mpfr_sin, a.coefficient[0]), other = Number::value(mpfr_cos, a.coefficient[0]);
  std::vector<N> phi;
  std::vector<double> errors;
  for (std::size_t k = 0; k <= n; ++k) {
    // Derivatives of sin: sin, cos, -sin, -cos; cos is one step ahead.
    const std::size_t turn = (k + (cosine ? 1 : 0)) % 4;
    N p = turn % 2 == 0 ? sine : other;
    Number::multiply(p, inverse_factorial_[k]);
    if (turn >= 2) p = -p;
    // The value, 1/k! and their product are rounded: 3 units, and eta for each of value and product.
    errors.push_back(RELUGAP_ERROR_TERM("series-wave-rounding",
                                        widened(4 * Number::unit() * Number::magnitude(p) + 2 * kEta)));
    phi.push_back(std::move(p));
  }
  return series(a, phi, errors, product_up(power_up(q, n + 1), factorial_up_[n + 1]));
}

template <class N>
TaylorModel<N> TaylorArithmetic<N>::sin(const Model& a) const {
  return wave(a, false);
}

template <class N>
TaylorModel<N> TaylorArithmetic<N>::cos(const Model& a) const {
  return wave(a, true);
}

template <class N>
TaylorModel<N> TaylorArithmetic<N>::tan(const Model& a) const {
  // A cosine without zeros on the box of the argument has no pole between its values: that box is connected.
  return product(sin(a), reciprocal(cos(a)));
}

template <class N>
TaylorModel<N> TaylorArithmetic<N>::tanh(const Model& a) const {
  // tanh z = 1 - 2/(e^(2z) + 1), used where e^(2z) is at most about 1; tanh is odd.
  if (Number::enclosure(a.coefficient[0]).lower() > 0) return negative(tanh(negative(a)));
  const Model one = constant(Rational(1));
  const Model quotient = reciprocal(sum(exp(scaled(a, Number::exactly(2.0), 0.0)), one));
  return difference(one, scaled(quotient, Number::exactly(2.0), 0.0));
}

template <class N>
TaylorModel<N> TaylorArithmetic<N>::absolute(const Model& a) const {
  const double q = deviation(a);
  const Interval range = Number::enclosure(a.coefficient[0]) + Interval(-q, q);
  if (range.lower() >= 0) return a;
  if (range.upper() <= 0) return negative(a);
  // |z| - mu z is convex, 0 at 0 and at least 0 for |mu| <= 1: between 0 and its values at the two ends l < 0 < h.
  const double l = range.lower(), h = range.upper();
  const double mu = std::clamp((h + l) / (h - l), -1.0, 1.0);
  const Interval left = Interval(-l) - Interval(mu) * l, right = Interval(h) - Interval(mu) * h;
  const double half = widened(std::max(left.upper(), right.upper()) / 2);
  Model r = sum(scaled(a, Number::exactly(mu), 0.0), constant(Number::exactly(half), 0.0));
  r.error = widened(r.error + RELUGAP_ERROR_TERM("model-absolute", half));
  finish(r);
  return r;
}

template <class N>
TaylorModel<N> TaylorArithmetic<N>::least(const Model& a, const Model& b) const {
  return negative(greatest(negative(a), negative(b)));
}

template <class N>
TaylorModel<N> TaylorArithmetic<N>::greatest(const Model& a, const Model& b) const {
  const Model gap = difference(a, b);
  const double q = deviation(gap);
  const Interval range = Number::enclosure(gap.coefficient[0]) + Interval(-q, q);
  if (range.lower() >= 0) return a;
  if (range.upper() <= 0) return b;
  const Model larger = sum(sum(a, b), absolute(gap));
  return scaled(larger, Number::exactly(0.5), 0.0);
}

template class TaylorArithmetic<double>;
template class TaylorArithmetic<MpFloat>;

}  // namespace relugap::verify
