#if defined(RELUGAP_LIB_KERNEL_SIGNS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef RELUGAP_LIB_KERNEL_SIGNS_INL_H_
#undef RELUGAP_LIB_KERNEL_SIGNS_INL_H_
#else
#define RELUGAP_LIB_KERNEL_SIGNS_INL_H_
#endif

#include <hwy/highway.h>

#include <bit>
#include <cstring>

#include "lib/kernel/known_signs.h"
#include "lib/kernel/tile_gemm-inl.h"
#include "lib/kernel/tile_workspace.h"

HWY_BEFORE_NAMESPACE();
namespace relugap::kernel {
namespace HWY_NAMESPACE {

/// Transposes a matrix of 8 x 8 bits, byte r holding row r (H. S. Warren, Hacker's Delight, 2nd ed., section 7-3).
inline std::uint64_t transpose_bits(std::uint64_t x) {
  std::uint64_t t = (x ^ (x >> 7)) & 0x00AA00AA00AA00AAULL;
  x ^= t ^ (t << 7);
  t = (x ^ (x >> 14)) & 0x0000CCCC0000CCCCULL;
  x ^= t ^ (t << 14);
  t = (x ^ (x >> 28)) & 0x00000000F0F0F0F0ULL;
  return x ^ t ^ (t << 28);
}

/// One bit per lane: whether `test` holds there for the vector at `values`.
template <class T, class Test>
HWY_INLINE std::uint64_t lane_bits(const T* values, const Test& test) {
  const Lane<T> lane;
  std::uint64_t bits = 0;
  for (std::size_t offset = 0; offset < kLanes; offset += kStep<T>) {
    std::uint8_t here[8] = {};
    hn::StoreMaskBits(lane, test(hn::Load(lane, values + offset)), here);
    bits |= std::uint64_t{here[0]} << offset;
  }
  return bits;
}

/// Notes in each lane which signs the range of neuron j proves.
template <class T>
HWY_INLINE void note_signs(std::size_t j, LayerState<T>& z) {
  const Lane<T> lane;
  const auto is_positive = [&](hn::Vec<Lane<T>> lower) { return hn::Ge(lower, hn::Zero(lane)); };
  const auto is_negative = [&](hn::Vec<Lane<T>> upper) { return hn::Le(upper, hn::Zero(lane)); };
  z.positive[j] = static_cast<std::uint8_t>(lane_bits(z.lower.data() + j * kLanes, is_positive));
  z.negative[j] = static_cast<std::uint8_t>(lane_bits(z.upper.data() + j * kLanes, is_negative));
}

/// Writes the signs of the layer, for each lane into row `lane` of `signs`, `bytes` apart.
template <class T>
inline void write_signs(const LayerState<T>& z, std::size_t width, std::size_t bytes, std::uint8_t* signs) {
  for (std::size_t byte = 0; byte < width; ++byte) {
    std::uint64_t positive, negative;
    std::memcpy(&positive, z.positive.data() + 8 * byte, 8);
    std::memcpy(&negative, z.negative.data() + 8 * byte, 8);
    positive = transpose_bits(positive);
    negative = transpose_bits(negative);
    for (std::size_t i = 0; i < kLanes; ++i) {
      signs[i * bytes + byte] = static_cast<std::uint8_t>(positive >> (8 * i));
      signs[i * bytes + width + byte] = static_cast<std::uint8_t>(negative >> (8 * i));
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace relugap::kernel
HWY_AFTER_NAMESPACE();

#endif
