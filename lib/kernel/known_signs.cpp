#include "lib/kernel/known_signs.h"

namespace relugap::kernel {

void SignLayout::append(std::size_t neurons) {
  begin_.push_back(bytes_);
  width_.push_back((neurons + 7) / 8);
  bytes_ += 2 * width_.back();
}

LayerSigns SignLayout::layer(const std::uint8_t* row, std::size_t hidden) const {
  if (row == nullptr || hidden == 0 || bytes() == 0) return {};
  const std::uint8_t* const at = row + offset(hidden);
  return {at, at + width(hidden)};
}

}  // namespace relugap::kernel
