#if defined(RELUGAP_LIB_KERNEL_TIGHTEN_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef RELUGAP_LIB_KERNEL_TIGHTEN_INL_H_
#undef RELUGAP_LIB_KERNEL_TIGHTEN_INL_H_
#else
#define RELUGAP_LIB_KERNEL_TIGHTEN_INL_H_
#endif

#include <hwy/highway.h>

#include "lib/kernel/roundoff.h"
#include "lib/kernel/tile_gemm-inl.h"
#include "lib/kernel/tile_workspace.h"

HWY_BEFORE_NAMESPACE();
namespace relugap::kernel {
namespace HWY_NAMESPACE {

/// Intersects the range of neuron j with what its two closed rows, number i of the chunk, say.
template <class T>
HWY_NOINLINE void tighten(std::size_t i, std::size_t j, const BasicTileWorkspace<T>& ws, LayerState<T>& z) {
  const Lane<T> lane;
  const auto huge = hn::Set(lane, Rounding<T>::kHuge);
  for (std::size_t offset = 0; offset < kLanes; offset += kStep<T>) {
    const T* const rows = ws.row_upper.data() + i * 2 * kLanes + offset;
    const auto above = hn::Load(lane, rows), below = hn::Load(lane, rows + kLanes);
    T* const upper_at = z.upper.data() + j * kLanes + offset;
    T* const lower_at = z.lower.data() + j * kLanes + offset;
    const auto upper = hn::Load(lane, upper_at), lower = hn::Load(lane, lower_at);
    // A comparison with NaN is false: an overflowed row changes nothing.
    hn::Store(hn::IfThenElse(hn::Le(hn::Abs(above), huge), hn::Min(upper, above), upper), lane, upper_at);
    hn::Store(hn::IfThenElse(hn::Le(hn::Abs(below), huge), hn::Max(lower, hn::Neg(below)), lower), lane,
              lower_at);
  }
}

/// Replaces the form of neuron j by the mean of its two closed rows, in each lane where that has the smaller radius.
///
/// The radius of a form grows from layer to layer by about the row sums of |W|, whatever is known of the ranges; the rows
/// owe nothing to it. In a deep network they start the forms anew.
///
///   z <= C + sum_k c_k t_k,  -z <= C' + sum_k c'_k t_k   (closed rows: row_constant and the slopes in rows_b), hence
///   |z - (C - C')/2 - sum_k (c_k - c'_k)/2 t_k| <= (C + C')/2 + sum_k |c_k + c'_k|/2   for t in [-1,1]^d.
///
/// Rounding: halves are exact or err by eta/2. With A = (|C| + |C'| + sum_k |c_k| + |c'_k|)/2 the coefficients of the form
/// err by u A together, the radius, d + 1 sums of two and d additions, by gamma_{d+1} A, adding the error term by 3 u A, and A
/// itself by gamma_{2d+2} A: gamma_{3d+16} A is enough (gamma_a (1 + gamma_b) <= gamma_{a+b}). Underflow costs at most eta
/// in each of the 2 d + 2 sums and eta in the product: form_eta.
/// Guarantees: |z_j - form_j| <= radius_j, as LayerState says; rows that are not finite change nothing.
template <class T>
HWY_NOINLINE void take_form(std::size_t i, std::size_t j, std::size_t d, std::size_t stride,
                            const LayerRounding<T>& rounding, const BasicTileWorkspace<T>& ws,
                            LayerState<T>& z) {
  using V = hn::Vec<Lane<T>>;
  const Lane<T> lane;
  const V half = hn::Set(lane, T{0.5});
  const std::size_t neurons = z.lower.size() / kLanes;
  const T* const rows = ws.rows_b.data() + 2 * i / kPack<T> * stride;
  const T* const next_rows = rows + (kPack<T> == 1 ? stride : kLanes);
  for (std::size_t offset = 0; offset < kLanes; offset += kStep<T>) {
    const T* const constants = ws.row_constant.data() + i * 2 * kLanes + offset;
    const V above = hn::Mul(half, hn::Load(lane, constants));
    const V below = hn::Mul(half, hn::Load(lane, constants + kLanes));
    V radius = hn::Add(above, below), magnitude = hn::Add(hn::Abs(above), hn::Abs(below));
    const auto slope = [&](const T* row, std::size_t k) {
      return hn::Mul(half, hn::Load(lane, row + (k - 1) * kSlots<T> + offset));
    };
    for (std::size_t k = 1; k <= d; ++k) {
      const V up = slope(rows, k), down = slope(next_rows, k);
      radius = hn::Add(radius, hn::Abs(hn::Add(up, down)));
      magnitude = hn::Add(magnitude, hn::Add(hn::Abs(up), hn::Abs(down)));
    }
    const V error = hn::MulAdd(hn::Set(lane, rounding.restate), magnitude, hn::Set(lane, rounding.form_eta));
    radius = hn::Add(radius, error);
    T* const radius_at = z.radius_and_sum.data() + place<T>(0, j, neurons) + offset;
    const V radius_before = hn::Load(lane, radius_at);
    const auto better = hn::Lt(radius, radius_before);  // false for NaN
    hn::Store(hn::IfThenElse(better, radius, radius_before), lane, radius_at);
    T* const form = z.form.data() + offset;
    const auto replace = [&](std::size_t k, V value) {
      T* const at = form + place<T>(k, j, neurons);
      value = hn::IfThenElse(better, value, hn::Load(lane, at));
      hn::Store(value, lane, at);
      return value;
    };
    replace(0, hn::Sub(above, below));
    V spread = hn::Zero(lane);
    for (std::size_t k = 1; k <= d; ++k)
      spread = hn::Add(spread, hn::Abs(replace(k, hn::Sub(slope(rows, k), slope(next_rows, k)))));
    hn::Store(spread, lane, z.spread.data() + j * kLanes + offset);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace relugap::kernel
HWY_AFTER_NAMESPACE();

#endif
