#pragma once

#include <chrono>
#include <condition_variable>
#include <exception>
#include <memory>
#include <mutex>
#include <vector>

#include "verify/consistent/consistent_targets.h"
#include "verify/consistent/envelope_bound.h"
#include "verify/relax/tile_side.h"
#include "verify/search/box_queue.h"

namespace relugap::verify {

/// A box that waits: proved bounds of hi - f and f - lo on it (box.upper is the larger one).
struct OpenRegion {
  OpenBox box;
  double bound[2];

  friend bool operator<(const OpenRegion& a, const OpenRegion& b) {
    return a.box.upper < b.box.upper || (a.box.upper == b.box.upper && a.box.depth < b.box.depth);
  }
};

/// One best-first search for E, shared by its threads; the invariant is that of BranchAndBound.
class ConsistentSearch {
 public:
  ConsistentSearch(const ConeSet& cones, const ConeTree& tree, const Side& f,
                   const target::RationalBox& domain, const SearchOptions& options);

  ConsistentResult run();

 private:
  struct Worker;

  void start();
  void work(unsigned thread);
  /// Splits one region and bounds its parts. Called without the lock.
  void process(OpenRegion& region, Worker& worker);
  void bound(std::vector<OpenRegion>& regions, Worker& worker);
  void bound_sign(OpenRegion& region, const CentredBox& box, std::size_t lane, Sign sign, Worker& worker);
  /// Bounds a region again with slopes of f from MPFR arithmetic.
  void bound_precisely(OpenRegion& region, Worker& worker);
  /// Evaluates hi - f or f - lo near x, within D, with proof, and raises the lower bound if that is larger.
  void confirm(const std::vector<double>& x, Sign sign);

  bool out_of_time() const;
  double current_lower();

  // With the lock held:
  double upper() const;
  bool goal_reached(double lower, double upper) const;
  bool is_hopeless(double upper) const;
  bool limits_hit();
  void take(std::vector<OpenRegion>& regions);
  void report();
  void stop(Status status);

  const ConeSet& cones_;
  const ConeTree& tree_;
  const Side& f_;
  const target::RationalBox& domain_;
  const SearchOptions& options_;
  PreparedSide prepared_;
  OpenRegion root_;
  double relative_gap_, absolute_gap_;
  std::size_t region_bytes_, memory_limit_;
  unsigned threads_;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<OpenRegion> heap_;
  std::vector<double> in_hand_;
  double settled_ = 0;
  double lower_ = 0;
  std::vector<Rational> witness_;
  Sign side_ = Sign::Above;
  std::uint64_t boxes_ = 0;
  bool stopped_ = false;
  Status status_ = Status::Converged;
  std::exception_ptr failure_;
  std::chrono::steady_clock::time_point begin_, last_report_;
};

}  // namespace relugap::verify
