#pragma once

#include <cstdint>
#include <map>
#include <tuple>

#include "bounds/class.h"
#include "bounds/group.h"

namespace relugap::bounds {

/// A group with an estimate of what it contributes to ln (p (sigma/K)^d'), up to the part that depends on d' only:
/// ln p_g + n ln(sigma_g / K) + (2n/q) ln d'.
struct RatedGroup {
  Group group = {};
  double value = 0;
};

/// The best groups for given sizes and neurons, in plain floating point: they decide which designs are evaluated with certain digits.
///
/// Answers are kept, so that neighbouring classes of a sweep share them; so q and the cube are fixed for an object.
class GroupEstimate {
 public:
  GroupEstimate(const Exponent& q, const CentreCube& cube);

  /// The best group of n coordinates with at most m neurons of the kinds single (n = 1), regular (q = 2) or difference.
  /// -inf if there is none: m < n + 1.
  const RatedGroup& best(std::uint64_t n, std::uint64_t m);

  /// The rotated group of n = 2, 3, 4 coordinates with at most m neurons; -inf if there is none.
  const RatedGroup& best_rotated(std::uint64_t n, std::uint64_t m);

  /// The simplex bump of Theorem 2 as a group: r blocks, every centre of [0,1]^n allowed.
  RatedGroup simplex(std::uint64_t n, std::uint64_t blocks);

  /// Bounds the memory. Ends the life of the references returned before.
  void forget_if_many();

  const Exponent& exponent() const { return q_; }
  const CentreCube& cube() const { return cube_; }
  bool copies_pay() const { return gamma_ < 1; }

 private:
  RatedGroup single(std::uint64_t plus, std::uint64_t minus) const;
  RatedGroup regular(std::uint64_t n) const;
  RatedGroup difference(std::uint64_t n, std::uint64_t plus, std::uint64_t minus);
  RatedGroup best_difference(std::uint64_t n, std::uint64_t m);
  double rate_difference(const Group& g);
  double difference_exponent(const Group& g, double log_ratio) const;
  double log_share(std::uint64_t n, const Rational& reach);

  Exponent q_;
  CentreCube cube_;
  double q_double_;  ///< 0 for q = inf
  double gamma_;
  std::map<std::tuple<bool, std::uint64_t, std::uint64_t>, RatedGroup> best_;
  std::map<std::pair<std::uint64_t, double>, double> log_shares_;
};

}  // namespace relugap::bounds
