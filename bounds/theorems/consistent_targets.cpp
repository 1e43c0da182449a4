#include "bounds/theorems/consistent_targets.h"

#include "lib/arith/elementary.h"
#include "lib/core/error.h"

namespace relugap::bounds {

ClassEnvelope enclose_envelope(const NetworkClass& h) {
  RELUGAP_CHECK(h.widths.back() == 1);
  const MpInterval c = enclose_mp(h.coefficient), one = enclose_mp(1.0);
  const Rational exponent = h.copy_exponent();
  ClassEnvelope envelope{one, enclose_mp(0.0)};
  MpInterval factor = one;
  for (std::size_t l = 1; l <= h.layers(); ++l) {
    // The factor of a layer of N_l neurons; repeated widths, as in deep classes, cost one power.
    if (l == 1 || h.widths[l] != h.widths[l - 1]) {
      factor = exponent == 0 ? one : enclose_pow(enclose_mp(Rational(h.widths[l])), enclose_mp(exponent));
    }
    const MpInterval step = l < h.layers() ? MpInterval(factor * c) : c;
    envelope.lipschitz *= step;
    envelope.at_zero = step * (envelope.at_zero + one);
  }
  return envelope;
}

}  // namespace relugap::bounds
