#include "lib/kernel/enclose_network_tile.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "lib/core/error.h"
#include "lib/kernel/error_term.h"
#include "lib/kernel/roundoff.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "lib/kernel/enclose_network_tile.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "lib/kernel/backward-inl.h"
#include "lib/kernel/forward-inl.h"
#include "lib/kernel/relax-inl.h"
#include "lib/kernel/tile_gemm-inl.h"

HWY_BEFORE_NAMESPACE();
namespace relugap::kernel {
namespace HWY_NAMESPACE {

/// Tightens the range of the neurons of hidden layer `hidden` (0-based) that may change sign, by two backward rows each.
inline void refine(const TileNetwork& network, const BoxTile& box, std::size_t hidden, TileWorkspace& ws) {
  const Lane lane;
  const TileLayer& layer = network.layers()[hidden];
  LayerState& z = ws.hidden[hidden];
  const Activations& x = ws.hidden[hidden - 1].out;
  const std::size_t stride = row_stride(network);
  const double* const sums = z.radius_and_sum.data() + padded(layer.rows) * kLanes;
  const Vec huge = hn::Set(lane, kHuge);
  for (std::size_t begin = 0; begin < z.unstable.size(); begin += kChunkRows / 2) {
    const std::size_t neurons = std::min(kChunkRows / 2, z.unstable.size() - begin);
    for (std::size_t i = 0; i < neurons; ++i) {
      const std::size_t j = z.unstable[begin + i];
      start_row(layer, j, 1.0, x, sums + j * kLanes, 2 * i, stride, ws);
      start_row(layer, j, -1.0, x, sums + j * kLanes, 2 * i + 1, stride, ws);
    }
    pass_back(network, hidden, 2 * neurons, ws);
    close_rows(network, box, 2 * neurons, ws);
    for (std::size_t i = 0; i < neurons; ++i) {
      for (std::size_t offset = 0; offset < kLanes; offset += kStep) {
        const std::size_t v = z.unstable[begin + i] * kLanes + offset;
        const Vec above = hn::Load(lane, ws.row_upper.data() + 2 * i * kLanes + offset);
        const Vec below = hn::Load(lane, ws.row_upper.data() + (2 * i + 1) * kLanes + offset);
        const Vec upper = hn::Load(lane, z.upper.data() + v), lower = hn::Load(lane, z.lower.data() + v);
        // A comparison with NaN is false: an overflowed row changes nothing.
        hn::Store(hn::IfThenElse(hn::Le(hn::Abs(above), huge), hn::Min(upper, above), upper), lane,
                  z.upper.data() + v);
        hn::Store(hn::IfThenElse(hn::Le(hn::Abs(below), huge), hn::Max(lower, hn::Neg(below)), lower), lane,
                  z.lower.data() + v);
      }
    }
  }
}

/// Estimates for the search, from the two last rows before they pass layer z: the share of rounding in the offsets, and
/// how much offset each coordinate is answerable for, |A_j| offset_j |form_jk| / sum_k |form_jk|.
inline void add_estimates(const TileLayer& layer, const LayerState& z, std::size_t d, std::size_t stride,
                          const TileWorkspace& ws, LinearUpperBound* const (&bounds)[2]) {
  const Lane lane;
  const std::size_t form_stride = padded(layer.rows) * kLanes;
  for (std::size_t r = 0; r < 2; ++r) {
    for (std::size_t offset = 0; offset < kLanes; offset += kStep) {
      Vec rounding = hn::Load(lane, bounds[r]->rounding.data() + offset);
      for (std::size_t position = 0; position < z.out.active.size(); ++position) {
        const std::size_t v = position * kLanes + offset, j = z.out.active[position] * kLanes + offset;
        const Vec a = hn::Abs(hn::Load(lane, ws.rows_a.data() + r * stride + v));
        rounding = hn::MulAdd(a, hn::Load(lane, z.rounding.data() + v), rounding);
        const Vec weight = hn::Mul(hn::Mul(a, hn::Load(lane, z.offset_upper.data() + v)),
                                   hn::Load(lane, z.inverse_spread.data() + j));
        for (std::size_t k = 0; k < d; ++k) {
          double* const score = bounds[r]->score.data() + k * kLanes + offset;
          const Vec form = hn::Abs(hn::Load(lane, z.form.data() + (k + 1) * form_stride + j));
          hn::Store(hn::MulAdd(weight, form, hn::Load(lane, score)), lane, score);
        }
      }
      hn::Store(rounding, lane, bounds[r]->rounding.data() + offset);
    }
  }
}

void EncloseNetworkTile(const TileNetwork& network, const BoxTile& box, TileWorkspace& ws, SideBounds& out) {
  const std::vector<TileLayer>& layers = network.layers();
  const std::size_t d = network.inputs(), last = layers.size() - 1, stride = row_stride(network);
  bool broken[kLanes] = {};
  std::fill(ws.underflow_sum.begin(), ws.underflow_sum.end(), 0.0);
  load_inputs(box, layers[0], ws.input);
  for (std::size_t l = 0; l < last; ++l) {
    const Activations& x = l == 0 ? ws.input : ws.hidden[l - 1].out;
    LayerState& z = ws.hidden[l];
    forward_affine(layers[l], d, x, z);
    check_magnitudes(layers[l], x, z, ws.underflow_sum, broken);
    if (l > 0) refine(network, box, l, ws);
    find_active(layers[l], z);
    relax_layer(layers[l], layers[l + 1], d, z);
    pack(layers[l], x, z);
  }

  // s of the output neuron: only inexact weights need it, and the underflow sum.
  const Activations& x = last == 0 ? ws.input : ws.hidden[last - 1].out;
  const std::size_t count = x.active.size();
  AlignedVector& sum = ws.output_sum;
  std::fill(sum.begin(), sum.end(), 0.0);
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    double maxima = 0.0;
    for (std::size_t i = 0; i < count; ++i) {
      const double maximum = x.carried_and_maximum[(count + i) * kLanes + lane];
      sum[lane] += std::fabs(layers[last].weights[x.active[i]]) * maximum;
      maxima += maximum;
    }
    sum[lane] = (sum[lane] + std::fabs(layers[last].bias[0])) * layers[last].rounding.sum +
                layers[last].rounding.underflow;
    ws.underflow_sum[lane] += sum[lane] + 2 * maxima;
    if (!(sum[lane] <= kHuge) || !(maxima <= kHuge)) broken[lane] = true;
  }
  start_row(layers[last], 0, 1.0, x, sum.data(), 0, stride, ws);
  start_row(layers[last], 0, -1.0, x, sum.data(), 1, stride, ws);

  LinearUpperBound* const bounds[2] = {&out.positive, &out.negative};
  for (LinearUpperBound* bound : bounds) {
    std::fill(bound->rounding.begin(), bound->rounding.end(), 0.0);
    std::fill(bound->score.begin(), bound->score.end(), 0.0);
  }
  for (std::size_t hidden = last; hidden > 0; --hidden) {
    const LayerState& z = ws.hidden[hidden - 1];
    add_estimates(layers[hidden - 1], z, d, stride, ws, bounds);
    const std::size_t columns = hidden > 1 ? ws.hidden[hidden - 2].out.active.size() : d;
    pass_relaxation(z, 2, stride, ws);
    multiply({ws.rows_a.data(), stride, z.packed.data(), padded(columns), nullptr, ws.rows_b.data(), stride,
              z.out.active.size(), columns},
             2);
    std::swap(ws.rows_a, ws.rows_b);
  }
  close_rows(network, box, 2, ws);
  for (std::size_t r = 0; r < 2; ++r) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      // row_upper is finite only if every slope and the constant are.
      const bool valid = !broken[lane] && std::fabs(ws.row_upper[r * kLanes + lane]) <= kHuge;
      bounds[r]->constant[lane] =
          valid ? ws.row_constant[r * kLanes + lane] : std::numeric_limits<double>::infinity();
      bounds[r]->rounding[lane] += ws.row_rounding[r * kLanes + lane];
      for (std::size_t k = 0; k < d; ++k)
        bounds[r]->slope[k * kLanes + lane] = valid ? ws.rows_b[r * stride + k * kLanes + lane] : 0.0;
    }
  }
}

void EstimateValues(const TileNetwork& network, const AlignedVector& points, std::size_t rows,
                    TileWorkspace& ws, AlignedVector& values) {
  const std::size_t stride = row_stride(network);
  const Lane lane;
  for (std::size_t r = 0; r < rows; ++r)
    std::copy_n(points.data() + r * network.inputs() * kLanes, network.inputs() * kLanes,
                ws.rows_a.data() + r * stride);
  for (const TileLayer& layer : network.layers()) {
    multiply({ws.rows_a.data(), stride, layer.transposed.data(), padded(layer.rows), nullptr,
              ws.rows_b.data(), stride, layer.cols, layer.rows},
             rows);
    for (std::size_t r = 0; r < rows; ++r) {
      for (std::size_t j = 0; j < layer.rows; ++j) {
        for (std::size_t offset = 0; offset < kLanes; offset += kStep) {
          double* const at = ws.rows_b.data() + r * stride + j * kLanes + offset;
          const Vec z = hn::Add(hn::Load(lane, at), hn::Set(lane, layer.bias[j]));
          hn::Store(layer.relu ? hn::Max(z, hn::Zero(lane)) : z, lane, at);
        }
      }
    }
    std::swap(ws.rows_a, ws.rows_b);
  }
  for (std::size_t r = 0; r < rows; ++r)
    std::copy_n(ws.rows_a.data() + r * stride, kLanes, values.data() + r * kLanes);
}

void RelaxRanges(const AlignedVector& lower, const AlignedVector& upper, const LayerRounding& rounding,
                 AlignedVector& slope_upper, AlignedVector& beta, AlignedVector& slope_lower) {
  const Lane lane;
  for (std::size_t i = 0; i < kLanes; i += kStep) {
    const Relaxation lines = relax(hn::Load(lane, lower.data() + i), hn::Load(lane, upper.data() + i), true,
                                   rounding.chord, rounding.chord_eta);
    hn::Store(lines.slope_upper, lane, slope_upper.data() + i);
    hn::Store(lines.beta, lane, beta.data() + i);
    hn::Store(lines.slope_lower, lane, slope_lower.data() + i);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace relugap::kernel
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace relugap::kernel {

HWY_EXPORT(EncloseNetworkTile);
HWY_EXPORT(EstimateValues);
HWY_EXPORT(RelaxRanges);

void enclose_network_tile(const TileNetwork& network, const BoxTile& box, TileWorkspace& ws,
                          SideBounds& out) {
  RELUGAP_CHECK(box.dimension == network.inputs());
  HWY_DYNAMIC_DISPATCH(EncloseNetworkTile)(network, box, ws, out);
}

void estimate_values(const TileNetwork& network, const AlignedVector& points, std::size_t rows,
                     TileWorkspace& ws, AlignedVector& values) {
  RELUGAP_CHECK(rows <= kChunkRows && points.size() >= rows * network.inputs() * kLanes &&
                values.size() >= rows * kLanes);
  HWY_DYNAMIC_DISPATCH(EstimateValues)(network, points, rows, ws, values);
}

void relax_ranges(const AlignedVector& lower, const AlignedVector& upper, const LayerRounding& rounding,
                  AlignedVector& slope_upper, AlignedVector& beta, AlignedVector& slope_lower) {
  HWY_DYNAMIC_DISPATCH(RelaxRanges)(lower, upper, rounding, slope_upper, beta, slope_lower);
}

std::vector<std::int64_t> kernel_targets() { return hwy::SupportedAndGeneratedTargets(); }

const char* kernel_target_name(std::int64_t target) { return hwy::TargetName(target); }

void set_kernel_target(std::int64_t target) {
  hwy::SetSupportedTargetsForTest(target);
  hwy::GetChosenTarget().DeInit();
}

}  // namespace relugap::kernel
#endif  // HWY_ONCE
