#if defined(RELUGAP_LIB_KERNEL_PAIR_RELAX_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef RELUGAP_LIB_KERNEL_PAIR_RELAX_INL_H_
#undef RELUGAP_LIB_KERNEL_PAIR_RELAX_INL_H_
#else
#define RELUGAP_LIB_KERNEL_PAIR_RELAX_INL_H_
#endif

#include <hwy/highway.h>

#include "lib/kernel/relax-inl.h"
#include "lib/kernel/tile_gemm-inl.h"

HWY_BEFORE_NAMESPACE();
namespace relugap::kernel {
namespace HWY_NAMESPACE {

// Lines for D(z, delta) = relu(z + delta) - relu(z) on l <= z <= u, a <= delta <= b, l_f <= z + delta <= u_f:
//
//   below.delta delta + below.z z - below.offset <= D <= above.delta delta + above.z z + above.offset.
//
// Several lines hold in each direction. The one that is best at the middle of the ranges is taken, where `tilt` times what it
// loses at the worse end of z counts against it: on small boxes D is nearly a jump, lines through its middle are as steep as
// the box is small, and their largest value is what remains. With w+ = max(w, 0),
// w- = max(-w, 0):
//
// MIXED. D = s delta for some s in [0,1] (relu is monotone and 1-Lipschitz). So for every lambda in [0,1]
//   D - lambda delta = (s - lambda) delta <= max((1 - lambda) b+, lambda a-), equal at lambda = b+ / (b+ + a-);
//   lambda delta - D <= max((1 - lambda) a-, lambda b+).
// STEEP, for l < 0 < u. relu(w) = w + relu(-w) gives D - delta = relu(-z - delta) - relu(-z), which is at most
//   z <= 0: a- (as (s-1) delta <= a-), 0 <= z: relu(-z - delta) <= (a- - z)+                                 if a < 0,
//   z <= 0: relu(-z - a) + z = max(-a, z), 0 <= z: 0                                                        if a >= 0.
//   A line kappa z + B above that: for every kappa in [-1,0], B = max(a-, (a- - u)+ - kappa u), best kappa = -min(1, a-/u);
//   for every kappa in [0,1], B = max(0, max(-a, l) - kappa l), best kappa = min(1, a/-l). (In both cases what is bounded is
//   convex on [0,u], or on [l,0], so the line need only be above it at the ends, and beyond it at 0.)
//   Likewise D - delta >= max(-b, min(z, 0)) if b > 0 (it is relu(-z - delta) >= 0 for z >= 0; for z <= 0 it is >= z, and >= -b
//   as (s-1) delta >= -b). With m = min(b, -l) a line kappa z - B below that, for every kappa in [0,1]: B = max((1 - kappa) m,
//   kappa u), best kappa = m / (u + m) (at z >= 0 worst at u; on [-m,0] worst at -m; the line falls faster below that).
//   If b <= 0, D - delta >= min(b-, (b- - z)+); with p = min(b-, u), for every kappa in [-1,0], B = max(kappa l - b-,
//   kappa p + p - b-), best kappa = -p / (p - l) (on [l,0] worst at l; on [0,p] worst at p; beyond p falls).
// FLAT. D(z, delta) - delta = D(-z, -delta): the STEEP lines of the mirrored ranges -u, -l, -b, -a bound D itself.
// APART. With the lines of the two ReLUs by themselves (relax-inl.h): D <= slope_f (z + delta) + beta_f - lower_g z, and from
//   below D >= lower_f (z + delta) - slope_g z - beta_g. Exact where both neurons keep their sign.
//
// All of these hold for every slope in the interval named, so the rounding of slopes costs nothing; slopes are rounded
// quotients p / q with 0 <= p <= q, hence in [0,1]. Offsets: each term is a sum of at most 3 products of numbers up to
// M = max(|a|,|b|) (|kappa l| <= (1 + 2u) p and so on), at most 8 roundings: line M and line_eta more. Below 0 an offset is
// raised to 0, as the sums it enters want. APART: slope_f - lower_g, a rounded difference, is off by u |it|, so
// line |slope| max(|l|,|u|) more.
// Guarantees: offsets >= 0. Requires: l <= u, all finite; a <= b (where not, no delta exists and anything holds).

struct PairLine3 {
  hn::Vec<Lane<double>> delta, z, offset;
};

/// Takes `other` in the lanes where `better` holds.
HWY_INLINE void take(hn::Mask<Lane<double>> better, const PairLine3& other, PairLine3& line) {
  line.delta = hn::IfThenElse(better, other.delta, line.delta);
  line.z = hn::IfThenElse(better, other.z, line.z);
  line.offset = hn::IfThenElse(better, other.offset, line.offset);
}

struct KappaOffset {
  hn::Vec<Lane<double>> kappa, offset;
};

/// STEEP from above: D - delta <= kappa z + offset. Requires: l < 0 < u.
HWY_INLINE KappaOffset steep_above(hn::Vec<Lane<double>> l, hn::Vec<Lane<double>> u,
                                   hn::Vec<Lane<double>> a) {
  const Lane<double> lane;
  const auto zero = hn::Zero(lane), one = hn::Set(lane, 1.0);
  const auto falls = hn::Lt(a, zero);
  const auto a_minus = hn::Neg(a);  // a- where a < 0
  const auto kappa_falls = hn::Neg(hn::Min(one, hn::Div(a_minus, u)));
  const auto offset_falls =
      hn::Max(a_minus, hn::Sub(hn::Max(hn::Sub(a_minus, u), zero), hn::Mul(kappa_falls, u)));
  const auto kappa_rises = hn::Min(one, hn::Div(a, hn::Neg(l)));
  const auto offset_rises = hn::Max(zero, hn::Sub(hn::Max(a_minus, l), hn::Mul(kappa_rises, l)));
  return {hn::IfThenElse(falls, kappa_falls, kappa_rises), hn::IfThenElse(falls, offset_falls, offset_rises)};
}

/// STEEP from below: D - delta >= kappa z - offset. Requires: l < 0 < u.
HWY_INLINE KappaOffset steep_below(hn::Vec<Lane<double>> l, hn::Vec<Lane<double>> u,
                                   hn::Vec<Lane<double>> b) {
  const Lane<double> lane;
  const auto zero = hn::Zero(lane), one = hn::Set(lane, 1.0);
  const auto rises = hn::Gt(b, zero);
  const auto m = hn::Min(b, hn::Neg(l));
  const auto kappa_rises = hn::Div(m, hn::Add(u, m));
  const auto offset_rises = hn::Max(hn::Mul(hn::Sub(one, kappa_rises), m), hn::Mul(kappa_rises, u));
  const auto b_minus = hn::Neg(b);  // b- where b <= 0
  const auto p = hn::Min(b_minus, u);
  const auto kappa_falls = hn::Neg(hn::Div(p, hn::Sub(p, l)));
  const auto offset_falls = hn::Max(hn::Sub(hn::Mul(kappa_falls, l), b_minus),
                                    hn::Add(hn::Mul(kappa_falls, p), hn::Sub(p, b_minus)));
  return {hn::IfThenElse(rises, kappa_rises, kappa_falls), hn::IfThenElse(rises, offset_rises, offset_falls)};
}

/// Ranges of one neuron of both sides and of their difference.
struct PairRange {
  hn::Vec<Lane<double>> l_f, u_f, l, u, a, b;
};

struct PairRelaxation {
  PairLine3 above, below;
  Relaxation<double> y;            ///< the lines of relu(z)
  hn::Vec<Lane<double>> distance;  ///< of the two lines at the middle of the ranges; for the search
};

/// tilt >= 0 chooses between sound lines, no more.
HWY_INLINE PairRelaxation relax_pair(const PairRange& r, double chord, double chord_eta, double line,
                                     double line_eta, double tilt) {
  const Lane<double> lane;
  using V = hn::Vec<Lane<double>>;
  const V zero = hn::Zero(lane), one = hn::Set(lane, 1.0), half = hn::Set(lane, 0.5);
  const V eta = hn::Set(lane, line_eta), relative = hn::Set(lane, line);
  const Relaxation<double> x = relax<double>(r.l_f, r.u_f, true, chord, chord_eta);
  const Relaxation<double> y = relax<double>(r.l, r.u, true, chord, chord_eta);

  // APART
  const V reach = hn::Mul(relative, hn::Max(hn::Abs(r.l), hn::Abs(r.u)));
  const auto apart = [&](V slope_x, V slope_y, V beta) {
    const V slope = hn::Sub(slope_x, slope_y);
    const V rounding = hn::MulAdd(reach, hn::Abs(slope), eta);
    const auto exact = hn::Eq(slope, zero);
    return PairLine3{slope_x, slope, hn::Add(beta, hn::IfThenZeroElse(exact, rounding))};
  };
  PairLine3 above = apart(x.slope_upper, y.slope_lower, x.beta);
  PairLine3 below = apart(x.slope_lower, y.slope_upper, y.beta);

  const V z = hn::MulAdd(half, r.u, hn::Mul(half, r.l)), delta = hn::MulAdd(half, r.b, hn::Mul(half, r.a));
  const V half_width = hn::Mul(hn::Set(lane, tilt), hn::Sub(r.u, z));
  const auto value = [&](const PairLine3& w) { return hn::MulAdd(w.delta, delta, hn::Mul(w.z, z)); };
  const auto penalty = [&](const PairLine3& w) { return hn::MulAdd(hn::Abs(w.z), half_width, w.offset); };
  const auto changes_z = hn::And(hn::Lt(r.l, zero), hn::Gt(r.u, zero));
  const auto changes = hn::Or(changes_z, hn::And(hn::Lt(r.l_f, zero), hn::Gt(r.u_f, zero)));
  const V size = hn::MulAdd(relative, hn::Max(hn::Abs(r.a), hn::Abs(r.b)), eta);
  const auto offer = [&](hn::Mask<Lane<double>> where, V on_delta, V on_z, V offset, bool upper) {
    const PairLine3 other{on_delta, on_z, hn::Max(hn::Add(offset, size), zero)};
    PairLine3& best = upper ? above : below;
    const auto better =
        upper ? hn::Lt(hn::Add(value(other), penalty(other)), hn::Add(value(best), penalty(best)))
              : hn::Gt(hn::Sub(value(other), penalty(other)), hn::Sub(value(best), penalty(best)));
    take(hn::And(where, better), other, best);
  };

  // MIXED
  const V b_plus = hn::Max(r.b, zero), a_minus = hn::Max(hn::Neg(r.a), zero);
  const V width = hn::Add(b_plus, a_minus);
  const auto empty = hn::Eq(width, zero);
  const V share = hn::IfThenZeroElse(empty, hn::Div(b_plus, width));
  const V share_below = hn::IfThenZeroElse(empty, hn::Div(a_minus, width));
  offer(changes, share, zero, hn::Max(hn::Mul(hn::Sub(one, share), b_plus), hn::Mul(share, a_minus)), true);
  offer(changes, share_below, zero,
        hn::Max(hn::Mul(hn::Sub(one, share_below), a_minus), hn::Mul(share_below, b_plus)), false);

  // STEEP and FLAT
  const V l_mirror = hn::Neg(r.u), u_mirror = hn::Neg(r.l);
  const KappaOffset up = steep_above(r.l, r.u, r.a), up_flat = steep_above(l_mirror, u_mirror, hn::Neg(r.b));
  const KappaOffset down = steep_below(r.l, r.u, r.b),
                    down_flat = steep_below(l_mirror, u_mirror, hn::Neg(r.a));
  offer(changes_z, one, up.kappa, up.offset, true);
  offer(changes_z, zero, hn::Neg(up_flat.kappa), up_flat.offset, true);
  offer(changes_z, one, down.kappa, down.offset, false);
  offer(changes_z, zero, hn::Neg(down_flat.kappa), down_flat.offset, false);
  const V distance = hn::Sub(hn::Add(value(above), above.offset), hn::Sub(value(below), below.offset));
  return {above, below, y, distance};
}

}  // namespace HWY_NAMESPACE
}  // namespace relugap::kernel
HWY_AFTER_NAMESPACE();

#endif
