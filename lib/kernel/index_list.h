#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace relugap::kernel {

/// A list of neurons with room for a fixed number of them, filled without branches: whether a neuron belongs to a list is
/// as good as random, and a branch on it would be mispredicted half of the time.
class IndexList {
 public:
  /// Room for `capacity` neurons, one more than which may be tried, and for repeat_last.
  void reserve(std::size_t capacity) { values_.resize(capacity + 1 + kMostRepeats); }
  void clear() { size_ = 0; }
  void append_if(std::size_t neuron, bool belongs) {
    values_[size_] = static_cast<std::uint32_t>(neuron);
    size_ += static_cast<std::size_t>(belongs);
  }
  void append(const IndexList& other) {
    std::copy_n(other.data(), other.size(), values_.data() + size_);
    size_ += other.size_;
  }
  /// Writes the last neuron again behind the end, so that the list can be read in groups of up to kMostRepeats + 1.
  void repeat_last() {
    if (size_ > 0) std::fill_n(values_.data() + size_, kMostRepeats, values_[size_ - 1]);
  }

  std::size_t size() const { return size_; }
  const std::uint32_t* data() const { return values_.data(); }
  std::uint32_t operator[](std::size_t i) const { return values_[i]; }

 private:
  static constexpr std::size_t kMostRepeats = 3;
  std::vector<std::uint32_t> values_;
  std::size_t size_ = 0;
};

}  // namespace relugap::kernel
