#include "verify/relax/formula_form.h"

#include <algorithm>
#include <stdexcept>

#include "lib/arith/elementary.h"
#include "lib/core/error.h"
#include "lib/target/chebyshev.h"

namespace relugap::verify {
namespace {

/// A tape value: its affine form and its range (which may be narrower than that of the form).
template <class I>
struct Value {
  AffineForm<I> form;
  I range;
};

/// Some number of x near its middle, as an interval.
template <class I>
I middle(const I& x) {
  return I(std::clamp(median(x), x.lower(), x.upper()));
}

double estimate_magnitude(const Interval& x) { return abs(x).upper(); }
double estimate_magnitude(const MpInterval& x) { return abs(to_interval(x)).upper(); }

template <class I>
Value<I> constant_value(const I& range, std::size_t d) {
  return {{range, std::vector<I>(d, I(0.0))}, range};
}

/// The range of the form, where that says more than `plain`.
template <class I>
I narrower(const AffineForm<I>& form, const I& plain) {
  const I affine = range(form);
  return I(std::max(affine.lower(), plain.lower()), std::min(affine.upper(), plain.upper()));
}

template <class I>
Value<I> linear(const Value<I>& a, const I& factor, const Value<I>& b, const I& plain) {  // a + factor b
  Value<I> result = a;
  result.form.constant += factor * b.form.constant;
  for (std::size_t k = 0; k < result.form.slope.size(); ++k) result.form.slope[k] += factor * b.form.slope[k];
  result.range = narrower(result.form, plain);
  return result;
}

template <class I>
Value<I> scale(const Value<I>& a, const I& factor) {
  Value<I> result = a;
  result.form.constant *= factor;
  for (I& slope : result.form.slope) slope *= factor;
  result.range = narrower(result.form, I(factor * a.range));
  return result;
}

/// phi(z) from phi(m), phi'(m), phi''(Z) and phi(Z).
template <class I>
Value<I> smooth(const Value<I>& z, const I& m, const I& value, const I& first, const I& second,
                const I& plain) {
  const I deviation = symmetric(I(z.range - m));
  const I square(point<I>(0.0).lower(), I(deviation * deviation).upper());
  const I constant = value + first * (z.form.constant - m) + point<I>(0.5) * second * square;
  if (!(width(constant) < width(plain))) return constant_value(plain, z.form.slope.size());
  Value<I> result{{constant, z.form.slope}, plain};
  for (I& slope : result.form.slope) slope *= first;
  result.range = narrower(result.form, plain);
  return result;
}

template <class I>
Value<I> product(const Value<I>& a, const Value<I>& b) {
  const I ma = middle(a.form.constant), mb = middle(b.form.constant);
  const I da = symmetric(I(a.range - ma)), db = symmetric(I(b.range - mb));
  // a b = ma mb + ma (b - mb) + mb (a - ma) + (a - ma)(b - mb)
  Value<I> result = a;
  result.form.constant = ma * b.form.constant + mb * (a.form.constant - ma) + da * db;
  for (std::size_t k = 0; k < result.form.slope.size(); ++k)
    result.form.slope[k] = ma * b.form.slope[k] + mb * a.form.slope[k];
  const I plain = a.range * b.range;
  if (!(width(result.form.constant) < width(plain))) return constant_value(plain, a.form.slope.size());
  result.range = narrower(result.form, plain);
  return result;
}

/// |z|: z or -z where the sign is known, else between mu z and mu z + nu with mu = (h + l)/(h - l), nu = -2 h l/(h - l).
template <class I>
Value<I> absolute(const Value<I>& z) {
  const I l(z.range.lower()), h(z.range.upper()), zero = point<I>(0.0);
  if (z.range.lower() >= zero.lower()) return z;
  if (z.range.upper() <= zero.upper()) return scale(z, point<I>(-1.0));
  const I mu = middle(I((h + l) / (h - l)));  // any number of [-1,1] may stand for mu below
  // |z| - mu z is convex, zero at 0 and at least 0 for |mu| <= 1: at most its values at the two ends.
  if (mu.lower() < point<I>(-1.0).lower() || mu.upper() > point<I>(1.0).upper())
    return constant_value(I(abs(z.range)), z.form.slope.size());
  const I left = -l - mu * l, right = h - mu * h;
  const I gap(zero.lower(), std::max(left.upper(), right.upper()));
  Value<I> result{{mu * z.form.constant + gap, z.form.slope}, zero};
  for (I& slope : result.form.slope) slope *= mu;
  result.range = narrower(result.form, I(abs(z.range)));
  return result;
}

template <class I>
Value<I> reciprocal(const Value<I>& z) {
  const I one = point<I>(1.0), plain = one / z.range, m = middle(z.range);
  const I inverse = one / m;
  return smooth(z, m, inverse, I(-(inverse * inverse)), I(point<I>(2.0) * enclose_pow(plain, 3)), plain);
}

template <class I>
Value<I> power(const Value<I>& z, int n) {
  const I plain = enclose_pow(z.range, n), m = middle(z.range);
  const I factor = point<I>(static_cast<double>(n)), second = factor * point<I>(static_cast<double>(n - 1));
  return smooth(z, m, enclose_pow(m, n), I(factor * enclose_pow(m, n - 1)),
                I(second * enclose_pow(z.range, n - 2)), plain);
}

template <class I>
Value<I> square_root(const Value<I>& z) {
  const I plain = enclose_sqrt(z.range);
  if (!(plain.lower() > point<I>(0.0).lower())) return constant_value(plain, z.form.slope.size());
  const I m = middle(z.range), root = enclose_sqrt(m), half = point<I>(0.5);
  return smooth(z, m, root, I(half / root), I(-(point<I>(0.25) / enclose_pow(plain, 3))), plain);
}

template <class I>
Value<I> chebyshev_sum(const Value<I>& z, const std::vector<Rational>& c) {
  const std::vector<Rational> first = target::chebyshev_derivative(c);
  const I m = middle(z.range);
  return smooth(z, m, target::enclose_chebyshev_sum<I>(c, m), target::enclose_chebyshev_sum<I>(first, m),
                target::enclose_chebyshev_sum<I>(target::chebyshev_derivative(first), z.range),
                target::enclose_chebyshev_sum<I>(c, z.range));
}

template <class I>
Value<I> elementary(target::Op op, const Value<I>& z) {
  const I m = middle(z.range), one = point<I>(1.0);
  switch (op) {
    case target::Op::Exp: {
      const I plain = enclose_exp(z.range), value = enclose_exp(m);
      return smooth(z, m, value, value, plain, plain);
    }
    case target::Op::Log: {
      const I plain = enclose_log(z.range), inverse = one / z.range;
      return smooth(z, m, enclose_log(m), I(one / m), I(-(inverse * inverse)), plain);
    }
    case target::Op::Sin: {
      const I plain = enclose_sin(z.range);
      return smooth(z, m, enclose_sin(m), enclose_cos(m), I(-plain), plain);
    }
    case target::Op::Cos: {
      const I plain = enclose_cos(z.range);
      return smooth(z, m, enclose_cos(m), I(-enclose_sin(m)), I(-plain), plain);
    }
    case target::Op::Tan: {
      const I plain = enclose_tan(z.range), value = enclose_tan(m);
      const I second = point<I>(2.0) * plain * (one + enclose_pow(plain, 2));
      return smooth(z, m, value, I(one + value * value), second, plain);
    }
    case target::Op::Tanh: {
      const I plain = enclose_tanh(z.range), value = enclose_tanh(m);
      const I second = point<I>(-2.0) * plain * (one - enclose_pow(plain, 2));
      return smooth(z, m, value, I(one - value * value), second, plain);
    }
    default:
      RELUGAP_CHECK(false);
  }
}

}  // namespace

template <class I>
AffineForm<I> enclose_formula(const target::Formula& formula, const CentredBox& box, double* largest) {
  using target::Op;
  const std::size_t d = box.dimension();
  RELUGAP_CHECK(formula.dimension() <= d);
  std::vector<Value<I>> values;
  values.reserve(formula.tape().size());
  const auto at = [&](int i) -> const Value<I>& { return values[static_cast<std::size_t>(i)]; };
  for (const target::Instruction& step : formula.tape()) {
    switch (step.op) {
      case Op::Constant:
        values.push_back(constant_value(point<I>(step.constant), d));
        break;
      case Op::Pi:
        values.push_back(constant_value(enclose_pi<I>(), d));
        break;
      case Op::Variable: {
        const auto k = static_cast<std::size_t>(step.variable);
        Value<I> x = constant_value(point<I>(box.centre[k]), d);
        x.form.slope[k] = point<I>(box.radius[k]);
        x.range = range(x.form);
        values.push_back(std::move(x));
        break;
      }
      case Op::Add:
        values.push_back(
            linear(at(step.a), point<I>(1.0), at(step.b), I(at(step.a).range + at(step.b).range)));
        break;
      case Op::Sub:
        values.push_back(
            linear(at(step.a), point<I>(-1.0), at(step.b), I(at(step.a).range - at(step.b).range)));
        break;
      case Op::Mul:
        values.push_back(product(at(step.a), at(step.b)));
        break;
      case Op::Div:
        values.push_back(product(at(step.a), reciprocal(at(step.b))));
        break;
      case Op::Neg:
        values.push_back(scale(at(step.a), point<I>(-1.0)));
        break;
      case Op::Pow:
        values.push_back(
            step.exponent > 0
                ? power(at(step.a), step.exponent)
                : reciprocal(step.exponent == -1 ? at(step.a) : power(at(step.a), -step.exponent)));
        break;
      case Op::Abs:
        values.push_back(absolute(at(step.a)));
        break;
      case Op::Sqrt:
        values.push_back(square_root(at(step.a)));
        break;
      case Op::Min:
      case Op::Max: {  // (a + b -+ |a - b|) / 2
        const Value<I>&a = at(step.a), &b = at(step.b);
        const I sign = point<I>(step.op == Op::Min ? -1.0 : 1.0), half = point<I>(0.5);
        const I plain = step.op == Op::Min ? min(a.range, b.range) : max(a.range, b.range);
        const Value<I> difference = absolute(linear(a, point<I>(-1.0), b, I(a.range - b.range)));
        const Value<I> sum = linear(a, point<I>(1.0), b, I(a.range + b.range));
        values.push_back(scale(linear(sum, sign, difference, I(sum.range + sign * difference.range)), half));
        values.back().range = narrower(values.back().form, plain);
        break;
      }
      case Op::Chebyshev:
        values.push_back(chebyshev_sum(at(step.a), step.coefficients));
        break;
      default:
        values.push_back(elementary(step.op, at(step.a)));
    }
  }
  if (largest != nullptr) {
    *largest = 0;
    for (const Value<I>& value : values) *largest = std::max(*largest, estimate_magnitude(value.range));
  }
  Value<I>& result = values.back();
  // Where the range alone says more than the form (constant and slopes together), give the range.
  if (width(result.range) <= width(result.form.constant)) return constant_value(result.range, d).form;
  return std::move(result.form);
}

template AffineForm<Interval> enclose_formula(const target::Formula&, const CentredBox&, double*);
template AffineForm<MpInterval> enclose_formula(const target::Formula&, const CentredBox&, double*);

}  // namespace relugap::verify
