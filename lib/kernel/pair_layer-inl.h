#if defined(RELUGAP_LIB_KERNEL_PAIR_LAYER_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef RELUGAP_LIB_KERNEL_PAIR_LAYER_INL_H_
#undef RELUGAP_LIB_KERNEL_PAIR_LAYER_INL_H_
#else
#define RELUGAP_LIB_KERNEL_PAIR_LAYER_INL_H_
#endif

#include <hwy/highway.h>

#include <cmath>

#include "lib/kernel/error_term.h"
#include "lib/kernel/pair_relax-inl.h"
#include "lib/kernel/pair_workspace.h"
#include "lib/kernel/roundoff.h"
#include "lib/kernel/tile_gemm-inl.h"

HWY_BEFORE_NAMESPACE();
namespace relugap::kernel {
namespace HWY_NAMESPACE {

/// Centre, radius and |c| + r of the inputs; the latter is rounded up by a few units.
inline void load_pair_inputs(const BoxTile& box, PairWorkspace& ws) {
  const double up = 1.0 + RELUGAP_ERROR_TERM("pair-input-magnitude", gamma(4));
  for (std::size_t v = 0; v < box.dimension * kLanes; ++v) {
    ws.centre[v] = box.centre[v];
    ws.radius[v] = box.radius[v];
    ws.maximum[v] = (std::fabs(box.centre[v]) + box.radius[v]) * up;
  }
}

/// Marks in `broken` the lanes in which a side has overflowed: its magnitudes, whose sum is part of T, are beyond what its
/// arithmetic bears (kHuge of S), and what it says of its neurons is not to be relied on.
template <class S>
inline void find_overflow(const BasicTileWorkspace<S>& side, bool (&broken)[kLanes]) {
  for (std::size_t lane = 0; lane < kLanes; ++lane)
    broken[lane] |= !(side.underflow_sum[lane] <= Rounding<S>::kHuge);
}

/// Copies the ranges the two sides have of their neurons (floats are doubles), and how the spread of z is shared out over the
/// coordinates, an estimate. Marks in `broken` the lanes where a range is not finite or beyond kHuge.
template <class S>
HWY_NOINLINE void load_ranges(const PairLayer& layer, std::size_t d, const LayerState<S>& f,
                              const LayerState<S>& g, PairState& z, bool (&broken)[kLanes]) {
  const std::size_t neurons = padded(layer.rows());
  const auto copy = [&](const AlignedArray<S>& from, AlignedVector& to) {
    for (std::size_t j = 0; j < layer.rows(); ++j) {
      for (std::size_t lane = 0; lane < kLanes; ++lane) {
        const double v = static_cast<double>(from[j * kLanes + lane]);
        to[j * kLanes + lane] = v;
        broken[lane] |= !(std::fabs(v) <= Rounding<double>::kHuge);
      }
    }
  };
  copy(f.lower, z.lower_f);
  copy(f.upper, z.upper_f);
  copy(g.lower, z.lower_g);
  copy(g.upper, z.upper_g);
  for (std::size_t k = 0; k < d; ++k)
    for (std::size_t v = 0; v < layer.rows() * kLanes; ++v)
      z.form_share[k * neurons * kLanes + v] =
          std::fabs(static_cast<double>(g.form[place<S>(k + 1, v / kLanes, neurons) + v % kLanes])) /
          (static_cast<double>(g.spread[v]) + 1e-30);
}

/// D_j = sum_i |W_f,ji| max_difference_i + |V_ji| max_y_i + |c_j| and S_j = sum_i |W_g,ji| max_y_i + |b_j|, rounded up, and
/// this layer's part of T (pair_workspace.h). before == nullptr: the inputs.
///
/// Rounding: sums of at most 2 cols + 2 non-negative terms: factor rounding.sum, which also covers weights known to gamma_k
/// relatively, and rounding.underflow; that V is further off by rounding.weights |W_g| adds rounding.weights S_j to D_j.
/// Marks in `broken` the lanes where a sum is beyond kHuge.
HWY_NOINLINE inline void sum_magnitudes(const PairLayer& layer, const PairState* before, double* sum_delta,
                                        double* sum_z, PairWorkspace& ws, bool (&broken)[kLanes]) {
  const Lane<double> lane;
  const std::size_t rows = layer.rows(), neurons = padded(rows);
  const IndexList& active = before == nullptr ? ws.inputs : before->active;
  const double* const max_y = before == nullptr ? ws.maximum.data() : before->max_y.data();
  const auto product = [&](const double* in, const AlignedVector& matrix, double* to) {
    multiply<double>({in, 0, matrix.data(), neurons, active.data(), to, 0, active.size(), rows}, 1);
  };
  product(max_y, layer.g->transposed_abs, sum_z);
  product(max_y, layer.transposed_abs, sum_delta);
  if (before != nullptr) product(before->max_difference.data(), layer.f->transposed_abs, ws.product.data());
  const auto factor = hn::Set(lane, layer.rounding.sum), underflow = hn::Set(lane, layer.rounding.underflow);
  const auto weights = hn::Set(lane, layer.rounding.weights);
  for (std::size_t offset = 0; offset < kLanes; offset += kStep<double>) {
    auto total = hn::Zero(lane);
    for (std::size_t j = 0; j < rows; ++j) {
      const std::size_t v = j * kLanes + offset;
      const auto b = hn::Set(lane, std::fabs(layer.g->bias[j])), c = hn::Set(lane, std::fabs(layer.bias[j]));
      auto plain = hn::Add(hn::Load(lane, sum_delta + v), c);
      if (before != nullptr) plain = hn::Add(plain, hn::Load(lane, ws.product.data() + v));
      const auto s = hn::MulAdd(hn::Add(hn::Load(lane, sum_z + v), b), factor, underflow);
      const auto d = hn::MulAdd(hn::MulAdd(weights, s, plain), factor, underflow);
      hn::Store(s, lane, sum_z + v);
      hn::Store(d, lane, sum_delta + v);
      total = hn::Add(total, hn::Add(s, d));
    }
    auto magnitude = hn::Zero(lane);
    for (std::size_t i = 0; i < active.size(); ++i) {
      magnitude = hn::Add(magnitude, hn::Load(lane, max_y + i * kLanes + offset));
      if (before != nullptr)
        magnitude = hn::Add(magnitude, hn::Load(lane, before->max_difference.data() + i * kLanes + offset));
    }
    alignas(64) double part[kLanes], sum[kLanes];
    hn::Store(total, lane, sum);
    hn::Store(magnitude, lane, part);
    for (std::size_t i = 0; i < kStep<double>; ++i) {
      ws.underflow_sum[offset + i] += sum[i] + static_cast<double>(rows + 1) * part[i];
      broken[offset + i] |= !(sum[i] <= Rounding<double>::kHuge) || !(part[i] <= Rounding<double>::kHuge);
    }
  }
}

/// Sorts the neurons: zero in both networks and every lane; linear: the ReLU does nothing in both and every lane; the others,
/// and among them the unsure ones, where in some lane one of the two may change sign.
inline void classify(const PairLayer& layer, PairState& z) {
  const Lane<double> lane;
  const auto zero = hn::Zero(lane);
  z.active.clear();
  z.others.clear();
  z.unsure.clear();
  for (std::size_t j = 0; j < layer.rows(); ++j) {
    bool dead = layer.is_rectified(j), linear = true, unsure = false;
    for (std::size_t offset = 0; offset < kLanes; offset += kStep<double>) {
      const auto at = [&](const AlignedVector& v) { return hn::Load(lane, v.data() + j * kLanes + offset); };
      const auto l_f = at(z.lower_f), u_f = at(z.upper_f), l_g = at(z.lower_g), u_g = at(z.upper_g);
      dead = dead && hn::AllTrue(lane, hn::And(hn::Le(u_f, zero), hn::Le(u_g, zero)));
      linear = linear && hn::AllTrue(lane, hn::And(hn::Ge(l_f, zero), hn::Ge(l_g, zero)));
      unsure = unsure || !hn::AllFalse(lane, hn::Or(hn::And(hn::Lt(l_f, zero), hn::Gt(u_f, zero)),
                                                    hn::And(hn::Lt(l_g, zero), hn::Gt(u_g, zero))));
    }
    linear = linear || !layer.is_rectified(j);
    z.active.append_if(j, !dead && linear);
    z.others.append_if(j, !dead && !linear);
    z.unsure.append_if(j, !dead && !linear && unsure);
  }
  z.linear = z.active.size();
  z.active.append(z.others);
}

/// The first range of every delta_j: [-D_j, D_j], and [l_f - u, u_f - l] rounded outward.
inline void start_delta(const PairLayer& layer, PairState& z) {
  const Lane<double> lane;
  const auto relative = hn::Set(lane, RELUGAP_ERROR_TERM("pair-range-rounding", gamma(4)));
  for (std::size_t v = 0; v < layer.rows() * kLanes; v += kStep<double>) {
    const auto at = [&](const AlignedVector& from) { return hn::Load(lane, from.data() + v); };
    const auto low = hn::Sub(at(z.lower_f), at(z.upper_g)), high = hn::Sub(at(z.upper_f), at(z.lower_g));
    const auto sum = at(z.sum_delta);
    hn::Store(hn::Max(hn::Neg(sum), hn::NegMulAdd(relative, hn::Abs(low), low)), lane, z.lower.data() + v);
    hn::Store(hn::Min(sum, hn::MulAdd(relative, hn::Abs(high), high)), lane, z.upper.data() + v);
  }
}

/// Lines and magnitudes of every active position.
///
/// Offsets as the rows want them (pair_rows-inl.h): the lines' own, and what the rounding of the step costs,
///   x - y: |slope of delta| (e D + weights S) + |slope of z| e S,   y: slope e S,
/// all times 1 + line_rounding, which pays for their own rounding and that of the sums they enter; line_eta for underflow.
HWY_NOINLINE inline void find_lines(const PairNetwork& network, const PairLayer& layer, PairState& z) {
  using V = hn::Vec<Lane<double>>;
  const Lane<double> lane;
  const V zero = hn::Zero(lane), eta = hn::Set(lane, network.line_eta());
  const V widen = hn::Set(lane, 1.0 + network.line_rounding());
  const V backward = hn::Set(lane, layer.rounding.backward), weights = hn::Set(lane, layer.rounding.weights);
  const LayerRounding<double>& chord = layer.g->rounding;
  // The slopes of k lines that point in all directions add up like sqrt(k), what they gain in the middle like k.
  const double tilt = 1.0 / std::sqrt(1.0 + static_cast<double>(z.others.size()));
  for (std::size_t position = 0; position < z.active.size(); ++position) {
    const std::size_t j = z.active[position];
    for (std::size_t offset = 0; offset < kLanes; offset += kStep<double>) {
      const auto at = [&](const AlignedVector& v) { return hn::Load(lane, v.data() + j * kLanes + offset); };
      const PairRange r{at(z.lower_f), at(z.upper_f), at(z.lower_g), at(z.upper_g), at(z.lower), at(z.upper)};
      const V size = hn::Min(at(z.sum_delta), hn::Max(hn::Abs(r.a), hn::Abs(r.b)));
      const V y_most = layer.is_rectified(j) ? hn::Max(r.u, zero) : hn::Max(hn::Abs(r.l), hn::Abs(r.u));
      hn::Store(size, lane, z.max_difference.data() + position * kLanes + offset);
      hn::Store(y_most, lane, z.max_y.data() + position * kLanes + offset);

      const V step_z = hn::Mul(backward, at(z.sum_z));
      const V step_delta = hn::MulAdd(backward, at(z.sum_delta), hn::Mul(weights, at(z.sum_z)));
      const auto pay = [&](V own, V slope_delta, V slope_z) {
        const V step = hn::MulAdd(step_delta, slope_delta, hn::Mul(step_z, hn::Abs(slope_z)));
        return hn::MulAdd(hn::Add(own, hn::Add(step, eta)), widen, eta);
      };
      const V one = hn::Set(lane, 1.0);
      if (position < z.linear) {
        double* const to = z.offsets.data() + position * 2 * kLanes + offset;
        hn::Store(pay(zero, one, zero), lane, to);
        hn::Store(pay(zero, zero, one), lane, to + kLanes);
        continue;
      }
      const PairRelaxation lines =
          relax_pair(r, chord.chord, chord.chord_eta, network.line_rounding(), network.line_eta(), tilt);
      double* const to = z.lines.data() + position * kPairLines * kLanes + offset;
      const auto put = [&](PairLine which, V value) { hn::Store(value, lane, to + which * kLanes); };
      put(kAboveDelta, lines.above.delta);
      put(kAboveZ, lines.above.z);
      put(kAboveOffset, pay(lines.above.offset, lines.above.delta, lines.above.z));
      put(kBelowDelta, lines.below.delta);
      put(kBelowZ, lines.below.z);
      put(kBelowOffset, pay(lines.below.offset, lines.below.delta, lines.below.z));
      put(kUpperSlope, lines.y.slope_upper);
      put(kUpperOffset, pay(lines.y.beta, zero, lines.y.slope_upper));
      put(kLowerSlope, lines.y.slope_lower);
      put(kLowerOffset, pay(zero, zero, lines.y.slope_lower));
      double* const slack = z.slack.data() + position * 2 * kLanes + offset;
      hn::Store(lines.distance, lane, slack);
      hn::Store(lines.y.beta, lane, slack + kLanes);
    }
  }
}

/// Copies W_f, V, W_g, c and b restricted to active rows and columns for the rows that pass this layer.
inline void pack_pair(const PairLayer& layer, const PairState* before, const IndexList& inputs,
                      PairState& z) {
  const IndexList& columns = before == nullptr ? inputs : before->active;
  const std::size_t count = z.active.size(), from_stride = padded(layer.cols()), size = columns.size();
  const std::size_t stride = packed_stride<double>(size);
  const auto copy = [&](const double* row, double* to, double last) {
    for (std::size_t i = 0; i < size; ++i) to[i] = row[columns[i]];
    to[size] = last;
    std::fill(to + size + 1, to + stride, 0.0);
  };
  for (std::size_t p = 0; p < count; ++p) {
    const std::size_t j = z.active[p];
    if (before != nullptr)
      copy(layer.f->weights.data() + j * from_stride, z.packed_f.data() + p * stride, 0.0);
    copy(layer.weights.data() + j * from_stride, z.packed_g.data() + p * stride, layer.bias[j]);
    copy(layer.g->weights.data() + j * from_stride, z.packed_g.data() + (count + p) * stride,
         layer.g->bias[j]);
  }
}

/// Estimates for the search, from the rows of +-(f - g) before they pass layer z, for the mean of the two: what the lines
/// give away, shared out over the coordinates as the spread of z is.
HWY_NOINLINE inline void add_pair_estimates(const PairState& z, std::size_t d, std::size_t stride,
                                            PairWorkspace& ws) {
  using V = hn::Vec<Lane<double>>;
  const Lane<double> lane;
  const V half = hn::Set(lane, 0.5);
  const std::size_t count = z.active.size(), neurons = z.form_share.size() / d;
  for (std::size_t offset = 0; offset < kLanes; offset += kStep<double>) {
    const auto magnitude = [&](std::size_t element) {
      const double* const a = ws.rows_a.data() + element * kLanes + offset;
      return hn::Add(hn::Abs(hn::Load(lane, a)), hn::Abs(hn::Load(lane, a + stride)));
    };
    V rounding = hn::Load(lane, ws.rounding_estimate.data() + offset);
    for (std::size_t i = 0; i < z.linear; ++i) {
      const double* const shift = z.offsets.data() + i * 2 * kLanes + offset;
      rounding = hn::MulAdd(hn::Mul(half, magnitude(i)), hn::Load(lane, shift), rounding);
      rounding = hn::MulAdd(hn::Mul(half, magnitude(count + i)), hn::Load(lane, shift + kLanes), rounding);
    }
    for (std::size_t i = z.linear; i < count; ++i) {
      const double* const slack = z.slack.data() + i * 2 * kLanes + offset;
      const V weight = hn::MulAdd(magnitude(i), hn::Load(lane, slack),
                                  hn::Mul(magnitude(count + i), hn::Load(lane, slack + kLanes)));
      for (std::size_t k = 0; k < d; ++k) {
        double* const score = ws.score_estimate.data() + k * kLanes + offset;
        const V share = hn::Load(lane, z.form_share.data() + k * neurons + z.active[i] * kLanes + offset);
        hn::Store(hn::MulAdd(weight, share, hn::Load(lane, score)), lane, score);
      }
    }
    hn::Store(rounding, lane, ws.rounding_estimate.data() + offset);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace relugap::kernel
HWY_AFTER_NAMESPACE();

#endif
