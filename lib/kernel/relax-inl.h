#if defined(RELUGAP_LIB_KERNEL_RELAX_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef RELUGAP_LIB_KERNEL_RELAX_INL_H_
#undef RELUGAP_LIB_KERNEL_RELAX_INL_H_
#else
#define RELUGAP_LIB_KERNEL_RELAX_INL_H_
#endif

#include <hwy/highway.h>

#include "lib/kernel/tile_gemm-inl.h"
#include "lib/kernel/tile_workspace.h"

HWY_BEFORE_NAMESPACE();
namespace relugap::kernel {
namespace HWY_NAMESPACE {

template <class T>
struct Relaxation {
  hn::Vec<Lane<T>> slope_upper, beta, slope_lower;
};

/// The lines that enclose relu on [lower, upper] (with relu == false: the identity, slopes 1 and beta 0).
///
///   relu(z) <= slope_upper z + beta,  slope_upper = upper / (upper - lower),
///   beta = max(-slope_upper lower, (1 - slope_upper) upper),
///   relu(z) >= slope_lower z,  slope_lower = 1 if upper > -lower, else 0.
///
/// Both hold for EVERY real slope in [0,1] (relu(z) - slope z is convex, so at most beta at the two ends, and it is >= 0), so
/// the rounding of the slope costs nothing. A neuron with lower >= 0 has slopes 1 and beta 0, one with upper <= 0 is zero.
/// Rounding: beta is the maximum of products of at most three roundings, each u relatively or eta: (1 + chord) and
/// chord_eta = 2 eta.
/// Guarantees: slopes in [0,1], beta >= 0. Requires: lower <= upper, not NaN.
template <class T>
inline Relaxation<T> relax(hn::Vec<Lane<T>> lower, hn::Vec<Lane<T>> upper, bool relu, T chord, T chord_eta) {
  const Lane<T> lane;
  const auto zero = hn::Zero(lane), one = hn::Set(lane, T{1});
  if (!relu) return {one, zero, one};
  const auto inactive = hn::Le(upper, zero), active = hn::Ge(lower, zero);
  auto slope = hn::IfThenElse(active, one, hn::Div(upper, hn::Sub(upper, lower)));
  slope = hn::IfThenZeroElse(inactive, slope);
  const auto ends = hn::Max(hn::Mul(slope, hn::Neg(lower)), hn::Mul(hn::Sub(one, slope), upper));
  const auto rounded = hn::MulAdd(ends, hn::Set(lane, chord), hn::Add(ends, hn::Set(lane, chord_eta)));
  const auto slope_lower = hn::IfThenElse(hn::Gt(upper, hn::Neg(lower)), one, zero);
  return {slope, hn::IfThenZeroElse(hn::Or(inactive, active), rounded),
          hn::IfThenZeroElse(inactive, slope_lower)};
}

/// Writes the lines of one position (tile_workspace.h): upper line first where rows of +z lie, lower line first elsewhere.
template <class T>
HWY_INLINE void store_lines(const Relaxation<T>& lines, hn::Vec<Lane<T>> offset_upper,
                            hn::Vec<Lane<T>> offset_lower, T* to) {
  const Lane<T> lane;
  constexpr std::size_t n = kSlots<T>;
  hn::Store(lines.slope_upper, lane, to);
  hn::Store(offset_upper, lane, to + n);
  hn::Store(lines.slope_lower, lane, to + 2 * n);
  hn::Store(offset_lower, lane, to + 3 * n);
  if constexpr (kPack<T> == 2) {
    hn::Store(lines.slope_lower, lane, to + kLanes);
    hn::Store(offset_lower, lane, to + n + kLanes);
    hn::Store(lines.slope_upper, lane, to + 2 * n + kLanes);
    hn::Store(offset_upper, lane, to + 3 * n + kLanes);
  }
}

/// Relaxes every active neuron of the layer: lines for the backward pass, form of x = relu(z) for the forward pass.
///
/// Backward: offset_upper = beta + e s slope_upper and offset_lower = e s slope_lower, with s >= |z| and
/// e = rounding.backward, pay for the rounding of the backward step through this layer (backward-inl.h); the factor
/// rounding.widen pays for the rounding of the offsets themselves and of the sums of |a| offset that they enter.
///
/// Forward: |relu(z) - (slope form_z + beta/2)| <= beta/2 + slope radius_z for slope = slope_upper. The coefficients of
/// slope form_z + beta/2 err by u |form_xk| and eta each, the radius by a few u of itself: rounding.form times m_x + radius,
/// m_x = sum_k |form_xk|, and form_eta.
/// carried = radius + next.forward m_x pays in advance for the next affine layer (forward-inl.h). Nobody needs the form after
/// the last hidden layer: forward == false.
template <class T>
HWY_NOINLINE void relax_layer(const BasicTileLayer<T>& layer, const BasicTileLayer<T>& next, std::size_t d,
                              bool forward, LayerState<T>& z) {
  using V = hn::Vec<Lane<T>>;
  const Lane<T> lane;
  const LayerRounding<T>& rounding = layer.rounding;
  const std::size_t count = z.out.active.size(), neurons = padded(layer.rows);
  const std::size_t x_stride = count * kSlots<T>, z_stride = neurons * kSlots<T>;
  const V zero = hn::Zero(lane), half = hn::Set(lane, T{0.5});
  const V backward = hn::Set(lane, rounding.backward), form_error = hn::Set(lane, rounding.form);
  const V widen = hn::Set(lane, rounding.widen), eta = hn::Set(lane, rounding.offset_eta);
  const V tiny = hn::Set(lane, rounding.form_eta);
  const V next_forward = hn::Set(lane, next.rounding.forward), next_sum = hn::Set(lane, next.rounding.sum),
          carried_eta = hn::Set(lane, next.rounding.carried_eta);
  for (std::size_t position = 0; position < count; ++position) {
    const std::size_t j = z.out.active[position];
    for (std::size_t offset = 0; offset < kLanes; offset += kStep<T>) {
      const std::size_t v = j * kLanes + offset, to = position * kLanes + offset;
      const V lower = hn::Load(lane, z.lower.data() + v), upper = hn::Load(lane, z.upper.data() + v);
      const bool relu = position >= z.out.linear;
      const Relaxation<T> lines = relax<T>(lower, upper, relu, rounding.chord, rounding.chord_eta);
      const auto zero_lane = relu ? hn::Le(upper, zero) : hn::Lt(zero, zero);

      const V step =
          hn::Mul(backward, hn::Load(lane, z.radius_and_sum.data() + place<T>(1, j, neurons) + offset));
      const V step_upper = hn::MulAdd(step, lines.slope_upper, eta);
      const V offset_upper =
          hn::IfThenZeroElse(zero_lane, hn::MulAdd(hn::Add(lines.beta, step_upper), widen, eta));
      const V offset_lower =
          hn::IfThenZeroElse(zero_lane, hn::MulAdd(hn::MulAdd(step, lines.slope_lower, eta), widen, eta));
      if (position < z.out.linear) {
        for (std::size_t half_run = 0; half_run < kSlots<T>; half_run += kLanes)
          hn::Store(offset_upper, lane, z.offsets.data() + position * kSlots<T> + half_run + offset);
      } else {
        const std::size_t at = (position - z.out.linear) * kLineRuns * kSlots<T>;
        store_lines<T>(lines, offset_upper, offset_lower, z.lines.data() + at + offset);
      }
      hn::Store(lines.beta, lane, z.beta.data() + to);
      hn::Store(hn::IfThenZeroElse(zero_lane, step_upper), lane, z.rounding.data() + to);

      T* const carried = z.out.carried_and_maximum.data() + offset;
      const V maximum = relu ? hn::Max(upper, zero) : hn::Max(hn::Abs(lower), hn::Abs(upper));
      hn::Store(maximum, lane, carried + place<T>(1, position, count));
      if (!forward) continue;

      const V shift = hn::Mul(half, lines.beta);
      const T* const form = z.form.data() + offset;
      T* const form_out = z.out.form.data() + offset;
      const V centre = hn::MulAdd(lines.slope_upper, hn::Load(lane, form + place<T>(0, j, neurons)), shift);
      hn::Store(centre, lane, form_out + place<T>(0, position, count));
      V magnitude = hn::Abs(centre);
      for_slopes<T>(d, [&](std::size_t, std::size_t run, std::size_t half_run) {
        const std::size_t from = j * kSlots<T> + run * z_stride + half_run * kLanes;
        const V c = hn::Mul(lines.slope_upper, hn::Load(lane, form + from));
        hn::Store(c, lane, form_out + position * kSlots<T> + run * x_stride + half_run * kLanes);
        magnitude = hn::Add(magnitude, hn::Abs(c));
      });
      const V radius_z = hn::Load(lane, z.radius_and_sum.data() + place<T>(0, j, neurons) + offset);
      const V rest = hn::MulAdd(lines.slope_upper, radius_z, shift);
      const V error = hn::MulAdd(form_error, hn::Add(magnitude, rest), tiny);
      const V radius = hn::IfThenZeroElse(zero_lane, hn::Add(rest, error));
      hn::Store(radius, lane, z.out.radius.data() + to);
      hn::Store(hn::MulAdd(radius, next_sum, hn::MulAdd(next_forward, magnitude, carried_eta)), lane,
                carried + place<T>(0, position, count));
    }
  }
}

/// For every neuron of the next layer, what the linear positions add to the offset of its rows: sum |W_ji| offset_i.
template <class T>
inline void sum_linear_offsets(const BasicTileLayer<T>& next, LayerState<T>& z) {
  multiply<T>({z.offsets.data(), 0, next.transposed_abs.data(), padded(next.rows), z.out.active.data(),
               z.linear_offset.data(), 0, z.out.linear, next.rows},
              1);
}

}  // namespace HWY_NAMESPACE
}  // namespace relugap::kernel
HWY_AFTER_NAMESPACE();

#endif
