#include "lib/kernel/tile_workspace.h"

#include "lib/kernel/tile.h"

namespace relugap::kernel {
namespace {

void allocate(Activations& x, std::size_t d, std::size_t count) {
  x.active.reserve(count);
  x.form.assign((d + 1) * count * kLanes, 0.0);
  x.radius.assign(count * kLanes, 0.0);
  x.carried_and_maximum.assign(2 * count * kLanes, 0.0);
}

}  // namespace

TileWorkspace::TileWorkspace(const TileNetwork& network)
    : hidden(network.layers().size() - 1),
      underflow_sum(kLanes, 0.0),
      output_sum(kLanes, 0.0),
      rows_a(kChunkRows * padded(network.max_width()) * kLanes, 0.0),
      rows_b(rows_a.size(), 0.0),
      row_constant(kChunkRows * kLanes, 0.0),
      row_offset(kChunkRows * kLanes, 0.0),
      row_rounding(kChunkRows * kLanes, 0.0),
      row_upper(kChunkRows * kLanes, 0.0) {
  const std::size_t d = network.inputs();
  allocate(input, d, d);
  for (std::size_t l = 0; l < hidden.size(); ++l) {
    const TileLayer& layer = network.layers()[l];
    const std::size_t lanes = padded(layer.rows) * kLanes;
    LayerState& z = hidden[l];
    z.form.assign((d + 1) * lanes, 0.0);
    z.radius_and_sum.assign(2 * lanes, 0.0);
    for (AlignedVector* v : {&z.lower, &z.upper, &z.inverse_spread, &z.slope_upper, &z.offset_upper,
                             &z.slope_lower, &z.offset_lower, &z.rounding, &z.bend})
      v->assign(lanes, 0.0);
    z.bias.assign(padded(layer.rows), 0.0);
    z.packed.assign(layer.rows * padded(layer.cols), 0.0);
    z.unstable.reserve(layer.rows);
    allocate(z.out, d, layer.rows);
  }
}

}  // namespace relugap::kernel
