#if defined(RELUGAP_LIB_KERNEL_BACKWARD_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef RELUGAP_LIB_KERNEL_BACKWARD_INL_H_
#undef RELUGAP_LIB_KERNEL_BACKWARD_INL_H_
#else
#define RELUGAP_LIB_KERNEL_BACKWARD_INL_H_
#endif

#include <hwy/highway.h>

#include <utility>

#include "lib/kernel/active-inl.h"
#include "lib/kernel/roundoff.h"
#include "lib/kernel/tile_gemm-inl.h"
#include "lib/kernel/tile_workspace.h"

HWY_BEFORE_NAMESPACE();
namespace relugap::kernel {
namespace HWY_NAMESPACE {

// A backward row is an upper bound of some y = y(x) in every lane,
//
//   y <= row_constant + row_offset + sum_i A_i x_i + (rounding already paid for),      row_offset >= 0,
//
// over the activations x of one layer. A lower bound of y is a row of -y; the two rows of a neuron go together. Going
// through a layer x = relu(z), z = W x' + b:
//
//   a_j = fl(A_j slope),  slope = slope_upper where A_j > 0, else slope_lower (any slope in [0,1] is sound: relax-inl.h),
//   row_offset += |A_j| offset,   row_constant += sum_j a_j b_j,   A'_i = fl(sum_j a_j W_ji).
//
// Rounding of the step, n = rows of W, s_j >= |z_j|, s_j >= sum_i |W_ji| maximum_i + |b_j|, |x'_i| <= maximum_i:
//   |A_j slope - a_j| |z_j|        <= (u |a_j| + eta) s_j,
//   |A'_i - sum_j a_j W_ji| |x'_i| <= (gamma_n sum_j |a_j| |W_ji| + n eta) maximum_i,
//   row_constant, a sum P of the layers' sums c_l = sum_j a_j b_j on top of the bias b_0 that the row starts with: each c_l
//     errs by gamma_n sum_j |a_j| |b_j| + n eta, with the line before and summed over i: gamma_n sum_j |a_j| s_j and the
//     eta-part; the at most L additions by u |P_l| each, and |P_l| <= |P| + sum_{m>l} |c_m|:
//     L u |P| is in the last line of close_rows (b_0 may dwarf everything else), L u sum |c_m| <= L u sum_j |a_j| s_j,
//   weights known to gamma_k relatively: gamma_k sum_j |a_j| s_j.
// As |a_j| <= (1 + u) |A_j| slope + eta, all this is within e sum_j |A_j| slope s_j + eta (8 T + count) with
// e = rounding.backward = gamma_{n+L+k+8}; it enters
// through the offsets (relax_layer), T = underflow_sum and the count through the last line of close_rows. The rounding of
// row_offset itself, a sum of non-negative terms, is in the factor rounding.widen of the offsets.
//
// The bounds hold under any summation order, so the linear positions (slope 1, offset the rounding alone, the same A_j in
// every lane while the row is still a row of weights) are summed once per tile: multiply_plain and linear_offset.

/// Numbers between the rows of a chunk.
template <class T>
inline std::size_t row_stride(const BasicTileNetwork<T>& network) {
  return padded(network.max_width() + 1) * kSlots<T>;
}

/// Rows of +-z_k for `neurons` neurons k = first[0], first[1], ..., z = W x + b of `layer`, over the activations x.
template <class T>
struct RowsOf {
  const BasicTileLayer<T>& layer;
  const std::uint32_t* first;
  std::size_t neurons;
  const T* sums;  ///< s, row 1 of an array of `sums_count` elements per row
  std::size_t sums_count;
};

/// Writes constant and offset the rows start with: +-b_k, and s_k rounding.initial for inexact weights.
template <class T>
HWY_NOINLINE void start_constants(const RowsOf<T>& z, BasicTileWorkspace<T>& ws) {
  const Lane<T> lane;
  for (std::size_t i = 0; i < z.neurons; ++i) {
    const std::size_t k = z.first[i];
    const auto b = hn::Set(lane, z.layer.bias[k]), initial = hn::Set(lane, z.layer.rounding.initial);
    for (std::size_t offset = 0; offset < kLanes; offset += kStep<T>) {
      const auto shift = hn::Mul(initial, hn::Load(lane, z.sums + place<T>(1, k, z.sums_count) + offset));
      T* const constant = ws.row_constant.data() + i * 2 * kLanes + offset;
      T* const offset_at = ws.row_offset.data() + i * 2 * kLanes + offset;
      hn::Store(b, lane, constant);
      hn::Store(hn::Neg(b), lane, constant + kLanes);
      hn::Store(shift, lane, offset_at);
      hn::Store(shift, lane, offset_at + kLanes);
    }
  }
}

/// The rows over the inputs, where there is no hidden layer before z: +-W, exactly.
template <class T>
inline void start_at_inputs(const RowsOf<T>& z, std::size_t stride, BasicTileWorkspace<T>& ws) {
  start_constants(z, ws);
  for (std::size_t i = 0; i < z.neurons; ++i) {
    const T* const weights = z.layer.weights.data() + z.first[i] * padded(z.layer.cols);
    for (std::size_t v = 0; v < kRunsPerNeuron<T>; ++v)
      for (std::size_t c = 0; c < z.layer.cols; ++c)
        for (std::size_t slot = 0; slot < kSlots<T>; ++slot)
          ws.rows_a[(i * kRunsPerNeuron<T> + v) * stride + c * kSlots<T> + slot] =
              kSigns<T>.value[v * kSlots<T> + slot] * weights[c];
  }
}

/// The rows of z taken through x = relu(previous), as far as the positions that are not linear are concerned: their a_j in
/// ws.rows_a; weights by position in ws.gathered; constants and offsets complete but for the sum of a_j b_j.
template <class T>
HWY_NOINLINE void start_rows(const RowsOf<T>& z, const LayerState<T>& previous, std::size_t stride,
                             BasicTileWorkspace<T>& ws) {
  using V = hn::Vec<Run<T>>;
  const Run<T> run;
  const Activations<T>& x = previous.out;
  const std::size_t count = x.active.size();
  start_constants(z, ws);
  for (std::size_t i = 0; i < z.neurons; ++i) {
    const T* const row = z.layer.weights.data() + z.first[i] * padded(z.layer.cols);
    T* const weights = ws.gathered.data() + i * count;
    take_active(row, z.layer.cols, x, previous.flags, weights);
    for (std::size_t v = 0; v < kRunsPerNeuron<T>; ++v) {
      const std::size_t r = i * kRunsPerNeuron<T> + v;
      for (std::size_t offset = 0; offset < kSlots<T>; offset += kRunStep<T>) {
        const V sign = hn::Load(run, kSigns<T>.value + v * kSlots<T> + offset);
        T* const offset_at = ws.row_offset.data() + r * kSlots<T> + offset;
        V widening = hn::Add(hn::Load(run, offset_at),
                             hn::Load(run, previous.linear_offset.data() + z.first[i] * kSlots<T> + offset));
        T* a = ws.rows_a.data() + r * stride + offset;
        const T* lines = previous.lines.data() + offset;
        for (std::size_t p = x.linear; p < count; ++p, a += kSlots<T>, lines += kLineRuns * kSlots<T>) {
          // In the second run of a neuron in double every sign is turned round, and with it the order of the lines.
          const std::size_t against = static_cast<std::size_t>((weights[p] > 0) != (v == 0));
          const T* const line = lines + against * 2 * kSlots<T>;
          const V w = hn::Set(run, weights[p]);
          hn::Store(hn::Mul(hn::Mul(sign, w), hn::Load(run, line)), run, a);
          widening = hn::MulAdd(hn::Abs(w), hn::Load(run, line + kSlots<T>), widening);
        }
        hn::Store(widening, run, offset_at);
      }
    }
  }
}

/// Adds column `columns` of ws.rows_b, sum_j a_j b_j, to the constants of the rows.
template <class T>
HWY_NOINLINE void add_bias_column(std::size_t columns, std::size_t rows, std::size_t stride,
                                  BasicTileWorkspace<T>& ws) {
  const Run<T> run;
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t offset = 0; offset < kSlots<T>; offset += kRunStep<T>) {
      T* const to = ws.row_constant.data() + r * kSlots<T> + offset;
      const T* const from = ws.rows_b.data() + r * stride + columns * kSlots<T> + offset;
      hn::Store(hn::Add(hn::Load(run, to), hn::Load(run, from)), run, to);
    }
  }
}

/// The ReLU part of the step of runs r..r+kRuns-1 through layer z, in place in ws.rows_a.
template <std::size_t kRuns, class T>
HWY_INLINE void pass_relaxation_of(const LayerState<T>& z, std::size_t r, std::size_t stride,
                                   BasicTileWorkspace<T>& ws) {
  using V = hn::Vec<Run<T>>;
  const Run<T> run;
  const V zero = hn::Zero(run);
  const std::size_t linear = z.out.linear, count = z.out.active.size();
  for (std::size_t offset = 0; offset < kSlots<T>; offset += kRunStep<T>) {
    const V sign = hn::Load(run, kSigns<T>.value + offset);
    V widening[kRuns];
    T* a = ws.rows_a.data() + r * stride + offset;
    for (std::size_t i = 0; i < kRuns; ++i) widening[i] = zero;
    const T* offsets = z.offsets.data() + offset;
    for (std::size_t p = 0; p < linear; ++p, a += kSlots<T>, offsets += kSlots<T>) {
      const V shift = hn::Load(run, offsets);
      for (std::size_t i = 0; i < kRuns; ++i)
        widening[i] = hn::MulAdd(hn::Abs(hn::Load(run, a + i * stride)), shift, widening[i]);
    }
    const T* lines = z.lines.data() + offset;
    for (std::size_t p = linear; p < count; ++p, a += kSlots<T>, lines += kLineRuns * kSlots<T>) {
      const V slope = hn::Load(run, lines), shift = hn::Load(run, lines + kSlots<T>);
      const V slope_against = hn::Load(run, lines + 2 * kSlots<T>),
              shift_against = hn::Load(run, lines + 3 * kSlots<T>);
      for (std::size_t i = 0; i < kRuns; ++i) {
        const V coefficient = hn::Load(run, a + i * stride);
        const auto own = hn::Gt(kPack<T> == 1 ? coefficient : hn::Mul(coefficient, sign), zero);
        widening[i] =
            hn::MulAdd(hn::Abs(coefficient), hn::IfThenElse(own, shift, shift_against), widening[i]);
        hn::Store(hn::Mul(coefficient, hn::IfThenElse(own, slope, slope_against)), run, a + i * stride);
      }
    }
    for (std::size_t i = 0; i < kRuns; ++i) {
      T* const offset_at = ws.row_offset.data() + (r + i) * kSlots<T> + offset;
      hn::Store(hn::Add(hn::Load(run, offset_at), widening[i]), run, offset_at);
    }
  }
}

template <class T>
HWY_NOINLINE void pass_relaxation(const LayerState<T>& z, std::size_t rows, std::size_t stride,
                                  BasicTileWorkspace<T>& ws) {
  std::size_t r = 0;
  for (; r + 4 <= rows; r += 4) pass_relaxation_of<4>(z, r, stride, ws);
  for (; r + 2 <= rows; r += 2) pass_relaxation_of<2>(z, r, stride, ws);
  if (r < rows) pass_relaxation_of<1>(z, r, stride, ws);
}

/// Takes the rows of start_rows through W x' + b of the layer `previous`; columns: of its packed matrix.
template <class T>
inline void finish_first_step(const RowsOf<T>& z, const LayerState<T>& previous, std::size_t columns,
                              std::size_t stride, BasicTileWorkspace<T>& ws) {
  const std::size_t count = previous.out.active.size(), linear = previous.out.linear;
  const std::size_t matrix_stride = packed_stride<T>(columns), rows = z.neurons * kRunsPerNeuron<T>;
  multiply_plain<T>(ws.gathered.data(), count, previous.packed.data(), matrix_stride, ws.shared.data(),
                    linear, z.neurons);
  multiply<T>(
      {ws.rows_a.data(), stride, previous.packed.data() + linear * matrix_stride, matrix_stride, nullptr,
       ws.rows_b.data(), stride, count - linear, columns + 1, ws.shared.data(), matrix_stride},
      rows);
  add_bias_column(columns, rows, stride, ws);
  std::swap(ws.rows_a, ws.rows_b);
}

/// Takes the rows in ws.rows_a, given over the activations of layer z, through that layer; columns: of its packed matrix.
template <class T>
inline void pass_layer(const LayerState<T>& z, std::size_t columns, std::size_t rows, std::size_t stride,
                       BasicTileWorkspace<T>& ws) {
  pass_relaxation(z, rows, stride, ws);
  multiply<T>({ws.rows_a.data(), stride, z.packed.data(), packed_stride<T>(columns), nullptr,
               ws.rows_b.data(), stride, z.out.active.size(), columns + 1},
              rows);
  add_bias_column(columns, rows, stride, ws);
  std::swap(ws.rows_a, ws.rows_b);
}

/// Evaluates the rows, now over the inputs x_i = c_i + r_i t_i: row_constant becomes the constant of the linear bound,
/// row_upper its maximum over the box, and rows_b the slopes A_i r_i in t.
///
///   y <= (row_constant + sum A_i c_i + row_offset) + sum (A_i r_i) t_i + error.
///
/// Rounding: the products with c and r and their sums err by gamma_{d+2} sum |A_i| (|c_i| + r_i) and d eta each:
/// input_rounding times sum |A_i| maximum_i. The last additions err by a few u of their terms, the earlier ones to
/// row_constant by L u of it: constant_rounding.
/// Guarantees: both bounds hold in every lane where they are finite; NaN or infinite otherwise (callers test).
template <class T>
HWY_NOINLINE void close_rows(const BasicTileNetwork<T>& network, std::size_t rows,
                             BasicTileWorkspace<T>& ws) {
  using V = hn::Vec<Run<T>>;
  const Run<T> run;
  const std::size_t d = network.inputs(), stride = row_stride(network);
  const V input_rounding = hn::Set(run, network.input_rounding());
  const V constant_rounding = hn::Set(run, network.constant_rounding());
  const T eta = static_cast<T>(RELUGAP_ERROR_TERM("backward-underflow", Rounding<T>::kEta));
  alignas(64) T underflow_run[kSlots<T>];
  for (std::size_t slot = 0; slot < kSlots<T>; ++slot)
    underflow_run[slot] = eta * (T{8} * ws.underflow_sum[slot % kLanes] + network.underflow_count());
  for (std::size_t offset = 0; offset < kSlots<T>; offset += kRunStep<T>) {
    const V underflow = hn::Load(run, underflow_run + offset);
    for (std::size_t r = 0; r < rows; ++r) {
      V centre = hn::Zero(run), spread = hn::Zero(run), magnitude = hn::Zero(run);
      const T* const a = ws.rows_a.data() + r * stride + offset;
      T* const slope = ws.rows_b.data() + r * stride + offset;
      for (std::size_t i = 0; i < d; ++i) {
        const std::size_t v = i * kSlots<T> + offset;
        const V coefficient = hn::Load(run, a + i * kSlots<T>);
        const V t_slope = hn::Mul(coefficient, hn::Load(run, ws.radius.data() + v));
        centre = hn::MulAdd(coefficient, hn::Load(run, ws.centre.data() + v), centre);
        spread = hn::Add(spread, hn::Abs(t_slope));
        magnitude = hn::MulAdd(hn::Abs(coefficient), hn::Load(run, ws.maximum.data() + v), magnitude);
        hn::Store(t_slope, run, slope + i * kSlots<T>);
      }
      T* const constant_at = ws.row_constant.data() + r * kSlots<T> + offset;
      const V constant = hn::Load(run, constant_at),
              shift = hn::Load(run, ws.row_offset.data() + r * kSlots<T> + offset);
      const V terms = hn::Add(hn::Add(hn::Abs(constant), hn::Abs(centre)), hn::Add(shift, spread));
      const V error = hn::MulAdd(input_rounding, magnitude, hn::MulAdd(constant_rounding, terms, underflow));
      const V total = hn::Add(hn::Add(constant, centre), hn::Add(shift, error));
      hn::Store(total, run, constant_at);
      hn::Store(error, run, ws.row_rounding.data() + r * kSlots<T> + offset);
      hn::Store(hn::Add(total, spread), run, ws.row_upper.data() + r * kSlots<T> + offset);
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace relugap::kernel
HWY_AFTER_NAMESPACE();

#endif
