#if defined(RELUGAP_LIB_KERNEL_BACKWARD_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef RELUGAP_LIB_KERNEL_BACKWARD_INL_H_
#undef RELUGAP_LIB_KERNEL_BACKWARD_INL_H_
#else
#define RELUGAP_LIB_KERNEL_BACKWARD_INL_H_
#endif

#include <hwy/highway.h>

#include <utility>

#include "lib/kernel/error_term.h"
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
// over the activations x of one layer. A lower bound of y is a row of -y. Going through a layer x = relu(z), z = W x' + b:
//
//   a_j = fl(A_j slope),  slope = slope_upper where A_j > 0, else slope_lower (any slope in [0,1] is sound: relax-inl.h),
//   row_offset += |A_j| offset,   row_constant += a_j b_j,   A'_i = fl(sum_j a_j W_ji).
//
// Rounding of the step, n = rows of W, s_j >= |z_j|, s_j >= sum_i |W_ji| maximum_i + |b_j|, |x'_i| <= maximum_i:
//   |A_j slope - a_j| |z_j|        <= (u |a_j| + eta) s_j,
//   |A'_i - sum_j a_j W_ji| |x'_i| <= (gamma_n sum_j |a_j| |W_ji| + n eta) maximum_i; over i: gamma_n sum_j |a_j| s_j + eta-part,
//   row_constant, a sum P of the layers' sums c_l = sum_j a_j b_j on top of the bias b_0 that the row starts with: each c_l
//     errs by gamma_{n+1} sum_j |a_j| |b_j|; the at most L additions by u |P_l| each, and |P_l| <= |P| + sum_{m>l} |c_m|:
//     L u |P| is in the last line of close_rows (b_0 may dwarf everything else), L u sum |c_m| <= L u sum_j |a_j| s_j,
//   weights known to gamma_k relatively: gamma_k sum_j |a_j| s_j.
// As |a_j| <= |A_j| slope + eta, all this is within e sum_j |A_j| slope s_j + eta (8 T + count): e = rounding.backward enters
// through the offsets (relax_layer), T = underflow_sum and the count through the last line of close_rows. The rounding of
// row_offset itself, a sum of non-negative terms, is in the factor 1 + chord of the offsets.

/// One chunk of rows on its way back; `rows` of them are in ws.rows_a with this stride.
inline std::size_t row_stride(const TileNetwork& network) { return padded(network.max_width()) * kLanes; }

/// Row r becomes +-(row j of W restricted to the active x, b_j): exact, but for inexact weights (rounding.initial s_j).
inline void start_row(const TileLayer& layer, std::size_t j, double sign, const Activations& x,
                      const double* s, std::size_t r, std::size_t stride, TileWorkspace& ws) {
  const Lane lane;
  const double* const weights = layer.weights.data() + j * padded(layer.cols);
  for (std::size_t offset = 0; offset < kLanes; offset += kStep) {
    double* a = ws.rows_a.data() + r * stride + offset;
    for (std::size_t i = 0; i < x.active.size(); ++i, a += kLanes)
      hn::Store(hn::Set(lane, sign * weights[x.active[i]]), lane, a);
    hn::Store(hn::Set(lane, sign * layer.bias[j]), lane, ws.row_constant.data() + r * kLanes + offset);
    hn::Store(hn::Mul(hn::Set(lane, layer.rounding.initial), hn::Load(lane, s + offset)), lane,
              ws.row_offset.data() + r * kLanes + offset);
  }
}

/// The ReLU part of the step through layer z, in place in ws.rows_a.
inline void pass_relaxation(const LayerState& z, std::size_t rows, std::size_t stride, TileWorkspace& ws) {
  const Lane lane;
  const Vec zero = hn::Zero(lane);
  const std::size_t count = z.out.active.size();
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t offset = 0; offset < kLanes; offset += kStep) {
      Vec constant = zero, widening = zero;
      double* a = ws.rows_a.data() + r * stride + offset;
      for (std::size_t position = 0; position < count; ++position, a += kLanes) {
        const std::size_t v = position * kLanes + offset;
        const Vec coefficient = hn::Load(lane, a);
        const auto positive = hn::Gt(coefficient, zero);
        const Vec slope = hn::IfThenElse(positive, hn::Load(lane, z.slope_upper.data() + v),
                                         hn::Load(lane, z.slope_lower.data() + v));
        const Vec shift = hn::IfThenElse(positive, hn::Load(lane, z.offset_upper.data() + v),
                                         hn::Load(lane, z.offset_lower.data() + v));
        widening = hn::MulAdd(hn::Abs(coefficient), shift, widening);
        const Vec passed = hn::Mul(coefficient, slope);
        hn::Store(passed, lane, a);
        constant = hn::MulAdd(passed, hn::Set(lane, z.bias[position]), constant);
      }
      double* const constant_at = ws.row_constant.data() + r * kLanes + offset;
      double* const offset_at = ws.row_offset.data() + r * kLanes + offset;
      hn::Store(hn::Add(hn::Load(lane, constant_at), constant), lane, constant_at);
      hn::Store(hn::Add(hn::Load(lane, offset_at), widening), lane, offset_at);
    }
  }
}

/// Takes the rows in ws.rows_a, given over the activations of hidden layer `hidden` (0: the inputs), back to the inputs.
inline void pass_back(const TileNetwork& network, std::size_t hidden, std::size_t rows, TileWorkspace& ws) {
  const std::size_t stride = row_stride(network);
  for (; hidden > 0; --hidden) {
    const LayerState& z = ws.hidden[hidden - 1];
    const std::size_t columns = hidden > 1 ? ws.hidden[hidden - 2].out.active.size() : network.inputs();
    pass_relaxation(z, rows, stride, ws);
    multiply({ws.rows_a.data(), stride, z.packed.data(), padded(columns), nullptr, ws.rows_b.data(), stride,
              z.out.active.size(), columns},
             rows);
    std::swap(ws.rows_a, ws.rows_b);
  }
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
inline void close_rows(const TileNetwork& network, const BoxTile& box, std::size_t rows, TileWorkspace& ws) {
  const Lane lane;
  const std::size_t d = network.inputs(), stride = row_stride(network);
  const Vec input_rounding = hn::Set(lane, network.input_rounding());
  const Vec constant_rounding = hn::Set(lane, network.constant_rounding());
  const Vec eta = hn::Set(lane, RELUGAP_ERROR_TERM("backward-underflow", kEta));
  for (std::size_t offset = 0; offset < kLanes; offset += kStep) {
    const Vec underflow =
        hn::Mul(eta, hn::MulAdd(hn::Set(lane, 8.0), hn::Load(lane, ws.underflow_sum.data() + offset),
                                hn::Set(lane, network.underflow_count())));
    for (std::size_t r = 0; r < rows; ++r) {
      Vec centre = hn::Zero(lane), spread = hn::Zero(lane), magnitude = hn::Zero(lane);
      const double* const a = ws.rows_a.data() + r * stride + offset;
      double* const slope = ws.rows_b.data() + r * stride + offset;
      for (std::size_t i = 0; i < d; ++i) {
        const std::size_t v = i * kLanes + offset;
        const Vec coefficient = hn::Load(lane, a + i * kLanes);
        const Vec t_slope = hn::Mul(coefficient, hn::Load(lane, box.radius.data() + v));
        centre = hn::MulAdd(coefficient, hn::Load(lane, box.centre.data() + v), centre);
        spread = hn::Add(spread, hn::Abs(t_slope));
        magnitude =
            hn::MulAdd(hn::Abs(coefficient),
                       hn::Load(lane, ws.input.carried_and_maximum.data() + d * kLanes + v), magnitude);
        hn::Store(t_slope, lane, slope + i * kLanes);
      }
      double* const constant_at = ws.row_constant.data() + r * kLanes + offset;
      const Vec constant = hn::Load(lane, constant_at),
                shift = hn::Load(lane, ws.row_offset.data() + r * kLanes + offset);
      const Vec terms = hn::Add(hn::Add(hn::Abs(constant), hn::Abs(centre)), hn::Add(shift, spread));
      const Vec error =
          hn::MulAdd(input_rounding, magnitude, hn::MulAdd(constant_rounding, terms, underflow));
      const Vec total = hn::Add(hn::Add(constant, centre), hn::Add(shift, error));
      hn::Store(total, lane, constant_at);
      hn::Store(error, lane, ws.row_rounding.data() + r * kLanes + offset);
      hn::Store(hn::Add(total, spread), lane, ws.row_upper.data() + r * kLanes + offset);
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace relugap::kernel
HWY_AFTER_NAMESPACE();

#endif
