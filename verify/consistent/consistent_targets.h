#pragma once

#include <optional>

#include "verify/consistent/cone_set.h"
#include "verify/consistent/cone_tree.h"
#include "verify/norm/sup_norm.h"

namespace relugap::verify {

/// The certified enclosure lower <= E <= upper of the bound E of Theorem 14, and a point x of D that proves lower.
struct ConsistentResult {
  NormEnclosure enclosure;
  Sign side = Sign::Above;  ///< hi(x) - f(x) >= lower (Above), or f(x) - lo(x) >= lower (Below)
};

/// All functions u that agree with samples and have a Lipschitz constant: how far can one of them be from f?
///
///   E = sup over x in D of max{ hi(x) - f(x), f(x) - lo(x), 0 },
///   hi(x) = min( min_j (y_j + Lambda ||x - x_j||_p), B + Lambda ||x||_p ),   lo(x) the same from below.
///
/// Every such u has sup_D |f - u| <= E. A lower bound of E is not a lower bound of the error of some u of a class of networks: hi
/// and lo have the Lipschitz constant, but need not be networks of the class.
/// Source: [docs/theorems.md, Theorem 14].
class ConsistentTargets {
 public:
  explicit ConsistentTargets(const Knowledge& knowledge) : cones_(knowledge), tree_(cones_) {}

  std::size_t dimension() const { return cones_.dimension; }
  /// The number that stands for the condition |u(0)| <= B in a contradiction; samples have lower ones.
  std::size_t origin() const { return cones_.samples; }

  /// Two conditions that no function satisfies together (i is a sample), if the search meets a pair within its budget.
  std::optional<ConeTree::Contradiction> find_contradiction() const;

  /// Best-first branch and bound with the bounds of EnvelopeBound and of the kernels.
  /// Guarantees: the enclosure, whatever the status. Rounding: as in enclose_sup_norm; cones by directed operations.
  /// Fails: InputError where a formula is not shown to be defined on all of D.
  /// Requires: f fits the domain, whose dimension is that of the samples.
  ConsistentResult enclose(const Side& f, const target::RationalBox& domain,
                           const SearchOptions& options) const;

 private:
  ConeSet cones_;
  ConeTree tree_;
};

}  // namespace relugap::verify
