#include "verify/relax/value.h"

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <vector>

#include "lib/target/evaluate.h"
#include "verify/relax/affine_form.h"

namespace relugap::verify {
namespace {

constexpr unsigned kFirstBits = 128, kLastBits = 4096;

template <class I>
struct Value {
  std::span<const Rational> x;

  std::vector<I> arguments() const {
    std::vector<I> values;
    for (const Rational& v : x) values.push_back(point<I>(v));
    return values;
  }
  I operator()(const Zero&) const { return point<I>(0.0); }
  I operator()(const net::Network& f) const { return net::evaluate(f, arguments())[0]; }
  I operator()(const target::Formula& f) const {
    const std::vector<I> values = arguments();
    return target::evaluate<I>(f, values);
  }
};

bool is_tight(const Interval& v, double unimportant) {
  const double width = directed::sub_up(v.upper(), v.lower());
  return width <= unimportant || width <= 0x1p-50 * std::min(std::abs(v.lower()), std::abs(v.upper()));
}

}  // namespace

Interval enclose_value(const Side& f, std::span<const Rational> x, double unimportant) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  Interval value(-kInfinity, kInfinity);
  try {
    value = std::visit(Value<Interval>{x}, f);
  } catch (const std::domain_error&) {
    // Interval arithmetic over double may be too wide for a quotient or a logarithm: decide with more bits below.
  }
  for (unsigned bits = kFirstBits; !is_tight(value, unimportant) && bits <= kLastBits; bits *= 2) {
    const PrecisionScope scope(bits);
    try {
      const Interval next = to_interval(std::visit(Value<MpInterval>{x}, f));
      value = Interval(std::max(value.lower(), next.lower()), std::min(value.upper(), next.upper()));
    } catch (const std::domain_error&) {
      if (2 * bits > kLastBits) throw;
    }
  }
  return value;
}

}  // namespace relugap::verify
