#include "lib/kernel/pair_workspace.h"

#include "lib/kernel/tile.h"

namespace relugap::kernel {

PairWorkspace::PairWorkspace(const PairNetwork& network)
    : centre(network.inputs() * kLanes, 0.0),
      radius(centre.size(), 0.0),
      maximum(centre.size(), 0.0),
      hidden(network.layers().size() - 1),
      sum_delta(padded(1) * kLanes, 0.0),
      sum_z(padded(1) * kLanes, 0.0),
      product(padded(network.max_width()) * kLanes, 0.0),
      underflow_sum(kLanes, 0.0),
      rows_a(kChunkRows * (2 * network.max_width() + 2 * kPad) * kLanes, 0.0),
      rows_b(rows_a.size(), 0.0),
      row_constant(kChunkRows * kLanes, 0.0),
      row_offset(row_constant.size(), 0.0),
      row_rounding(row_constant.size(), 0.0),
      row_upper(row_constant.size(), 0.0),
      rounding_estimate(kLanes, 0.0),
      score_estimate(network.inputs() * kLanes, 0.0) {
  const std::size_t d = network.inputs();
  inputs.reserve(d);
  for (std::size_t i = 0; i < d; ++i) inputs.append_if(i, true);
  for (std::size_t l = 0; l < hidden.size(); ++l) {
    const PairLayer& layer = network.layers()[l];
    const std::size_t rows = layer.rows(), neurons = padded(rows);
    PairState& z = hidden[l];
    for (AlignedVector* v : {&z.lower_f, &z.upper_f, &z.lower_g, &z.upper_g, &z.lower, &z.upper, &z.sum_delta,
                             &z.sum_z, &z.max_difference, &z.max_y})
      v->assign(neurons * kLanes, 0.0);
    z.form_share.assign(d * neurons * kLanes, 0.0);
    for (IndexList* list : {&z.active, &z.others, &z.unsure}) list->reserve(rows);
    z.lines.assign(rows * kPairLines * kLanes, 0.0);
    z.offsets.assign(rows * 2 * kLanes, 0.0);
    z.slack.assign(rows * 2 * kLanes, 0.0);
    z.packed_f.assign(rows * packed_stride<double>(layer.cols()), 0.0);
    z.packed_g.assign(2 * rows * packed_stride<double>(layer.cols()), 0.0);
  }
}

}  // namespace relugap::kernel
