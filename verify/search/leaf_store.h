#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "verify/search/box_queue.h"

namespace relugap::verify {

/// A box of the cover with, for every finite exponent that is asked for, proved bounds of its part of the integral.
struct Leaf {
  OpenBox box;  ///< box.upper: proved sup |f - g|
  std::vector<double> lower, upper;
  bool rounding_limited = false;  ///< splitting does not bring lower and upper together
};

/// The leaves of one tree of boxes that several norms refine together: each norm takes the leaf that matters most to it.
///
/// A leaf lies in one slab; every norm that still wants it has an entry in its own heap. Taking a leaf for one norm takes
/// it from all (their entries are recognised as stale by the slot's generation and skipped).
class LeafStore {
 public:
  /// integrals: finite exponents per leaf; heaps: norms, each with a heap; sign_bytes: length of OpenBox::signs.
  LeafStore(std::size_t dimension, std::size_t integrals, std::size_t heaps, std::size_t sign_bytes = 0)
      : dimension_(dimension), integrals_(integrals), sign_bytes_(sign_bytes), heaps_(heaps) {}

  /// keys: by heap, the leaf's priority there; negative: that norm does not want it. Requires: one key >= 0.
  void push(const Leaf& leaf, const std::vector<double>& keys);
  /// Removes the first leaf of a heap. False if it wants none.
  bool pop(std::size_t heap, Leaf& leaf);
  /// The greatest key of a heap, -1 if it wants none.
  double top(std::size_t heap);
  /// Whether rounding keeps up the sup bound of a heap's first leaf. Requires: top(heap) >= 0.
  bool top_is_rounding_limited(std::size_t heap);

  std::size_t size() const { return slots_.size() - free_.size(); }
  std::size_t memory() const;
  /// The most leaves for which memory() stays below `bytes` (the arrays grow by doubling); at least one.
  std::size_t capacity(std::size_t bytes) const;

  /// Calls visit(lower, upper) with the integral bounds of every leaf: pointers to `integrals` doubles each.
  template <class Visit>
  void for_each(const Visit& visit) const {
    for (std::size_t slot = 0; slot < slots_.size(); ++slot)
      if (slots_[slot].used)
        visit(bounds_.data() + slot * 2 * integrals_, bounds_.data() + (slot * 2 + 1) * integrals_);
  }

 private:
  struct Slot {
    std::uint32_t generation = 0, depth = 0;
    std::uint32_t split[kBisections] = {};
    double upper = 0;
    Arithmetic arithmetic = Arithmetic::Double;
    bool used = false;
  };
  struct Entry {
    double key;
    std::uint32_t depth, slot, generation;
    friend bool operator<(const Entry& a, const Entry& b) {
      return a.key < b.key || (a.key == b.key && a.depth < b.depth);
    }
  };
  bool is_stale(const Entry& entry) const {
    return !slots_[entry.slot].used || slots_[entry.slot].generation != entry.generation;
  }
  void drop_stale(std::size_t heap);
  static constexpr std::size_t kStale = 2;  ///< entries per leaf, at most, in a heap that holds stale ones

  std::size_t dimension_, integrals_, sign_bytes_;
  std::vector<std::vector<Entry>> heaps_;
  std::vector<Slot> slots_;
  std::vector<double> ends_;         ///< slot: d lower ends, d upper ends
  std::vector<double> bounds_;       ///< slot: lower, then upper bounds of the integrals
  std::vector<std::uint8_t> signs_;  ///< slot: sign_bytes
  std::vector<std::uint32_t> free_;
};

}  // namespace relugap::verify
