#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace relugap::kernel {

/// Proved signs of the neurons of one layer over one box, one bit per neuron and sign: `positive` says z_j >= 0, `negative`
/// z_j <= 0, at every point of the box. nullptr: nothing is known.
struct LayerSigns {
  const std::uint8_t* positive = nullptr;
  const std::uint8_t* negative = nullptr;

  bool is_positive(std::size_t j) const {
    return positive != nullptr && ((positive[j / 8] >> (j % 8)) & 1) != 0;
  }
  bool is_negative(std::size_t j) const {
    return negative != nullptr && ((negative[j / 8] >> (j % 8)) & 1) != 0;
  }
};

/// Where the signs of a network's neurons lie in a row of bytes that belongs to one box: for each hidden layer but the first
/// (whose ranges are as good as they can be) the positive bits, then the negative ones.
///
/// A sign proved on a box holds on every part of it, so a box hands its signs down to its children.
class SignLayout {
 public:
  /// A hidden layer with this many neurons, in order from the second one on.
  void append(std::size_t neurons);

  /// Bytes per box; 0 for networks so large that memory is better spent on boxes: nothing is handed down there.
  std::size_t bytes() const { return bytes_ <= kMostBytes ? bytes_ : 0; }
  /// Where the positive bits of hidden layer `hidden` (0-based, not 0) begin; the negative ones follow after width(hidden).
  std::size_t offset(std::size_t hidden) const { return begin_[hidden - 1]; }
  std::size_t width(std::size_t hidden) const { return width_[hidden - 1]; }
  /// The part of `row` that belongs to hidden layer `hidden` (0-based); nothing for row == nullptr.
  LayerSigns layer(const std::uint8_t* row, std::size_t hidden) const;

 private:
  static constexpr std::size_t kMostBytes = 1024;
  std::vector<std::size_t> begin_, width_;
  std::size_t bytes_ = 0;
};

}  // namespace relugap::kernel
