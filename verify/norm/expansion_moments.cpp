#include "verify/norm/expansion_moments.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

#include "lib/kernel/error_term.h"
#include "verify/norm/cube_moments.h"

namespace relugap::verify {
namespace {

constexpr double kLargest = 0x1p480;  // of a pre-activation whose square is taken

/// [low, high] as a ball.
Ball hull(double low, double high) { return ball(Interval(low, high)); }

/// x clipped to [0, top] where that is narrower.
Ball clipped(const Ball& x, double top) {
  if (!x.is_finite()) return hull(0.0, top);
  const double low = x.lower(), high = x.upper();
  if (low >= 0 && high <= top) return x;
  return hull(std::clamp(low, 0.0, top), std::clamp(high, 0.0, top));
}

/// constant + sum slope_k t_k in the coordinates tau, as doubles; what that loses (|tau| <= 1) is added to `lost`.
CubeForm localised(double constant, const double* slope, const LocalCoordinates& at, double* scratch,
                   double& lost) {
  const std::size_t d = at.shift.size();
  if (at.identity) return {constant, slope, d};
  Ball shifted(constant), loss(lost);
  for (std::size_t k = 0; k < d; ++k) {
    shifted += Ball(slope[k]) * ball(at.shift[k]);
    const Ball stretched = Ball(slope[k]) * ball(at.stretch[k]);
    scratch[k] = stretched.mid;
    loss += Ball(stretched.rad);
  }
  lost = (loss + Ball(shifted.rad)).upper();
  return {shifted.mid, scratch, d};
}

/// One bend R phi(C) with the moments of phi.
struct Bend {
  double coefficient = 0;            ///< R
  Ball first, second;                ///< E phi, E phi^2
  double greatest = 0;               ///< >= sup phi over the box, from C
  double off = 0;                    ///< e: phi(z) is that near to phi(C) in L^2
  double middle = 0, deviation = 0;  ///< c, and >= |phi(z) - c| in L^2
  std::vector<Ball> with_coordinate;
};

/// The moments of phi(C). form: C.
void set_bend(const kernel::ExpansionTerm& term, const CubeForm& form, bool all, PlusMoments& plus,
              Bend& out) {
  enclose_plus_moments(form, all, plus);
  const Ball slope(term.slope), constant(form.constant);
  const double spread = form.spread();
  // phi is convex: largest at an end of [constant - spread, constant + spread].
  const Ball low = -slope * (constant - Ball(spread)), high = (Ball(1.0) - slope) * (constant + Ball(spread));
  out.greatest = std::max({low.upper(), high.upper(), 0.0});
  out.first = clipped(plus.first - slope * constant, out.greatest);
  Ball square = constant * constant;
  for (std::size_t k = 0; k < form.dimension; ++k) square += third(Ball(form.slope[k]) * Ball(form.slope[k]));
  out.second = clipped((Ball(1.0) - Ball(2.0) * slope) * plus.second + slope * slope * square,
                       directed::mul_up(out.greatest, out.greatest));
  if (!all) return;
  out.with_coordinate.resize(form.dimension);
  for (std::size_t k = 0; k < form.dimension; ++k)
    out.with_coordinate[k] = plus.with_coordinate[k] - slope * third(form.slope[k]);
}

/// |phi(z) - c| for phi within [0, beta].
double trivial_deviation(double c, double beta) { return std::max(std::fabs(c), directed::sub_up(beta, c)); }

/// The bends of one side, in the order of its terms.
void set_bends(const kernel::Expansion& side, double sign, const LocalCoordinates& at, bool all,
               std::vector<double>& scratch, PlusMoments& plus, Bend* bends) {
  for (std::size_t j = 0; j < side.terms.size(); ++j) {
    const kernel::ExpansionTerm& term = side.terms[j];
    Bend& bend = bends[j];
    bend.coefficient = sign * term.coefficient;
    Ball centre(side.forms[term.form]), near(term.radius);
    for (std::size_t l = term.first_link; l < term.end_link; ++l) {
      const kernel::ExpansionLink& link = side.links[l];
      const Bend& before = bends[link.term];
      centre += Ball(link.weight) * Ball(before.middle);
      near += Ball(std::fabs(link.weight)) * Ball(before.deviation);
    }
    double distance = (near + Ball(centre.rad)).magnitude();  // >= |z - C|
    const CubeForm local =
        localised(centre.mid, side.forms.data() + term.form + 1, at, scratch.data(), distance);
    const double largest = std::fabs(local.constant) + local.spread();
    if (!(distance <= kLargest) || !(largest <= kLargest)) {  // NaN, too
      bend.off = 0;
      bend.greatest = term.beta;
      bend.first = hull(0.0, term.beta);
      bend.second = hull(0.0, directed::mul_up(term.beta, term.beta));
      bend.with_coordinate.assign(at.shift.size(), Ball(0.0, term.beta));
      bend.middle = term.beta / 2;
      bend.deviation = term.beta;
      continue;
    }
    set_bend(term, local, all, plus, bend);
    bend.off = directed::mul_up(std::max(term.slope, directed::sub_up(1.0, term.slope)), distance);
    bend.middle = bend.first.mid;
    const Ball c(bend.middle);
    const Ball variance = bend.second - Ball(2.0) * c * bend.first + c * c;
    const double own = directed::sqrt_up(std::max(variance.upper(), 0.0));  // finite: kLargest
    bend.deviation = std::min(directed::add_up(bend.off, own), trivial_deviation(bend.middle, term.beta));
  }
}

}  // namespace

Moments enclose_moments(const kernel::Expansion* f, const kernel::Expansion* g, const LocalCoordinates& at,
                        bool all) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  const std::size_t d = at.shift.size();
  const Moments unknown;
  const std::pair<const kernel::Expansion*, double> sides[2] = {{f, 1.0}, {g, -1.0}};
  std::size_t terms = 0;
  for (const auto& [side, sign] : sides) {
    if (!side) continue;
    if (!(side->upper < kInfinity)) return unknown;
    terms += side->terms.size();
  }
  if (terms > kMostTerms) return unknown;

  Ball constant = 0.0, off = 0.0;
  std::vector<Ball> slope(all ? d : 0);
  // Scratch memory kept from call to call: most boxes have the same number of bends.
  thread_local std::vector<double> scratch;
  thread_local std::vector<Bend> all_bends;
  thread_local PlusMoments plus;
  scratch.resize(d);
  if (all_bends.size() < terms) all_bends.resize(terms);
  const std::span<Bend> bends(all_bends.data(), terms);
  std::size_t count = 0;
  for (const auto& [side, sign] : sides) {
    if (!side) continue;
    const Ball middle = hull(side->lower, side->upper);
    double lost = 0;
    const CubeForm affine = localised(middle.mid, side->slope.data(), at, scratch.data(), lost);
    constant += Ball(sign * affine.constant);
    off += Ball(directed::add_up(middle.rad, lost));
    for (std::size_t k = 0; k < slope.size(); ++k) slope[k] += Ball(sign * affine.slope[k]);
    set_bends(*side, sign, at, all, scratch, plus, bends.data() + count);
    count += side->terms.size();
  }
  for (const Bend& b : bends) off += Ball(std::fabs(b.coefficient)) * Ball(b.off);
  if (!off.is_finite()) return unknown;
  const double e = RELUGAP_ERROR_TERM("bend-distance", off.upper());
  Moments result;
  Ball first = constant + Ball(0.0, e);
  for (const Bend& b : bends) first += Ball(b.coefficient) * b.first;
  if (!first.is_finite()) return unknown;
  result.first = Interval(first.lower(), first.upper());
  if (!all) return result;

  result.with_coordinate.reserve(d);
  for (std::size_t k = 0; k < d; ++k) {
    Ball with = third(slope[k]) + Ball(0.0, e * 0.5774);  // 1/sqrt 3 < 0.57736
    for (const Bend& b : bends) with += Ball(b.coefficient) * b.with_coordinate[k];
    result.with_coordinate.push_back(with);
  }
  Ball square = constant * constant;
  for (const Ball& s : slope) square += third(s * s);
  for (std::size_t i = 0; i < bends.size(); ++i) {
    const Bend& b = bends[i];
    Ball mixed = constant * b.first;
    for (std::size_t k = 0; k < d; ++k) mixed += slope[k] * b.with_coordinate[k];
    square += Ball(b.coefficient) * (Ball(2.0) * mixed + Ball(b.coefficient) * b.second);
    for (std::size_t j = i + 1; j < bends.size(); ++j) {
      const Bend& other = bends[j];
      const double most = std::min(directed::mul_up(b.greatest, other.first.upper()),
                                   directed::mul_up(other.greatest, b.first.upper()));
      square += Ball(2.0) * Ball(b.coefficient) * Ball(other.coefficient) * hull(0.0, std::max(most, 0.0));
    }
  }
  if (!square.is_finite()) return result;
  const double least = std::max(square.lower(), 0.0), most = std::max(square.upper(), 0.0);
  const double near =
      directed::add_up(directed::mul_up(2 * e, directed::sqrt_up(most)), directed::mul_up(e, e));
  result.second = Interval(std::max(directed::sub_down(least, near), 0.0), directed::add_up(most, near));
  return result;
}

}  // namespace relugap::verify
