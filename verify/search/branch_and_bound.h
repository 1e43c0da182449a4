#pragma once

#include <vector>

#include "verify/norm/norm_enclosure.h"
#include "verify/relax/objective.h"
#include "verify/relax/tile_side.h"
#include "verify/search/box_queue.h"
#include "verify/search/search_loop.h"
#include "verify/search/split.h"
#include "verify/search/tile_evaluator.h"

namespace relugap::verify {

/// What is maximised: |h|, h or -h (h = f - g) over a union of boxes. All must outlive the search.
struct Maximisation {
  const Side& f;
  const Side& g;
  const std::vector<target::RationalBox>& pieces;  ///< at least one, all of one dimension
  Objective objective = Objective::Absolute;
  /// For h and -h: the gap is relative to this (a proved lower bound of sup |h|); |h| is its own measure.
  double scale = 0;
};

/// One best-first search for a maximum, shared by its threads. Invariant (SearchLoop), with one bound per box:
///   upper = max(waiting, in hand, settled),
/// and upper >= lower because both are proved.
///
/// Memory: once the queue holds what the limit allows, a thread explores the box it took depth first instead of handing its
/// children back. It forgets what it has seen but the largest bound of a leaf, which is a better bound of the box; leaves
/// are not split below a target between the goal and the box's bound, so that no dive goes deep while others wait.
class BranchAndBound : private SearchLoop {
 public:
  BranchAndBound(const Maximisation& task, const SearchOptions& options);

  /// The enclosure of the maximum; the witness proves lower. Requires: called once.
  NormEnclosure run();

 private:
  struct Hand;
  enum class Outcome { Settled, Improved, Split };

  std::unique_ptr<Worker> make_worker() override;
  bool take(Worker& worker) override;
  void process(Worker& worker) override;
  void put(Worker& worker) override;
  void exhausted() override { stop(Status::PrecisionLimit); }
  Progress progress() override;

  void start();
  /// Bounds a box better, or splits it and bounds hand.children. Called without the lock.
  Outcome expand(OpenBox& box, Hand& hand);
  /// Explores hand.box depth first until every leaf is settled or bounded by hand.target. Called without the lock.
  void dive(Hand& hand);
  /// Confirms a candidate whose estimate would raise the lower bound.
  void offer(const Candidate& candidate);
  /// Evaluates the objective near x, within the domain, with proof, and raises the lower bound if that is larger.
  void confirm(const std::vector<double>& x, double ignorable);
  double noise(double estimate) const;
  /// Between the lower bound and that of the box: what makes another look at it worth while.
  double halfway(const OpenBox& box) const;

  // With the lock held:
  double upper() const;
  /// What gaps are relative to.
  double magnitude() const { return task_.objective == Objective::Absolute ? lower_ : task_.scale; }
  bool is_reached(double lower, double upper) const;
  /// Whether a box with this bound needs no more work: it stays below the goal, because lower only grows.
  bool is_done(double upper) const;
  double dive_target(double upper) const;
  /// Counts tries with many bits where no goal can be reached; false, and the search stops, after some.
  bool may_expand(const OpenBox& box);
  void hand_back(const OpenBox& box);
  void settle(double upper) { settled_ = std::max(settled_, upper); }
  void remember_peak();

  const Maximisation task_;
  PreparedSide prepared_f_, prepared_g_;
  std::vector<OpenBox> roots_;
  double relative_gap_, absolute_gap_;  ///< rounded down: a goal never counts as reached too early
  double threshold_;       ///< rounded down: u <= T exactly if u <= threshold_, for doubles u; NaN: none
  double least_progress_;  ///< relative: estimates this little above lower are not confirmed
  BoxQueue queue_;
  std::size_t capacity_;  ///< boxes of the queue

  double settled_, lower_;
  std::vector<Rational> witness_;
  std::uint64_t boxes_ = 0, peak_ = 0;
  int precise_tries_ = 0;
};

}  // namespace relugap::verify
