#include "verify/search/box_queue.h"

#include <algorithm>
#include <limits>

#include "lib/core/error.h"

namespace relugap::verify {

void BoxQueue::push(const OpenBox& box) {
  std::uint32_t slot;
  if (free_.empty()) {
    RELUGAP_CHECK(tails_.size() < std::numeric_limits<std::uint32_t>::max());
    slot = static_cast<std::uint32_t>(tails_.size());
    tails_.emplace_back();
    ends_.resize(ends_.size() + 2 * dimension_);
    signs_.resize(signs_.size() + sign_bytes_);
  } else {
    slot = free_.back();
    free_.pop_back();
  }
  double* const ends = ends_.data() + std::size_t{slot} * 2 * dimension_;
  std::copy(box.lo.begin(), box.lo.end(), ends);
  std::copy(box.hi.begin(), box.hi.end(), ends + dimension_);
  std::copy(std::begin(box.split), std::end(box.split), tails_[slot].split);
  tails_[slot].arithmetic = box.arithmetic;
  if (sign_bytes_ > 0) {
    RELUGAP_CHECK(box.signs.size() == sign_bytes_);
    std::copy(box.signs.begin(), box.signs.end(), signs_.data() + std::size_t{slot} * sign_bytes_);
  }
  heap_.push_back({box.upper, box.depth, slot});
  std::push_heap(heap_.begin(), heap_.end());
}

void BoxQueue::pop(OpenBox& box) {
  std::pop_heap(heap_.begin(), heap_.end());
  const Entry entry = heap_.back();
  heap_.pop_back();
  const double* const ends = ends_.data() + std::size_t{entry.slot} * 2 * dimension_;
  box.lo.assign(ends, ends + dimension_);
  box.hi.assign(ends + dimension_, ends + 2 * dimension_);
  box.upper = entry.upper;
  box.depth = entry.depth;
  std::copy(std::begin(tails_[entry.slot].split), std::end(tails_[entry.slot].split), box.split);
  box.arithmetic = tails_[entry.slot].arithmetic;
  const std::uint8_t* const signs = signs_.data() + std::size_t{entry.slot} * sign_bytes_;
  box.signs.assign(signs, signs + sign_bytes_);
  free_.push_back(entry.slot);
}

std::size_t BoxQueue::memory() const {
  return heap_.capacity() * sizeof(Entry) + ends_.capacity() * sizeof(double) + signs_.capacity() +
         tails_.capacity() * sizeof(Tail) + free_.capacity() * sizeof(std::uint32_t);
}

}  // namespace relugap::verify
