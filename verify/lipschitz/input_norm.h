#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "lib/arith/interval.h"

namespace relugap::verify {

/// Norm of the inputs in which a Lipschitz constant is meant: |f(x) - f(x')| <= K ||x - x'||.
enum class InputNorm : std::size_t { L1, L2, Linf };

inline constexpr std::array<InputNorm, 3> kInputNorms = {InputNorm::L1, InputNorm::L2, InputNorm::Linf};

/// "l1", "l2", "linf".
const char* to_string(InputNorm norm);

/// Encloses the norm dual to `norm` of every vector in g (linf for l1, l2 for l2, l1 for linf): the Lipschitz constant of
/// x -> g x. Rounding: outward.
Interval enclose_dual_norm(std::span<const Interval> g, InputNorm norm);

}  // namespace relugap::verify
