#include "verify/relax/tile_pair.h"

#include "verify/relax/formula_pair.h"
#include "verify/relax/network_pair.h"

namespace relugap::verify {

std::unique_ptr<TilePair> make_tile_pair(const PreparedSide& f, const PreparedSide& g,
                                         std::size_t dimension) {
  if (f.network && g.network) return make_network_pair(f, g);
  return make_formula_pair(f.side, g.side, dimension);
}

}  // namespace relugap::verify
