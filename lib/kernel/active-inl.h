#if defined(RELUGAP_LIB_KERNEL_ACTIVE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef RELUGAP_LIB_KERNEL_ACTIVE_INL_H_
#undef RELUGAP_LIB_KERNEL_ACTIVE_INL_H_
#else
#define RELUGAP_LIB_KERNEL_ACTIVE_INL_H_
#endif

#include <hwy/highway.h>

#include "lib/kernel/signs-inl.h"
#include "lib/kernel/tile_gemm-inl.h"
#include "lib/kernel/tile_workspace.h"

HWY_BEFORE_NAMESPACE();
namespace relugap::kernel {
namespace HWY_NAMESPACE {

/// Lists the neurons that are not zero in every lane (upper > 0 somewhere, or not rectified): first those that pass unchanged
/// in every lane (lower >= 0, or not rectified), the linear ones.
template <class T>
HWY_NOINLINE void find_active(const BasicTileLayer<T>& layer, LayerState<T>& z) {
  constexpr unsigned kEveryLane = 0xFF;
  z.out.active.clear();
  z.others.clear();
  const std::uint8_t* const rectified = layer.rectified.data();
  for (std::size_t j = 0; j < layer.rows; ++j) {
    note_signs(j, z);
    const bool passes = rectified[j] == 0;
    const bool linear = passes | (z.positive[j] == kEveryLane);
    const bool active = passes | (z.negative[j] != kEveryLane);
    z.out.active.append_if(j, active & linear);
    z.others.append_if(j, active & !linear);
    z.flags.linear[j] = static_cast<T>(active & linear);
    z.flags.others[j] = static_cast<T>(active & !linear);
  }
  z.out.linear = z.out.active.size();
  z.out.active.append(z.others);
}

/// Whether registers of T can be compressed by one instruction; Highway's substitutes are slower than a plain loop.
template <class T>
inline constexpr bool kCanCompress = HWY_TARGET <= HWY_AVX3 && sizeof(T) == 4;

/// Copies the entries of `row` whose flag is set next to each other; returns the number of them. Writes up to one register
/// more.
template <class T>
HWY_INLINE std::size_t compress(const T* row, const T* flags, std::size_t columns, T* to) {
  const Run<T> run;
  std::size_t size = 0;
  for (std::size_t i = 0; i < columns; i += kRunStep<T>) {
    const auto chosen = hn::Gt(hn::LoadU(run, flags + i), hn::Zero(run));
    hn::StoreU(hn::Compress(hn::LoadU(run, row + i), chosen), run, to + size);
    size += hn::CountTrue(run, chosen);
  }
  return size;
}

/// Copies the entries of `row`, one for each neuron of the layer x, that belong to active neurons, in the order of x.active.
/// Writes up to one register more.
template <class T>
HWY_INLINE void take_active(const T* row, std::size_t neurons, const Activations<T>& x,
                            const ActiveFlags<T>& flags, T* to) {
  if constexpr (kCanCompress<T>) {
    const std::size_t linear = compress(row, flags.linear.data(), neurons, to);
    compress(row, flags.others.data(), neurons, to + linear);
  } else {
    for (std::size_t i = 0; i < x.active.size(); ++i) to[i] = row[x.active[i]];
  }
}

/// Copies W restricted to the active rows and columns, and b, next to each other for the backward passes through this layer.
/// before: the layer that the columns stand for, nullptr for the inputs, which are all there.
template <class T>
HWY_NOINLINE void pack(const BasicTileLayer<T>& layer, const LayerState<T>* before, LayerState<T>& z) {
  const std::size_t columns = before == nullptr ? layer.cols : before->out.active.size();
  const std::size_t stride = packed_stride<T>(columns);
  for (std::size_t position = 0; position < z.out.active.size(); ++position) {
    const std::size_t j = z.out.active[position];
    const T* const row = layer.weights.data() + j * padded(layer.cols);
    T* const to = z.packed.data() + position * stride;
    if (before == nullptr) {
      std::copy_n(row, columns, to);
    } else {
      take_active(row, layer.cols, before->out, before->flags, to);
    }
    to[columns] = layer.bias[j];
    std::fill(to + columns + 1, to + stride, T{0});
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace relugap::kernel
HWY_AFTER_NAMESPACE();

#endif
