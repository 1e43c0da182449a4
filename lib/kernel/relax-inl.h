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

/// Lists the neurons that are not zero in every lane: upper > 0 somewhere (all of them without ReLU).
inline void find_active(const TileLayer& layer, LayerState& z) {
  const Lane lane;
  z.out.active.clear();
  for (std::size_t j = 0; j < layer.rows; ++j) {
    bool active = !layer.relu;
    for (std::size_t v = j * kLanes; v < (j + 1) * kLanes; v += kStep)
      active = active || !hn::AllFalse(lane, hn::Gt(hn::Load(lane, z.upper.data() + v), hn::Zero(lane)));
    if (active) z.out.active.push_back(static_cast<std::uint32_t>(j));
  }
}

struct Relaxation {
  Vec slope_upper, beta, slope_lower;
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
inline Relaxation relax(Vec lower, Vec upper, bool relu, double chord, double chord_eta) {
  const Lane lane;
  const Vec zero = hn::Zero(lane), one = hn::Set(lane, 1.0);
  if (!relu) return {one, zero, one};
  const auto inactive = hn::Le(upper, zero), active = hn::Ge(lower, zero);
  Vec slope = hn::IfThenElse(active, one, hn::Div(upper, hn::Sub(upper, lower)));
  slope = hn::IfThenZeroElse(inactive, slope);
  const Vec ends = hn::Max(hn::Mul(slope, hn::Neg(lower)), hn::Mul(hn::Sub(one, slope), upper));
  const Vec rounded = hn::MulAdd(ends, hn::Set(lane, chord), hn::Add(ends, hn::Set(lane, chord_eta)));
  const Vec slope_lower = hn::IfThenElse(hn::Gt(upper, hn::Neg(lower)), one, zero);
  return {slope, hn::IfThenZeroElse(hn::Or(inactive, active), rounded),
          hn::IfThenZeroElse(inactive, slope_lower)};
}

/// Relaxes every active neuron of the layer: lines for the backward pass, form of x = relu(z) for the forward pass.
///
/// Backward: offset_upper = beta + e s slope_upper and offset_lower = e s slope_lower, with s >= |z| and
/// e = rounding.backward, pay for the rounding of the backward step through this layer (backward-inl.h); the factor
/// 1 + chord pays for the rounding of the offsets themselves and of the sums of |a| offset that they enter.
///
/// Forward: |relu(z) - (slope form_z + beta/2)| <= beta/2 + slope radius_z for slope = slope_upper. The coefficients of
/// slope form_z + beta/2 err by u |form_xk| and eta each, the radius by a few u of itself: rounding.form times m_x + radius,
/// m_x = sum_k |form_xk|, and form_eta.
/// carried = radius + next.forward m_x pays in advance for the next affine layer (forward-inl.h).
inline void relax_layer(const TileLayer& layer, const TileLayer& next, std::size_t d, LayerState& z) {
  const Lane lane;
  const LayerRounding& rounding = layer.rounding;
  const std::size_t count = z.out.active.size(), stride = padded(layer.rows) * kLanes,
                    x_stride = count * kLanes;
  const Vec zero = hn::Zero(lane), half = hn::Set(lane, 0.5);
  const Vec backward = hn::Set(lane, rounding.backward), form_error = hn::Set(lane, rounding.form);
  const Vec widen = hn::Set(lane, 1.0 + rounding.chord), eta = hn::Set(lane, rounding.offset_eta);
  const Vec tiny = hn::Set(lane, rounding.form_eta);
  const Vec next_forward = hn::Set(lane, next.rounding.forward), next_sum = hn::Set(lane, next.rounding.sum),
            carried_eta = hn::Set(lane, next.rounding.carried_eta);
  for (std::size_t position = 0; position < count; ++position) {
    const std::size_t j = z.out.active[position];
    z.bias[position] = layer.bias[j];
    for (std::size_t offset = 0; offset < kLanes; offset += kStep) {
      const std::size_t v = j * kLanes + offset, to = position * kLanes + offset;
      const Vec lower = hn::Load(lane, z.lower.data() + v), upper = hn::Load(lane, z.upper.data() + v);
      const Relaxation lines = relax(lower, upper, layer.relu, rounding.chord, rounding.chord_eta);
      const auto zero_lane = layer.relu ? hn::Le(upper, zero) : hn::Lt(zero, zero);

      const Vec step = hn::Mul(backward, hn::Load(lane, z.radius_and_sum.data() + stride + v));
      const Vec step_upper = hn::MulAdd(step, lines.slope_upper, eta);
      hn::Store(lines.slope_upper, lane, z.slope_upper.data() + to);
      hn::Store(lines.beta, lane, z.bend.data() + to);
      hn::Store(lines.slope_lower, lane, z.slope_lower.data() + to);
      hn::Store(hn::IfThenZeroElse(zero_lane, hn::MulAdd(hn::Add(lines.beta, step_upper), widen, eta)), lane,
                z.offset_upper.data() + to);
      hn::Store(
          hn::IfThenZeroElse(zero_lane, hn::MulAdd(hn::MulAdd(step, lines.slope_lower, eta), widen, eta)),
          lane, z.offset_lower.data() + to);
      hn::Store(hn::IfThenZeroElse(zero_lane, step_upper), lane, z.rounding.data() + to);

      const Vec shift = hn::Mul(half, lines.beta);
      double* const form = z.out.form.data() + to;
      const Vec centre = hn::MulAdd(lines.slope_upper, hn::Load(lane, z.form.data() + v), shift);
      hn::Store(centre, lane, form);
      Vec magnitude = hn::Abs(centre);
      for (std::size_t k = 1; k <= d; ++k) {
        const Vec c = hn::Mul(lines.slope_upper, hn::Load(lane, z.form.data() + k * stride + v));
        hn::Store(c, lane, form + k * x_stride);
        magnitude = hn::Add(magnitude, hn::Abs(c));
      }
      const Vec rest = hn::MulAdd(lines.slope_upper, hn::Load(lane, z.radius_and_sum.data() + v), shift);
      const Vec error = hn::MulAdd(form_error, hn::Add(magnitude, rest), tiny);
      const Vec radius = hn::IfThenZeroElse(zero_lane, hn::Add(rest, error));
      hn::Store(radius, lane, z.out.radius.data() + to);
      hn::Store(hn::MulAdd(radius, next_sum, hn::MulAdd(next_forward, magnitude, carried_eta)), lane,
                z.out.carried_and_maximum.data() + to);
      const Vec maximum = layer.relu ? hn::Max(upper, zero) : hn::Max(hn::Abs(lower), hn::Abs(upper));
      hn::Store(maximum, lane, z.out.carried_and_maximum.data() + x_stride + to);
    }
  }
}

/// Copies W restricted to the active rows and columns next to each other, for the backward passes through this layer.
inline void pack(const TileLayer& layer, const Activations& x, LayerState& z) {
  const std::size_t columns = x.active.size(), stride = padded(columns);
  for (std::size_t position = 0; position < z.out.active.size(); ++position) {
    const double* const row = layer.weights.data() + z.out.active[position] * padded(layer.cols);
    double* const to = z.packed.data() + position * stride;
    for (std::size_t i = 0; i < columns; ++i) to[i] = row[x.active[i]];
    for (std::size_t i = columns; i < stride; ++i) to[i] = 0.0;
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace relugap::kernel
HWY_AFTER_NAMESPACE();

#endif
