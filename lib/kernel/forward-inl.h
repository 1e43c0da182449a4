#if defined(RELUGAP_LIB_KERNEL_FORWARD_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef RELUGAP_LIB_KERNEL_FORWARD_INL_H_
#undef RELUGAP_LIB_KERNEL_FORWARD_INL_H_
#else
#define RELUGAP_LIB_KERNEL_FORWARD_INL_H_
#endif

#include <hwy/highway.h>

#include "lib/kernel/error_term.h"
#include "lib/kernel/roundoff.h"
#include "lib/kernel/tile_gemm-inl.h"
#include "lib/kernel/tile_workspace.h"

HWY_BEFORE_NAMESPACE();
namespace relugap::kernel {
namespace HWY_NAMESPACE {

/// Beyond this magnitude a lane counts as overflowed: no quotient or product of the pass can then reach infinity unseen.
inline constexpr double kHuge = 0x1p960;

/// The inputs x = c + r t as activations: form (c_i, r_i at k = i), radius 0, maximum |c_i| + r_i.
///
/// carried_i = forward (|c_i| + r_i): the next layer's rounding per unit of magnitude (see forward_affine).
inline void load_inputs(const BoxTile& box, const TileLayer& first, Activations& x) {
  const std::size_t d = box.dimension;
  const double up = 1.0 + RELUGAP_ERROR_TERM("input-magnitude-rounding", gamma(4));
  x.active.resize(d);
  std::fill(x.form.begin(), x.form.end(), 0.0);
  std::fill(x.radius.begin(), x.radius.end(), 0.0);
  for (std::size_t i = 0; i < d; ++i) {
    x.active[i] = static_cast<std::uint32_t>(i);
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      const double c = box.centre[i * kLanes + lane], r = box.radius[i * kLanes + lane];
      x.form[i * kLanes + lane] = c;
      x.form[((i + 1) * d + i) * kLanes + lane] = r;
      const double magnitude = (std::fabs(c) + r) * up;
      x.carried_and_maximum[i * kLanes + lane] =
          first.rounding.forward * magnitude + first.rounding.carried_eta;
      x.carried_and_maximum[(d + i) * kLanes + lane] = magnitude;
    }
  }
}

/// Affine forms of z = W x + b from those of x, with the range of z.
///
///   form_z = W form_x + b,   radius_z = |W| (radius_x + e m_x) + e |b| + underflow,   s = |W| maximum_x + |b|,
///   m_x = sum_k |form_xk|,   lower, upper = form_z0 -+ (sum_k>=1 |form_zk| + radius_z), also within [-s, s].
///
/// Rounding: with n = cols each coefficient is a sum of n products (and b): it errs by at most
/// gamma_{n+1} (sum_i |W_ji| |form_ik| + |b_j| [k=0]) + (n+1) eta; summed over k this is e (sum_i |W_ji| m_i + |b_j|) plus
/// (d+1)(n+1) eta, and inexact weights, off by gamma_k relatively, add gamma_k |W| (m + radius) + gamma_k |b| (and
/// gamma_k s to s: in rounding.sum). m is summed
/// in floating point, hence a few units more in e = rounding.forward; e m_x comes with x as `carried`. The sums |W| carried
/// and |W| maximum of non-negative terms lose at most gamma_n relatively and n eta: factor rounding.sum. The spread is
/// a sum of d + 1 terms, lower and upper two roundings of at most u (|form_0| + spread): rounding.range.
/// Guarantees: the containments of LayerState, in every lane where lower and upper are finite; |z_j| <= s_j.
inline void forward_affine(const TileLayer& layer, std::size_t d, const Activations& x, LayerState& z) {
  const Lane lane;
  const std::size_t count = x.active.size(), stride = padded(layer.rows) * kLanes;
  const std::size_t x_stride = count * kLanes;
  multiply({x.form.data(), x_stride, layer.transposed.data(), padded(layer.rows), x.active.data(),
            z.form.data(), stride, count, layer.rows},
           d + 1);
  multiply({x.carried_and_maximum.data(), x_stride, layer.transposed_abs.data(), padded(layer.rows),
            x.active.data(), z.radius_and_sum.data(), stride, count, layer.rows},
           2);
  const LayerRounding& rounding = layer.rounding;
  const Vec sum_factor = hn::Set(lane, rounding.sum), underflow = hn::Set(lane, rounding.underflow);
  const Vec range = hn::Set(lane, rounding.range), one = hn::Set(lane, 1.0), zero = hn::Zero(lane);
  const Vec huge = hn::Set(lane, kHuge);
  z.unstable.clear();
  for (std::size_t j = 0; j < layer.rows; ++j) {
    const Vec b = hn::Set(lane, layer.bias[j]);
    const Vec b_abs = hn::Abs(b), b_error = hn::Set(lane, rounding.forward * std::fabs(layer.bias[j]));
    bool changes_sign = false;
    for (std::size_t v = j * kLanes; v < (j + 1) * kLanes; v += kStep) {
      double* const form = z.form.data() + v;
      const Vec centre = hn::Add(hn::Load(lane, form), b);
      hn::Store(centre, lane, form);
      Vec spread = zero;
      for (std::size_t k = 1; k <= d; ++k)
        spread = hn::Add(spread, hn::Abs(hn::Load(lane, form + k * stride)));
      hn::Store(hn::IfThenElseZero(hn::Gt(spread, zero), hn::Div(one, spread)), lane,
                z.inverse_spread.data() + v);

      double* const radius_at = z.radius_and_sum.data() + v;
      const Vec radius = hn::MulAdd(hn::Add(hn::Load(lane, radius_at), b_error), sum_factor, underflow);
      const Vec sum = hn::MulAdd(hn::Add(hn::Load(lane, radius_at + stride), b_abs), sum_factor, underflow);
      hn::Store(radius, lane, radius_at);
      hn::Store(sum, lane, radius_at + stride);

      const Vec total = hn::Add(spread, radius);
      const Vec wide = hn::MulAdd(range, hn::Add(total, hn::Abs(centre)), total);
      // An overflowed form (infinite or NaN: the comparison is false) says nothing; |z| <= s still does.
      const auto valid = hn::Le(hn::Add(hn::Abs(centre), wide), huge);
      const Vec lower = hn::IfThenElse(valid, hn::Max(hn::Sub(centre, wide), hn::Neg(sum)), hn::Neg(sum));
      const Vec upper = hn::IfThenElse(valid, hn::Min(hn::Add(centre, wide), sum), sum);
      hn::Store(lower, lane, z.lower.data() + v);
      hn::Store(upper, lane, z.upper.data() + v);
      if (!hn::AllFalse(lane, hn::And(hn::Lt(lower, zero), hn::Gt(upper, zero)))) changes_sign = true;
    }
    if (changes_sign && layer.relu) z.unstable.push_back(static_cast<std::uint32_t>(j));
  }
}

/// Marks in `broken` the lanes where magnitudes are not finite or beyond kHuge, and adds this layer's part of T
/// (backward-inl.h): sum_j s_j + (rows + 1) sum_i maximum_i.
inline void check_magnitudes(const TileLayer& layer, const Activations& x, const LayerState& z,
                             AlignedVector& underflow_sum, bool (&broken)[kLanes]) {
  const std::size_t stride = padded(layer.rows) * kLanes, count = x.active.size();
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    double maxima = 0.0, sums = 0.0;
    for (std::size_t i = 0; i < count; ++i) maxima += x.carried_and_maximum[(count + i) * kLanes + lane];
    for (std::size_t j = 0; j < layer.rows; ++j) sums += z.radius_and_sum[stride + j * kLanes + lane];
    underflow_sum[lane] += sums + static_cast<double>(layer.rows + 1) * maxima;
    if (!(sums <= kHuge) || !(maxima <= kHuge)) broken[lane] = true;
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace relugap::kernel
HWY_AFTER_NAMESPACE();

#endif
