#include "lib/kernel/expand_network_tile.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "lib/kernel/error_term.h"
#include "lib/kernel/roundoff.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "lib/kernel/expand_network_tile.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "lib/kernel/backward-inl.h"
#include "lib/kernel/forward-inl.h"
#include "lib/kernel/tile_gemm-inl.h"

HWY_BEFORE_NAMESPACE();
namespace relugap::kernel {
namespace HWY_NAMESPACE {

/// The slope of the upper line at a position: 1 for the linear ones.
inline double slope_of(const LayerState<double>& z, std::size_t position, std::size_t lane) {
  if (position < z.out.linear) return 1.0;
  return z.lines[(position - z.out.linear) * kLineRuns * kLanes + lane];
}

/// As pass_relaxation, with slope_upper for both signs, which is an identity: relu(z) = slope z + phi(z). The offset pays for
/// rounding only.
inline void pass_identity(const TileLayer& layer, const LayerState<double>& z, std::size_t rows,
                          std::size_t stride, TileWorkspace& ws) {
  using V = hn::Vec<Lane<double>>;
  const Lane<double> lane;
  const V widen = hn::Set(lane, layer.rounding.widen), eta = hn::Set(lane, layer.rounding.offset_eta);
  const std::size_t linear = z.out.linear, count = z.out.active.size();
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t offset = 0; offset < kLanes; offset += kStep<double>) {
      V widening = hn::Zero(lane);
      double* a = ws.rows_a.data() + r * stride + offset;
      for (std::size_t position = 0; position < count; ++position, a += kLanes) {
        const V coefficient = hn::Load(lane, a);
        const V rounding = hn::Load(lane, z.rounding.data() + position * kLanes + offset);
        widening = hn::MulAdd(hn::Abs(coefficient), hn::MulAdd(rounding, widen, eta), widening);
        if (position < linear) continue;
        const double* const slope = z.lines.data() + (position - linear) * kLineRuns * kLanes + offset;
        hn::Store(hn::Mul(coefficient, hn::Load(lane, slope)), lane, a);
      }
      double* const offset_at = ws.row_offset.data() + r * kLanes + offset;
      hn::Store(hn::Add(hn::Load(lane, offset_at), widening), lane, offset_at);
    }
  }
}

/// Row r becomes (row j of W restricted to the active x, b_j): exact, but for inexact weights (rounding.initial s_j).
inline void start_identity(const TileLayer& layer, std::size_t j, const Activations<double>& x,
                           const double* s, std::size_t r, std::size_t stride, TileWorkspace& ws) {
  const double* const weights = layer.weights.data() + j * padded(layer.cols);
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    for (std::size_t i = 0; i < x.active.size(); ++i)
      ws.rows_a[r * stride + i * kLanes + lane] = weights[x.active[i]];
    ws.row_constant[r * kLanes + lane] = layer.bias[j];
    ws.row_offset[r * kLanes + lane] = layer.rounding.initial * s[lane];
  }
}

/// Takes identity rows over the activations of hidden layer `hidden` (0: the inputs) back to the inputs, and appends their
/// coefficients over the terms of each layer to extra.links.
inline void pass_identity_back(const TileNetwork& network, std::size_t hidden, std::size_t rows,
                               TileWorkspace& ws, ExpansionWorkspace& extra) {
  const std::size_t stride = row_stride(network);
  for (std::size_t i = 0; i < rows * kLanes; ++i) extra.links[i].clear();
  for (; hidden > 0; --hidden) {
    const LayerState<double>& z = ws.hidden[hidden - 1];
    const std::vector<std::int32_t>& term_of = extra.term_of[hidden - 1];
    const std::size_t columns = hidden > 1 ? ws.hidden[hidden - 2].out.active.size() : network.inputs();
    for (std::size_t position = z.out.linear; position < z.out.active.size(); ++position) {
      for (std::size_t lane = 0; lane < kLanes; ++lane) {
        const std::int32_t term = term_of[z.out.active[position] * kLanes + lane];
        if (term < 0) continue;
        for (std::size_t r = 0; r < rows; ++r) {
          const double weight = ws.rows_a[r * stride + position * kLanes + lane];
          if (weight != 0)
            extra.links[r * kLanes + lane].push_back({static_cast<std::uint32_t>(term), weight});
        }
      }
    }
    pass_identity(network.layers()[hidden - 1], z, rows, stride, ws);
    multiply<double>({ws.rows_a.data(), stride, z.packed.data(), packed_stride<double>(columns), nullptr,
                      ws.rows_b.data(), stride, z.out.active.size(), columns + 1},
                     rows);
    add_bias_column<double>(columns, rows, stride, ws);
    std::swap(ws.rows_a, ws.rows_b);
  }
  close_rows(network, rows, ws);
}

/// Row r after close_rows: its affine part is within [lower, upper] + sum slope_k t_k, infinite where nothing is known.
///
/// close_rows gives an upper bound whose last line adds row_offset + row_rounding >= |exact - computed|; a lower bound is
/// twice that below, and the third one covers the rounding of these lines.
struct RowBounds {
  double lower, upper;
};
inline RowBounds affine_part(const TileWorkspace& ws, std::size_t r, std::size_t lane) {
  const std::size_t v = r * kLanes + lane;
  const double upper = ws.row_constant[v],
               error = RELUGAP_ERROR_TERM("expansion-rounding", ws.row_offset[v] + ws.row_rounding[v]);
  // A tile that overflowed somewhere: the sums say so.
  if (!(std::fabs(ws.row_upper[v]) <= Rounding<double>::kHuge) || !(error <= Rounding<double>::kHuge) ||
      !(ws.underflow_sum[lane] <= Rounding<double>::kHuge))
    return {-std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};
  const double lower = upper - 3.0 * error;
  return {lower - 0x1p-50 * (std::fabs(lower) + std::fabs(upper)), upper};
}

/// Terms for the undecided neurons of a hidden layer with the forms of the forward pass; lists them in extra.neurons.
inline void add_terms(const TileLayer& layer, std::size_t hidden, const LayerState<double>& z, std::size_t d,
                      ExpansionWorkspace& extra, std::vector<Expansion>& out) {
  const std::size_t stride = padded(layer.rows) * kLanes;
  std::vector<std::int32_t>& term_of = extra.term_of[hidden];
  term_of.assign(stride, -1);
  extra.neurons.clear();
  for (std::size_t position = z.out.linear; position < z.out.active.size(); ++position) {
    const std::uint32_t j = z.out.active[position];
    bool undecided = false;
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      const std::size_t v = j * kLanes + lane, at = position * kLanes + lane;
      if (!(z.lower[v] < 0 && z.upper[v] > 0)) continue;
      undecided = true;
      Expansion& e = out[lane];
      term_of[v] = static_cast<std::int32_t>(e.terms.size());
      e.terms.push_back({static_cast<std::uint32_t>(hidden), j, 0.0, slope_of(z, position, lane), z.beta[at],
                         z.radius_and_sum[v], e.forms.size(), e.links.size(), e.links.size()});
      for (std::size_t k = 0; k <= d; ++k) e.forms.push_back(z.form[k * stride + v]);
    }
    if (undecided) extra.neurons.push_back(j);
  }
}

/// Replaces the forms of this layer's terms by those of identity rows.
inline void link_terms(const TileNetwork& network, std::size_t hidden, TileWorkspace& ws,
                       ExpansionWorkspace& extra, std::vector<Expansion>& out) {
  const TileLayer& layer = network.layers()[hidden];
  const Activations<double>& x = ws.hidden[hidden - 1].out;
  const std::size_t d = network.inputs(), stride = row_stride(network);
  const double* const sums = ws.hidden[hidden].radius_and_sum.data() + padded(layer.rows) * kLanes;
  for (std::size_t begin = 0; begin < extra.neurons.size(); begin += kChunkRows) {
    const std::size_t rows = std::min(kChunkRows, extra.neurons.size() - begin);
    for (std::size_t r = 0; r < rows; ++r)
      start_identity(layer, extra.neurons[begin + r], x, sums + extra.neurons[begin + r] * kLanes, r, stride,
                     ws);
    pass_identity_back(network, hidden, rows, ws, extra);
    for (std::size_t r = 0; r < rows; ++r) {
      for (std::size_t lane = 0; lane < kLanes; ++lane) {
        const std::int32_t index = extra.term_of[hidden][extra.neurons[begin + r] * kLanes + lane];
        const RowBounds bounds = affine_part(ws, r, lane);
        if (index < 0 || !(bounds.upper < std::numeric_limits<double>::infinity())) continue;
        Expansion& e = out[lane];
        ExpansionTerm& term = e.terms[static_cast<std::size_t>(index)];
        double* const form = e.forms.data() + term.form;
        form[0] = bounds.lower / 2 + bounds.upper / 2;
        // Three roundings, u relatively to the ends each.
        term.radius = (bounds.upper / 2 - bounds.lower / 2) +
                      0x1p-50 * (std::fabs(bounds.lower) + std::fabs(bounds.upper)) + 0x1p-1060;
        for (std::size_t k = 0; k < d; ++k) form[k + 1] = ws.rows_b[r * stride + k * kLanes + lane];
        const std::vector<ExpansionLink>& links = extra.links[r * kLanes + lane];
        term.first_link = e.links.size();
        e.links.insert(e.links.end(), links.begin(), links.end());
        term.end_link = e.links.size();
      }
    }
  }
}

void ExpandNetworkTile(const TileNetwork& network, TileWorkspace& ws, ExpansionWorkspace& extra,
                       std::vector<Expansion>& out) {
  const std::vector<TileLayer>& layers = network.layers();
  const std::size_t d = network.inputs(), last = layers.size() - 1, stride = row_stride(network);
  out.resize(kLanes);
  for (Expansion& e : out) {
    e.terms.clear();
    e.forms.clear();
    e.links.clear();
    e.slope.assign(d, 0.0);
  }
  for (std::size_t hidden = 0; hidden < last; ++hidden) {
    add_terms(layers[hidden], hidden, ws.hidden[hidden], d, extra, out);
    if (hidden > 0) link_terms(network, hidden, ws, extra, out);
  }
  const Activations<double>& x = last == 0 ? ws.input : ws.hidden[last - 1].out;
  start_identity(layers[last], 0, x, ws.output_sum.data() + kLanes, 0, stride, ws);
  pass_identity_back(network, last, 1, ws, extra);
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    Expansion& e = out[lane];
    const RowBounds bounds = affine_part(ws, 0, lane);
    e.lower = bounds.lower;
    e.upper = bounds.upper;
    if (!(e.upper < std::numeric_limits<double>::infinity())) {
      e.terms.clear();
      continue;
    }
    for (std::size_t k = 0; k < d; ++k) e.slope[k] = ws.rows_b[k * kLanes + lane];
    for (const ExpansionLink& link : extra.links[lane]) e.terms[link.term].coefficient = link.weight;
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace relugap::kernel
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace relugap::kernel {

HWY_EXPORT(ExpandNetworkTile);

ExpansionWorkspace::ExpansionWorkspace(const TileNetwork& network)
    : term_of(network.layers().size() - 1), links(kChunkRows * kLanes) {}

void expand_network_tile(const TileNetwork& network, TileWorkspace& ws, ExpansionWorkspace& extra,
                         std::vector<Expansion>& out) {
  HWY_DYNAMIC_DISPATCH(ExpandNetworkTile)(network, ws, extra, out);
}

}  // namespace relugap::kernel
#endif  // HWY_ONCE
