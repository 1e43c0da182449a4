#include "verify/search/box_queue.h"

#include <algorithm>
#include <cstring>
#include <limits>

#include "lib/core/error.h"

namespace relugap::verify {
namespace {

constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();
constexpr std::size_t kArity = 4;

std::size_t rounded_up(std::size_t bytes) {
  return (bytes + alignof(double) - 1) / alignof(double) * alignof(double);
}

}  // namespace

BoxQueue::BoxQueue(std::size_t dimension, std::size_t sign_bytes)
    : dimension_(dimension),
      sign_bytes_(sign_bytes),
      record_bytes_(rounded_up(2 * dimension * sizeof(double) + sizeof(Tail) + sign_bytes)),
      free_(kNone) {}

void BoxQueue::push(const OpenBox& box) {
  RELUGAP_CHECK(box.signs.size() == sign_bytes_ && box.lo.size() == dimension_);
  const std::uint32_t slot = take_slot();
  std::byte* const to = record(slot);
  const std::size_t ends = dimension_ * sizeof(double);
  Tail tail{{}, box.arithmetic};
  std::copy(std::begin(box.split), std::end(box.split), tail.split);
  std::memcpy(to, box.lo.data(), ends);
  std::memcpy(to + ends, box.hi.data(), ends);
  std::memcpy(to + 2 * ends, &tail, sizeof tail);
  if (sign_bytes_ > 0) std::memcpy(to + 2 * ends + sizeof tail, box.signs.data(), sign_bytes_);
  if (size_ == heap_.size() * kChunk) heap_.push_back(std::make_unique_for_overwrite<Entry[]>(kChunk));
  sift_up(size_++, {box.upper, box.depth, slot});
}

void BoxQueue::pop(OpenBox& box) {
  const Entry first = entry(0);
  const std::byte* const from = record(first.slot);
  const std::size_t ends = dimension_ * sizeof(double);
  Tail tail;
  box.lo.resize(dimension_);
  box.hi.resize(dimension_);
  box.signs.resize(sign_bytes_);
  std::memcpy(box.lo.data(), from, ends);
  std::memcpy(box.hi.data(), from + ends, ends);
  std::memcpy(&tail, from + 2 * ends, sizeof tail);
  if (sign_bytes_ > 0) std::memcpy(box.signs.data(), from + 2 * ends + sizeof tail, sign_bytes_);
  box.upper = first.upper;
  box.depth = first.depth;
  std::copy(std::begin(tail.split), std::end(tail.split), box.split);
  box.arithmetic = tail.arithmetic;
  std::memcpy(record(first.slot), &free_, sizeof free_);
  free_ = first.slot;
  const Entry last = entry(--size_);
  if (size_ > 0) sift_down(last);
}

std::uint32_t BoxQueue::take_slot() {
  if (free_ != kNone) {
    const std::uint32_t slot = free_;
    std::memcpy(&free_, record(slot), sizeof free_);
    return slot;
  }
  RELUGAP_CHECK(slots_ < kNone);
  if (slots_ == records_.size() * kChunk)
    records_.push_back(std::make_unique_for_overwrite<std::byte[]>(kChunk * record_bytes_));
  return slots_++;
}

void BoxQueue::sift_up(std::size_t i, Entry moved) {
  while (i > 0) {
    const std::size_t parent = (i - 1) / kArity;
    if (!(entry(parent) < moved)) break;
    entry(i) = entry(parent);
    i = parent;
  }
  entry(i) = moved;
}

void BoxQueue::sift_down(Entry moved) {
  std::size_t i = 0;
  while (true) {
    const std::size_t begin = kArity * i + 1, end = std::min(begin + kArity, size_);
    if (begin >= size_) break;
    std::size_t best = begin;
    for (std::size_t child = begin + 1; child < end; ++child)
      if (entry(best) < entry(child)) best = child;
    if (!(moved < entry(best))) break;
    entry(i) = entry(best);
    i = best;
  }
  entry(i) = moved;
}

std::size_t BoxQueue::memory() const {
  return heap_.size() * (kChunk * sizeof(Entry) + sizeof heap_[0]) +
         records_.size() * (kChunk * record_bytes_ + sizeof records_[0]);
}

std::size_t BoxQueue::capacity(std::size_t bytes) const {
  const std::size_t chunk = kChunk * bytes_per_box() + 4 * sizeof records_[0];
  return std::max<std::size_t>(1, bytes / chunk * kChunk);
}

}  // namespace relugap::verify
