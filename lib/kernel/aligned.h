#pragma once

#include <cstddef>
#include <new>
#include <vector>

namespace relugap::kernel {

/// Allocator of 64-byte aligned memory: one cache line, one AVX-512 register.
template <class T>
struct AlignedAllocator {
  using value_type = T;
  static constexpr std::align_val_t kAlignment{64};

  AlignedAllocator() = default;
  template <class U>
  AlignedAllocator(const AlignedAllocator<U>&) {}

  T* allocate(std::size_t n) { return static_cast<T*>(::operator new(n * sizeof(T), kAlignment)); }
  void deallocate(T* p, std::size_t) { ::operator delete(p, kAlignment); }
  friend bool operator==(const AlignedAllocator&, const AlignedAllocator&) { return true; }
};

template <class T>
using AlignedArray = std::vector<T, AlignedAllocator<T>>;
using AlignedVector = AlignedArray<double>;

}  // namespace relugap::kernel
