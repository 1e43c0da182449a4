#pragma once

#include <vector>

#include "verify/norm/norms.h"
#include "verify/relax/tile_side.h"
#include "verify/search/box_queue.h"
#include "verify/search/integral_bounds.h"
#include "verify/search/leaf_store.h"
#include "verify/search/search_loop.h"
#include "verify/search/tile_evaluator.h"

namespace relugap::verify {

/// One best-first search for several norms of f - g, shared by its threads.
///
/// Invariant, whenever the lock is free: the leaves of the store, the leaves in hand and what was settled cover D, each
/// with a proved bound of its sup and of its integrals. So
///   sup <= max(store, in hand, settled),      integral in sum of [lower, upper] over the same three.
///
/// Memory: once the store holds what the limit allows, a thread explores the leaf it took depth first, sums the integrals of
/// the parts with directed rounding and takes the maximum of their sups, and puts the leaf back with these better bounds.
class NormSearch : private SearchLoop {
 public:
  NormSearch(const Side& f, const Side& g, const target::RationalBox& domain, const std::vector<Norm>& norms,
             const SearchOptions& options);

  /// One result per norm, in order.
  std::vector<NormEnclosure> run();

 private:
  /// A norm and how far it is.
  struct Goal {
    Norm norm;
    std::size_t integral = 0;  ///< index among the finite exponents
    bool reached = false, stuck = false;
    double lower_sum = 0,
           upper_sum = 0;       ///< running totals in plain arithmetic, to know when to look closely
    std::int64_t infinite = 0;  ///< leaves whose integral has no upper bound
    std::uint64_t next_total =
        0;  ///< boxes; then the totals are summed afresh, lest their rounding outgrow them
    double settled_lower = 0,
           settled_upper = 0;     ///< proved: parts that are refined no more (sup: their maximum)
    std::uint64_t next_look = 0;  ///< boxes
    double best_lower = 0;        ///< of the enclosures seen so far: all are proved
    double best_upper = std::numeric_limits<double>::infinity();
    bool done() const { return reached || stuck; }
  };
  struct Enclosure {
    double lower, upper;
  };

  /// What one thread works with.
  struct Hand : Worker {
    explicit Hand(const NormSearch& search);

    TileEvaluator evaluator;
    std::vector<Leaf> children, stack;
    Leaf leaf;
    bool diving = false;
    bool hopeless = false;  ///< a dive went to the end and left an integral without a bound
  };

  std::unique_ptr<Worker> make_worker() override;
  bool take(Worker& worker) override;
  void process(Worker& worker) override;
  void put(Worker& worker) override;
  void exhausted() override;
  Progress progress() override;

  void start();
  /// Splits one leaf and bounds its children; nothing if it cannot be split. Called without the lock.
  void refine(const Leaf& leaf, TileEvaluator& evaluator, std::vector<Leaf>& children);
  /// Explores hand.leaf depth first until its parts are as good as the dive wants them. Called without the lock.
  void dive(Hand& hand);
  void offer(const Candidate& candidate);
  void confirm(const std::vector<double>& x, double ignorable);

  // With the lock held:
  /// The next leaf for the norms that are not done, in turn. False if none wants one.
  bool take_leaf(Leaf& leaf);
  void put_back(const Leaf& leaf, bool final);
  void count(const Leaf& leaf, double sign);
  /// Estimates the part of the domain's volume that the box has.
  double volume_share(const OpenBox& box) const;
  /// Whether the norm has reached its gap.
  bool look(Goal& goal);
  /// Proved bounds of an integral now. Cost: one pass over the leaves.
  Enclosure integral(const Goal& goal) const;
  /// The proved enclosure of a norm now. Cost: one pass over the leaves for p < inf.
  Enclosure enclosure(const Goal& goal);
  bool is_reached(const Enclosure& e) const;
  /// What the integral's gap may be for the norm's gap to be reached, an estimate.
  double estimate_allowed(const Goal& goal) const;
  /// Below which gap, per share of the volume, a leaf is refined no more, an estimate.
  double estimate_negligible(const Goal& goal) const;
  /// Whether a part of a leaf that is dived into is good enough for all norms.
  bool is_enough(const Leaf& part, const Leaf& whole) const;
  bool all_done() const;

  const Side& f_;
  const Side& g_;
  const target::RationalBox& domain_;
  PreparedSide prepared_f_, prepared_g_;
  OpenBox hull_;
  double relative_gap_, absolute_gap_;
  double threshold_;  ///< rounded down (BranchAndBound); NaN: none
  IntegralBounds integrals_;

  LeafStore store_;
  std::size_t capacity_;  ///< leaves of the store
  std::vector<Goal> goals_;
  std::size_t turn_ = 0;
  double lower_ = 0;  ///< of the sup norm
  std::vector<Rational> witness_;
  std::uint64_t boxes_ = 0, peak_ = 0;
};

}  // namespace relugap::verify
