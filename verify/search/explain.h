#pragma once

#include <cstdint>
#include <vector>

#include "verify/norm/norm_enclosure.h"
#include "verify/relax/tile_side.h"
#include "verify/search/box_queue.h"

namespace relugap::verify {

/// How a search ended that missed its goal.
struct SearchOutcome {
  const PreparedSide &f, &g;
  std::vector<OpenBox> roots;  ///< boxes that cover the domain
  std::vector<OpenBox> open;   ///< those that wait with the largest bounds
  std::uint64_t waiting = 0;   ///< all that wait
  Status status = Status::TimeLimit;
  double magnitude = 0;  ///< what the gap is relative to
  double lower = 0, upper = 0;
  bool settled = false;    ///< the upper bound is that of a box that nothing can improve
  bool threshold = false;  ///< a threshold was asked, no gap
  bool integral = false;   ///< of an integral: every box that waits adds to what is open
};

/// Says why (search/explanation.h), from the boxes.
Explanation explain(const SearchOutcome& outcome);

}  // namespace relugap::verify
