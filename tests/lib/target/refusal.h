#pragma once

#include <string>

#include "lib/core/error.h"

namespace relugap::target {

/// The message of the InputError that the call throws; empty if it throws none.
template <class Call>
std::string refusal(Call call) {
  try {
    call();
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

}  // namespace relugap::target
