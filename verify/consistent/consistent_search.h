#pragma once

#include <memory>
#include <vector>

#include "verify/consistent/consistent_targets.h"
#include "verify/consistent/envelope_bound.h"
#include "verify/relax/tile_side.h"
#include "verify/search/box_queue.h"
#include "verify/search/search_loop.h"

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
class ConsistentSearch : private SearchLoop {
 public:
  ConsistentSearch(const ConeSet& cones, const ConeTree& tree, const Side& f,
                   const target::RationalBox& domain, const SearchOptions& options);

  ConsistentResult run();

 private:
  struct Hand;

  std::unique_ptr<Worker> make_worker() override;
  bool take(Worker& worker) override;
  /// Splits one region and bounds its parts, or bounds it better.
  void process(Worker& worker) override;
  void put(Worker& worker) override;
  void exhausted() override { stop(Status::PrecisionLimit); }
  Progress progress() override;

  void start();
  void bound(std::vector<OpenRegion>& regions, Hand& hand);
  void bound_sign(OpenRegion& region, const CentredBox& box, std::size_t lane, Sign sign, Hand& hand);
  /// Bounds a region again with slopes of f from MPFR arithmetic.
  void bound_precisely(OpenRegion& region, Hand& hand);
  /// Evaluates hi - f or f - lo near x, within D, with proof, and raises the lower bound if that is larger.
  void confirm(const std::vector<double>& x, Sign sign);

  double current_lower();

  // With the lock held:
  double upper() const;
  bool goal_reached(double lower, double upper) const;
  bool is_hopeless(double upper) const;
  void hand_back(OpenRegion region);

  const ConeSet& cones_;
  const ConeTree& tree_;
  const Side& f_;
  const target::RationalBox& domain_;
  PreparedSide prepared_;
  OpenRegion root_;
  double relative_gap_, absolute_gap_;
  std::size_t region_bytes_, memory_limit_;

  std::vector<OpenRegion> heap_;
  double settled_ = 0;
  double lower_ = 0;
  std::vector<Rational> witness_;
  Sign side_ = Sign::Above;
  std::uint64_t boxes_ = 0;
};

}  // namespace relugap::verify
