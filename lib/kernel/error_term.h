#pragma once

#include <string_view>

namespace relugap::kernel {

#ifdef RELUGAP_MUTATION
/// True if the environment variable RELUGAP_DROP_TERM names this term (read at each call).
bool dropped(std::string_view id);
#define RELUGAP_ERROR_TERM(id, value) (::relugap::kernel::dropped(id) ? 0.0 : (value))
#else
/// Marks a rounding-error term of an argument. In the mutation build the environment variable RELUGAP_DROP_TERM=id makes
/// the term zero; tests/mutation/run checks that every term, dropped alone, makes a soundness test fail.
#define RELUGAP_ERROR_TERM(id, value) (value)
#endif

}  // namespace relugap::kernel
