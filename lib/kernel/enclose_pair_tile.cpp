#include "lib/kernel/enclose_pair_tile.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "lib/core/error.h"
#include "lib/kernel/error_term.h"
#include "lib/kernel/roundoff.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "lib/kernel/enclose_pair_tile.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "lib/kernel/pair_layer-inl.h"
#include "lib/kernel/pair_relax-inl.h"
#include "lib/kernel/pair_rows-inl.h"
#include "lib/kernel/tile_gemm-inl.h"

HWY_BEFORE_NAMESPACE();
namespace relugap::kernel {
namespace HWY_NAMESPACE {

/// Intersects the range of delta_j with what its two closed rows, number i of the chunk, say.
inline void tighten_delta(std::size_t i, std::size_t j, const PairWorkspace& ws, PairState& z) {
  const Lane<double> lane;
  const auto huge = hn::Set(lane, Rounding<double>::kHuge);
  for (std::size_t offset = 0; offset < kLanes; offset += kStep<double>) {
    const double* const rows = ws.row_upper.data() + i * 2 * kLanes + offset;
    const auto above = hn::Load(lane, rows), below = hn::Load(lane, rows + kLanes);
    double* const upper_at = z.upper.data() + j * kLanes + offset;
    double* const lower_at = z.lower.data() + j * kLanes + offset;
    const auto upper = hn::Load(lane, upper_at), lower = hn::Load(lane, lower_at);
    // A comparison with NaN is false: an overflowed row changes nothing.
    hn::Store(hn::IfThenElse(hn::Le(hn::Abs(above), huge), hn::Min(upper, above), upper), lane, upper_at);
    hn::Store(hn::IfThenElse(hn::Le(hn::Abs(below), huge), hn::Max(lower, hn::Neg(below)), lower), lane,
              lower_at);
  }
}

/// Takes the rows in ws.rows_a from the activations of hidden layer l back to the inputs.
inline void pass_to_inputs(const PairNetwork& network, std::size_t l, std::size_t rows, PairWorkspace& ws) {
  for (std::size_t k = l + 1; k > 0; --k)
    pass_pair_layer(ws.hidden[k - 1], k == 1 ? nullptr : &ws.hidden[k - 2], rows, pair_stride(network), ws);
}

/// Tightens the range of delta where it matters, by two backward rows each.
inline void refine_delta(const PairNetwork& network, std::size_t l, PairWorkspace& ws) {
  PairState& z = ws.hidden[l];
  constexpr std::size_t kNeurons = kChunkRows / 2;
  for (std::size_t begin = 0; begin < z.unsure.size(); begin += kNeurons) {
    const PairRowsOf rows{network.layers()[l], z.unsure.data() + begin,
                          std::min(kNeurons, z.unsure.size() - begin), z.sum_delta.data(), z.sum_z.data()};
    start_pair_rows(rows, l == 0 ? nullptr : &ws.hidden[l - 1], pair_stride(network), ws);
    if (l > 0) pass_to_inputs(network, l - 1, 2 * rows.neurons, ws);
    close_pair_rows(network, 2 * rows.neurons, ws);
    for (std::size_t i = 0; i < rows.neurons; ++i) tighten_delta(i, rows.first[i], ws, z);
  }
}

/// The rows of +-(f - g), from the output back to the inputs, with the estimates for the search on the way.
inline void enclose_pair_output(const PairNetwork& network, PairWorkspace& ws) {
  static constexpr std::uint32_t kOutput = 0;
  const std::size_t hidden = ws.hidden.size(), stride = pair_stride(network);
  const PairRowsOf rows{network.layers().back(), &kOutput, 1, ws.sum_delta.data(), ws.sum_z.data()};
  std::fill(ws.rounding_estimate.begin(), ws.rounding_estimate.end(), 0.0);
  std::fill(ws.score_estimate.begin(), ws.score_estimate.end(), 0.0);
  start_pair_rows(rows, hidden == 0 ? nullptr : &ws.hidden[hidden - 1], stride, ws);
  for (std::size_t l = hidden; l > 0; --l) {
    add_pair_estimates(ws.hidden[l - 1], network.inputs(), stride, ws);
    pass_pair_layer(ws.hidden[l - 1], l == 1 ? nullptr : &ws.hidden[l - 2], 2, stride, ws);
  }
  close_pair_rows(network, 2, ws);
}

inline void write_pair_bounds(const PairNetwork& network, const PairWorkspace& ws,
                              const bool (&broken)[kLanes], SideBounds& out) {
  const std::size_t d = network.inputs(), stride = pair_stride(network);
  LinearUpperBound* const bounds[2] = {&out.positive, &out.negative};
  for (std::size_t r = 0; r < 2; ++r) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      // row_upper is finite only if every slope and the constant are.
      const bool valid =
          !broken[lane] && std::fabs(ws.row_upper[r * kLanes + lane]) <= Rounding<double>::kHuge;
      bounds[r]->constant[lane] =
          valid ? ws.row_constant[r * kLanes + lane] : std::numeric_limits<double>::infinity();
      bounds[r]->rounding[lane] = ws.rounding_estimate[lane] + ws.row_rounding[r * kLanes + lane];
      for (std::size_t k = 0; k < d; ++k) {
        bounds[r]->slope[k * kLanes + lane] = valid ? ws.rows_b[r * stride + k * kLanes + lane] : 0.0;
        bounds[r]->score[k * kLanes + lane] = ws.score_estimate[k * kLanes + lane];
      }
    }
  }
}

template <class S>
void enclose_pair(const PairNetwork& network, const BoxTile& box, const BasicTileWorkspace<S>& f,
                  const BasicTileWorkspace<S>& g, PairWorkspace& ws, SideBounds& out) {
  const std::vector<PairLayer>& layers = network.layers();
  const std::size_t last = layers.size() - 1;
  bool broken[kLanes] = {};
  std::fill(ws.underflow_sum.begin(), ws.underflow_sum.end(), 0.0);
  load_pair_inputs(box, ws);
  find_overflow(f, broken);
  find_overflow(g, broken);
  for (std::size_t l = 0; l < last; ++l) {
    const PairState* const before = l == 0 ? nullptr : &ws.hidden[l - 1];
    PairState& z = ws.hidden[l];
    load_ranges(layers[l], network.inputs(), f.hidden[l], g.hidden[l], z, broken);
    sum_magnitudes(layers[l], before, z.sum_delta.data(), z.sum_z.data(), ws, broken);
    classify(layers[l], z);
    start_delta(layers[l], z);
    refine_delta(network, l, ws);
    find_lines(network, layers[l], z);
    pack_pair(layers[l], before, ws.inputs, z);
  }
  sum_magnitudes(layers[last], last == 0 ? nullptr : &ws.hidden[last - 1], ws.sum_delta.data(),
                 ws.sum_z.data(), ws, broken);
  enclose_pair_output(network, ws);
  write_pair_bounds(network, ws, broken, out);
}

void EnclosePairTile(const PairNetwork& network, const BoxTile& box, const TileWorkspace& f,
                     const TileWorkspace& g, PairWorkspace& ws, SideBounds& out) {
  enclose_pair<double>(network, box, f, g, ws, out);
}

void EnclosePairSingleTile(const PairNetwork& network, const BoxTile& box, const SingleTileWorkspace& f,
                           const SingleTileWorkspace& g, PairWorkspace& ws, SideBounds& out) {
  enclose_pair<float>(network, box, f, g, ws, out);
}

void RelaxPairRanges(const PairNetwork& network, const AlignedVector& ranges, double tilt,
                     AlignedVector& lines) {
  const Lane<double> lane;
  const LayerRounding<double>& chord = network.layers().front().g->rounding;
  for (std::size_t i = 0; i < kLanes; i += kStep<double>) {
    const auto at = [&](std::size_t k) { return hn::Load(lane, ranges.data() + k * kLanes + i); };
    const PairRelaxation found =
        relax_pair({at(0), at(1), at(2), at(3), at(4), at(5)}, chord.chord, chord.chord_eta,
                   network.line_rounding(), network.line_eta(), tilt);
    const auto put = [&](PairLine which, hn::Vec<Lane<double>> value) {
      hn::Store(value, lane, lines.data() + which * kLanes + i);
    };
    put(kAboveDelta, found.above.delta);
    put(kAboveZ, found.above.z);
    put(kAboveOffset, found.above.offset);
    put(kBelowDelta, found.below.delta);
    put(kBelowZ, found.below.z);
    put(kBelowOffset, found.below.offset);
    put(kUpperSlope, found.y.slope_upper);
    put(kUpperOffset, found.y.beta);
    put(kLowerSlope, found.y.slope_lower);
    put(kLowerOffset, hn::Zero(lane));
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace relugap::kernel
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace relugap::kernel {

HWY_EXPORT(EnclosePairTile);
HWY_EXPORT(EnclosePairSingleTile);
HWY_EXPORT(RelaxPairRanges);

void enclose_pair_tile(const PairNetwork& network, const BoxTile& box, const TileWorkspace& f,
                       const TileWorkspace& g, PairWorkspace& ws, SideBounds& out) {
  RELUGAP_CHECK(box.dimension == network.inputs());
  HWY_DYNAMIC_DISPATCH(EnclosePairTile)(network, box, f, g, ws, out);
}

void enclose_pair_tile(const PairNetwork& network, const BoxTile& box, const SingleTileWorkspace& f,
                       const SingleTileWorkspace& g, PairWorkspace& ws, SideBounds& out) {
  RELUGAP_CHECK(box.dimension == network.inputs());
  HWY_DYNAMIC_DISPATCH(EnclosePairSingleTile)(network, box, f, g, ws, out);
}

void relax_pair_ranges(const PairNetwork& network, const AlignedVector& ranges, double tilt,
                       AlignedVector& lines) {
  RELUGAP_CHECK(ranges.size() == 6 * kLanes && lines.size() == kPairLines * kLanes);
  HWY_DYNAMIC_DISPATCH(RelaxPairRanges)(network, ranges, tilt, lines);
}

}  // namespace relugap::kernel
#endif  // HWY_ONCE
