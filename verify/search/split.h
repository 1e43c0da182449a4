#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "lib/kernel/tile.h"
#include "verify/relax/affine_form.h"
#include "verify/search/box_queue.h"

namespace relugap::verify {

/// A double strictly between lo and hi, near the middle; lo if there is none.
double split_point(double lo, double hi);

/// Whether no coordinate of the box has a double strictly inside.
bool is_unsplittable(const OpenBox& box);

/// The children of one box in memory that is kept from one box to the next.
class Children {
 public:
  std::span<OpenBox> boxes() { return {boxes_.data(), size_}; }

 private:
  friend void split(const OpenBox& box, Children& children);
  std::array<OpenBox, std::size_t{1} << kBisections> boxes_;
  std::size_t size_ = 0;
};

/// Bisects the box up to kBisections times, along box.split or, where such a coordinate has no double inside, along the
/// widest one that has.
///
/// Guarantees: the children (1 to 8) cover the box. They differ from it in lo, hi and depth only.
void split(const OpenBox& box, Children& children);

/// Puts a box into one lane as centre and radius, the radius rounded up so that [c - r, c + r] contains [lo, hi].
void load(const OpenBox& box, std::size_t lane, kernel::BoxTile& tile);

/// The same in float; false, and nothing usable in the lane, where floats would make the box noticeably larger.
bool load(const OpenBox& box, std::size_t lane, kernel::SingleBoxTile& tile);

/// The same as a CentredBox.
CentredBox centred(const OpenBox& box);

/// Chooses the coordinates to bisect next: three times the one of largest score, whose score is then quartered; ties and
/// zero scores go by edge length.
void choose_split(const std::vector<double>& score, OpenBox& box);

}  // namespace relugap::verify
