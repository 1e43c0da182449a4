#pragma once

#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <vector>

#include "verify/norm/norms.h"
#include "verify/relax/tile_side.h"
#include "verify/search/box_queue.h"
#include "verify/search/integral_bounds.h"
#include "verify/search/leaf_store.h"
#include "verify/search/tile_evaluator.h"

namespace relugap::verify {

/// One best-first search for several norms of f - g, shared by its threads.
///
/// Invariant, whenever the lock is free: the leaves of the store, the leaves in hand and what was settled cover D, each
/// with a proved bound of its sup and of its integrals. So
///   sup <= max(store, in hand, settled),      integral in sum of [lower, upper] over the same three.
class NormSearch {
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
    double best_lower = 0;        ///< of the enclosures seen by `look`: all are proved
    double best_upper = std::numeric_limits<double>::infinity();
    bool done() const { return reached || stuck; }
  };
  struct Enclosure {
    double lower, upper;
  };

  void start();
  void work(unsigned thread);
  /// Splits one leaf and bounds its children; nothing if it cannot be split. Called without the lock.
  void refine(const Leaf& leaf, TileEvaluator& evaluator, std::vector<Leaf>& children);
  void offer(const Candidate& candidate);
  void confirm(const std::vector<double>& x, double ignorable);

  // With the lock held:
  /// The next leaf for the norms that are not done, in turn. False if none wants one.
  bool take(Leaf& leaf);
  void put(const Leaf& leaf, bool final);
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
  bool limits_hit();
  void stop(Status status);
  void report();
  bool all_done() const;

  const Side& f_;
  const Side& g_;
  const target::RationalBox& domain_;
  const SearchOptions& options_;
  PreparedSide prepared_f_, prepared_g_;
  OpenBox hull_;
  double relative_gap_, absolute_gap_;
  std::size_t memory_limit_;
  unsigned threads_;
  IntegralBounds integrals_;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  LeafStore store_;
  std::vector<Goal> goals_;
  std::size_t turn_ = 0;
  std::vector<std::optional<Leaf>> in_hand_;  ///< by thread
  double lower_ = 0;                          ///< of the sup norm
  std::vector<Rational> witness_;
  std::uint64_t boxes_ = 0;
  bool stopped_ = false;
  Status status_ = Status::Converged;
  std::exception_ptr failure_;
  std::chrono::steady_clock::time_point begin_, last_report_;
};

}  // namespace relugap::verify
