#include "verify/relax/value.h"

#include <algorithm>
#include <limits>
#include <stdexcept>

namespace relugap::verify {
namespace {

constexpr unsigned kFirstBits = 128, kLastBits = 4096;

bool is_tight(const Interval& v, double unimportant) {
  const double width = directed::sub_up(v.upper(), v.lower());
  return width <= unimportant || width <= 0x1p-50 * std::min(std::abs(v.lower()), std::abs(v.upper()));
}

}  // namespace

Interval enclose_value(const Side& f, std::span<const Rational> x, double unimportant) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  Interval value(-kInfinity, kInfinity);
  try {
    value = evaluate_at<Interval>(f, x);
  } catch (const std::domain_error&) {
    // Interval arithmetic over double may be too wide for a quotient or a logarithm: decide with more bits below.
  }
  for (unsigned bits = kFirstBits; !is_tight(value, unimportant) && bits <= kLastBits; bits *= 2) {
    const PrecisionScope scope(bits);
    try {
      const Interval next = to_interval(evaluate_at<MpInterval>(f, x));
      value = Interval(std::max(value.lower(), next.lower()), std::min(value.upper(), next.upper()));
    } catch (const std::domain_error&) {
      if (2 * bits > kLastBits) throw;
    }
  }
  return value;
}

}  // namespace relugap::verify
