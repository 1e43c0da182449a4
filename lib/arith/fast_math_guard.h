#pragma once

#include <cfloat>

/// Included by every header of directed arithmetic. A translation unit that includes one of them
///   - does not compile if the compiler evaluates double expressions in a wider format (x87), and
///   - registers itself if it was compiled with -ffast-math or a part of it, whereupon
///     check_floating_point_environment() refuses to run.

#if FLT_EVAL_METHOD != 0
#error "relugap needs double expressions evaluated in binary64 (compile without -mfpmath=387)"
#endif

namespace relugap::detail {

/// Remembers that some translation unit of the program was compiled with fast-math. Returns true.
bool register_fast_math_translation_unit();

#if defined(__FAST_MATH__) || (defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__) || \
    defined(__ASSOCIATIVE_MATH__) || defined(__RECIPROCAL_MATH__)
namespace {
[[maybe_unused]] const bool kFastMathRegistered = register_fast_math_translation_unit();
}
#endif

}  // namespace relugap::detail
