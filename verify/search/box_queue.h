#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace relugap::verify {

/// Bisections of one box that make its children: the 2^3 = 8 lanes of a tile.
inline constexpr std::size_t kBisections = 3;

/// The arithmetic in which the children of a box are bounded.
enum class Arithmetic : std::uint8_t { Single, Double, Multiple };

/// A box that waits: lo_k <= x_k <= hi_k, proved |f - g| <= upper on it, and how to split it.
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
/// not sideways). Boxes lie in one slab: 16 d + sign_bytes + 40 bytes each, no allocation per box.
class BoxQueue {
 public:
  /// sign_bytes: the length of OpenBox::signs, the same for all boxes.
  explicit BoxQueue(std::size_t dimension, std::size_t sign_bytes = 0)
      : dimension_(dimension), sign_bytes_(sign_bytes) {}

  void push(const OpenBox& box);
  /// Removes the first box into `box`. Requires: not empty.
  void pop(OpenBox& box);
  /// Requires: not empty.
  double top_upper() const { return heap_.front().upper; }
  bool empty() const { return heap_.empty(); }
  std::size_t size() const { return heap_.size(); }
  /// Bytes held.
  std::size_t memory() const;

 private:
  struct Entry {
    double upper;
    std::uint32_t depth;
    std::uint32_t slot;
    friend bool operator<(const Entry& a, const Entry& b) {
      return a.upper < b.upper || (a.upper == b.upper && a.depth < b.depth);
    }
  };
  struct Tail {
    std::uint32_t split[kBisections];
    Arithmetic arithmetic;
  };

  std::size_t dimension_, sign_bytes_;
  std::vector<Entry> heap_;
  std::vector<double> ends_;         ///< slot: d lower ends, d upper ends
  std::vector<std::uint8_t> signs_;  ///< slot: sign_bytes
  std::vector<Tail> tails_;
  std::vector<std::uint32_t> free_;
};

}  // namespace relugap::verify
