#include "verify/search/leaf_store.h"

#include <algorithm>

#include "lib/core/error.h"

namespace relugap::verify {

void LeafStore::push(const Leaf& leaf, const std::vector<double>& keys) {
  std::uint32_t at;
  if (free_.empty()) {
    RELUGAP_CHECK(slots_.size() < std::numeric_limits<std::uint32_t>::max());
    at = static_cast<std::uint32_t>(slots_.size());
    slots_.emplace_back();
    ends_.resize(ends_.size() + 2 * dimension_);
    bounds_.resize(bounds_.size() + 2 * integrals_);
    signs_.resize(signs_.size() + sign_bytes_);
  } else {
    at = free_.back();
    free_.pop_back();
  }
  Slot& slot = slots_[at];
  ++slot.generation;
  slot.used = true;
  slot.depth = leaf.box.depth;
  slot.upper = leaf.box.upper;
  slot.arithmetic = leaf.box.arithmetic;
  std::copy(std::begin(leaf.box.split), std::end(leaf.box.split), slot.split);
  double* const ends = ends_.data() + std::size_t{at} * 2 * dimension_;
  std::copy(leaf.box.lo.begin(), leaf.box.lo.end(), ends);
  std::copy(leaf.box.hi.begin(), leaf.box.hi.end(), ends + dimension_);
  double* const bounds = bounds_.data() + std::size_t{at} * 2 * integrals_;
  std::copy(leaf.lower.begin(), leaf.lower.end(), bounds);
  std::copy(leaf.upper.begin(), leaf.upper.end(), bounds + integrals_);
  RELUGAP_CHECK(leaf.box.signs.size() == sign_bytes_);
  std::copy(leaf.box.signs.begin(), leaf.box.signs.end(), signs_.data() + std::size_t{at} * sign_bytes_);
  bool wanted = false;
  for (std::size_t heap = 0; heap < heaps_.size(); ++heap) {
    if (!(keys[heap] >= 0)) continue;
    wanted = true;
    heaps_[heap].push_back({keys[heap], slot.depth, at, slot.generation});
    std::push_heap(heaps_[heap].begin(), heaps_[heap].end());
  }
  RELUGAP_CHECK(wanted);
}

void LeafStore::drop_stale(std::size_t heap) {
  std::vector<Entry>& entries = heaps_[heap];
  while (!entries.empty() && is_stale(entries.front())) {
    std::pop_heap(entries.begin(), entries.end());
    entries.pop_back();
  }
  // Entries that other norms made stale deep in the heap: clear them out when they are the most of it.
  if (entries.size() > kStale * size() + 64) {
    std::erase_if(entries, [&](const Entry& entry) { return is_stale(entry); });
    std::make_heap(entries.begin(), entries.end());
  }
}

bool LeafStore::pop(std::size_t heap, Leaf& leaf) {
  drop_stale(heap);
  std::vector<Entry>& entries = heaps_[heap];
  if (entries.empty()) return false;
  const std::uint32_t at = entries.front().slot;
  std::pop_heap(entries.begin(), entries.end());
  entries.pop_back();

  Slot& slot = slots_[at];
  const double* const ends = ends_.data() + std::size_t{at} * 2 * dimension_;
  leaf.box.lo.assign(ends, ends + dimension_);
  leaf.box.hi.assign(ends + dimension_, ends + 2 * dimension_);
  leaf.box.upper = slot.upper;
  leaf.box.depth = slot.depth;
  leaf.box.arithmetic = slot.arithmetic;
  const std::uint8_t* const signs = signs_.data() + std::size_t{at} * sign_bytes_;
  leaf.box.signs.assign(signs, signs + sign_bytes_);
  std::copy(std::begin(slot.split), std::end(slot.split), leaf.box.split);
  const double* const bounds = bounds_.data() + std::size_t{at} * 2 * integrals_;
  leaf.lower.assign(bounds, bounds + integrals_);
  leaf.upper.assign(bounds + integrals_, bounds + 2 * integrals_);
  slot.used = false;
  free_.push_back(at);
  return true;
}

double LeafStore::top(std::size_t heap) {
  drop_stale(heap);
  return heaps_[heap].empty() ? -1 : heaps_[heap].front().key;
}

bool LeafStore::top_is_rounding_limited(std::size_t heap) {
  drop_stale(heap);
  return slots_[heaps_[heap].front().slot].arithmetic == Arithmetic::Multiple;
}

std::size_t LeafStore::memory() const {
  std::size_t total = slots_.capacity() * sizeof(Slot) +
                      (ends_.capacity() + bounds_.capacity()) * sizeof(double) +
                      free_.capacity() * sizeof(std::uint32_t) + signs_.capacity();
  for (const auto& heap : heaps_) total += heap.capacity() * sizeof(Entry);
  return total;
}

std::size_t LeafStore::capacity(std::size_t bytes) const {
  const std::size_t leaf = sizeof(Slot) + 2 * (dimension_ + integrals_) * sizeof(double) + sign_bytes_ +
                           sizeof(std::uint32_t) + heaps_.size() * kStale * sizeof(Entry);
  return std::max<std::size_t>(1, bytes / (2 * leaf));
}

}  // namespace relugap::verify
