#include "verify/relax/taylor_chebyshev.h"

#include <cmath>

#include "lib/target/chebyshev.h"

namespace relugap::verify {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr int kRadii = 8;  // tried for Cauchy's bound

std::vector<Interval> polynomials(double c, std::size_t n) {
  return target::enclose_chebyshev(Interval(c), n);
}
std::vector<MpInterval> polynomials(const MpFloat& c, std::size_t n) {
  return target::enclose_chebyshev(MpInterval(c), n);
}

double width_up(const Interval& x) { return directed::sub_up(x.upper(), x.lower()); }
double width_up(const MpInterval& x) { return round_up(MpfrRounding().sub_up(x.upper(), x.lower())); }

/// At least |r|, never so small that its product with u vanishes.
double at_least(const Rational& r) { return std::max(round_up(Rational(abs(r))), 0x1p-1000); }

}  // namespace

template <class N>
ChebyshevSeries<N>::ChebyshevSeries(std::span<const Rational> coefficients, std::size_t order)
    : order_(order) {
  std::vector<Rational> c(coefficients.begin(), coefficients.end());
  for (std::size_t k = 0; k <= order; ++k) {
    std::vector<N> nearest;
    std::vector<double> magnitude;
    for (const Rational& v : c) {
      nearest.push_back(Number::nearest(v));
      magnitude.push_back(at_least(v));
    }
    derivative_.push_back(std::move(nearest));
    magnitude_.push_back(std::move(magnitude));
    const bool constant = c.size() == 1;
    c = target::chebyshev_derivative(c);
    for (Rational& v : c) v /= static_cast<unsigned>(k + 1);
    if (constant && k + 1 <= order) {
      // All further derivatives vanish.
      derivative_.resize(order + 1, {Number::zero()});
      magnitude_.resize(order + 1, {0.0});
      return;
    }
  }
  if (c.size() == 1 && c[0] == 0) return;
  for (const Rational& v : c) last_ += at_least(v);
  last_ = widened(last_);
}

template <class N>
double ChebyshevSeries<N>::remainder(const Interval& c, double q) const {
  if (last_ == 0) return 0;
  const std::size_t n = order_, m = magnitude_[0].size() - 1;
  const double x = abs(c).upper(), reach = widened(x + q);
  double lagrange = last_;
  for (std::size_t k = 0; k <= n; ++k) lagrange = product_up(lagrange, q);
  if (reach > 1)
    lagrange = product_up(lagrange, target::enclose_chebyshev(Interval(reach), m).back().upper());
  double best = std::isnan(lagrange) ? kInfinity : lagrange;
  if (!(q > 0x1p-60)) return best;
  double ratio = 1;  // q / R, a power of 2
  for (int i = 0; i < kRadii; ++i) {
    ratio /= 2;
    const double radius = q / ratio;
    // What cancels in the difference is at most 4 units against 2^-16: a relative error of 2^-34, paid with 2^-30.
    const double room = ((1 - x * x) - 2 * x * radius) * (1 - 0x1p-30);
    if (!(room >= 0x1p-16)) break;
    const double half_axis = widened(radius * std::sqrt(1 + x * x / room));
    const double rho = widened(half_axis + std::sqrt(1 + half_axis * half_axis));
    double sum = 0;
    for (std::size_t j = m + 1; j-- > 0;) sum = sum * rho + magnitude_[0][j];
    double bound = widened(sum) / (1 - ratio);
    for (std::size_t k = 0; k <= n; ++k) bound *= ratio;  // exact, but for underflow
    bound = widened(bound);
    if (bound < best) best = bound;
  }
  return best;
}

template <class N>
TaylorModel<N> ChebyshevSeries<N>::apply(const TaylorArithmetic<N>& arithmetic,
                                         const TaylorModel<N>& a) const {
  const N& c = a.coefficient[0];
  const std::size_t m = derivative_[0].size();
  const auto enclosures = polynomials(c, m - 1);
  std::vector<N> t;
  std::vector<double> doubt;
  const double gamma = static_cast<double>(m + 3) * Number::unit() * (1 + 0x1p-20);
  for (const auto& e : enclosures) {
    t.push_back(e.lower());
    doubt.push_back(
        widened(RELUGAP_ERROR_TERM("chebyshev-value", width_up(e)) +
                RELUGAP_ERROR_TERM("chebyshev-sum-rounding", gamma) * Number::magnitude(t.back())));
  }
  std::vector<N> phi;
  std::vector<double> errors;
  for (std::size_t k = 0; k <= order_; ++k) {
    N sum = Number::zero();
    double error = 0;
    for (std::size_t j = 0; j < derivative_[k].size(); ++j) {
      Number::add_product(sum, derivative_[k][j], t[j]);
      error += magnitude_[k][j] * doubt[j];
    }
    phi.push_back(std::move(sum));
    errors.push_back(widened(error));
  }
  return arithmetic.series(a, phi, errors,
                           remainder(Number::enclosure(c), TaylorArithmetic<N>::deviation(a)));
}

template class ChebyshevSeries<double>;
template class ChebyshevSeries<MpFloat>;

}  // namespace relugap::verify
