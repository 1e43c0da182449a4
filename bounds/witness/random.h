#pragma once

#include <cstddef>
#include <cstdint>

namespace relugap::bounds::witness {

/// Random numbers that are the same on every machine (SplitMix64).
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t bits() {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15U;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
  }
  /// Uniform in [0, 1), a multiple of 2^-53.
  double unit() { return static_cast<double>(bits() >> 11) * 0x1p-53; }
  /// Near enough to uniform in 0, ..., n - 1. Requires: n >= 1.
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(bits() % n); }
  /// Mean 0, variance 1, bell shaped (a sum of four uniform numbers).
  double bell() { return (unit() + unit() + unit() + unit() - 2) * 1.7320508; }

 private:
  std::uint64_t state_;
};

}  // namespace relugap::bounds::witness
