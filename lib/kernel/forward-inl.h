#if defined(RELUGAP_LIB_KERNEL_FORWARD_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef RELUGAP_LIB_KERNEL_FORWARD_INL_H_
#undef RELUGAP_LIB_KERNEL_FORWARD_INL_H_
#else
#define RELUGAP_LIB_KERNEL_FORWARD_INL_H_
#endif

#include <hwy/highway.h>

#include "lib/kernel/error_term.h"
#include "lib/kernel/known_signs.h"
#include "lib/kernel/roundoff.h"
#include "lib/kernel/tile_gemm-inl.h"
#include "lib/kernel/tile_workspace.h"

HWY_BEFORE_NAMESPACE();
namespace relugap::kernel {
namespace HWY_NAMESPACE {

/// The inputs x = c + r t as activations: form (c_i, r_i at k = i), radius 0, maximum |c_i| + r_i.
///
/// carried_i = forward (|c_i| + r_i): the next layer's rounding per unit of magnitude (see forward_affine).
template <class T>
HWY_NOINLINE void load_inputs(const BasicBoxTile<T>& box, const BasicTileLayer<T>& first,
                              BasicTileWorkspace<T>& ws) {
  const std::size_t d = box.dimension;
  const T up = round_up_to<T>(1.0 + RELUGAP_ERROR_TERM("input-magnitude-rounding", Rounding<T>::gamma(4)));
  Activations<T>& x = ws.input;
  x.active.clear();
  x.linear = d;
  // Off the diagonal the forms are 0 from the beginning, and so are the radii.
  for (std::size_t i = 0; i < d; ++i) {
    x.active.append_if(i, true);
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      const T c = box.centre[i * kLanes + lane], r = box.radius[i * kLanes + lane];
      x.form[place<T>(0, i, d) + lane] = c;
      x.form[place<T>(i + 1, i, d) + lane] = r;
      const T magnitude = (std::fabs(c) + r) * up;
      x.carried_and_maximum[place<T>(0, i, d) + lane] =
          first.rounding.forward * magnitude + first.rounding.carried_eta;
      x.carried_and_maximum[place<T>(1, i, d) + lane] = magnitude;
      for (std::size_t slot = i * kSlots<T> + lane; slot < (i + 1) * kSlots<T>; slot += kLanes) {
        ws.centre[slot] = c;
        ws.radius[slot] = r;
        ws.maximum[slot] = magnitude;
      }
    }
  }
}

/// A form whose radius is this many times what the form itself can amount to says nothing of its neuron any more.
template <class T>
inline constexpr T kLooseness = 4;

/// Lists the neurons whose forms are needed: all linear ones; of the rectified ones not those that are known to be negative,
/// nor, where nobody needs the forms (forms == false), those that are known to be positive.
template <class T>
HWY_INLINE void divide(const BasicTileLayer<T>& layer, const LayerSigns& known, bool forms,
                       LayerState<T>& z) {
  z.bounded.clear();
  z.given.clear();
  const std::uint8_t* const rectified = layer.rectified.data();
  for (std::size_t j = 0; j < layer.rows; ++j) {
    const bool given = (rectified[j] != 0) & (known.is_negative(j) | (!forms & known.is_positive(j)));
    z.bounded.append_if(j, !given);
    z.given.append_if(j, given);
  }
  z.bounded.repeat_last();
}

/// s of the neurons in z.given, and their range from s and their known sign. Their forms are not there.
template <class T>
HWY_INLINE void take_given(const BasicTileLayer<T>& layer, const LayerSigns& known, LayerState<T>& z) {
  const Lane<T> lane;
  const std::size_t neurons = padded(layer.rows);
  for (std::size_t position = 0; position < z.given.size(); ++position) {
    const std::size_t j = z.given[position];
    for (std::size_t offset = 0; offset < kLanes; offset += kStep<T>) {
      T* const sum_at = z.radius_and_sum.data() + place<T>(1, j, neurons) + offset;
      const auto plain = hn::Add(hn::Load(lane, sum_at), hn::Set(lane, std::fabs(layer.bias[j])));
      const auto sum =
          hn::MulAdd(plain, hn::Set(lane, layer.rounding.sum), hn::Set(lane, layer.rounding.underflow));
      hn::Store(sum, lane, sum_at);
      hn::Store(known.is_positive(j) ? hn::Zero(lane) : hn::Neg(sum), lane,
                z.lower.data() + j * kLanes + offset);
      hn::Store(known.is_negative(j) ? hn::Zero(lane) : sum, lane, z.upper.data() + j * kLanes + offset);
    }
  }
}

/// Affine forms of z = W x + b from those of x, with the range of z.
///
///   form_z = W form_x + b,   radius_z = |W| (radius_x + e m_x) + e |b| + underflow,   s = |W| maximum_x + |b|,
///   m_x = sum_k |form_xk|,   lower, upper = form_z0 -+ (sum_k>=1 |form_zk| + radius_z), also within [-s, s] and on the side
/// of 0 where `known` says z is at every point that matters.
///
/// Rounding: with n = cols each coefficient is a sum of n products (and b): it errs by at most
/// gamma_{n+1} (sum_i |W_ji| |form_ik| + |b_j| [k=0]) + (n+1) eta; summed over k this is e (sum_i |W_ji| m_i + |b_j|) plus
/// (d+1)(n+1) eta, and inexact weights, off by gamma_k relatively, add gamma_k |W| (m + radius) + gamma_k |b| (and
/// gamma_k s to s: in rounding.sum). m is summed
/// in floating point, hence a few units more in e = rounding.forward; e m_x comes with x as `carried`. The sums |W| carried
/// and |W| maximum of non-negative terms lose at most gamma_n relatively and n eta: factor rounding.sum. The spread is
/// a sum of d + 1 terms, lower and upper two roundings of at most u (|form_0| + spread): rounding.range.
/// Neurons of known sign get no form where nobody needs it (divide).
/// Guarantees: the containments of LayerState, in every lane where lower and upper are finite; |z_j| <= s_j.
template <class T>
HWY_NOINLINE void forward_affine(const BasicTileLayer<T>& layer, std::size_t d, const Activations<T>& x,
                                 const LayerSigns& known, bool forms, LayerState<T>& z) {
  using V = hn::Vec<Lane<T>>;
  const Lane<T> lane;
  const std::size_t count = x.active.size(), neurons = padded(layer.rows);
  const std::size_t x_stride = count * kSlots<T>, z_stride = neurons * kSlots<T>;
  divide(layer, known, forms, z);
  multiply<T>({x.form.data(), x_stride, layer.transposed.data(), neurons, x.active.data(), z.form.data(),
               z_stride, count, z.bounded.size(), nullptr, 0, z.bounded.data()},
              runs<T>(d + 1));
  multiply<T>({x.carried_and_maximum.data(), x_stride, layer.transposed_abs.data(), neurons, x.active.data(),
               z.radius_and_sum.data(), z_stride, count, layer.rows},
              runs<T>(2));
  const LayerRounding<T>& rounding = layer.rounding;
  const V sum_factor = hn::Set(lane, rounding.sum), underflow = hn::Set(lane, rounding.underflow);
  const V range = hn::Set(lane, rounding.range), zero = hn::Zero(lane);
  const V huge = hn::Set(lane, Rounding<T>::kHuge);
  const V looseness = hn::Set(lane, kLooseness<T>);
  z.unstable.clear();
  z.loose = 0;
  const std::uint8_t* const rectified = layer.rectified.data();
  take_given(layer, known, z);
  for (std::size_t position = 0; position < z.bounded.size(); ++position) {
    const std::size_t j = z.bounded[position];
    const V b = hn::Set(lane, layer.bias[j]);
    const V b_abs = hn::Abs(b), b_error = hn::Set(lane, rounding.forward * std::fabs(layer.bias[j]));
    const V floor = hn::Set(lane, known.is_positive(j) ? T{0} : -std::numeric_limits<T>::infinity());
    const V ceiling = hn::Set(lane, known.is_negative(j) ? T{0} : std::numeric_limits<T>::infinity());
    bool changes_sign = false, loose = false;
    for (std::size_t offset = 0; offset < kLanes; offset += kStep<T>) {
      T* const form = z.form.data() + offset;
      const V centre = hn::Add(hn::Load(lane, form + place<T>(0, j, neurons)), b);
      hn::Store(centre, lane, form + place<T>(0, j, neurons));
      V spread = zero;
      for_slopes<T>(d, [&](std::size_t, std::size_t run, std::size_t half) {
        const T* const slope = form + j * kSlots<T> + run * z_stride + half * kLanes;
        spread = hn::Add(spread, hn::Abs(hn::Load(lane, slope)));
      });
      const std::size_t v = j * kLanes + offset;
      hn::Store(spread, lane, z.spread.data() + v);

      T* const radius_at = z.radius_and_sum.data() + place<T>(0, j, neurons) + offset;
      T* const sum_at = z.radius_and_sum.data() + place<T>(1, j, neurons) + offset;
      const V radius = hn::MulAdd(hn::Add(hn::Load(lane, radius_at), b_error), sum_factor, underflow);
      const V sum = hn::MulAdd(hn::Add(hn::Load(lane, sum_at), b_abs), sum_factor, underflow);
      hn::Store(radius, lane, radius_at);
      hn::Store(sum, lane, sum_at);

      const V total = hn::Add(spread, radius);
      loose |= !hn::AllFalse(lane, hn::Gt(radius, hn::Mul(looseness, hn::Add(spread, hn::Abs(centre)))));
      const V wide = hn::MulAdd(range, hn::Add(total, hn::Abs(centre)), total);
      // An overflowed form (infinite or NaN: the comparison is false) says nothing; |z| <= s still does.
      const auto valid = hn::Le(hn::Add(hn::Abs(centre), wide), huge);
      const V below = hn::IfThenElse(valid, hn::Max(hn::Sub(centre, wide), hn::Neg(sum)), hn::Neg(sum));
      const V above = hn::IfThenElse(valid, hn::Min(hn::Add(centre, wide), sum), sum);
      const V lower = hn::Max(below, floor), upper = hn::Min(above, ceiling);
      hn::Store(lower, lane, z.lower.data() + v);
      hn::Store(upper, lane, z.upper.data() + v);
      changes_sign |= !hn::AllFalse(lane, hn::And(hn::Lt(lower, zero), hn::Gt(upper, zero)));
    }
    z.unstable.append_if(j, changes_sign & (rectified[j] != 0));
    z.loose += static_cast<std::size_t>(loose);
  }
}

/// Marks in `broken` the lanes where magnitudes are not finite or beyond kHuge, and adds this layer's part of T
/// (backward-inl.h): sum_j s_j + (rows + 1) sum_i maximum_i. sums: row 1 of `rows` neurons, `neurons` elements per row.
template <class T>
HWY_NOINLINE void check_magnitudes(std::size_t rows, const Activations<T>& x, const T* sums,
                                   std::size_t neurons, AlignedArray<T>& underflow_sum,
                                   bool (&broken)[kLanes]) {
  const Lane<T> lane;
  const std::size_t count = x.active.size();
  alignas(64) T maxima[kLanes], total[kLanes];
  for (std::size_t offset = 0; offset < kLanes; offset += kStep<T>) {
    auto maximum = hn::Zero(lane), sum = hn::Zero(lane);
    for (std::size_t i = 0; i < count; ++i)
      maximum =
          hn::Add(maximum, hn::Load(lane, x.carried_and_maximum.data() + place<T>(1, i, count) + offset));
    for (std::size_t j = 0; j < rows; ++j)
      sum = hn::Add(sum, hn::Load(lane, sums + place<T>(1, j, neurons) + offset));
    hn::Store(maximum, lane, maxima + offset);
    hn::Store(sum, lane, total + offset);
  }
  for (std::size_t i = 0; i < kLanes; ++i) {
    underflow_sum[i] += total[i] + static_cast<T>(rows + 1) * maxima[i];
    if (!(total[i] <= Rounding<T>::kHuge) || !(maxima[i] <= Rounding<T>::kHuge)) broken[i] = true;
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace relugap::kernel
HWY_AFTER_NAMESPACE();

#endif
