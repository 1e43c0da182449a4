#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "verify/consistent/cone_set.h"

namespace relugap::verify {

/// A k-d tree over the apexes of cones, for the minimum of their values s y_j + Lambda ||x - x_j|| over all of them.
class ConeTree {
 public:
  explicit ConeTree(const ConeSet& cones);

  /// About the `count` cones of least value at x, least first; what is missed costs sharpness only.
  struct Found {
    double value;  ///< about
    std::uint32_t cone;
    friend bool operator<(const Found& a, const Found& b) { return a.value < b.value; }
  };
  void estimate_least(std::span<const double> x, Sign sign, std::size_t count,
                      std::vector<Found>& found) const;

  /// A lower bound of min_j (s y_j + Lambda ||x - x_j||) for every x of the box lo <= x <= hi (over all j: a part of the tree is
  /// left out only if its cones are proved to be no lower). Rounding: downward.
  double lower_envelope(std::span<const double> lo, std::span<const double> hi, Sign sign) const;

  /// Two cones (i, j), i a sample, that no function satisfies: s y_i > s y_j + Lambda ||x_i - x_j||, proved. Nothing if none is
  /// found with `budget` visits of nodes; a pair that rounding leaves open is not found.
  struct Contradiction {
    std::size_t i, j;
  };
  std::optional<Contradiction> find_contradiction(std::uint64_t budget) const;

 private:
  struct Node {
    std::uint32_t begin, end;     ///< range of order_
    std::uint32_t right;          ///< the left child follows its parent; 0 at leaves
    std::array<double, 2> least;  ///< of lower_value
  };

  std::uint32_t build(std::uint32_t begin, std::uint32_t end);
  const double* box(std::uint32_t node) const {
    return boxes_.data() + std::size_t{node} * 2 * cones_.dimension;
  }
  double estimate_node(std::uint32_t node, const double* x, std::size_t s) const;
  double lower_node(std::uint32_t node, const double* lo, const double* hi, std::size_t s) const;
  double estimate_cone(std::uint32_t j, const double* x, std::size_t s) const;

  const ConeSet& cones_;
  double estimated_lipschitz_;
  std::vector<std::uint32_t> order_;
  std::vector<Node> nodes_;
  std::vector<double> boxes_;  ///< node: d lower ends, d upper ends
};

}  // namespace relugap::verify
