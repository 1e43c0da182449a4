#if defined(RELUGAP_LIB_KERNEL_PAIR_ROWS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef RELUGAP_LIB_KERNEL_PAIR_ROWS_INL_H_
#undef RELUGAP_LIB_KERNEL_PAIR_ROWS_INL_H_
#else
#define RELUGAP_LIB_KERNEL_PAIR_ROWS_INL_H_
#endif

#include <hwy/highway.h>

#include <utility>

#include "lib/kernel/error_term.h"
#include "lib/kernel/pair_workspace.h"
#include "lib/kernel/roundoff.h"
#include "lib/kernel/tile_gemm-inl.h"

HWY_BEFORE_NAMESPACE();
namespace relugap::kernel {
namespace HWY_NAMESPACE {

// A row is an upper bound of some w in every lane,
//
//   w <= row_constant + row_offset + sum_i P_i (x_i - y_i) + sum_i Q_i y_i + (rounding already paid for),
//
// x and y the activations of f and of g in one layer; row_offset >= 0. A lower bound of w is a row of -w; the two rows of a
// neuron go together. Going back through x = relu(z + delta), y = relu(z), delta = W_f (x' - y') + V y' + c, z = W_g y' + b:
//
//   p_j = fl(P_j above.delta), q_j = fl(P_j above.z + Q_j upper.slope)   (the line below where P_j < 0, lower where Q_j < 0),
//   row_offset += |P_j| above.offset + |Q_j| upper.offset,   row_constant += sum_j p_j c_j + q_j b_j,
//   P'_i = fl(sum_j p_j W_f,ji),   Q'_i = fl(sum_j p_j V_ji + q_j W_g,ji).
//
// Rounding of the step, n = rows, with |delta_j| <= D_j = sum_delta_j, |z_j| <= S_j = sum_z_j (pair_workspace.h):
//   p_j:  (u |p_j| + eta) D_j,
//   q_j:  (2 u (|P_j above.z| + |Q_j| slope) + 2 eta) S_j,
//   P':   gamma_n sum_j |p_j| sum_i |W_f,ji| |x' - y'|_i,   and n eta |x' - y'|_i for each i,
//   Q':   gamma_2n sum_j (|p_j| sum_i |V_ji| |y'_i| + |q_j| sum_i |W_g,ji| |y'_i|),   and 2 n eta |y'_i|,
//   row_constant: gamma_2n sum_j (|p_j c_j| + |q_j b_j|) and 2 n eta for the step's part; the at most L additions of these
//     parts to the c_0 the row starts with, and the three of close_pair_rows: (L + 3) u (|c_0| + sum of |parts|). Each part is
//     at most sum_j |p_j| D_j + |q_j| S_j of its layer, and |c_0| at most the D of the neuron the row is of,
//   inexact weights of f or g: gamma_k of W_f, V, W_g each, and W_f - W_g off by (gamma_kf + gamma_kg) |W_g| more:
//     |p_j| rounding.weights S_j.
// P', Q' and row_constant together: gamma_2n sum_j (|p_j| D_j + |q_j| S_j). So with e = rounding.backward all this is within
//   sum_j |P_j| (above.delta (e D_j + rounding.weights S_j) + |above.z| e S_j) + |Q_j| slope e S_j
// and eta (8 T + count), e = gamma_{2n+L+k+16}; it enters through the offsets (find_lines) and the offset the row starts with,
// e D + rounding.weights S, T = underflow_sum and the count through the last line of close_pair_rows. row_offset is a sum of
// non-negative terms: what a layer adds is summed by itself (at most n + 3 roundings of each term), then added (L roundings),
// and close_pair_rows adds three times more; all this is in the factor 1 + line_rounding of the offsets. (On the offset the
// row starts with it is less than u D, and less than what gamma is above k u / (1 - k u) for the part of the weights.)

/// Numbers between the rows of a chunk: P, Q and a constant, and what the multiplication kernel writes beyond them.
inline std::size_t pair_stride(const PairNetwork& network) {
  return (2 * network.max_width() + 2 * kPad) * kLanes;
}

/// Rows of +-delta_k for `neurons` neurons k = first[0], first[1], ..., of `layer`, over the activations of `previous`
/// (nullptr: the inputs, where x = y).
struct PairRowsOf {
  const PairLayer& layer;
  const std::uint32_t* first;
  std::size_t neurons;
  const double* sum_delta;
  const double* sum_z;
};

/// Writes the rows: P = +-W_f, Q = +-V, constant +-c; the offset pays for the rounding of V and c and for inexact weights.
HWY_NOINLINE inline void start_pair_rows(const PairRowsOf& z, const PairState* previous, std::size_t stride,
                                         PairWorkspace& ws) {
  const Lane<double> lane;
  const IndexList& active = previous == nullptr ? ws.inputs : previous->active;
  const std::size_t count = active.size(), columns = padded(z.layer.cols());
  const auto error = hn::Set(lane, z.layer.rounding.backward),
             weights = hn::Set(lane, z.layer.rounding.weights);
  for (std::size_t i = 0; i < z.neurons; ++i) {
    const std::size_t k = z.first[i];
    const double* const w = z.layer.f->weights.data() + k * columns;
    const double* const v = z.layer.weights.data() + k * columns;
    for (std::size_t r = 0; r < 2; ++r) {
      const std::size_t row = 2 * i + r;
      const double sign = r == 0 ? 1.0 : -1.0;
      for (std::size_t offset = 0; offset < kLanes; offset += kStep<double>) {
        const auto shift = hn::MulAdd(error, hn::Load(lane, z.sum_delta + k * kLanes + offset),
                                      hn::Mul(weights, hn::Load(lane, z.sum_z + k * kLanes + offset)));
        hn::Store(hn::Set(lane, sign * z.layer.bias[k]), lane,
                  ws.row_constant.data() + row * kLanes + offset);
        hn::Store(shift, lane, ws.row_offset.data() + row * kLanes + offset);
        double* to = ws.rows_a.data() + row * stride + offset;
        if (previous != nullptr)
          for (std::size_t p = 0; p < count; ++p, to += kLanes)
            hn::Store(hn::Set(lane, sign * w[active[p]]), lane, to);
        for (std::size_t p = 0; p < count; ++p, to += kLanes)
          hn::Store(hn::Set(lane, sign * v[active[p]]), lane, to);
      }
    }
  }
}

/// The ReLU part of the step of row r through layer z, in place in ws.rows_a.
HWY_NOINLINE inline void pass_pair_lines(const PairState& z, std::size_t r, std::size_t stride,
                                         PairWorkspace& ws) {
  using V = hn::Vec<Lane<double>>;
  const Lane<double> lane;
  const V zero = hn::Zero(lane);
  const std::size_t linear = z.linear, count = z.active.size();
  for (std::size_t offset = 0; offset < kLanes; offset += kStep<double>) {
    double* const offset_at = ws.row_offset.data() + r * kLanes + offset;
    V widening = zero, widening_y = zero;
    double* p = ws.rows_a.data() + r * stride + offset;
    double* q = p + count * kLanes;
    const double* shift = z.offsets.data() + offset;
    for (std::size_t i = 0; i < linear; ++i, p += kLanes, q += kLanes, shift += 2 * kLanes) {
      widening = hn::MulAdd(hn::Abs(hn::Load(lane, p)), hn::Load(lane, shift), widening);
      widening_y = hn::MulAdd(hn::Abs(hn::Load(lane, q)), hn::Load(lane, shift + kLanes), widening_y);
    }
    const double* lines = z.lines.data() + linear * kPairLines * kLanes + offset;
    for (std::size_t i = linear; i < count; ++i, p += kLanes, q += kLanes, lines += kPairLines * kLanes) {
      const auto line = [&](PairLine which) { return hn::Load(lane, lines + which * kLanes); };
      const V on_difference = hn::Load(lane, p), on_y = hn::Load(lane, q);
      const auto above = hn::Gt(on_difference, zero), upper = hn::Gt(on_y, zero);
      const V z_slope = hn::IfThenElse(above, line(kAboveZ), line(kBelowZ));
      hn::Store(hn::Mul(on_difference, hn::IfThenElse(above, line(kAboveDelta), line(kBelowDelta))), lane, p);
      hn::Store(hn::MulAdd(on_difference, z_slope,
                           hn::Mul(on_y, hn::IfThenElse(upper, line(kUpperSlope), line(kLowerSlope)))),
                lane, q);
      widening = hn::MulAdd(hn::Abs(on_difference),
                            hn::IfThenElse(above, line(kAboveOffset), line(kBelowOffset)), widening);
      widening_y = hn::MulAdd(hn::Abs(on_y), hn::IfThenElse(upper, line(kUpperOffset), line(kLowerOffset)),
                              widening_y);
    }
    hn::Store(hn::Add(hn::Load(lane, offset_at), hn::Add(widening, widening_y)), lane, offset_at);
  }
}

/// Takes the rows in ws.rows_a, given over the activations of layer z, through that layer. before: the layer its columns stand
/// for, nullptr for the inputs.
inline void pass_pair_layer(const PairState& z, const PairState* before, std::size_t rows, std::size_t stride,
                            PairWorkspace& ws) {
  const Lane<double> lane;
  for (std::size_t r = 0; r < rows; ++r) pass_pair_lines(z, r, stride, ws);
  const std::size_t count = z.active.size();
  const std::size_t columns = before == nullptr ? ws.inputs.size() : before->active.size();
  const std::size_t matrix_stride = packed_stride<double>(columns);
  std::size_t q_at = 0;
  if (before != nullptr) {
    // What this writes beyond its last column, the next product overwrites.
    multiply<double>({ws.rows_a.data(), stride, z.packed_f.data(), matrix_stride, nullptr, ws.rows_b.data(),
                      stride, count, columns},
                     rows);
    q_at = columns * kLanes;
  }
  multiply<double>({ws.rows_a.data(), stride, z.packed_g.data(), matrix_stride, nullptr,
                    ws.rows_b.data() + q_at, stride, 2 * count, columns + 1},
                   rows);
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t offset = 0; offset < kLanes; offset += kStep<double>) {
      double* const to = ws.row_constant.data() + r * kLanes + offset;
      const double* const from = ws.rows_b.data() + r * stride + q_at + columns * kLanes + offset;
      hn::Store(hn::Add(hn::Load(lane, to), hn::Load(lane, from)), lane, to);
    }
  }
  std::swap(ws.rows_a, ws.rows_b);
}

/// Evaluates the rows, now over the inputs x_i = c_i + r_i t_i: row_constant becomes the constant of the linear bound,
/// row_upper its maximum over the box, and rows_b the slopes Q_i r_i in t.
///
/// Rounding: the products with c and r and their sums err by gamma_{d+2} sum |Q_i| (|c_i| + r_i) and d eta each, and what
/// comes of centre and spread in the last three additions by 3 u of it more: input_rounding times sum |Q_i| maximum_i. What
/// these additions do to row_constant and row_offset is paid already (above), and to the error itself in the same way.
/// Guarantees: both bounds hold in every lane where they are finite; NaN or infinite otherwise (callers test).
HWY_NOINLINE inline void close_pair_rows(const PairNetwork& network, std::size_t rows, PairWorkspace& ws) {
  using V = hn::Vec<Lane<double>>;
  const Lane<double> lane;
  const std::size_t d = network.inputs(), stride = pair_stride(network);
  const V input_rounding = hn::Set(lane, network.input_rounding());
  const V eta = hn::Set(lane, RELUGAP_ERROR_TERM("pair-backward-underflow", kEta));
  for (std::size_t offset = 0; offset < kLanes; offset += kStep<double>) {
    const V underflow =
        hn::Mul(eta, hn::MulAdd(hn::Set(lane, 8.0), hn::Load(lane, ws.underflow_sum.data() + offset),
                                hn::Set(lane, network.underflow_count())));
    for (std::size_t r = 0; r < rows; ++r) {
      V centre = hn::Zero(lane), spread = hn::Zero(lane), magnitude = hn::Zero(lane);
      const double* const q = ws.rows_a.data() + r * stride + offset;
      double* const slope = ws.rows_b.data() + r * stride + offset;
      for (std::size_t i = 0; i < d; ++i) {
        const std::size_t v = i * kLanes + offset;
        const V coefficient = hn::Load(lane, q + i * kLanes);
        const V t_slope = hn::Mul(coefficient, hn::Load(lane, ws.radius.data() + v));
        centre = hn::MulAdd(coefficient, hn::Load(lane, ws.centre.data() + v), centre);
        spread = hn::Add(spread, hn::Abs(t_slope));
        magnitude = hn::MulAdd(hn::Abs(coefficient), hn::Load(lane, ws.maximum.data() + v), magnitude);
        hn::Store(t_slope, lane, slope + i * kLanes);
      }
      double* const constant_at = ws.row_constant.data() + r * kLanes + offset;
      const V constant = hn::Load(lane, constant_at),
              shift = hn::Load(lane, ws.row_offset.data() + r * kLanes + offset);
      const V error = hn::MulAdd(input_rounding, magnitude, underflow);
      const V total = hn::Add(hn::Add(constant, centre), hn::Add(shift, error));
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
