#include "verify/relax/network_pair.h"

#include <optional>

#include "lib/kernel/enclose_pair_tile.h"

namespace relugap::verify {
namespace {

/// Weights of independent networks of one scale are sqrt(2) of their size apart, a copy with random half of its weights gone
/// is sqrt(1/2) away.
constexpr double kMostDistance = 1.0;

class NetworkPair final : public TilePair {
 public:
  explicit NetworkPair(kernel::PairNetwork network) : network_(std::move(network)), workspace_(network_) {}

  void enclose(const kernel::BoxTile& box, const Part& f, const Part& g, kernel::SideBounds& h) override {
    if (f.side.single_layers() != nullptr) {
      kernel::enclose_pair_tile(network_, box, *f.side.single_layers(), *g.side.single_layers(), workspace_,
                                h);
    } else {
      kernel::enclose_pair_tile(network_, box, *f.side.layers(), *g.side.layers(), workspace_, h);
    }
  }

 private:
  kernel::PairNetwork network_;
  kernel::PairWorkspace workspace_;
};

}  // namespace

std::unique_ptr<TilePair> make_network_pair(const PreparedSide& f, const PreparedSide& g) {
  if (!f.network || !g.network) return nullptr;
  std::optional<kernel::PairNetwork> network = kernel::PairNetwork::make(*f.network, *g.network);
  if (!network || !(network->estimate_distance() <= kMostDistance)) return nullptr;
  return std::make_unique<NetworkPair>(std::move(*network));
}

}  // namespace relugap::verify
