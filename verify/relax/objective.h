#pragma once

#include <cstdint>

namespace relugap::verify {

/// Which function of h = f - g is maximised: |h|, h, or -h.
enum class Objective : std::uint8_t { Absolute, Largest, Smallest };

}  // namespace relugap::verify
