#if defined(RELUGAP_LIB_KERNEL_ESTIMATES_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef RELUGAP_LIB_KERNEL_ESTIMATES_INL_H_
#undef RELUGAP_LIB_KERNEL_ESTIMATES_INL_H_
#else
#define RELUGAP_LIB_KERNEL_ESTIMATES_INL_H_
#endif

#include <hwy/highway.h>

#include "lib/kernel/tile_gemm-inl.h"
#include "lib/kernel/tile_workspace.h"

HWY_BEFORE_NAMESPACE();
namespace relugap::kernel {
namespace HWY_NAMESPACE {

/// Estimates for the search, from the rows of f and -f before they pass layer z: the share of rounding in the offsets, and
/// how much offset each coordinate is answerable for, |A_j| beta_j |form_jk| / sum_k |form_jk|; both for the mean of the two
/// rows. magnitude(position, offset) gives the sum of both |A_j| in the lanes from `offset` on.
template <class T, class Magnitude>
HWY_NOINLINE void add_estimates(const LayerState<T>& z, std::size_t d, std::size_t neurons,
                                const Magnitude& magnitude, BasicTileWorkspace<T>& ws) {
  using V = hn::Vec<Lane<T>>;
  const Lane<T> lane;
  const V half = hn::Set(lane, T{0.5}), tiny = hn::Set(lane, T{1e-30F});
  const std::size_t linear = z.out.linear, count = z.out.active.size();
  for (std::size_t offset = 0; offset < kLanes; offset += kStep<T>) {
    V rounding = hn::Load(lane, ws.rounding_estimate.data() + offset);
    for (std::size_t position = 0; position < count; ++position) {
      const std::size_t to = position * kLanes + offset, j = z.out.active[position];
      const V a = hn::Mul(half, magnitude(position, offset));
      rounding = hn::MulAdd(a, hn::Load(lane, z.rounding.data() + to), rounding);
      if (position < linear) continue;
      const V spread = hn::Add(hn::Load(lane, z.spread.data() + j * kLanes + offset), tiny);
      const V weight = hn::Div(hn::Mul(a, hn::Load(lane, z.beta.data() + to)), spread);
      const T* const form = z.form.data() + j * kSlots<T> + offset;
      for_slopes<T>(d, [&](std::size_t k, std::size_t run, std::size_t half_run) {
        T* const score = ws.score_estimate.data() + (k - 1) * kLanes + offset;
        const V slope = hn::Abs(hn::Load(lane, form + run * neurons * kSlots<T> + half_run * kLanes));
        hn::Store(hn::MulAdd(weight, slope, hn::Load(lane, score)), lane, score);
      });
    }
    hn::Store(rounding, lane, ws.rounding_estimate.data() + offset);
  }
}

/// The same for the rows in ws.rows_a.
template <class T>
inline void add_estimates_of_rows(const LayerState<T>& z, std::size_t d, std::size_t neurons,
                                  std::size_t stride, BasicTileWorkspace<T>& ws) {
  const Lane<T> lane;
  const std::size_t count = stride / kSlots<T>;
  const auto magnitude = [&](std::size_t position, std::size_t offset) {
    const T* const a = ws.rows_a.data() + offset;
    return hn::Add(hn::Abs(hn::Load(lane, a + place<T>(0, position, count))),
                   hn::Abs(hn::Load(lane, a + place<T>(1, position, count))));
  };
  add_estimates(z, d, neurons, magnitude, ws);
}

/// The same for the rows +-w that begin at layer z, w in ws.gathered.
template <class T>
inline void add_estimates_of_weights(const LayerState<T>& z, std::size_t d, std::size_t neurons,
                                     BasicTileWorkspace<T>& ws) {
  const Lane<T> lane;
  const auto magnitude = [&](std::size_t position, std::size_t) {
    return hn::Set(lane, T{2} * std::fabs(ws.gathered[position]));
  };
  add_estimates(z, d, neurons, magnitude, ws);
}

}  // namespace HWY_NAMESPACE
}  // namespace relugap::kernel
HWY_AFTER_NAMESPACE();

#endif
