#include <algorithm>
#include <utility>

#include "lib/arith/interval.h"
#include "lib/arith/mp_interval.h"
#include "lib/arith/rational.h"
#include "lib/core/error.h"
#include "lib/net/network.h"

namespace relugap::net {
namespace {

// How a stored number enters the arithmetic S (exactly, or enclosed), and max(0, .) in it.
template <class S>
struct Arithmetic;

template <>
struct Arithmetic<double> {
  static double number(double value) { return value; }
  static double number(const Rational& value) { return round_down(value); }
  static double positive_part(double x) { return std::max(0.0, x); }
};

template <>
struct Arithmetic<Rational> {
  static Rational number(double value) { return exact(value); }
  static const Rational& number(const Rational& value) { return value; }
  static Rational positive_part(const Rational& x) { return x < 0 ? Rational(0) : x; }
};

template <>
struct Arithmetic<Interval> {
  static Interval number(double value) { return Interval(value); }
  static Interval number(const Rational& value) { return enclose(value); }
  static Interval positive_part(const Interval& x) { return max(x, Interval(0.0)); }
};

template <>
struct Arithmetic<MpInterval> {
  static MpInterval number(double value) { return enclose_mp(value); }
  static MpInterval number(const Rational& value) { return enclose_mp(value); }
  static MpInterval positive_part(const MpInterval& x) { return max(x, enclose_mp(0.0)); }
};

template <class S>
std::vector<S> apply(const Dense& layer, std::vector<S> x) {
  std::vector<S> z;
  z.reserve(layer.rows);
  for (std::size_t i = 0; i < layer.rows; ++i) {
    S sum = Arithmetic<S>::number(layer.bias[i]);
    for (std::size_t j = 0; j < layer.cols; ++j) {
      const double w = layer.weight(i, j);
      if (w != 0) sum += Arithmetic<S>::number(w) * x[j];
    }
    z.push_back(std::move(sum));
  }
  return z;
}

template <class S>
std::vector<S> apply(const Diagonal& layer, std::vector<S> x) {
  for (std::size_t i = 0; i < x.size(); ++i) {
    x[i] = Arithmetic<S>::number(layer.scale[i]) * x[i] + Arithmetic<S>::number(layer.shift[i]);
  }
  return x;
}

template <class S>
std::vector<S> apply(const Relu& layer, std::vector<S> x) {
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (layer.rectifies(i)) x[i] = Arithmetic<S>::positive_part(x[i]);
  }
  return x;
}

}  // namespace

template <class S>
std::vector<S> evaluate(const Network& f, std::vector<S> x) {
  RELUGAP_CHECK(x.size() == f.inputs());
  for (const Layer& layer : f.layers()) {
    x = std::visit([&x](const auto& l) { return apply(l, std::move(x)); }, layer);
  }
  return x;
}

template std::vector<double> evaluate(const Network&, std::vector<double>);
template std::vector<Rational> evaluate(const Network&, std::vector<Rational>);
template std::vector<Interval> evaluate(const Network&, std::vector<Interval>);
template std::vector<MpInterval> evaluate(const Network&, std::vector<MpInterval>);

}  // namespace relugap::net
