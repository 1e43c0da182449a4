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

/// One register of lanes; kLanes is a multiple of its length on every target.
using Lane = hn::CappedTag<double, kLanes>;
using Vec = hn::Vec<Lane>;
inline constexpr std::size_t kStep =
    HWY_MAX_BYTES / sizeof(double) < kLanes ? HWY_MAX_BYTES / sizeof(double) : kLanes;
static_assert(kLanes % kStep == 0);

// Row block x column block of accumulators that stay in registers: 24 of 32 with AVX-512, 12 of 16 otherwise.
inline constexpr std::size_t kRowBlock = kStep == 8 ? 6 : 3;
inline constexpr std::size_t kColumnBlock = 4;

/// Operands of out[r][o] = sum_{i < inner} in[r][i] * matrix[index[i]][o] in each lane; index == nullptr: i itself.
/// Strides in doubles. matrix, out: outputs rounded up to kPad columns; out does not overlap the rest.
struct Gemm {
  const double* in;
  std::size_t in_stride;
  const double* matrix;
  std::size_t matrix_stride;
  const std::uint32_t* index;
  double* out;
  std::size_t out_stride;
  std::size_t inner, outputs;
};

template <std::size_t kRows>
HWY_INLINE void multiply_rows(const Gemm& g, std::size_t row) {
  const Lane lane;
  for (std::size_t o = 0; o < g.outputs; o += kColumnBlock) {
    for (std::size_t offset = 0; offset < kLanes; offset += kStep) {
      Vec sum[kRows][kColumnBlock];
      for (std::size_t r = 0; r < kRows; ++r)
        for (std::size_t c = 0; c < kColumnBlock; ++c) sum[r][c] = hn::Zero(lane);
      const double* in = g.in + row * g.in_stride + offset;
      for (std::size_t i = 0; i < g.inner; ++i) {
        const double* weights = g.matrix + (g.index ? g.index[i] : i) * g.matrix_stride + o;
        Vec w[kColumnBlock];
        for (std::size_t c = 0; c < kColumnBlock; ++c) w[c] = hn::Set(lane, weights[c]);
        for (std::size_t r = 0; r < kRows; ++r) {
          const Vec a = hn::Load(lane, in + r * g.in_stride + i * kLanes);
          for (std::size_t c = 0; c < kColumnBlock; ++c) sum[r][c] = hn::MulAdd(a, w[c], sum[r][c]);
        }
      }
      double* out = g.out + row * g.out_stride + o * kLanes + offset;
      for (std::size_t r = 0; r < kRows; ++r)
        for (std::size_t c = 0; c < kColumnBlock; ++c)
          hn::Store(sum[r][c], lane, out + r * g.out_stride + c * kLanes);
    }
  }
}

/// Runs g for rows 0..rows-1. Each element is a sum of `inner` products in this order, fused where the target can.
/// Rounding: |fl - exact| <= gamma_inner sum |in| |matrix| + inner eta (each product may lose eta/2 to underflow).
HWY_NOINLINE inline void multiply(const Gemm& g, std::size_t rows) {
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

}  // namespace HWY_NAMESPACE
}  // namespace relugap::kernel
HWY_AFTER_NAMESPACE();

#endif
