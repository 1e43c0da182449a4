#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace relugap::verify {

/// Bisections of one box that make its children: the 2^3 = 8 lanes of a tile.
inline constexpr std::size_t kBisections = 3;

/// The arithmetic in which the children of a box are bounded.
enum class Arithmetic : std::uint8_t { Single, Double, Multiple };

/// A box that waits: lo_k <= x_k <= hi_k, proved |f - g| <= upper on it (or h or -h, as the search asks), and how to split it.
struct OpenBox {
  std::vector<double> lo, hi;
  double upper = 0;
  std::uint32_t depth = 0;
  std::uint32_t split[kBisections] = {};  ///< coordinates to bisect, in this order (repeats are fine)
  /// More than Single once rounding is a good part of what keeps `upper` up: splitting alone may not help then.
  Arithmetic arithmetic = Arithmetic::Single;
  std::vector<std::uint8_t> signs;  ///< of the neurons of f, then of g, as proved on the box (TileEvaluator)
};

/// Priority queue of boxes, the largest upper first and, among equals, the deepest (so that infinite bounds lead down,
/// not sideways).
///
/// bytes_per_box() bytes each, in chunks of fixed size: growing moves nothing, so that memory() is also the peak. Freed
/// places are used again before new ones are taken.
class BoxQueue {
 public:
  /// sign_bytes: the length of OpenBox::signs, the same for all boxes.
  explicit BoxQueue(std::size_t dimension, std::size_t sign_bytes = 0);

  void push(const OpenBox& box);
  /// Removes the first box into `box`. Requires: not empty.
  void pop(OpenBox& box);
  /// Requires: not empty.
  double top_upper() const { return entry(0).upper; }
  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }
  /// Bytes held.
  std::size_t memory() const;
  /// Of a record and its place in the heap: 16 d + sign_bytes + 32, rounded up.
  std::size_t bytes_per_box() const { return record_bytes_ + sizeof(Entry); }
  /// The most boxes that `bytes` of memory hold; at least one.
  std::size_t capacity(std::size_t bytes) const;

 private:
  struct Entry {
    double upper;
    std::uint32_t depth;
    std::uint32_t slot;
    bool operator<(const Entry& b) const { return upper < b.upper || (upper == b.upper && depth < b.depth); }
  };
  struct Tail {
    std::uint32_t split[kBisections];
    Arithmetic arithmetic;
  };
  static constexpr std::size_t kChunk =
      128;  ///< records, or entries of the heap, that are allocated together

  Entry& entry(std::size_t i) { return heap_[i / kChunk][i % kChunk]; }
  const Entry& entry(std::size_t i) const { return heap_[i / kChunk][i % kChunk]; }
  std::byte* record(std::uint32_t slot) {
    return records_[slot / kChunk].get() + slot % kChunk * record_bytes_;
  }
  std::uint32_t take_slot();
  void sift_up(std::size_t i, Entry moved);
  void sift_down(Entry moved);

  std::size_t dimension_, sign_bytes_, record_bytes_;
  std::size_t size_ = 0;
  std::uint32_t slots_ = 0, free_;              ///< places ever taken; first one of the list of free ones
  std::vector<std::unique_ptr<Entry[]>> heap_;  ///< four children per entry
  std::vector<std::unique_ptr<std::byte[]>> records_;  ///< slot: d lower ends, d upper ends, Tail, signs
};

}  // namespace relugap::verify
