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

#include "lib/kernel/active-inl.h"
#include "lib/kernel/backward-inl.h"
#include "lib/kernel/estimates-inl.h"
#include "lib/kernel/forward-inl.h"
#include "lib/kernel/relax-inl.h"
#include "lib/kernel/signs-inl.h"
#include "lib/kernel/tighten-inl.h"
#include "lib/kernel/tile_gemm-inl.h"

HWY_BEFORE_NAMESPACE();
namespace relugap::kernel {
namespace HWY_NAMESPACE {

/// Columns of the packed matrix of hidden layer `hidden` (0-based): what enters it.
template <class T>
inline std::size_t columns_of(const BasicTileNetwork<T>& network, std::size_t hidden,
                              const BasicTileWorkspace<T>& ws) {
  return hidden == 0 ? network.inputs() : ws.hidden[hidden - 1].out.active.size();
}

/// Lists in z.refined the neurons that get backward rows: those that may change sign; or all that may be active, where at
/// least half of these have loose forms and the next layer needs forms (forms). They then get new forms as well: true.
///
/// Radii grow from layer to layer by about the row sums of |W|, and where they dwarf the forms every neuron seems to change
/// sign or, if its sign is known, to be huge, and the rounding terms with it. Backward rows owe nothing to them.
template <class T>
HWY_NOINLINE bool choose_refined(const BasicTileLayer<T>& layer, bool forms, LayerState<T>& z) {
  const Lane<T> lane;
  z.refined.clear();
  if (forms && z.loose > 0) {
    for (std::size_t j = 0; j < layer.rows; ++j) {
      bool active = layer.rectified[j] == 0;
      for (std::size_t offset = 0; offset < kLanes; offset += kStep<T>)
        active |=
            !hn::AllFalse(lane, hn::Gt(hn::Load(lane, z.upper.data() + j * kLanes + offset), hn::Zero(lane)));
      z.refined.append_if(j, active);
    }
    if (z.refined.size() <= 2 * z.loose) return true;
    z.refined.clear();
  }
  z.refined.append(z.unstable);
  return false;
}

/// Tightens the range of neurons of hidden layer `hidden` (1-based here: not the first) by two backward rows each, and
/// perhaps their forms. forms: whether the next layer needs these.
template <class T>
inline void refine(const BasicTileNetwork<T>& network, std::size_t hidden, bool forms,
                   BasicTileWorkspace<T>& ws) {
  const BasicTileLayer<T>& layer = network.layers()[hidden];
  LayerState<T>& z = ws.hidden[hidden];
  const std::size_t stride = row_stride(network);
  const bool anew = choose_refined(layer, forms, z);
  for (std::size_t begin = 0; begin < z.refined.size(); begin += kChunkNeurons<T>) {
    const RowsOf<T> rows{layer, z.refined.data() + begin,
                         std::min(kChunkNeurons<T>, z.refined.size() - begin), z.radius_and_sum.data(),
                         padded(layer.rows)};
    const std::size_t count = rows.neurons * kRunsPerNeuron<T>;
    start_rows(rows, ws.hidden[hidden - 1], stride, ws);
    finish_first_step(rows, ws.hidden[hidden - 1], columns_of(network, hidden - 1, ws), stride, ws);
    for (std::size_t l = hidden - 1; l > 0; --l)
      pass_layer(ws.hidden[l - 1], columns_of(network, l - 1, ws), count, stride, ws);
    close_rows(network, count, ws);
    for (std::size_t i = 0; i < rows.neurons; ++i) {
      tighten(i, rows.first[i], ws, z);
      if (anew) take_form(i, rows.first[i], network.inputs(), stride, layer.rounding, ws, z);
    }
  }
}

/// s of the output neuron: only inexact weights need it, and the underflow sum.
template <class T>
inline void sum_output(const BasicTileLayer<T>& layer, const Activations<T>& x, BasicTileWorkspace<T>& ws,
                       bool (&broken)[kLanes]) {
  const std::size_t count = x.active.size();
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    T sum = 0;
    for (std::size_t i = 0; i < count; ++i)
      sum += std::fabs(layer.weights[x.active[i]]) * x.carried_and_maximum[place<T>(1, i, count) + lane];
    ws.output_sum[kLanes + lane] =
        (sum + std::fabs(layer.bias[0])) * layer.rounding.sum + layer.rounding.underflow;
  }
  check_magnitudes(1, x, ws.output_sum.data(), 1, ws.underflow_sum, broken);
}

/// The rows of f and -f, from the output back to the inputs, with the estimates for the search on the way.
template <class T>
inline void enclose_output(const BasicTileNetwork<T>& network, BasicTileWorkspace<T>& ws) {
  static constexpr std::uint32_t kOutput = 0;
  const std::vector<BasicTileLayer<T>>& layers = network.layers();
  const std::size_t d = network.inputs(), hidden = layers.size() - 1, stride = row_stride(network);
  const RowsOf<T> rows{layers.back(), &kOutput, 1, ws.output_sum.data(), 1};
  std::fill(ws.rounding_estimate.begin(), ws.rounding_estimate.end(), T{0});
  std::fill(ws.score_estimate.begin(), ws.score_estimate.end(), T{0});
  if (hidden == 0) {
    start_at_inputs(rows, stride, ws);
  } else {
    start_rows(rows, ws.hidden[hidden - 1], stride, ws);
    add_estimates_of_weights(ws.hidden[hidden - 1], d, padded(layers[hidden - 1].rows), ws);
    finish_first_step(rows, ws.hidden[hidden - 1], columns_of(network, hidden - 1, ws), stride, ws);
  }
  for (std::size_t l = hidden; l > 1; --l) {
    add_estimates_of_rows(ws.hidden[l - 2], d, padded(layers[l - 2].rows), stride, ws);
    pass_layer(ws.hidden[l - 2], columns_of(network, l - 2, ws), kRunsPerNeuron<T>, stride, ws);
  }
  close_rows(network, kRunsPerNeuron<T>, ws);
}

/// Takes the closed rows of f and -f out of the workspace.
template <class T>
HWY_NOINLINE void write_bounds(const BasicTileNetwork<T>& network, const BasicTileWorkspace<T>& ws,
                               const bool (&broken)[kLanes], SideBounds& out) {
  const std::size_t d = network.inputs(), count = row_stride(network) / kSlots<T>;
  LinearUpperBound* const bounds[2] = {&out.positive, &out.negative};
  for (std::size_t r = 0; r < 2; ++r) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      // row_upper is finite only if every slope and the constant are.
      const bool valid = !broken[lane] && std::fabs(ws.row_upper[r * kLanes + lane]) <= Rounding<T>::kHuge;
      bounds[r]->constant[lane] = valid ? static_cast<double>(ws.row_constant[r * kLanes + lane])
                                        : std::numeric_limits<double>::infinity();
      bounds[r]->rounding[lane] =
          static_cast<double>(ws.rounding_estimate[lane] + ws.row_rounding[r * kLanes + lane]);
      for (std::size_t k = 0; k < d; ++k) {
        bounds[r]->slope[k * kLanes + lane] =
            valid ? static_cast<double>(ws.rows_b[place<T>(r, k, count) + lane]) : 0.0;
        bounds[r]->score[k * kLanes + lane] = static_cast<double>(ws.score_estimate[k * kLanes + lane]);
      }
    }
  }
}

/// Writes the signs that were proved in each lane; none in lanes that overflowed.
template <class T>
inline void write_all_signs(const BasicTileNetwork<T>& network, const BasicTileWorkspace<T>& ws,
                            const bool (&broken)[kLanes], std::vector<std::uint8_t>& signs) {
  const SignLayout& layout = network.signs();
  const std::size_t bytes = layout.bytes();
  signs.resize(kLanes * bytes);
  if (bytes == 0) return;
  for (std::size_t hidden = 1; hidden < ws.hidden.size(); ++hidden)
    write_signs(ws.hidden[hidden], layout.width(hidden), bytes, signs.data() + layout.offset(hidden));
  for (std::size_t lane = 0; lane < kLanes; ++lane)
    if (broken[lane])
      std::fill_n(signs.begin() + static_cast<std::ptrdiff_t>(lane * bytes), bytes, std::uint8_t{0});
}

template <class T>
void enclose_tile(const BasicTileNetwork<T>& network, const BasicBoxTile<T>& box, const std::uint8_t* known,
                  BasicTileWorkspace<T>& ws, SideBounds& out) {
  const std::vector<BasicTileLayer<T>>& layers = network.layers();
  const std::size_t d = network.inputs(), last = layers.size() - 1;
  bool broken[kLanes] = {};
  std::fill(ws.underflow_sum.begin(), ws.underflow_sum.end(), T{0});
  load_inputs(box, layers[0], ws);
  for (std::size_t l = 0; l < last; ++l) {
    const Activations<T>& x = l == 0 ? ws.input : ws.hidden[l - 1].out;
    LayerState<T>& z = ws.hidden[l];
    forward_affine(layers[l], d, x, network.signs().layer(known, l), l + 1 < last, z);
    check_magnitudes(layers[l].rows, x, z.radius_and_sum.data(), padded(layers[l].rows), ws.underflow_sum,
                     broken);
    if (l > 0 && ws.refine) refine(network, l, l + 1 < last, ws);
    find_active(layers[l], z);
    relax_layer(layers[l], layers[l + 1], d, l + 1 < last, z);
    pack(layers[l], l == 0 ? nullptr : &ws.hidden[l - 1], z);
    sum_linear_offsets(layers[l + 1], z);
  }
  sum_output(layers[last], last == 0 ? ws.input : ws.hidden[last - 1].out, ws, broken);
  enclose_output(network, ws);
  write_bounds(network, ws, broken, out);
  write_all_signs(network, ws, broken, out.signs);
}

void EncloseNetworkTile(const TileNetwork& network, const BoxTile& box, const std::uint8_t* known,
                        TileWorkspace& ws, SideBounds& out) {
  enclose_tile<double>(network, box, known, ws, out);
}

void EncloseSingleNetworkTile(const SingleTileNetwork& network, const SingleBoxTile& box,
                              const std::uint8_t* known, SingleTileWorkspace& ws, SideBounds& out) {
  enclose_tile<float>(network, box, known, ws, out);
}

void EstimateValues(const TileNetwork& network, const AlignedVector& points, std::size_t rows,
                    TileWorkspace& ws, AlignedVector& values) {
  const std::size_t stride = row_stride(network);
  const Lane<double> lane;
  for (std::size_t r = 0; r < rows; ++r)
    std::copy_n(points.data() + r * network.inputs() * kLanes, network.inputs() * kLanes,
                ws.rows_a.data() + r * stride);
  for (const TileLayer& layer : network.layers()) {
    multiply<double>({ws.rows_a.data(), stride, layer.transposed.data(), padded(layer.rows), nullptr,
                      ws.rows_b.data(), stride, layer.cols, layer.rows},
                     rows);
    for (std::size_t r = 0; r < rows; ++r) {
      for (std::size_t j = 0; j < layer.rows; ++j) {
        for (std::size_t offset = 0; offset < kLanes; offset += kStep<double>) {
          double* const at = ws.rows_b.data() + r * stride + j * kLanes + offset;
          const auto z = hn::Add(hn::Load(lane, at), hn::Set(lane, layer.bias[j]));
          hn::Store(layer.rectified[j] != 0 ? hn::Max(z, hn::Zero(lane)) : z, lane, at);
        }
      }
    }
    std::swap(ws.rows_a, ws.rows_b);
  }
  for (std::size_t r = 0; r < rows; ++r)
    std::copy_n(ws.rows_a.data() + r * stride, kLanes, values.data() + r * kLanes);
}

template <class T>
void take_form_of(const BasicTileNetwork<T>& network, std::size_t hidden, std::size_t neuron,
                  BasicTileWorkspace<T>& ws) {
  take_form(0, neuron, network.inputs(), row_stride(network), network.layers()[hidden].rounding, ws,
            ws.hidden[hidden]);
}

void TakeForm(const TileNetwork& network, std::size_t hidden, std::size_t neuron, TileWorkspace& ws) {
  take_form_of<double>(network, hidden, neuron, ws);
}

void TakeSingleForm(const SingleTileNetwork& network, std::size_t hidden, std::size_t neuron,
                    SingleTileWorkspace& ws) {
  take_form_of<float>(network, hidden, neuron, ws);
}

template <class T>
void relax_given_ranges(const AlignedArray<T>& lower, const AlignedArray<T>& upper,
                        const LayerRounding<T>& rounding, AlignedArray<T>& slope_upper, AlignedArray<T>& beta,
                        AlignedArray<T>& slope_lower) {
  const Lane<T> lane;
  for (std::size_t i = 0; i < kLanes; i += kStep<T>) {
    const Relaxation<T> lines = relax<T>(hn::Load(lane, lower.data() + i), hn::Load(lane, upper.data() + i),
                                         true, rounding.chord, rounding.chord_eta);
    hn::Store(lines.slope_upper, lane, slope_upper.data() + i);
    hn::Store(lines.beta, lane, beta.data() + i);
    hn::Store(lines.slope_lower, lane, slope_lower.data() + i);
  }
}

void RelaxRanges(const AlignedVector& lower, const AlignedVector& upper,
                 const LayerRounding<double>& rounding, AlignedVector& slope_upper, AlignedVector& beta,
                 AlignedVector& slope_lower) {
  relax_given_ranges<double>(lower, upper, rounding, slope_upper, beta, slope_lower);
}

void RelaxSingleRanges(const AlignedArray<float>& lower, const AlignedArray<float>& upper,
                       const LayerRounding<float>& rounding, AlignedArray<float>& slope_upper,
                       AlignedArray<float>& beta, AlignedArray<float>& slope_lower) {
  relax_given_ranges<float>(lower, upper, rounding, slope_upper, beta, slope_lower);
}

}  // namespace HWY_NAMESPACE
}  // namespace relugap::kernel
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace relugap::kernel {

HWY_EXPORT(EncloseNetworkTile);
HWY_EXPORT(EncloseSingleNetworkTile);
HWY_EXPORT(EstimateValues);
HWY_EXPORT(TakeForm);
HWY_EXPORT(TakeSingleForm);
HWY_EXPORT(RelaxRanges);
HWY_EXPORT(RelaxSingleRanges);

void enclose_network_tile(const TileNetwork& network, const BoxTile& box, TileWorkspace& ws, SideBounds& out,
                          const std::uint8_t* known) {
  RELUGAP_CHECK(box.dimension == network.inputs());
  HWY_DYNAMIC_DISPATCH(EncloseNetworkTile)(network, box, known, ws, out);
}

void enclose_network_tile(const SingleTileNetwork& network, const SingleBoxTile& box, SingleTileWorkspace& ws,
                          SideBounds& out, const std::uint8_t* known) {
  RELUGAP_CHECK(box.dimension == network.inputs());
  HWY_DYNAMIC_DISPATCH(EncloseSingleNetworkTile)(network, box, known, ws, out);
}

void estimate_values(const TileNetwork& network, const AlignedVector& points, std::size_t rows,
                     TileWorkspace& ws, AlignedVector& values) {
  RELUGAP_CHECK(rows <= kChunkRows && points.size() >= rows * network.inputs() * kLanes &&
                values.size() >= rows * kLanes);
  HWY_DYNAMIC_DISPATCH(EstimateValues)(network, points, rows, ws, values);
}

void take_form(const TileNetwork& network, std::size_t hidden, std::size_t neuron, TileWorkspace& ws) {
  HWY_DYNAMIC_DISPATCH(TakeForm)(network, hidden, neuron, ws);
}

void take_form(const SingleTileNetwork& network, std::size_t hidden, std::size_t neuron,
               SingleTileWorkspace& ws) {
  HWY_DYNAMIC_DISPATCH(TakeSingleForm)(network, hidden, neuron, ws);
}

void relax_ranges(const AlignedVector& lower, const AlignedVector& upper,
                  const LayerRounding<double>& rounding, AlignedVector& slope_upper, AlignedVector& beta,
                  AlignedVector& slope_lower) {
  HWY_DYNAMIC_DISPATCH(RelaxRanges)(lower, upper, rounding, slope_upper, beta, slope_lower);
}

void relax_ranges(const AlignedArray<float>& lower, const AlignedArray<float>& upper,
                  const LayerRounding<float>& rounding, AlignedArray<float>& slope_upper,
                  AlignedArray<float>& beta, AlignedArray<float>& slope_lower) {
  HWY_DYNAMIC_DISPATCH(RelaxSingleRanges)(lower, upper, rounding, slope_upper, beta, slope_lower);
}

std::vector<std::int64_t> kernel_targets() { return hwy::SupportedAndGeneratedTargets(); }

const char* kernel_target_name(std::int64_t target) { return hwy::TargetName(target); }

void set_kernel_target(std::int64_t target) {
  hwy::SetSupportedTargetsForTest(target);
  hwy::GetChosenTarget().DeInit();
}

}  // namespace relugap::kernel
#endif  // HWY_ONCE
