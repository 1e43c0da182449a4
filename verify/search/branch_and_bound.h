#pragma once

#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <vector>

#include "verify/norm/sup_norm.h"
#include "verify/relax/tile_side.h"
#include "verify/search/box_queue.h"
#include "verify/search/split.h"
#include "verify/search/tile_evaluator.h"

namespace relugap::verify {

/// One best-first search for sup |f - g|, shared by its threads.
///
/// Invariant, whenever the lock is free: every point of D lies in a waiting box, in a box that a thread is working on
/// (in_hand_), or in one that was settled for good (settled_), each with a proved bound. Hence
///   upper = max(waiting, in hand, settled),
/// and upper >= lower because both are proved.
class BranchAndBound {
 public:
  BranchAndBound(const Side& f, const Side& g, const target::RationalBox& domain,
                 const SearchOptions& options);

  NormEnclosure run();

 private:
  void start();
  void work(unsigned thread);
  /// Splits and bounds one box; what remains of it is pushed or settled. Called without the lock.
  void process(OpenBox& box, TileEvaluator& evaluator, Children& children);
  /// Confirms a candidate whose estimate would raise the lower bound.
  void offer(const Candidate& candidate);
  /// Evaluates |f - g| near x, within D, with proof, and raises the lower bound if that is larger.
  void confirm(const std::vector<double>& x, double ignorable);

  bool out_of_time() const;

  // With the lock held:
  double upper() const;
  bool goal_reached(double lower, double upper) const;
  bool is_hopeless(double upper) const;
  bool limits_hit(const OpenBox& next);
  void settle(double upper);
  void report();
  void stop(Status status);

  const Side& f_;
  const Side& g_;
  const target::RationalBox& domain_;
  const SearchOptions& options_;
  PreparedSide prepared_f_, prepared_g_;
  OpenBox root_;
  double relative_gap_, absolute_gap_;  ///< rounded down: a goal never counts as reached too early
  double least_progress_;               ///< relative: estimates this little above lower are not confirmed
  std::size_t memory_limit_;
  unsigned threads_;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  BoxQueue queue_;
  std::vector<double> in_hand_;  ///< by thread: bound of the box it works on, -1 if none
  double settled_ = 0;
  double lower_ = 0;
  std::vector<Rational> witness_;
  std::uint64_t boxes_ = 0;
  int precise_tries_ = 0;
  bool stopped_ = false;
  Status status_ = Status::Converged;
  std::exception_ptr failure_;
  std::chrono::steady_clock::time_point begin_, last_report_;
};

}  // namespace relugap::verify
