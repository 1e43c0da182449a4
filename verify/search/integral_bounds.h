#pragma once

#include <functional>
#include <vector>

#include "lib/arith/rational.h"
#include "lib/target/domain.h"
#include "verify/norm/local_pair.h"
#include "verify/search/leaf_store.h"
#include "verify/search/tile_evaluator.h"
#include "verify/side.h"

namespace relugap::verify {

/// Bounds the integrals of |f - g|^p over leaves: volume times the mean of |h|^p (verify/norm/power_mean.h).
class IntegralBounds {
 public:
  /// hull: double_hull(domain). The sides must outlive this.
  IntegralBounds(const Side& f, const Side& g, const target::RationalBox& domain, const OpenBox& hull,
                 std::vector<Rational> exponents);

  std::size_t count() const { return exponents_.size(); }

  /// Sets lower, upper and rounding_limited of leaves whose boxes the evaluator has just bounded, box i in lane i.
  void bound(TileEvaluator& evaluator, std::vector<Leaf>& leaves) const;

  /// Looks at the children of a leaf that are limited by rounding: where they do not know the integrals better than the leaf
  /// did they are bounded once more in MPFR arithmetic, and where they do they are limited no more. stop: as enclose_network.
  void reconsider(const Leaf& leaf, const TileEvaluator& evaluator, std::vector<Leaf>& children,
                  const std::function<bool()>& stop) const;

 private:
  void bound_precisely(const TileEvaluator& evaluator, std::size_t lane, Leaf& leaf,
                       const std::function<bool()>& stop) const;

  const Side& f_;
  const Side& g_;
  DomainGeometry geometry_;
  std::vector<Rational> exponents_;
};

}  // namespace relugap::verify
