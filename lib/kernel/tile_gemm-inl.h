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
#include "lib/kernel/tile_network.h"

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
// Terms of one part of a large product: kInnerPart runs of a dozen rows stay in the second-level cache, and the kSlots columns
// of the matrix that they meet in the first. Matrices up to kDirectBytes are used where they are.
inline constexpr std::size_t kInnerPart = 256;
inline constexpr std::size_t kDirectBytes = std::size_t{1} << 18;

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

/// Terms begin..end-1 of the sums of a product. The first part starts the sums, the others go on from what is in `out`.
/// panel: nullptr, or the matrix of this part for kSlots outputs from a multiple of kSlots on (copy_panel).
template <class T>
struct InnerPart {
  std::size_t begin, end;
  const T* panel = nullptr;
};

template <std::size_t kRows, std::size_t kColumns, bool kListed, bool kPanel, class T>
HWY_INLINE void multiply_block(const Gemm<T>& g, const InnerPart<T>& part, std::size_t row, std::size_t o,
                               std::size_t offset) {
  const Run<T> run;
  using V = hn::Vec<Run<T>>;
  V sum[kRows][kColumns];
  std::size_t column[kColumns];  // from `first` on
  const std::size_t first = kListed ? 0 : o;
  for (std::size_t c = 0; c < kColumns; ++c) column[c] = kListed ? g.columns[o + c] : c;
  T* const out = g.out + row * g.out_stride + first * kSlots<T> + offset;
  for (std::size_t r = 0; r < kRows; ++r) {
    if (part.begin > 0) {
      for (std::size_t c = 0; c < kColumns; ++c)
        sum[r][c] = hn::Load(run, out + r * g.out_stride + column[c] * kSlots<T>);
    } else if (g.shared != nullptr) {
      const V sign = hn::Load(run, kSigns<T>.value + (row + r) % kRunsPerNeuron<T> * kSlots<T> + offset);
      const T* const start = g.shared + (row + r) / kRunsPerNeuron<T> * g.shared_stride + o;
      for (std::size_t c = 0; c < kColumns; ++c) sum[r][c] = hn::Mul(sign, hn::Set(run, start[c]));
    } else {
      for (std::size_t c = 0; c < kColumns; ++c) sum[r][c] = hn::Zero(run);
    }
  }
  const T* in = g.in + row * g.in_stride + offset;
  for (std::size_t i = part.begin; i < part.end; ++i) {
    V w[kColumns];
    if constexpr (kPanel) {
      const T* const weights = part.panel + (i - part.begin) * kSlots<T> + o % kSlots<T>;
      for (std::size_t c = 0; c < kColumns; ++c) w[c] = hn::Set(run, weights[c]);
    } else {
      const T* const weights = g.matrix + (g.index ? g.index[i] : i) * g.matrix_stride + first;
      for (std::size_t c = 0; c < kColumns; ++c) w[c] = hn::Set(run, weights[column[c]]);
    }
    for (std::size_t r = 0; r < kRows; ++r) {
      const V a = hn::Load(run, in + r * g.in_stride + i * kSlots<T>);
      for (std::size_t c = 0; c < kColumns; ++c) sum[r][c] = hn::MulAdd(a, w[c], sum[r][c]);
    }
  }
  for (std::size_t r = 0; r < kRows; ++r)
    for (std::size_t c = 0; c < kColumns; ++c)
      hn::Store(sum[r][c], run, out + r * g.out_stride + column[c] * kSlots<T>);
}

/// Outputs begin..end-1 of kRows runs.
template <bool kPanel, std::size_t kRows, class T>
HWY_INLINE void multiply_rows(const Gemm<T>& g, const InnerPart<T>& part, std::size_t row, std::size_t begin,
                              std::size_t end) {
  std::size_t o = begin;
  if (g.columns != nullptr) {
    for (; o < end; o += kColumnBlock)
      for (std::size_t offset = 0; offset < kSlots<T>; offset += kRunStep<T>)
        multiply_block<kRows, kColumnBlock, true, kPanel>(g, part, row, o, offset);
    return;
  }
  if constexpr (2 * kRows <= kRowBlock) {  // few rows: more columns at a time keep the adders busy
    for (; o + 2 * kColumnBlock <= end; o += 2 * kColumnBlock)
      for (std::size_t offset = 0; offset < kSlots<T>; offset += kRunStep<T>)
        multiply_block<kRows, 2 * kColumnBlock, false, kPanel>(g, part, row, o, offset);
  }
  for (; o < end; o += kColumnBlock)
    for (std::size_t offset = 0; offset < kSlots<T>; offset += kRunStep<T>)
      multiply_block<kRows, kColumnBlock, false, kPanel>(g, part, row, o, offset);
}

template <bool kPanel, class T>
HWY_INLINE void multiply_part(const Gemm<T>& g, const InnerPart<T>& part, std::size_t rows, std::size_t begin,
                              std::size_t end) {
  std::size_t row = 0;
  for (; row + kRowBlock <= rows; row += kRowBlock)
    multiply_rows<kPanel, kRowBlock>(g, part, row, begin, end);
  switch (rows - row) {
    case 5:
      multiply_rows<kPanel, 5>(g, part, row, begin, end);
      break;
    case 4:
      multiply_rows<kPanel, 4>(g, part, row, begin, end);
      break;
    case 3:
      multiply_rows<kPanel, 3>(g, part, row, begin, end);
      break;
    case 2:
      multiply_rows<kPanel, 2>(g, part, row, begin, end);
      break;
    case 1:
      multiply_rows<kPanel, 1>(g, part, row, begin, end);
      break;
    default:
      break;
  }
}

/// Copies the matrix of terms begin..end-1 and of outputs o..o+kSlots-1 (fewer at the end) next to each other.
template <class T>
HWY_INLINE void copy_panel(const Gemm<T>& g, std::size_t begin, std::size_t end, std::size_t o, T* panel) {
  const Run<T> run;
  const std::size_t width = (g.outputs + kPad - 1) / kPad * kPad - o;
  for (std::size_t i = begin; i < end; ++i, panel += kSlots<T>) {
    const T* const row = g.matrix + (g.index ? g.index[i] : i) * g.matrix_stride;
    if (g.columns != nullptr) {
      for (std::size_t c = 0; c < kSlots<T> && c < width; ++c) panel[c] = row[g.columns[o + c]];
    } else if (width >= kSlots<T>) {
      for (std::size_t c = 0; c < kSlots<T>; c += kRunStep<T>)
        hn::Store(hn::LoadU(run, row + o + c), run, panel + c);
    } else {
      for (std::size_t c = 0; c < width; ++c) panel[c] = row[o + c];
    }
  }
}

/// A product whose matrix is too large for the caches: kInnerPart terms of the sums at a time, so that the numbers of all rows
/// of a chunk stay in the second-level cache, and kSlots outputs at a time. The matrix is read once, however wide it is.
template <class T>
HWY_NOINLINE void multiply_in_parts(const Gemm<T>& g, std::size_t rows) {
  alignas(64) T panel[kInnerPart * kSlots<T>];
  const std::size_t parts = (g.inner + kInnerPart - 1) / kInnerPart;
  for (std::size_t part = 0; part < parts; ++part) {
    const std::size_t begin = g.inner * part / parts, end = g.inner * (part + 1) / parts;
    for (std::size_t o = 0; o < g.outputs; o += kSlots<T>) {
      copy_panel(g, begin, end, o, panel);
      multiply_part<true>(g, InnerPart<T>{begin, end, panel}, rows, o,
                          o + kSlots<T> < g.outputs ? o + kSlots<T> : g.outputs);
    }
  }
}

/// Computes g for runs 0..rows-1. Each element is `start` and a sum of `inner` products, fused where the target can.
/// Rounding: |fl - exact| <= gamma_inner sum |in| |matrix| + inner eta (each product may lose eta/2 to underflow), and the
/// same with the products that `start` is a sum of counted in, if there is at least one (their sum meets inner additions).
/// Parts do not change the order of any sum.
template <class T>
HWY_NOINLINE void multiply(const Gemm<T>& g, std::size_t rows) {
  if (rows >= kRowBlock && g.inner * g.outputs * sizeof(T) > kDirectBytes) return multiply_in_parts(g, rows);
  multiply_part<false>(g, InnerPart<T>{0, g.inner}, rows, 0, g.outputs);
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
