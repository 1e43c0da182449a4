// Per-target include guard: included once for every instruction set (see enclose_network_tile.cpp).
#if defined(RELUGAP_LIB_KERNEL_TILE_GEMM_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef RELUGAP_LIB_KERNEL_TILE_GEMM_INL_H_
#undef RELUGAP_LIB_KERNEL_TILE_GEMM_INL_H_
#else
#define RELUGAP_LIB_KERNEL_TILE_GEMM_INL_H_
#endif

#include <hwy/highway.h>

#include <cstddef>
#include <cstdint>

#include "lib/kernel/tile.h"

HWY_BEFORE_NAMESPACE();
namespace relugap::kernel {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// One register of a run of kSlots; kSlots is a multiple of its length on every target.
template <class T>
using Run = hn::CappedTag<T, kSlots<T>>;
template <class T>
inline constexpr std::size_t kRunStep = HWY_TARGET == HWY_SCALAR                ? 1
                                        : HWY_MAX_BYTES / sizeof(T) < kSlots<T> ? HWY_MAX_BYTES / sizeof(T)
                                                                                : kSlots<T>;
/// One register of kLanes lanes.
template <class T>
using Lane = hn::CappedTag<T, kLanes>;
template <class T>
inline constexpr std::size_t kStep = kRunStep<T> < kLanes ? kRunStep<T> : kLanes;

/// Calls f(k, run, half) for the rows k = 1..d of a form, which lie in half `half` of run `run` (place<T>).
template <class T, class F>
HWY_INLINE void for_slopes(std::size_t d, const F& f) {
  if constexpr (kPack<T> == 1) {
    for (std::size_t k = 1; k <= d; ++k) f(k, k, std::size_t{0});
  } else {
    f(1, std::size_t{0}, std::size_t{1});
    std::size_t run = 1;
    for (; 2 * run < d; ++run) {
      f(2 * run, run, std::size_t{0});
      f(2 * run + 1, run, std::size_t{1});
    }
    if (2 * run == d) f(d, run, std::size_t{0});
  }
}

// Row block x column block of accumulators that stay in registers: 24 of 32 with AVX-512, 12 of 16 otherwise.
inline constexpr std::size_t kRowBlock = HWY_MAX_BYTES >= 64 ? 6 : 3;
inline constexpr std::size_t kColumnBlock = 4;

/// The signs of the rows of a chunk: +1 in the slots of rows of +z, -1 in those of -z. Run v of the two rows of a neuron
/// (two runs in double, one in float) has its signs at v * kSlots.
template <class T>
struct Signs {
  alignas(64) T value[2 * kLanes];
};
template <class T>
inline constexpr Signs<T> kSigns = {{1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1, -1}};
/// Runs of one neuron's two rows.
template <class T>
inline constexpr std::size_t kRunsPerNeuron = 2 / kPack<T>;

/// Operands of out[r][o] = start[r][o] + sum_{i < inner} in[r][i] * matrix[index[i]][o] in each slot; index == nullptr: i
/// itself. Strides in numbers. matrix, out: outputs rounded up to kPad columns; out does not overlap the rest. start: 0, or,
/// with `shared`, the number shared[r / kRunsPerNeuron][o] times the sign of the slot. With `columns` only the outputs
/// columns[0..outputs) are computed, a list that is padded by repetition (IndexList::repeat_last).
template <class T>
struct Gemm {
  const T* in;
  std::size_t in_stride;
  const T* matrix;
  std::size_t matrix_stride;
  const std::uint32_t* index;
  T* out;
  std::size_t out_stride;
  std::size_t inner, outputs;
  const T* shared = nullptr;
  std::size_t shared_stride = 0;
  const std::uint32_t* columns = nullptr;
};

template <std::size_t kRows, std::size_t kColumns, bool kIndexed, class T>
HWY_INLINE void multiply_block(const Gemm<T>& g, std::size_t row, std::size_t o, std::size_t offset) {
  const Run<T> run;
  using V = hn::Vec<Run<T>>;
  V sum[kRows][kColumns];
  std::size_t column[kColumns];  // from `first` on
  const std::size_t first = kIndexed ? 0 : o;
  for (std::size_t c = 0; c < kColumns; ++c) column[c] = kIndexed ? g.columns[o + c] : c;
  for (std::size_t r = 0; r < kRows; ++r) {
    if (g.shared != nullptr) {
      const V sign = hn::Load(run, kSigns<T>.value + (row + r) % kRunsPerNeuron<T> * kSlots<T> + offset);
      const T* const start = g.shared + (row + r) / kRunsPerNeuron<T> * g.shared_stride + o;
      for (std::size_t c = 0; c < kColumns; ++c) sum[r][c] = hn::Mul(sign, hn::Set(run, start[c]));
    } else {
      for (std::size_t c = 0; c < kColumns; ++c) sum[r][c] = hn::Zero(run);
    }
  }
  const T* in = g.in + row * g.in_stride + offset;
  for (std::size_t i = 0; i < g.inner; ++i) {
    const T* weights = g.matrix + (g.index ? g.index[i] : i) * g.matrix_stride + first;
    V w[kColumns];
    for (std::size_t c = 0; c < kColumns; ++c) w[c] = hn::Set(run, weights[column[c]]);
    for (std::size_t r = 0; r < kRows; ++r) {
      const V a = hn::Load(run, in + r * g.in_stride + i * kSlots<T>);
      for (std::size_t c = 0; c < kColumns; ++c) sum[r][c] = hn::MulAdd(a, w[c], sum[r][c]);
    }
  }
  T* out = g.out + row * g.out_stride + first * kSlots<T> + offset;
  for (std::size_t r = 0; r < kRows; ++r)
    for (std::size_t c = 0; c < kColumns; ++c)
      hn::Store(sum[r][c], run, out + r * g.out_stride + column[c] * kSlots<T>);
}

template <std::size_t kRows, class T>
HWY_INLINE void multiply_rows(const Gemm<T>& g, std::size_t row) {
  std::size_t o = 0;
  if (g.columns != nullptr) {
    for (; o < g.outputs; o += kColumnBlock)
      for (std::size_t offset = 0; offset < kSlots<T>; offset += kRunStep<T>)
        multiply_block<kRows, kColumnBlock, true>(g, row, o, offset);
    return;
  }
  if constexpr (2 * kRows <= kRowBlock) {  // few rows: more columns at a time keep the adders busy
    for (; o + 2 * kColumnBlock <= g.outputs; o += 2 * kColumnBlock)
      for (std::size_t offset = 0; offset < kSlots<T>; offset += kRunStep<T>)
        multiply_block<kRows, 2 * kColumnBlock, false>(g, row, o, offset);
  }
  for (; o < g.outputs; o += kColumnBlock)
    for (std::size_t offset = 0; offset < kSlots<T>; offset += kRunStep<T>)
      multiply_block<kRows, kColumnBlock, false>(g, row, o, offset);
}

/// Computes g for runs 0..rows-1. Each element is `start` and a sum of `inner` products, fused where the target can.
/// Rounding: |fl - exact| <= gamma_inner sum |in| |matrix| + inner eta (each product may lose eta/2 to underflow), and the
/// same with the products that `start` is a sum of counted in, if there is at least one (their sum meets inner additions).
template <class T>
HWY_NOINLINE void multiply(const Gemm<T>& g, std::size_t rows) {
  std::size_t row = 0;
  for (; row + kRowBlock <= rows; row += kRowBlock) multiply_rows<kRowBlock>(g, row);
  switch (rows - row) {
    case 5:
      multiply_rows<5>(g, row);
      break;
    case 4:
      multiply_rows<4>(g, row);
      break;
    case 3:
      multiply_rows<3>(g, row);
      break;
    case 2:
      multiply_rows<2>(g, row);
      break;
    case 1:
      multiply_rows<1>(g, row);
      break;
    default:
      break;
  }
}

/// out[r][o] = sum_{i < inner} in[r][i] * matrix[i][o] for plain numbers: what is the same in all lanes, once per tile.
/// matrix and out have rows of packed_stride<T> numbers. Rounding: gamma_inner and inner eta as in multiply.
template <class T>
HWY_NOINLINE void multiply_plain(const T* in, std::size_t in_stride, const T* matrix, std::size_t stride,
                                 T* out, std::size_t inner, std::size_t rows) {
  const Run<T> run;
  using V = hn::Vec<Run<T>>;
  constexpr std::size_t kRows = 4;
  for (std::size_t row = 0; row < rows; row += kRows) {
    const std::size_t count = rows - row < kRows ? rows - row : kRows;
    for (std::size_t o = 0; o < stride; o += kRunStep<T>) {
      V sum[kRows] = {hn::Zero(run), hn::Zero(run), hn::Zero(run), hn::Zero(run)};
      for (std::size_t i = 0; i < inner; ++i) {
        const V w = hn::Load(run, matrix + i * stride + o);
        for (std::size_t r = 0; r < kRows; ++r)  // rows beyond the last repeat it
          sum[r] =
              hn::MulAdd(hn::Set(run, in[(row + (r < count ? r : count - 1)) * in_stride + i]), w, sum[r]);
      }
      for (std::size_t r = 0; r < count; ++r) hn::Store(sum[r], run, out + (row + r) * stride + o);
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace relugap::kernel
HWY_AFTER_NAMESPACE();

#endif
