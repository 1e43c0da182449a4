#include "verify/relax/difference.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "verify/relax/formula_form.h"
#include "verify/relax/network_form.h"
#include "verify/relax/value.h"

namespace relugap::verify {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr unsigned kFirstBits = 128, kLastBits = 4096;

template <class I>
struct Bounds {
  const CentredBox& box;
  const std::function<bool()>& stop;

  AffineBounds<I> operator()(const Zero&) const {
    const AffineForm<I> zero{point<I>(0.0), std::vector<I>(box.dimension(), point<I>(0.0))};
    return {zero, zero};
  }
  AffineBounds<I> operator()(const net::Network& f) const { return enclose_network<I>(f, box, stop); }
  AffineBounds<I> operator()(const target::Formula& f) const {
    AffineForm<I> form = enclose_formula<I>(f, box);
    return {form, form};
  }
};

template <class I>
AffineForm<I> minus(const AffineForm<I>& a, const AffineForm<I>& b) {
  AffineForm<I> difference{a.constant - b.constant, {}};
  for (std::size_t k = 0; k < a.slope.size(); ++k) difference.slope.push_back(a.slope[k] - b.slope[k]);
  return difference;
}

/// All values of the form, rounded outward.
template <class I>
Interval double_range(const AffineForm<I>& form) {
  if constexpr (std::is_same_v<I, Interval>) {
    return range(form);
  } else {
    return to_interval(range(form));
  }
}

template <class I>
Interval difference_at(const Side& f, const Side& g, std::span<const Rational> x) {
  if constexpr (std::is_same_v<I, Interval>) {
    return evaluate_at<Interval>(f, x) - evaluate_at<Interval>(g, x);
  } else {
    return to_interval(MpInterval(evaluate_at<MpInterval>(f, x) - evaluate_at<MpInterval>(g, x)));
  }
}

/// Whether the ends agree up to `width` relatively, or to nearly all digits of a double.
bool is_tight(const Interval& v, double width) {
  const double least = std::max({v.lower(), -v.upper(), 0.0});
  return v.upper() - v.lower() <= std::max(0x1p-50, width) * least || v.upper() == v.lower();
}

/// Encloses f(x) - g(x) until enough(enclosure).
template <class Enough>
Interval enclose_until(const Side& f, const Side& g, std::span<const Rational> x, const Enough& enough) {
  Interval value(-kInfinity, kInfinity);
  try {
    value = difference_at<Interval>(f, g, x);
  } catch (const std::domain_error&) {
    // Interval arithmetic over double may be too wide for a quotient or a logarithm: decide with more bits below.
  }
  for (unsigned bits = kFirstBits; !enough(value) && bits <= kLastBits; bits *= 2) {
    const PrecisionScope scope(bits);
    try {
      const Interval next = difference_at<MpInterval>(f, g, x);
      value = Interval(std::max(value.lower(), next.lower()), std::min(value.upper(), next.upper()));
    } catch (const std::domain_error&) {
      if (2 * bits > kLastBits) throw;
    }
  }
  return value;
}

}  // namespace

template <class I>
AffineBounds<I> enclose_difference_form(const Side& f, const Side& g, const CentredBox& box,
                                        const std::function<bool()>& stop) {
  const AffineBounds<I> a = std::visit(Bounds<I>{box, stop}, f), b = std::visit(Bounds<I>{box, stop}, g);
  return {minus(a.lower, b.upper), minus(a.upper, b.lower)};
}

template AffineBounds<MpInterval> enclose_difference_form<MpInterval>(const Side&, const Side&,
                                                                      const CentredBox&,
                                                                      const std::function<bool()>&);

template <class I>
double upper_difference(const Side& f, const Side& g, const CentredBox& box,
                        const std::function<bool()>& stop, Objective objective) {
  try {
    const AffineBounds<I> h = enclose_difference_form<I>(f, g, box, stop);
    const double largest = double_range(h.upper).upper(), smallest = double_range(h.lower).lower();
    if (std::isnan(largest) || std::isnan(smallest)) return kInfinity;
    if (objective == Objective::Largest) return largest;
    if (objective == Objective::Smallest) return -smallest;
    return std::max({largest, -smallest, 0.0});
  } catch (const std::domain_error&) {
    return kInfinity;
  }
}

template double upper_difference<Interval>(const Side&, const Side&, const CentredBox&,
                                           const std::function<bool()>&, Objective);
template double upper_difference<MpInterval>(const Side&, const Side&, const CentredBox&,
                                             const std::function<bool()>&, Objective);

double upper_difference_precise(const Side& f, const Side& g, const CentredBox& box,
                                const std::function<bool()>& stop, Objective objective, double enough) {
  // Relaxations are the same in every precision, so that only rounding makes the difference; 75 bits more take it away.
  constexpr double kSame = 0x1p-40, kBits = 0x1p-75;
  double best = upper_difference<Interval>(f, g, box, stop, objective), before = best;
  for (unsigned bits = kFirstBits; !(best <= enough) && bits <= kLastBits && !(stop && stop()); bits *= 2) {
    const PrecisionScope scope(bits);
    const double next = upper_difference<MpInterval>(f, g, box, stop, objective);
    best = std::min(best, next);
    const double change = before - next, unimportant = kSame * std::fabs(next);
    if (next == kInfinity ? bits > kFirstBits
                          : change <= unimportant || (bits == kFirstBits && change * kBits <= unimportant))
      break;
    before = next;
  }
  return best;
}

bool is_defined(const Side& f, const Side& g, const CentredBox& box) {
  const PrecisionScope scope(2 * kFirstBits);
  try {
    for (const Side* side : {&f, &g})
      if (const auto* formula = std::get_if<target::Formula>(side))
        enclose_formula<MpInterval>(*formula, box);
    return true;
  } catch (const std::domain_error&) {
    return false;
  }
}

Interval enclose_difference(const Side& f, const Side& g, std::span<const Rational> x, double ignorable,
                            double width) {
  return abs(enclose_until(f, g, x, [&](const Interval& v) {
    const Interval magnitude = abs(v);
    return is_tight(magnitude, width) || magnitude.upper() <= ignorable;
  }));
}

Interval enclose_signed_difference(const Side& f, const Side& g, std::span<const Rational> x,
                                   double unimportant, double width) {
  return enclose_until(
      f, g, x, [&](const Interval& v) { return is_tight(v, width) || v.upper() - v.lower() <= unimportant; });
}

}  // namespace relugap::verify
