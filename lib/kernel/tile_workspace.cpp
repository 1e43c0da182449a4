#include "lib/kernel/tile_workspace.h"

namespace relugap::kernel {
namespace {

template <class T>
void allocate(Activations<T>& x, std::size_t d, std::size_t count) {
  x.active.reserve(count);
  x.form.assign(runs<T>(d + 1) * count * kSlots<T>, T{0});
  x.radius.assign(count * kLanes, T{0});
  x.carried_and_maximum.assign(runs<T>(2) * count * kSlots<T>, T{0});
}

}  // namespace

template <class T>
BasicTileWorkspace<T>::BasicTileWorkspace(const BasicTileNetwork<T>& network)
    : centre(network.inputs() * kSlots<T>, T{0}),
      radius(centre.size(), T{0}),
      maximum(centre.size(), T{0}),
      hidden(network.layers().size() - 1),
      underflow_sum(kLanes, T{0}),
      output_sum(2 * kLanes, T{0}),
      gathered(kChunkNeurons<T> * network.max_width() + kSlots<T>, T{0}),
      shared(kChunkNeurons<T> * packed_stride<T>(network.max_width()), T{0}),
      rows_a(kChunkRows * padded(network.max_width() + 1) * kSlots<T>, T{0}),
      rows_b(rows_a.size(), T{0}),
      rounding_estimate(kLanes, T{0}),
      score_estimate(network.inputs() * kLanes, T{0}),
      row_constant(kChunkRows * kSlots<T>, T{0}),
      row_offset(row_constant.size(), T{0}),
      row_rounding(row_constant.size(), T{0}),
      row_upper(row_constant.size(), T{0}) {
  const std::size_t d = network.inputs();
  allocate(input, d, d);
  for (std::size_t l = 0; l < hidden.size(); ++l) {
    const BasicTileLayer<T>& layer = network.layers()[l];
    const std::size_t neurons = padded(layer.rows);
    LayerState<T>& z = hidden[l];
    z.form.assign(runs<T>(d + 1) * neurons * kSlots<T>, T{0});
    z.radius_and_sum.assign(runs<T>(2) * neurons * kSlots<T>, T{0});
    for (AlignedArray<T>* v : {&z.lower, &z.upper, &z.spread, &z.beta, &z.rounding})
      v->assign(neurons * kLanes, T{0});
    z.offsets.assign(neurons * kSlots<T>, T{0});
    z.lines.assign(neurons * kLineRuns * kSlots<T>, T{0});
    z.packed.assign(layer.rows * packed_stride<T>(layer.cols) + kSlots<T>, T{0});
    z.flags.linear.assign(layer.rows + kSlots<T>, T{0});
    z.flags.others.assign(layer.rows + kSlots<T>, T{0});
    z.linear_offset.assign(padded(network.layers()[l + 1].rows) * kSlots<T>, T{0});
    z.unstable.reserve(layer.rows);
    for (IndexList* list : {&z.refined, &z.bounded, &z.given, &z.others}) list->reserve(layer.rows);
    z.positive.assign(layer.rows + 8, 0);
    z.negative.assign(layer.rows + 8, 0);
    allocate(z.out, d, layer.rows);
  }
}

template struct BasicTileWorkspace<double>;
template struct BasicTileWorkspace<float>;

}  // namespace relugap::kernel
